package storetest

import (
	"context"
	"database/sql"
	"slices"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/queue"
	"github.com/belonginstem/belong/internal/store"
)

// A holding queue stops a transaction just before it commits, until go.
type holding struct {
	*queue.Queue
	held, proceed chan struct{}
}

func (h holding) EnqueueTx(ctx context.Context, conn *sql.Conn, tx *sql.Tx, jobs []belong.Job) error {
	close(h.held)
	<-h.proceed
	return h.Queue.EnqueueTx(ctx, conn, tx, jobs)
}

// oneAfterTheOther begins a second write while a first one is written but not committed, and says what has to become of
// the second: it must wait, and then see what the first did.
func oneAfterTheOther(t *testing.T, w *world) {
	w.must(w.CreateUser(t.Context(), w.staff, belong.Outcome{}))
	withdraw := func(s *store.Store, c meeting, out belong.Outcome) error {
		c.entry.Submission.State = belong.Withdrawn
		return s.Withdraw(t.Context(), c.entry.Submission, out)
	}
	reject := func(s *store.Store, c meeting, out belong.Outcome) error {
		c.entry.Submission.State = belong.Rejected
		return s.Decide(t.Context(), c.entry.Submission, w.decision(c.entry.Submission, belong.Reject), out)
	}
	switchOff := func(s *store.Store, c meeting, out belong.Outcome) error {
		campaign, err := s.Campaign(t.Context(), w.campaign.ID)
		w.must(err)
		campaign.On = false
		return s.SaveCampaign(t.Context(), campaign, out)
	}
	start := func(s *store.Store, c meeting, out belong.Outcome) error {
		return s.StartPublishing(t.Context(), starting(c.post), out)
	}
	publish := func(s *store.Store, c meeting, out belong.Outcome) error {
		c.post.State, c.post.PublishedAt = belong.Published, noon
		return s.SavePost(t.Context(), c.post, out)
	}
	place := func(s *store.Store, c meeting, out belong.Outcome) error {
		p := w.newPost(c.entry)
		p.ChannelID = c.elsewhere.ID
		return s.PlacePosts(t.Context(), w.campaign.ID, []belong.Post{p}, out)
	}
	for _, test := range []struct {
		claim         string
		state         belong.PostState // of the post, before
		first, second func(*store.Store, meeting, belong.Outcome) error
		code          string           // of the second's refusal
		after         belong.PostState // empty when it is gone
		removed       bool             // there is a job to take the post down
	}{
		{"starting waits for a withdrawal", belong.Staged, withdraw, start, "stale", belong.Canceled, false},
		{"starting waits for a rejection", belong.Staged, reject, start, "stale", "", false},
		{"starting waits for the switch", belong.Staged, switchOff, start, "stale", belong.Staged, false},
		{"a withdrawal waits for a start", belong.Staged, start, withdraw, "", belong.Publishing, false},
		{"what is out waits for a withdrawal", belong.Publishing, withdraw, publish, "", belong.Published, true},
		{"a withdrawal waits for what is out", belong.Publishing, publish, withdraw, "", belong.Published, true},
		{"what is out waits for a rejection", belong.Publishing, reject, publish, "", belong.Published, true},
		{"a rejection waits for what is out", belong.Publishing, publish, reject, "", belong.Published, true},
		{"placing waits for a withdrawal", belong.Scheduled, withdraw, place, "stale", belong.Canceled, false},
		{"placing waits for a rejection", belong.Scheduled, reject, place, "stale", "", false},
		{"a rejection waits for placing", belong.Scheduled, place, reject, "", "", false},
	} {
		m := meeting{entry: w.in(belong.Approved), elsewhere: w.channel(belong.Bluesky)}
		m.post = w.postOf(m.entry, w.wall, test.state)
		code := w.meet(
			func(s *store.Store, out belong.Outcome) error { return test.first(s, m, out) },
			func(s *store.Store) error { return test.second(s, m, belong.Outcome{}) },
		)
		if code != test.code {
			t.Errorf("%s: got %q, want %q", test.claim, code, test.code)
		}
		if got := w.stands(m.post.ID); got != test.after {
			t.Errorf("%s: the post is %q, want %q", test.claim, got, test.after)
		}
		if got := w.hasJob("remove " + string(m.post.ID)); got != test.removed {
			t.Errorf("%s: it is being taken down: %t, want %t", test.claim, got, test.removed)
		}
		w.noneWaitUnapproved(test.claim, m.entry.Submission.ID)
		w.switchOn()
	}
}

// A meeting is what two writes are about.
type meeting struct {
	entry     belong.Entry
	post      belong.Post // of the entry, on the wall
	elsewhere belong.Channel
}

// meet lets first come to its commit, begins second, sees it wait, and lets both go on. It answers second's refusal.
func (w *world) meet(first func(*store.Store, belong.Outcome) error, second func(*store.Store) error) (code string) {
	w.t.Helper()
	h := holding{Queue: Queue(w.t, w.db), held: make(chan struct{}), proceed: make(chan struct{})}
	done1, done2 := make(chan error, 1), make(chan error, 1)
	go func() {
		done1 <- first(store.New(w.db, h), belong.Outcome{Jobs: []belong.Job{{Kind: belong.PurgeJob}}})
	}()
	select {
	case <-h.held:
	case err := <-done1:
		w.t.Fatalf("the first write ended: %v", err)
	}
	before := w.db.SQL().Stats().WaitCount
	go func() { done2 <- second(w.Store) }()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !w.waits(before) {
		select {
		case err := <-done2:
			close(h.proceed)
			w.t.Fatalf("the second write did not wait: %v (the first: %v)", err, <-done1)
		case <-tick.C:
		}
	}
	close(h.proceed)
	w.must(<-done1)
	return codeOf(<-done2)
}

// waits tells whether somebody waits for a transaction: on SQLite for the writer's connection, on Postgres for a row.
func (w *world) waits(before int64) bool {
	w.t.Helper()
	if w.db.Pool() == nil {
		return w.db.SQL().Stats().WaitCount > before
	}
	var n int
	w.must(w.db.SQL().QueryRowContext(w.t.Context(),
		`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&n))
	return n > 0
}

// noneWaitUnapproved holds that a submission that is not approved has no post that waits for its slot.
func (w *world) noneWaitUnapproved(claim string, id belong.ID) {
	w.t.Helper()
	s, err := w.Submission(w.t.Context(), id)
	posts, postsErr := w.PostsOf(w.t.Context(), id)
	w.must(err)
	w.must(postsErr)
	for _, p := range posts {
		if s.State != belong.Approved && (p.Post.State == belong.Scheduled || p.Post.State == belong.Staged) {
			w.t.Errorf("%s: a post of what is %s waits", claim, s.State)
		}
	}
}

func (w *world) switchOn() {
	w.t.Helper()
	c, err := w.Campaign(w.t.Context(), w.campaign.ID)
	w.must(err)
	c.On = true
	w.must(w.SaveCampaign(w.t.Context(), c, belong.Outcome{}))
}

// hasJob tells whether a job was taken, as jobs has it.
func (w *world) hasJob(job string) bool {
	w.t.Helper()
	return slices.Contains(w.jobs(), job)
}
