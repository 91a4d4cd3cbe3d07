package publish_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/review/reviewtest"
)

// What a person may do by hand, from every state.
func TestByHand(t *testing.T) {
	t.Parallel()
	ways := map[string]struct {
		do   func(d *desk, id belong.ID) error
		from map[belong.PostState]belong.PostState // allowed, and where it leads
	}{
		"retry": {
			func(d *desk, id belong.ID) error { return d.svc.Retry(d.t.Context(), staff, id) },
			map[belong.PostState]belong.PostState{
				belong.PostFailed: belong.Scheduled, belong.Missed: belong.Scheduled,
				belong.Unconfirmed: belong.Scheduled, belong.Canceled: belong.Scheduled,
				belong.Scheduled: belong.Scheduled, belong.Staged: belong.Scheduled,
			},
		},
		"cancel": {
			func(d *desk, id belong.ID) error { return d.svc.Cancel(d.t.Context(), staff, id) },
			map[belong.PostState]belong.PostState{
				belong.Scheduled: belong.Canceled, belong.Staged: belong.Canceled, belong.PostFailed: belong.Canceled,
				belong.Missed: belong.Canceled, belong.Unconfirmed: belong.Canceled,
			},
		},
		"confirm": {
			func(d *desk, id belong.ID) error {
				return d.svc.Confirm(d.t.Context(), staff, id, " https://network.example/1 ")
			},
			map[belong.PostState]belong.PostState{
				belong.Unconfirmed: belong.Published, belong.Scheduled: belong.Published, belong.Staged: belong.Published,
				belong.PostFailed: belong.Published, belong.Missed: belong.Published, belong.Canceled: belong.Published,
			},
		},
		"removed": {
			func(d *desk, id belong.ID) error { return d.svc.Removed(d.t.Context(), staff, id) },
			map[belong.PostState]belong.PostState{belong.Published: belong.Removed, belong.Unconfirmed: belong.Canceled},
		},
		"remove": {
			func(d *desk, id belong.ID) error { return d.svc.Remove(d.t.Context(), staff, id) },
			map[belong.PostState]belong.PostState{
				belong.Published: belong.Removed, belong.Removed: belong.Removed, belong.Unconfirmed: belong.Canceled,
			},
		},
	}
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t)
			for _, state := range belong.PostStates {
				p := d.put(d.place(d.Now().Add(-time.Hour)), state)
				err := way.do(d, p.ID)
				want, allowed := way.from[state]
				if !allowed {
					want = state
				}
				if got := d.post(p.ID); got.State != want || allowed != (err == nil) || !allowed && belong.KindOf(err) != belong.Conflict {
					t.Errorf("from %q to %q: %v", state, got.State, err)
				}
			}
		})
	}
}

func TestARetriedPostGoesOutNowThoughItsSlotIsLongPast(t *testing.T) {
	t.Parallel()
	d := open(t)
	p := d.put(d.place(d.Now().Add(-time.Hour)), belong.Missed)
	d.Must(d.svc.Retry(t.Context(), staff, p.ID))
	due, err := d.Store.DuePosts(t.Context(), d.Now(), 10)
	d.Must(err)
	if len(due) != 1 || due[0].ID != p.ID {
		t.Errorf("due: %v", due)
	}
	d.Must(d.svc.Publish(t.Context(), p.ID))
	if got := d.post(p.ID).State; got != belong.Published {
		t.Errorf("%q", got)
	}
}

func TestRetrySaysAtOnceWhatWouldKeepThePostFromGoingOut(t *testing.T) {
	t.Parallel()
	d := open(t)
	p := d.put(d.place(d.Now()), belong.PostFailed)
	s := d.Submission(p.SubmissionID)
	s.State = belong.Rejected
	d.Must(d.Store.SaveSubmission(t.Context(), s, belong.Outcome{}))
	var refused *belong.Error
	if err := d.svc.Retry(t.Context(), staff, p.ID); !errors.As(err, &refused) || refused.Code != "not_approved" {
		t.Error(err)
	}
}

func TestConfirmTakesAnAddressOnly(t *testing.T) {
	t.Parallel()
	d := open(t)
	p := d.put(d.place(d.Now()), belong.Unconfirmed)
	for _, bad := range []string{"", "x.com/1", "javascript:alert(1)", "https://"} {
		if err := d.svc.Confirm(t.Context(), staff, p.ID, bad); belong.KindOf(err) != belong.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
	d.Must(d.svc.Confirm(t.Context(), staff, p.ID, "https://x.com/STEMx/status/1"))
	if got := d.post(p.ID); got.Link != "https://x.com/STEMx/status/1" || got.PublishedAt.Before(reviewtest.Day) {
		t.Errorf("%+v", got)
	}
}

func TestAPostInDoubtIsLookedForBeforeItIsCanceled(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		live  bool
		find  error
		state belong.PostState
	}{
		{"it is live", true, nil, belong.Published},
		{"it is not", false, nil, belong.Canceled},
		{"nobody can tell", true, belong.ErrUnknowable, belong.Canceled},
		{"the network is silent", true, errors.New("down"), belong.Unconfirmed},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := open(t)
			p := d.inDoubt(c.live)
			d.find = c.find
			if err := d.svc.Cancel(t.Context(), staff, p.ID); (err == nil) != (c.state == belong.Canceled) {
				t.Error(err)
			}
			if got := d.post(p.ID).State; got != c.state {
				t.Errorf("it is %q", got)
			}
		})
	}
}

func TestWhoseVideoWasPostedByHandIsTold(t *testing.T) {
	t.Parallel()
	d := open(t)
	posts := d.placeOn(d.Now(), d.Wall, d.connect(belong.X, belong.Standing{Account: "@STEMx"}))
	for _, p := range posts {
		d.Must(d.svc.Confirm(t.Context(), staff, p.ID, "https://network.example/1"))
	}
	if diff := cmp.Diff([]string{"published to jane@example.org"}, d.Letters(posts[0].SubmissionID)); diff != "" {
		t.Error(diff)
	}
}
