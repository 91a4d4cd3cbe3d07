package publish_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
)

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
			p := d.inDoubt(c.live)
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

func TestARemovedPostIsTakenDownOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	p := d.put(d.place(d.Now()), belong.Published)
	d.remove = errors.New("down")
	if err := d.svc.Remove(t.Context(), staff, p.ID); err == nil || d.post(p.ID).State != belong.Published {
		t.Errorf("error %v, %q", err, d.post(p.ID).State)
	}
	d.remove = nil
	for range 2 {
		d.Must(d.svc.Remove(t.Context(), staff, p.ID))
	}
	if d.post(p.ID).State != belong.Removed || d.removed[p.ID] != 2 {
		t.Errorf("%q, asked %d times", d.post(p.ID).State, d.removed[p.ID])
	}
	if diff := cmp.Diff([]string{"staff post.removed"}, d.Events(p.ID)); diff != "" {
		t.Error(diff)
	}
}

func TestAVideoThatIsTakenBackInTheMiddleComesDownAndNobodyIsToldThatItIsLive(t *testing.T) {
	t.Parallel()
	d := open(t)
	p := d.place(d.Now())
	d.cut, d.cutAfter, d.answers = func() { d.withdraw(p) }, true, true
	d.Must(d.svc.Publish(t.Context(), p.ID))
	if got := d.post(p.ID).State; got != belong.Published {
		t.Fatalf("it is %q, and live", got)
	}
	if letters := d.Letters(p.SubmissionID); len(letters) > 0 {
		t.Errorf("told: %v", letters)
	}
	unwanted, err := d.Store.UnwantedPosts(t.Context())
	d.Must(err)
	if len(unwanted) != 1 {
		t.Errorf("to come down: %v", unwanted)
	}
}
