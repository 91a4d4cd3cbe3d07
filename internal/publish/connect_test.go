package publish_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/publish"
)

func TestAGapIsSet(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Must(d.svc.SetGap(t.Context(), staff, d.Wall.ID, 90*time.Second))
	if got := d.channel().Gap; got != 90*time.Second {
		t.Errorf("%v", got)
	}
	if err := d.svc.SetGap(t.Context(), staff, d.Wall.ID, 25*time.Hour); belong.KindOf(err) != belong.Invalid {
		t.Errorf("%v", err)
	}
	if diff := cmp.Diff([]string{"staff channel.gap_set"}, d.Events(d.Wall.ID)); diff != "" {
		t.Error(diff)
	}
}

var keys = belong.Credentials{"access_token": " s3cret "}

func TestAnAccountIsConnectedByAskingTheNetwork(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.standing = belong.Standing{Account: "@stem", Limits: belong.PostLimits{Text: 500}}
	c := publish.Connection{Kind: belong.Mastodon, BaseURL: "https://mastodon.example/", Keys: keys}
	ch, err := d.svc.Connect(t.Context(), staff, d.Campaign, c)
	d.Must(err)
	stored, err := d.Store.Channel(t.Context(), ch.ID)
	d.Must(err)
	if diff := cmp.Diff(ch, stored); diff != "" {
		t.Error(diff)
	}
	if ch.Name != "@stem" || ch.Standing.Limits.Text != 500 || ch.BaseURL != "https://mastodon.example" || strings.Contains(string(ch.Sealed), "s3cret") || len(d.live) > 0 {
		t.Errorf("channel %+v", ch)
	}
	d.keys = nil
	d.Must(d.svc.LookAt(t.Context(), ch.ID))
	if d.keys["access_token"] != "s3cret" {
		t.Errorf("the network was shown %v", d.keys)
	}
	if _, err := d.svc.Connect(t.Context(), staff, d.Campaign, c); belong.KindOf(err) != belong.Conflict {
		t.Errorf("a second time: %v", err)
	}
	d.standing.Account = "@other"
	if err := d.svc.Reconnect(t.Context(), staff, ch.ID, keys); belong.KindOf(err) != belong.Conflict {
		t.Errorf("with another's keys: %v", err)
	}
	d.standing.Account = "@stem"
	d.Must(d.svc.Reconnect(t.Context(), staff, ch.ID, keys))
	d.Must(d.svc.Disconnect(t.Context(), staff, ch.ID))
	if _, err := d.Store.Channel(t.Context(), ch.ID); belong.KindOf(err) != belong.NotFound {
		t.Errorf("it never had a post, and is kept: %v", err)
	}
}

// Whoever presses the button twice would have everything posted twice.
func TestAnAccountIsConnectedOnceThoughAskedForTwiceAtOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	together := &meeting{Store: d.Store}
	together.all.Add(2)
	config := d.svc.Config
	config.Store = together
	d.standing = belong.Standing{Account: "@stemx@m.example"}
	errs := make(chan error)
	for range 2 {
		go func() {
			_, err := publish.New(config).Connect(t.Context(), staff, d.Campaign, publish.Connection{Kind: belong.Mastodon, BaseURL: "https://m.example", Keys: keys})
			errs <- err
		}()
	}
	if one, other := <-errs, <-errs; (one == nil) == (other == nil) {
		t.Errorf("%v, and %v", one, other)
	}
	channels, err := d.Store.Channels(t.Context(), d.Campaign.ID)
	d.Must(err)
	if len(channels) != 2 { // the wall and the account
		t.Errorf("%d channels", len(channels))
	}
}

func TestAnAccountThatCannotBeConnected(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		connection publish.Connection
		code       string
	}{
		"no such network":        {publish.Connection{Kind: "myspace"}, "channel_kind"},
		"a network not at hand":  {publish.Connection{Kind: belong.Bluesky, Keys: belong.Credentials{"identifier": "a", "app_password": "b"}}, "channel_kind"},
		"no keys":                {publish.Connection{Kind: belong.Mastodon, BaseURL: "https://m.example"}, "credentials"},
		"no server":              {publish.Connection{Kind: belong.Mastodon, Keys: keys}, "base_url"},
		"keys in the clear":      {publish.Connection{Kind: belong.Mastodon, BaseURL: "http://m.example", Keys: keys}, "base_url"},
		"an address with a path": {publish.Connection{Kind: belong.Mastodon, BaseURL: "https://m.example/@stem", Keys: keys}, "base_url"},
		"a second wall":          {publish.Connection{Kind: belong.Wall}, "channel_exists"},
		"a wall elsewhere":       {publish.Connection{Kind: belong.Wall, BaseURL: "https://m.example"}, "wall_is_here"},
		"a gap below nothing":    {publish.Connection{Kind: belong.Wall, Gap: -1}, "gap"},
		"a name without end":     {publish.Connection{Kind: belong.Wall, Name: strings.Repeat("x", 101)}, "channel_name"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t)
			_, err := d.svc.Connect(t.Context(), staff, d.Campaign, c.connection)
			var refused *belong.Error
			if !errors.As(err, &refused) || refused.Code != c.code {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestWhatTheNetworkSaysToWrongKeysIsTold(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.check = &belong.NetworkError{Fault: belong.Disconnected, Sentence: "Mastodon does not know this token.", Said: "invalid_token"}
	_, err := d.svc.Connect(t.Context(), staff, d.Campaign, publish.Connection{Kind: belong.Mastodon, BaseURL: "https://m.example", Keys: keys})
	var refused *belong.Error
	if !errors.As(err, &refused) || refused.Sentence != "Mastodon does not know this token. It said: invalid_token" {
		t.Error(err)
	}
}

func TestKeysOpenForTheirOwnChannelOnly(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "short", "bm90IDMyIGJ5dGVz"} {
		if _, err := publish.NewSeal(bad); err == nil {
			t.Errorf("%q is taken for a key", bad)
		}
	}
	d := open(t)
	a, err := d.svc.Connect(t.Context(), staff, d.Campaign, publish.Connection{Kind: belong.Mastodon, BaseURL: "https://a.example", Keys: keys})
	d.Must(err)
	b, err := d.svc.Connect(t.Context(), staff, d.Campaign, publish.Connection{Kind: belong.Mastodon, BaseURL: "https://b.example", Keys: keys})
	d.Must(err)
	b.Sealed = a.Sealed
	d.Must(d.Store.SaveChannel(t.Context(), b, belong.Outcome{}))
	if err := d.svc.LookAt(t.Context(), b.ID); err == nil {
		t.Error("another channel's keys were used")
	}
}
