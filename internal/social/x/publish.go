package x

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/dghubble/go-twitter/twitter" //nolint:staticcheck // it stopped at version 1.1, hence the bridge

	"github.com/belonginstem/belong/internal/belong"
)

// Publish makes the post, with the video that was staged for it. X refuses a text that the account posted lately, and a
// video that stands in a post: so a second Publish of a post that is live makes no second post, but is in doubt.
func (n *Network) Publish(ctx context.Context, p belong.Parcel) (belong.Receipt, error) {
	k, ok := read(p.Post.Notes)
	if !ok || !n.config.Now().Before(p.Post.Notes.Until) {
		return belong.Receipt{}, unstaged()
	}
	id, err := strconv.ParseInt(k.MediaID, 10, 64)
	if err != nil {
		return belong.Receipt{}, unstaged()
	}
	s, err := n.session(p.Account)
	if err != nil {
		return belong.Receipt{}, err
	}
	var got answer
	client := twitter.NewClient(&http.Client{Transport: s.bridge(ctx, &got)})
	post, _, err := client.Statuses.Update(p.Post.Text, &twitter.StatusUpdateParams{MediaIds: []int64{id}}) //nolint:bodyclose // the client closes it
	var wrapped *url.Error
	switch {
	case errors.As(err, &wrapped):
		return belong.Receipt{}, wrapped.Err // without the address in version 1.1, where nothing was sent
	case err != nil:
		return belong.Receipt{}, fmt.Errorf("x: make the post: %w", err)
	case post.ID == 0 || post.IDStr == "":
		return belong.Receipt{}, errors.New("x: make the post: neither a post nor an error")
	}
	r := receipt(post.IDStr)
	r.Rest = restOf(got.header)
	return r, nil
}

func unstaged() error {
	return &belong.NetworkError{
		Fault: belong.NotNow, Sentence: "X does not have the video of this post, or not any more. It is sent there again first.",
		Err: errors.New("x: not staged"),
	}
}

// receipt is the post's, by its ID. The link needs no account's name, which may change.
func receipt(id string) belong.Receipt {
	return belong.Receipt{Link: "https://x.com/i/web/status/" + id, Remote: id}
}
