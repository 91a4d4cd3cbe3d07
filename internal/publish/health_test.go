package publish_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
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
