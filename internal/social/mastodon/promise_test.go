package mastodon_test

import (
	"context"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/social/mastodon"
	"github.com/belonginstem/belong/internal/social/socialtest"
	"github.com/belonginstem/belong/internal/social/socialtest/mastosim"
)

// A clock is the world's time in a test. Who waits by it moves it.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 8, 14, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Pause(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	return ctx.Err()
}

// A rig is a server with an adapter to it.
type rig struct {
	*clock
	server  *mastosim.Server
	network *mastodon.Network
	account belong.Account
}

func newRig(t *testing.T, settings mastosim.Settings) *rig {
	t.Helper()
	c := newClock()
	server := mastosim.New(c.Now)
	server.Settings = settings
	listener := httptest.NewServer(server)
	t.Cleanup(listener.Close)
	network := mastodon.New("https://belong.example", c.Now)
	network.SetPause(c.Pause)
	return &rig{c, server, network, belong.Account{
		Kind: belong.Mastodon, BaseURL: listener.URL, Keys: belong.Credentials{"access_token": mastosim.Token},
	}}
}

var faults = map[socialtest.Fault]mastosim.Fault{
	socialtest.DropBefore: mastosim.DropBefore, socialtest.DropAfter: mastosim.DropAfter, socialtest.ErrorAfter: mastosim.ErrorAfter,
	socialtest.Limited: mastosim.Limited, socialtest.LimitedSilently: mastosim.LimitedSilently,
}

func (r *rig) place() socialtest.Place {
	return socialtest.Place{
		Network: r.network, Account: r.account, Now: r.Now,
		Live: func(*testing.T) []socialtest.Live {
			var live []socialtest.Live
			for _, p := range r.server.Live() {
				live = append(live, socialtest.Live{Remote: p.ID, Text: p.Text, Alt: p.Alt, SHA256: p.SHA256})
			}
			return live
		},
		Shows: socialtest.Shows{Alt: true, Video: true},
		Fault: func(f socialtest.Fault) {
			switch f {
			case socialtest.Revoked:
				r.server.Revoke()
			case socialtest.Lag:
				r.server.Lag()
			default:
				r.server.Fail(faults[f])
			}
		},
		Faults: append([]socialtest.Fault{socialtest.Lag}, socialtest.Required...),
		Settle: func() {
			_ = r.Pause(context.Background(), 5*time.Minute)
			r.server.CatchUp()
		},
	}
}

// Servers differ, and the promise holds on all of them.
func TestPromise(t *testing.T) {
	t.Parallel()
	for name, settings := range map[string]mastosim.Settings{
		"Mastodon":                          {},
		"slow to work on a video":           {Slow: 3},
		"ignores Idempotency-Key":           {ForgetsKeys: true},
		"leaves used media away":            {DropsMedia: true, ForgetsKeys: true},
		"shows deleted posts for a moment":  {Late: 2},
		"keeps Idempotency-Key and is slow": {Slow: 1, DropsMedia: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			socialtest.Promise(t, func(t *testing.T) socialtest.Place { return newRig(t, settings).place() })
		})
	}
}
