package schedule_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/queue"
	"github.com/belonginstem/belong/internal/review/reviewtest"
	"github.com/belonginstem/belong/internal/schedule"
	"github.com/belonginstem/belong/internal/store"
	"github.com/belonginstem/belong/internal/store/pgtest"
	"github.com/belonginstem/belong/internal/store/storetest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

var staff = belong.Actor{Kind: belong.Staff, ID: "5"}

type desk struct {
	*reviewtest.House
	svc *schedule.Service
	t   *testing.T
}

func open(t *testing.T, db func(testing.TB) *store.DB) *desk {
	t.Helper()
	h := reviewtest.New(t, db(t))
	return &desk{House: h, svc: newService(h), t: t}
}

func newService(h *reviewtest.House) *schedule.Service {
	return schedule.New(h.Store, h.Queue, "https://belong.example.org", h.Now, slog.New(slog.DiscardHandler))
}

// on runs a test on both databases.
func on(t *testing.T, test func(t *testing.T, d *desk)) {
	t.Helper()
	for name, db := range map[string]func(testing.TB) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t, db))
		})
	}
}

func (d *desk) place() schedule.Plan {
	d.t.Helper()
	plan, err := d.svc.Place(d.t.Context(), staff, d.Campaign.Slug)
	d.Must(err)
	return plan
}

func (d *desk) board() schedule.Board {
	d.t.Helper()
	board, err := d.svc.Board(d.t.Context(), d.Campaign.Slug)
	d.Must(err)
	return board
}

// day is the posts' clocks, states and versions, in order.
func (d *desk) day() []string {
	d.t.Helper()
	var out []string
	for _, w := range d.posts() {
		out = append(out, w.Post.SlotAt.Sub(reviewtest.Day).String()+" "+string(w.Post.State))
	}
	return out
}

func (d *desk) posts() []belong.Showing {
	d.t.Helper()
	posts, err := d.Store.Posts(d.t.Context(), belong.PostQuery{CampaignID: d.Campaign.ID})
	d.Must(err)
	return posts
}

// jobs runs the queue until nothing is left to do now, and tells what was done.
func (d *desk) jobs() map[belong.JobKind]int {
	d.t.Helper()
	var mu sync.Mutex
	done := map[belong.JobKind]int{}
	for _, kind := range belong.JobKinds {
		d.Queue.Handle(kind, queue.Options{}, func(_ context.Context, subject belong.ID) error {
			mu.Lock()
			defer mu.Unlock()
			done[kind]++
			return nil
		})
	}
	last := make(chan struct{})
	d.Queue.Handle(belong.RemoveJob, queue.Options{}, func(context.Context, belong.ID) error {
		close(last)
		return nil
	})
	d.Must(d.Queue.Start(d.t.Context()))
	d.Must(d.Queue.Enqueue(d.t.Context(), belong.Job{Kind: belong.RemoveJob, Subject: "last"}))
	<-last
	d.Must(d.Queue.Stop(d.t.Context()))
	mu.Lock()
	defer mu.Unlock()
	return done
}

func TestPlacingGivesWhatIsApprovedItsSlots(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, d *desk) {
		for range 3 {
			d.Submit(belong.Approved, nil)
		}
		d.Submit(belong.InReview, nil)
		plan := d.place()
		if diff := cmp.Diff([]string{"0s scheduled", "20m0s scheduled", "40m0s scheduled"}, d.day()); diff != "" || len(plan.Slots) != 3 {
			t.Errorf("%d slots\n%s", len(plan.Slots), diff)
		}
		want := "Jane Doe, Chief Scientist, STEMx\nWhy is diversity in STEM important?\n#YOUbelonginSTEM"
		if got := d.posts()[0].Post.Text; got != want {
			t.Errorf("text %q", got)
		}
		if diff := cmp.Diff([]string{"staff campaign.placed"}, d.Events(d.Campaign.ID)); diff != "" {
			t.Error(diff)
		}
		for _, w := range d.posts() {
			if diff := cmp.Diff([]string{"staff post.placed"}, d.Events(w.Post.ID)); diff != "" {
				t.Error(diff)
			}
		}
	})
}

func TestPlacingAgainChangesNothingUntilSomethingIsNew(t *testing.T) {
	t.Parallel()
	d := open(t, storetest.SQLite)
	for range 2 {
		d.Submit(belong.Approved, nil)
	}
	d.place()
	before := d.posts()
	d.place()
	if diff := cmp.Diff(before, d.posts()); diff != "" {
		t.Error(diff)
	}
	staged := before[0].Post
	staged.State = belong.Staged
	d.Must(d.Store.SavePost(t.Context(), staged, belong.Outcome{}))
	d.Submit(belong.Approved, nil)
	d.place()
	if diff := cmp.Diff([]string{"0s staged", "15m0s scheduled", "30m0s scheduled"}, d.day()); diff != "" {
		t.Error(diff)
	}
	_, err := d.svc.PlaceAnew(t.Context(), staff, d.Campaign.Slug)
	d.Must(err)
	// The staged one stays at nine; the others are spread over the hour behind it.
	if diff := cmp.Diff([]string{"0s staged", "20m0s scheduled", "40m0s scheduled"}, d.day()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"staff campaign.placed", "staff campaign.placed", "staff campaign.placed"}, d.Events(d.Campaign.ID)); diff != "" {
		t.Error(diff)
	}
}

func TestAPostThatNoLongerFitsKeepsNobodysPlace(t *testing.T) {
	t.Parallel()
	d := open(t, storetest.SQLite)
	d.Must(func() error { _, err := d.Store.Campaign(t.Context(), d.Campaign.ID); return err }())
	for range 2 {
		d.Submit(belong.Approved, nil)
	}
	d.place()
	d.SetNow(reviewtest.Day.Add(time.Hour)) // the window is over, and nothing went out
	plan := d.place()
	if len(plan.Slots) != 0 || len(plan.Unplaced) != 2 || plan.Unplaced[0].Reason != schedule.WindowOver {
		t.Errorf("plan %+v", plan)
	}
	if diff := cmp.Diff([]string{"0s missed", "30m0s missed"}, d.day()); diff != "" {
		t.Error(diff)
	}
	if _, warning, err := d.svc.SetDay(t.Context(), staff, d.Campaign.Slug, schedule.Change{Window: "09:00-12:00"}); err != nil || warning != "" {
		t.Errorf("warning %q, %v", warning, err)
	}
	d.place()
	if diff := cmp.Diff([]string{"1h0m10s scheduled", "2h0m5s scheduled"}, d.day()); diff != "" {
		t.Error(diff)
	}
}

func TestAPlanIsWhatPlacingWouldDo(t *testing.T) {
	t.Parallel()
	d := open(t, storetest.SQLite)
	for range 2 {
		d.Submit(belong.Approved, nil)
	}
	d.place()
	failed := d.posts()[0].Post
	failed.State = belong.PostFailed
	d.Must(d.Store.SavePost(t.Context(), failed, belong.Outcome{}))
	d.Submit(belong.Approved, nil)
	before := d.posts()
	plan := d.board().Next
	if len(plan.Slots) != 2 || len(plan.Unplaced) != 1 || plan.Unplaced[0].Reason != schedule.PostFailed {
		t.Errorf("plan %+v", plan)
	}
	if diff := cmp.Diff(before, d.posts()); diff != "" {
		t.Errorf("it was written: %s", diff)
	}
	if diff := cmp.Diff(plan, d.place()); diff != "" {
		t.Error(diff)
	}
}

func TestAMovedDayTakesWhatIsStagedWithIt(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, d *desk) {
		d.Submit(belong.Approved, nil)
		d.place()
		staged := d.posts()[0].Post
		staged.State = belong.Staged
		d.Must(d.Store.SavePost(t.Context(), staged, belong.Outcome{}))
		_, _, err := d.svc.SetDay(t.Context(), staff, d.Campaign.Slug, schedule.Change{PostDay: "2027-11-09"})
		d.Must(err)
		d.place()
		if diff := cmp.Diff([]string{"24h0m0s scheduled"}, d.day()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWhatIsReopenedAndApprovedAgainIsPlacedAgain(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, d *desk) {
		sub := d.Submit(belong.Approved, nil)
		d.place()
		for _, verdict := range []belong.Verdict{belong.Reopen, belong.Approve} {
			sub.State, _ = verdict.State()
			decision := belong.Decision{ID: belong.NewID(d.Now()), SubmissionID: sub.ID, ClipID: sub.ClipID, Verdict: verdict, By: d.Moderator.ID, At: d.Now()}
			d.Must(d.Store.Decide(t.Context(), sub, decision, belong.Outcome{}))
			sub = d.Submission(sub.ID)
			if verdict == belong.Reopen && len(d.posts()) > 0 {
				t.Errorf("the day after a reopening: %v", d.day())
			}
		}
		d.place()
		if diff := cmp.Diff([]string{"0s scheduled"}, d.day()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestTwoSchedulersPlaceAtOnce(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, d *desk) {
		for range 20 {
			d.Submit(belong.Approved, nil)
		}
		other := newService(d.House)
		answers := make(chan error)
		for _, svc := range []*schedule.Service{d.svc, other, d.svc, other} {
			go func() {
				_, err := svc.Place(t.Context(), staff, d.Campaign.Slug)
				answers <- err
			}()
		}
		for range 4 {
			if err := <-answers; err != nil {
				t.Error(err)
			}
		}
		if got := d.day(); len(got) != 20 || got[19] != "57m0s scheduled" {
			t.Errorf("the day: %v", got)
		}
	})
}

func TestTwoSchedulersHandOverADuePostOnce(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, d *desk) {
		for range 4 {
			d.Submit(belong.Approved, nil)
		}
		d.place()
		other := newService(d.House)
		due := reviewtest.Day.Add(15*time.Minute - time.Second) // the first is due, and the second in a second
		answers := make(chan error)
		for _, svc := range []*schedule.Service{d.svc, other} {
			go func() { answers <- errors.Join(svc.Tick(t.Context(), due), svc.Tick(t.Context(), due)) }()
		}
		d.Must(errors.Join(<-answers, <-answers))
		// A clock that is set back finds nothing due, and a later one finds the same two.
		d.Must(d.svc.Tick(t.Context(), due.Add(-time.Hour)))
		d.Must(d.svc.Tick(t.Context(), due))
		if got := d.jobs()[belong.PublishJob]; got != 2 {
			t.Errorf("%d posts were handed over", got)
		}
	})
}

func TestTheSwitchStopsEverything(t *testing.T) {
	t.Parallel()
	d := open(t, storetest.SQLite)
	d.Submit(belong.Approved, nil)
	d.place()
	for _, on := range []bool{false, false, true, false} {
		d.Must(d.svc.SetSwitch(t.Context(), staff, d.Campaign.Slug, on))
	}
	d.Must(d.svc.Tick(t.Context(), reviewtest.Day.Add(time.Minute)))
	if got := d.jobs()[belong.PublishJob]; got != 0 {
		t.Errorf("%d posts were handed over with the switch off", got)
	}
	want := []string{"staff campaign.placed", "staff campaign.switched_off", "staff campaign.switched_on", "staff campaign.switched_off"}
	if diff := cmp.Diff(want, d.Events(d.Campaign.ID)); diff != "" {
		t.Error(diff)
	}
}

func TestTheSwitchWinsOverOtherChanges(t *testing.T) {
	t.Parallel()
	d := open(t, storetest.SQLite)
	done := make(chan error)
	for range 3 {
		go func() {
			_, _, err := d.svc.SetDay(t.Context(), staff, d.Campaign.Slug, schedule.Change{Window: "08:00-20:00"})
			done <- err
		}()
	}
	go func() { done <- d.svc.SetSwitch(t.Context(), staff, d.Campaign.Slug, false) }()
	for range 4 {
		d.Must(<-done)
	}
	c, err := d.Store.CampaignBySlug(t.Context(), d.Campaign.Slug)
	d.Must(err)
	if c.On || c.Day.From != "08:00" || c.Day.To != "20:00" {
		t.Errorf("on %v, day %+v", c.On, c.Day)
	}
}

func TestRunHandsOverWhatIsDueAndHasThingsTidied(t *testing.T) {
	t.Parallel()
	d := open(t, storetest.SQLite)
	d.Submit(belong.Approved, nil)
	d.place()
	d.SetNow(reviewtest.Day)
	handed := make(chan belong.JobKind, 100)
	for _, kind := range belong.JobKinds {
		d.Queue.Handle(kind, queue.Options{}, func(context.Context, belong.ID) error {
			handed <- kind
			return nil
		})
	}
	d.Must(d.Queue.Start(t.Context()))
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- d.svc.Run(ctx) }()
	seen := map[belong.JobKind]bool{}
	for !seen[belong.PublishJob] || !seen[belong.PurgeJob] {
		seen[<-handed] = true
	}
	stop()
	d.Must(<-ended)
	d.Must(d.Queue.Stop(t.Context()))
}
