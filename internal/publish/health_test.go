package publish_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/publish"
	"github.com/belonginstem/belong/internal/review/reviewtest"
)

func (d *desk) channel() belong.Channel {
	d.t.Helper()
	ch, err := d.Store.Channel(d.t.Context(), d.Wall.ID)
	d.Must(err)
	return ch
}

// due are the posts that the scheduler would hand over at now.
func (d *desk) due() int {
	d.t.Helper()
	due, err := d.Store.DuePosts(d.t.Context(), d.Now(), 100)
	d.Must(err)
	return len(due)
}

func TestAChannelWhoseKeysWereTakenBackRestsUntilItIsConnectedAnew(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.before = &belong.NetworkError{Fault: belong.Disconnected, Sentence: "The keys were taken back.", Said: "token revoked"}
	first, second := d.place(d.Now()), d.place(d.Now())
	d.Must(d.svc.Publish(t.Context(), first.ID))
	h := d.channel().Health
	if !h.Disconnected || h.Trouble != "The keys were taken back." || h.Said != "token revoked" || d.due() != 0 {
		t.Errorf("health %+v, %d due", h, d.due())
	}
	d.before = nil
	d.Must(d.svc.Publish(t.Context(), second.ID))
	if d.live[second.ID] != 0 || d.post(second.ID).State != belong.Scheduled {
		t.Errorf("live %d times, %q", d.live[second.ID], d.post(second.ID).State)
	}
	d.Must(d.svc.LookAt(t.Context(), d.Wall.ID)) // the network accepts them again
	for _, p := range []belong.Post{first, second} {
		d.Must(d.svc.Publish(t.Context(), p.ID))
		if d.live[p.ID] != 1 || d.post(p.ID).State != belong.Published {
			t.Errorf("live %d times, %q", d.live[p.ID], d.post(p.ID).State)
		}
	}
	if diff := cmp.Diff([]string{"system channel.disconnected"}, d.Events(d.Wall.ID)); diff != "" {
		t.Error(diff)
	}
}

func TestAPostOfAClosedChannelIsMissedWhenItsGraceIsOver(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.before = &belong.NetworkError{Fault: belong.Disconnected, Sentence: "The keys were taken back."}
	p := d.place(d.Now())
	d.Must(d.svc.Publish(t.Context(), p.ID))
	d.SetNow(d.Now().Add(6 * time.Minute))
	if d.due() != 1 {
		t.Errorf("%d due", d.due())
	}
	d.Must(d.svc.Publish(t.Context(), p.ID))
	if got := d.post(p.ID).State; got != belong.Missed {
		t.Errorf("%q", got)
	}
}

func TestTheNetworksLimitsAreKeptBeforeTheyBite(t *testing.T) {
	t.Parallel()
	d := open(t)
	rest := d.Now().Add(time.Minute)
	d.rest = rest
	first, second := d.place(d.Now()), d.place(d.Now())
	d.Must(d.svc.Publish(t.Context(), first.ID))
	d.Must(d.svc.Publish(t.Context(), second.ID))
	if d.live[second.ID] != 0 || d.due() != 0 {
		t.Errorf("live %d times, %d due", d.live[second.ID], d.due())
	}
	d.SetNow(rest)
	d.Must(d.svc.Publish(t.Context(), second.ID))
	if d.live[second.ID] != 1 {
		t.Error("it did not go out after the rest")
	}
}

func TestANetworkThatFailsAgainAndAgainIsLeftAlone(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.before = errors.New("connection reset")
	p := d.place(d.Now())
	for range 3 {
		if err := d.svc.Publish(t.Context(), p.ID); err == nil {
			t.Fatal("it is worth another try")
		}
	}
	now := d.Now()
	if h := d.channel().Health; h.Failures != 3 || !h.PausedUntil.After(now) || h.PausedUntil.After(now.Add(20*time.Second)) {
		t.Errorf("health %+v at %v", h, now)
	}
	attempts := d.post(p.ID).Attempts
	d.Must(d.svc.Publish(t.Context(), p.ID))
	if d.post(p.ID).Attempts != attempts {
		t.Error("it was not left alone")
	}
	d.before = nil
	d.SetNow(now.Add(30 * time.Second))
	d.Must(d.svc.Publish(t.Context(), p.ID))
	if h := d.channel().Health; h.Failures != 0 || h.Trouble != "" || d.live[p.ID] != 1 {
		t.Errorf("health %+v, live %d times", h, d.live[p.ID])
	}
}

// Networks have limits of their own for each thing that they are asked for.
func TestOnlyPostsMakePostsWait(t *testing.T) {
	t.Parallel()
	full := &belong.NetworkError{Fault: belong.NotNow, Sentence: "That was too much for today.", Until: reviewtest.Day.Add(24 * time.Hour)}
	for name, ask := range map[string]func(d *desk) error{
		"whose account it is": func(d *desk) error {
			d.check = full
			return d.svc.LookAt(d.t.Context(), d.Wall.ID)
		},
		"to take a post down": func(d *desk) error {
			d.remove = full
			err := d.svc.Remove(d.t.Context(), staff, d.put(d.place(d.Now()), belong.Published).ID)
			if belong.FaultOf(err) != belong.NotNow {
				d.t.Errorf("%v is not worth another try", err)
			}
			return nil
		},
		"to take the media of a later post": func(d *desk) error {
			d.stage = full
			wait, err := d.svc.Stage(d.t.Context(), d.place(d.Now().Add(50*time.Minute)).ID)
			if wait <= 23*time.Hour || wait > 24*time.Hour {
				d.t.Errorf("it is asked again in %v", wait)
			}
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t)
			p := d.place(d.Now())
			for range 3 {
				d.Must(ask(d))
			}
			if h := d.channel().Health; h.Trouble != full.Sentence || d.due() != 1 {
				t.Errorf("health %+v, %d due", h, d.due())
			}
			d.check, d.remove, d.stage = nil, nil, nil
			d.Must(d.svc.Publish(t.Context(), p.ID))
			if d.live[p.ID] != 1 || d.channel().Health.Trouble != "" {
				t.Errorf("live %d times, health %+v", d.live[p.ID], d.channel().Health)
			}
		})
	}
}

func TestWhatWasSentOnceIsLookedForBeforeItIsSentAgain(t *testing.T) {
	t.Parallel()
	d := open(t)
	p := d.place(d.Now())
	d.after, d.find = errors.New("reset"), belong.ErrUnknowable
	d.Must(d.svc.Publish(t.Context(), p.ID))
	d.after, d.find = nil, nil
	d.Must(d.svc.Retry(t.Context(), staff, p.ID)) // the person was wrong: it is live
	if got := d.post(p.ID); d.live[p.ID] != 1 || got.State != belong.Published {
		t.Errorf("live %d times, %q", d.live[p.ID], got.State)
	}
}

func TestAnUnconfirmedPostThatHasToComeDownIsLookedFor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		live  bool
		find  error
		state belong.PostState
	}{
		{"it is live", true, nil, belong.Removed},
		{"it is not", false, nil, belong.Canceled},
		{"nobody can tell", true, belong.ErrUnknowable, belong.Unconfirmed},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := open(t)
			p := d.place(d.Now())
			if c.live {
				d.after = errors.New("reset")
			} else {
				d.before = errors.New("reset")
			}
			d.find = belong.ErrUnknowable
			d.Must(d.svc.Publish(t.Context(), p.ID))
			d.withdraw(p)
			d.find = c.find
			d.Must(d.svc.Remove(t.Context(), staff, p.ID))
			if got := d.post(p.ID); got.State != c.state || (d.removed[p.ID] > 0) != (c.state == belong.Removed) {
				t.Errorf("%q, taken down %d times", got.State, d.removed[p.ID])
			}
			unwanted, err := d.Store.UnwantedPosts(t.Context())
			d.Must(err)
			if (len(unwanted) == 1) != (c.state == belong.Unconfirmed) {
				t.Errorf("unwanted: %v", unwanted)
			}
			if c.state != belong.Unconfirmed {
				return
			}
			d.Must(d.svc.Removed(t.Context(), staff, p.ID)) // a person looked, and did what the post asks for
			if got := d.post(p.ID); got.State != belong.Canceled || got.Problem != "" {
				t.Errorf("%q, %q", got.State, got.Problem)
			}
		})
	}
}

func TestNotesThatExpireBeforeTheSlotAreRenewed(t *testing.T) {
	t.Parallel()
	d := open(t)
	p := d.place(d.Now().Add(time.Hour))
	d.notes = belong.Notes{Kept: []byte(`{"media":1}`), Until: d.Now().Add(30 * time.Minute)}
	_, err := d.svc.Stage(t.Context(), p.ID)
	d.Must(err)
	if got := d.post(p.ID); got.State != belong.Staged || string(got.Notes.Kept) != `{"media":1}` {
		t.Errorf("%q with %s", got.State, got.Notes.Kept)
	}
	d.SetNow(p.SlotAt)
	d.notes = belong.Notes{Kept: []byte(`{"media":2}`)}
	d.Must(d.svc.Publish(t.Context(), p.ID))
	if got := d.post(p.ID); d.staged[p.ID] != 2 || got.State != belong.Published || string(got.Notes.Kept) != `{"media":2}` {
		t.Errorf("staged %d times, %q with %s", d.staged[p.ID], got.State, got.Notes.Kept)
	}
}

func TestARemovalThatTheNetworkRefusesIsAPersonsTask(t *testing.T) {
	t.Parallel()
	d := open(t)
	p := d.place(d.Now())
	d.Must(d.svc.Publish(t.Context(), p.ID))
	d.remove = &belong.NetworkError{Fault: belong.Refused, Sentence: "No.", Said: "not allowed"}
	for range 2 {
		d.Must(d.svc.Remove(t.Context(), staff, p.ID))
	}
	got := d.post(p.ID)
	if got.State != belong.Published || !strings.Contains(got.Problem, "Take it down there") || got.Said != "not allowed" {
		t.Errorf("%q: %q, said %q", got.State, got.Problem, got.Said)
	}
	d.Must(d.svc.Removed(t.Context(), staff, p.ID))
	if got := d.post(p.ID); got.State != belong.Removed || got.Problem != "" {
		t.Errorf("%q: %q", got.State, got.Problem)
	}
	want := []string{"system post.staged", "system post.started", "system post.published", "staff post.removal_refused", "staff post.removed"}
	if diff := cmp.Diff(want, d.Events(p.ID)); diff != "" {
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

func TestWhatAPersonIsToTakeDownIsTriedAgainNowAndThen(t *testing.T) {
	t.Parallel()
	d := open(t)
	p := d.place(d.Now())
	d.Must(d.svc.Publish(t.Context(), p.ID))
	d.withdraw(p)
	d.remove = &belong.NetworkError{Fault: belong.Disconnected, Sentence: "The keys were taken back."}
	d.Must(d.svc.Remove(t.Context(), staff, p.ID))
	for _, c := range []struct {
		after time.Duration
		jobs  int
	}{{time.Minute, 0}, {time.Hour, 1}} {
		var handed taken
		d.svc.Queue = &handed
		d.SetNow(d.Now().Add(c.after))
		d.Must(d.svc.Recover(t.Context()))
		if len(handed) != c.jobs {
			t.Errorf("after another %v: %v", c.after, handed)
		}
	}
	d.Must(d.svc.Remove(t.Context(), staff, p.ID)) // in vain again
	var handed taken
	d.svc.Queue = &handed
	d.Must(d.svc.Recover(t.Context()))
	if len(handed) > 0 {
		t.Errorf("just after another try: %v", handed)
	}
	if diff := cmp.Diff([]string{"system post.staged", "system post.started", "system post.published", "staff post.removal_refused"}, d.Events(p.ID)); diff != "" {
		t.Error(diff)
	}
}

func TestADisconnectionIsToldOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.runDay()
	x := d.connect(belong.X, belong.Standing{Account: "@STEMx"})
	d.check = errors.New("403 of unknown make")
	d.Must(d.svc.LookAt(t.Context(), x.ID))
	if got := d.toStaff(); len(got) != 0 {
		t.Fatalf("an error that nobody recognises disconnects: %v", got)
	}
	gone := &belong.NetworkError{Fault: belong.Disconnected, Sentence: "X does not know these keys any more.", Said: "Invalid or expired token"}
	want := []string{"admin@example.org: X is disconnected: YOU Belong in STEM", "sam@example.org: X is disconnected: YOU Belong in STEM"}
	for times := 1; times <= 2; times++ {
		d.check = gone
		for range 2 {
			d.Must(d.svc.LookAt(t.Context(), x.ID))
		}
		if got := d.toStaff(); len(got) != 2*times {
			t.Fatalf("disconnected %d times: %v", times, got)
		}
		d.check = nil
		d.Must(d.svc.Reconnect(t.Context(), staff, x.ID, belong.Credentials{
			"consumer_key": "a", "consumer_secret": "b", "access_token": "c", "access_token_secret": "d",
		}))
	}
	if diff := cmp.Diff(want, slices.Compact(d.toStaff())); diff != "" {
		t.Error(diff)
	}
	all, err := d.Store.StaffLetters(t.Context(), "", 1)
	d.Must(err)
	if text := all[0].Text; !strings.Contains(text, "The network said: Invalid or expired token") || !strings.Contains(text, "https://belong.example/staff/channels?campaign=you-belong-in-stem") || strings.Contains(text, "s3cret") {
		t.Error(text)
	}
}
