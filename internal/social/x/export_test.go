package x

import (
	"context"
	"net/http"

	"github.com/dghubble/go-twitter/twitter" //nolint:staticcheck // it stopped at version 1.1, hence the bridge

	"github.com/belonginstem/belong/internal/belong"
)

// BaseURL is where the Network finds X.
func (n *Network) BaseURL() string { return n.config.BaseURL }

// Bridge is the client that Publish uses.
func Bridge(n *Network, ctx context.Context, a belong.Account) (*twitter.Client, error) {
	s, err := n.session(a)
	if err != nil {
		return nil, err
	}
	return twitter.NewClient(&http.Client{Transport: s.bridge(ctx, &answer{})}), nil
}
