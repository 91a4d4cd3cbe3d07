package bluesky

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/belonginstem/belong/internal/belong"
)

// fewVideos is when staff should know how many more videos a day the network takes.
const fewVideos = 10

// Check renews the account's session, which only the server can do, and which it does not once the app password is revoked.
func (n *Network) Check(ctx context.Context, a belong.Account) (belong.Standing, error) {
	s, err := n.session(ctx, a, renewed)
	if err != nil {
		return belong.Standing{}, err
	}
	standing := belong.Standing{Account: "@" + s.handle, Limits: limits}
	if s.status != "" {
		standing.Warning = fmt.Sprintf("Bluesky calls this account %q, and shows none of its posts. Log in there and see why.", s.status)
		return standing, nil
	}
	for _, look := range []func(context.Context, session) (string, error){n.videoWarning, n.labelWarning} {
		warning, err := look(ctx, s)
		if err != nil {
			return belong.Standing{}, err
		}
		if warning != "" {
			standing.Warning = warning
			return standing, nil
		}
	}
	return standing, nil
}

// videoWarning is what keeps the account's videos from the service that takes them in; empty where there is none.
func (n *Network) videoWarning(ctx context.Context, s session) (string, error) {
	if !n.hasVideos(s.pds) {
		return "", nil
	}
	if s.unconfirmed {
		return "Bluesky takes no videos until the account's e-mail address is confirmed. Log in there and confirm it.", nil
	}
	left, err := n.uploadsLeft(ctx, s)
	switch {
	case err != nil:
		return "", read(err)
	case !left.CanUpload:
		return "Bluesky takes no videos from this account at present: " + left.why(), nil
	case left.RemainingDailyVideos != nil && *left.RemainingDailyVideos < fewVideos:
		return fmt.Sprintf("Bluesky takes only %d more videos from this account today.", *left.RemainingDailyVideos), nil
	}
	return "", nil
}

// labelWarning is what moderators at the network say of the account; empty where they say nothing. A server that stands alone
// knows no profiles, and one that is busy is no trouble with the account.
func (n *Network) labelWarning(ctx context.Context, s session) (string, error) {
	var profile struct {
		Labels []struct{ Src, Val string }
	}
	_, err := n.do(ctx, call{
		server: s.pds, name: "app.bsky.actor.getProfile", query: url.Values{"actor": {s.did}}, token: s.access,
	}, &profile)
	if err != nil {
		return "", ctx.Err()
	}
	var labels []string
	for _, l := range profile.Labels {
		if l.Src != s.did && l.Val != "!no-unauthenticated" { // its own are its own choice
			labels = append(labels, cut(l.Val))
		}
	}
	if len(labels) == 0 {
		return "", nil
	}
	return fmt.Sprintf("Bluesky's moderators have labelled this account %q, and may hide its posts.", strings.Join(labels, ", ")), nil
}
