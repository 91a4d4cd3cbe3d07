// Package mastodon posts to an account on a Mastodon server, or on one that speaks its language. The account's key is
// access_token, from an application with the scopes read, write:media and write:statuses.
//
// What keeps a post from being there twice is the video: a server attaches it to one post only. The Idempotency-Key is sent,
// too, but servers exist that ignore it.
package mastodon

import (
	"context"
	"encoding/json"
	"time"

	"github.com/mattn/go-mastodon"

	"github.com/belonginstem/belong/internal/belong"
)

// A Network speaks to Mastodon servers. It keeps nothing between its calls, and may be used by many at once.
type Network struct {
	gate  gate
	now   func() time.Time
	pause func(ctx context.Context, d time.Duration) error
}

// New makes a Network. contact is where who runs a server finds who runs Belong: an address on the web.
func New(contact string, now func() time.Time) *Network {
	return &Network{gate: newGate("Belong (+" + contact + ")"), now: now, pause: pause}
}

// pause waits for d, or until there is no more time.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// kept is what a post's notes hold.
type kept struct {
	Account mastodon.ID `json:"account"` // whose posts to look through
	Media   mastodon.ID `json:"media"`   // the video, ready to be posted
}

// remembered reads the notes of an earlier Stage.
func remembered(n belong.Notes) (kept, bool) {
	var k kept
	err := json.Unmarshal(n.Kept, &k)
	return k, err == nil && k.Account != "" && k.Media != ""
}

// receipt is what a post that is live is known by.
func receipt(s *mastodon.Status) belong.Receipt {
	link := s.URL
	if link == "" {
		link = s.URI
	}
	return belong.Receipt{Link: link, Remote: string(s.ID)}
}

// shows tells whether the post has the video.
func shows(s *mastodon.Status, media mastodon.ID) bool {
	for _, a := range s.MediaAttachments {
		if a.ID == media {
			return true
		}
	}
	return false
}
