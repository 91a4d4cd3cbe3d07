package storetest

import (
	"context"
	"database/sql"
	"errors"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/queue"
	"github.com/belonginstem/belong/internal/store"
)

// everything is an outcome with one of each.
func (w *world) everything(s belong.Submission) (belong.Outcome, belong.Message, belong.Token) {
	m := belong.Message{ID: belong.NewID(noon), SubmissionID: s.ID, Kind: belong.ReceivedMessage, To: "ada@example.org", Locale: "en", CreatedAt: noon}
	_, token := belong.NewToken(noon, belong.StatusToken, s.ID, time.Hour)
	out := belong.Did(w.event("submission.created", s.ID), belong.Job{Kind: belong.PurgeJob})
	out.Tell(m)
	out.Tokens = append(out.Tokens, token)
	return out, m, token
}

func outcomeStored(t *testing.T, w *world) {
	s := w.newSubmission()
	out, message, token := w.everything(s)
	w.must(w.CreateSubmission(t.Context(), s, nil, out))

	events, err := w.Events(t.Context(), s.ID)
	same(w, out.Events, read(w, events, err))
	gotMessage, err := w.Message(t.Context(), message.ID)
	same(w, message, read(w, gotMessage, err))
	gotToken, err := w.Token(t.Context(), token.Hash, belong.StatusToken, noon)
	same(w, token, read(w, gotToken, err))
	same(w, []string{"notify " + string(message.ID), "purge "}, w.jobs())

	// The same jobs again, while they wait.
	w.must(w.SaveSubmission(t.Context(), s, belong.Outcome{Jobs: out.Jobs}))
	same(w, []string{"notify " + string(message.ID), "purge "}, w.jobs())
}

// nothingOf holds that nothing was written with out.
func (w *world) nothingOf(out belong.Outcome, s belong.Submission, m belong.Message, token belong.Token) {
	w.t.Helper()
	ctx := w.t.Context()
	events, err := w.Events(ctx, s.ID)
	same(w, 0, len(read(w, events, err)))
	_, err = w.Message(ctx, m.ID)
	w.refused(err, "not_found")
	_, err = w.Token(ctx, token.Hash, belong.StatusToken, noon)
	w.refused(err, "not_found")
	same(w, []string(nil), w.jobs())
}

var errFull = errors.New("the queue is full")

// A failing queue takes the jobs, and fails after that.
type failing struct{ *queue.Queue }

func (f failing) EnqueueTx(ctx context.Context, conn *sql.Conn, tx *sql.Tx, jobs []belong.Job) error {
	return errors.Join(f.Queue.EnqueueTx(ctx, conn, tx, jobs), errFull)
}

func failingEnqueueRollsBack(t *testing.T, w *world) {
	s := w.newSubmission()
	out, message, token := w.everything(s)
	broken := store.New(w.db, failing{Queue(t, w.db)})
	if err := broken.CreateSubmission(t.Context(), s, nil, out); !errors.Is(err, errFull) {
		t.Fatalf("got %v", err)
	}
	_, err := w.Submission(t.Context(), s.ID)
	w.refused(err, "not_found")
	w.nothingOf(out, s, message, token)
}

func staleRollsBack(t *testing.T, w *world) {
	s := w.submission()
	w.must(w.SaveSubmission(t.Context(), s, belong.Outcome{}))
	out, message, token := w.everything(s)
	w.refused(w.SaveSubmission(t.Context(), s, out), "stale")
	w.nothingOf(out, s, message, token)

	// A token that exists fails late, after rows and events were written.
	w.must(w.AddToken(t.Context(), token))
	s.Version++
	s.Note = "late"
	if err := w.SaveSubmission(t.Context(), s, out); err == nil {
		t.Fatal("a token was stored twice")
	}
	w.must(w.DropToken(t.Context(), token.Hash))
	w.nothingOf(out, s, message, token)
	got, err := w.Submission(t.Context(), s.ID)
	same(w, "", read(w, got, err).Note)
}
