package queue_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/queue"
)

func TestAJobIsTakenWithTheTransactionOfItsCause(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		kept, dropped := r.subject(nil), r.subject(nil)
		must(t, r.tx(func(conn *sql.Conn, tx *sql.Tx) error {
			if _, err := tx.ExecContext(t.Context(), `INSERT INTO effects (subject) VALUES ($1)`, string(kept)); err != nil {
				return err
			}
			return r.EnqueueTx(t.Context(), conn, tx, []belong.Job{{Kind: belong.InspectJob, Subject: kept}, {Kind: belong.TranscodeJob, Subject: kept}})
		}))
		failure := errors.New("the cause failed")
		err := r.tx(func(conn *sql.Conn, tx *sql.Tx) error {
			if err := r.EnqueueTx(t.Context(), conn, tx, []belong.Job{{Kind: belong.InspectJob, Subject: dropped}}); err != nil {
				return err
			}
			return failure
		})
		if !errors.Is(err, failure) {
			t.Fatalf("got %v", err)
		}
		if n := r.count(`SELECT count(*) FROM river_job`); n != 2 {
			t.Fatalf("%d jobs were taken, want 2", n)
		}
		r.start(r.Queue)
		got := map[run]bool{r.next(): true, r.next(): true}
		if !got[run{belong.InspectJob, kept}] || !got[run{belong.TranscodeJob, kept}] {
			t.Fatalf("ran %v", got)
		}
	})
}

func TestTheSameJobIsTakenOnceWhileItWaitsOrRuns(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		proceed := make(chan struct{})
		subject := r.subject(func(context.Context) error { <-proceed; return nil })
		again := func(want int) {
			t.Helper()
			must(t, r.Enqueue(t.Context(), belong.Job{Kind: belong.PublishJob, Subject: subject}))
			must(t, r.Enqueue(t.Context(), belong.Job{Kind: belong.PublishJob, Subject: subject, At: time.Now().Add(time.Hour)}))
			must(t, r.tx(func(conn *sql.Conn, tx *sql.Tx) error {
				return r.EnqueueTx(t.Context(), conn, tx, []belong.Job{{Kind: belong.PublishJob, Subject: subject}, {Kind: belong.PublishJob, Subject: subject}})
			}))
			if n := r.count(`SELECT count(*) FROM river_job WHERE kind = 'publish'`); n != want {
				t.Fatalf("%d jobs, want %d", n, want)
			}
		}
		again(1) // waits
		must(t, r.Enqueue(t.Context(), belong.Job{Kind: belong.StageJob, Subject: subject}))
		if n := r.count(`SELECT count(*) FROM river_job`); n != 2 {
			t.Fatal("a job of another kind was not taken")
		}
		r.start(r.Queue)
		for range 2 {
			r.next()
		}
		again(1) // runs
		close(proceed)
		r.becomesDone(belong.PublishJob)
		again(2) // is done
		r.next()
	})
}

// becomesDone waits until no job of a kind waits or runs.
func (r *rig) becomesDone(kind belong.JobKind) {
	r.t.Helper()
	deadline := time.After(patience)
	for r.count(`SELECT count(*) FROM river_job WHERE kind = $1 AND state <> 'completed'`, string(kind)) > 0 {
		select {
		case <-time.After(20 * time.Millisecond):
		case <-deadline:
			r.t.Fatalf("a job of kind %q does not get done", kind)
		}
	}
}

func TestAJobDoesNotRunBeforeItsTime(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.start(r.Queue)
		at := time.Now().Add(1500 * time.Millisecond)
		later, never, past := r.subject(nil), r.subject(nil), r.subject(nil)
		must(t, r.Enqueue(t.Context(), belong.Job{Kind: belong.StageJob, Subject: later, At: at}))
		must(t, r.Enqueue(t.Context(), belong.Job{Kind: belong.StageJob, Subject: never, At: at.Add(time.Hour)}))
		must(t, r.Enqueue(t.Context(), belong.Job{Kind: belong.StageJob, Subject: past, At: at.Add(-time.Hour)}))
		r.becomes(never, "available") // to whoever comes at its time, and not only to a leader
		if got := r.next(); got.subject != past {
			t.Fatal("a job whose time is over did not run first")
		}
		if got := r.next(); got.subject != later {
			t.Fatal("another job ran")
		}
		late := time.Since(at)
		t.Logf("%v late", late)
		if late < -10*time.Millisecond { // SQLite keeps milliseconds
			t.Fatalf("ran %v too early", -late)
		}
	})
}

func TestASnoozedJobRunsAgainAndThatIsNoAttempt(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		runs := 0
		subject := r.subject(func(context.Context) error {
			if runs++; runs < 4 {
				return fmt.Errorf("not yet: %w", queue.Snooze(0))
			}
			return nil
		})
		r.start(r.Queue)
		must(t, r.Enqueue(t.Context(), belong.Job{Kind: belong.StageJob, Subject: subject}))
		for range 4 {
			r.next()
		}
		if attempt := r.becomes(subject, "completed"); attempt != 1 {
			t.Fatalf("%d attempts, want 1", attempt)
		}
	})
}

func TestAFailedJobIsTriedAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		runs := 0
		subject := r.subject(func(context.Context) error {
			switch runs++; runs {
			case 1:
				return errors.New("the network is down")
			case 2:
				panic("a bug")
			}
			return nil
		})
		r.start(r.Queue)
		must(t, r.Enqueue(t.Context(), belong.Job{Kind: belong.NotifyJob, Subject: subject}))
		for range 3 {
			r.next()
		}
		if attempt := r.becomes(subject, "completed"); attempt != 3 {
			t.Fatalf("%d attempts, want 3", attempt)
		}
	})
}

func TestAJobThatGaveUpIsNotTriedAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		subject := r.subject(func(context.Context) error {
			return fmt.Errorf("publish: %w", queue.GiveUp(errors.New("the account is closed")))
		})
		r.start(r.Queue)
		must(t, r.Enqueue(t.Context(), belong.Job{Kind: belong.PublishJob, Subject: subject}))
		r.next()
		r.becomes(subject, "cancelled")
		for _, want := range []string{"job failed", "kind=publish", "subject=" + string(subject), "the account is closed"} {
			if !strings.Contains(r.logged.String(), want) {
				t.Errorf("%q is not logged:\n%s", want, r.logged)
			}
		}
	})
}

func TestWhatPeopleTypedIsNeitherLoggedNorKept(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		subject := r.subject(func(context.Context) error {
			refusal := belong.Refuse(belong.Invalid, "label", "%q is no name.", "Ada Lovelace")
			refusal.Err = belong.Refuse(belong.Invalid, "email", "ada@example.org is no address")
			return queue.GiveUp(refusal)
		})
		r.start(r.Queue)
		must(t, r.Enqueue(t.Context(), belong.Job{Kind: belong.InspectJob, Subject: subject}))
		r.next()
		r.becomes(subject, "cancelled")
		errors := `CAST(errors AS TEXT)`
		if r.db.Pool() == nil {
			errors = `json(errors)`
		}
		var kept string
		must(t, r.db.SQL().QueryRowContext(t.Context(), `SELECT `+errors+` FROM river_job`).Scan(&kept))
		for name, text := range map[string]string{"log": r.logged.String(), "table": kept} {
			if !strings.Contains(text, "label: email") || strings.Contains(text, "Ada") || strings.Contains(text, "ada@") {
				t.Errorf("in the %s: %s", name, text)
			}
		}
	})
}

func TestAJobsContextEndsWithItsTime(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		q := r.node("one")
		ended := make(chan error, 1)
		q.Handle(belong.TranscodeJob, queue.Options{Timeout: 50 * time.Millisecond}, func(ctx context.Context, _ belong.ID) error {
			<-ctx.Done()
			ended <- ctx.Err()
			return queue.GiveUp(ctx.Err())
		})
		r.start(q)
		must(t, q.Enqueue(t.Context(), belong.Job{Kind: belong.TranscodeJob, Subject: r.subject(nil)}))
		select {
		case err := <-ended:
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Fatalf("got %v", err)
			}
		case <-time.After(patience):
			t.Fatal("the context did not end")
		}
	})
}

func TestNoMoreJobsOfAKindRunAtATimeThanItHasWorkers(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		q := r.node("one")
		running, proceed := make(chan struct{}, 100), make(chan struct{})
		q.Handle(belong.TranscodeJob, queue.Options{Workers: 2}, func(context.Context, belong.ID) error {
			running <- struct{}{}
			<-proceed
			return nil
		})
		for range 5 {
			must(t, q.Enqueue(t.Context(), belong.Job{Kind: belong.TranscodeJob, Subject: r.subject(nil)}))
		}
		r.start(q)
		<-running
		<-running
		// Jobs of other kinds don't wait for them, and nothing more of this kind began until one has run.
		must(t, q.Enqueue(t.Context(), belong.Job{Kind: belong.NotifyJob, Subject: r.subject(nil)}))
		r.next()
		r.becomesDone(belong.NotifyJob)
		if n := r.count(`SELECT count(*) FROM river_job WHERE state = 'running'`); n != 2 || len(running) != 0 {
			t.Fatalf("%d jobs run", n+len(running))
		}
		close(proceed)
		r.becomesDone(belong.TranscodeJob)
	})
}

func TestStopLetsJobsFinish(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		proceed := make(chan struct{})
		subject := r.subject(func(ctx context.Context) error { <-proceed; return ctx.Err() })
		ctx, cancel := context.WithCancel(t.Context())
		must(t, r.Start(ctx))
		must(t, r.Enqueue(t.Context(), belong.Job{Kind: belong.TranscodeJob, Subject: subject}))
		r.next()
		cancel() // which stops nothing
		stopped := make(chan error)
		go func() { stopped <- r.Stop(t.Context()) }()
		close(proceed)
		must(t, <-stopped)
		r.becomes(subject, "completed")
	})
}

func TestStopEndsWhatDoesNotFinishAndItRunsAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		runs := 0
		subject := r.subject(func(ctx context.Context) error {
			if runs++; runs > 1 {
				return nil
			}
			<-ctx.Done()
			return ctx.Err()
		})
		must(t, r.Start(t.Context()))
		must(t, r.Enqueue(t.Context(), belong.Job{Kind: belong.TranscodeJob, Subject: subject}))
		r.next()
		over, cancel := context.WithCancel(t.Context())
		cancel()
		must(t, r.Stop(over))
		r.start(r.node("one"))
		r.next()
		r.becomes(subject, "completed")
	})
}

func TestAQueueThatCannotRunEveryKindDoesNotStart(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		q, err := queue.New(queue.Config{SQL: r.db.SQL(), Pool: r.db.Pool(), Node: "two", Logger: slog.New(slog.DiscardHandler)})
		must(t, err)
		q.Handle(belong.PublishJob, queue.Options{}, func(context.Context, belong.ID) error { return nil })
		if err := q.Start(t.Context()); err == nil || !strings.Contains(err.Error(), "inspect") {
			t.Fatalf("got %v", err)
		}
	})
}

func TestRiversTablesAreCheckedAndMadeOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		must(t, r.CheckVersion(t.Context()))
		must(t, r.Migrate(t.Context()))
		_, err := r.db.SQL().ExecContext(t.Context(), `DELETE FROM river_migration WHERE version = (SELECT max(version) FROM river_migration)`)
		must(t, err)
		if err := r.CheckVersion(t.Context()); belong.KindOf(err) != belong.Unavailable {
			t.Fatalf("got %v", err)
		}
	})
}

func TestItIsKnownWhenAJobOfAKindWasDoneLast(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		before := time.Now().Add(-time.Second)
		subject := r.subject(nil)
		must(t, r.Enqueue(t.Context(), belong.Job{Kind: belong.PurgeJob, Subject: subject}))
		must(t, r.Enqueue(t.Context(), belong.Job{Kind: belong.StageJob, Subject: subject, At: time.Now().Add(time.Hour)}))
		if at, err := r.LastDone(t.Context(), belong.PurgeJob); err != nil || !at.IsZero() {
			t.Fatalf("before it ran: %v, %v", at, err)
		}
		r.start(r.Queue)
		r.next()
		r.becomesDone(belong.PurgeJob)
		if at, err := r.LastDone(t.Context(), belong.PurgeJob); err != nil || at.Before(before) || at.After(time.Now().Add(time.Second)) {
			t.Errorf("after it ran: %v, %v", at, err)
		}
		if at, err := r.LastDone(t.Context(), belong.StageJob); err != nil || !at.IsZero() {
			t.Errorf("one that waits: %v, %v", at, err)
		}
	})
}
