package queue_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/queue"
	"github.com/belonginstem/belong/internal/store"
)

// victim is a process that runs jobs, and never ends one: it takes the job's effect, says so, and waits to be killed.
func victim(database, node string) int {
	ctx := context.Background()
	err := func() error {
		db, err := store.Connect(ctx, database)
		if err != nil {
			return err
		}
		q, err := queue.New(queue.Config{SQL: db.SQL(), Pool: db.Pool(), Node: node, Logger: slog.New(slog.NewTextHandler(os.Stderr, nil))})
		if err != nil {
			return err
		}
		for _, kind := range belong.JobKinds {
			q.Handle(kind, queue.Options{}, func(ctx context.Context, subject belong.ID) error {
				if err := takeEffect(ctx, db, subject); err != nil {
					return err
				}
				fmt.Println(subject)
				select {}
			})
		}
		return q.Start(ctx)
	}()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	select {}
}

// takeEffect is what a job does, which is the same however often it does it.
func takeEffect(ctx context.Context, db *store.DB, subject belong.ID) error {
	_, err := db.SQL().ExecContext(ctx, `INSERT INTO effects (subject) VALUES ($1) ON CONFLICT DO NOTHING`, string(subject))
	return err
}

// killMidJob starts a process by that name, and kills it while it runs the job of that subject.
func (r *rig) killMidJob(node string, subject belong.ID) {
	r.t.Helper()
	cmd := exec.CommandContext(r.t.Context(), os.Args[0], "-victim-database", r.database, "-victim-node", node)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	must(r.t, err)
	must(r.t, cmd.Start())
	said := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(out)
		lines.Scan()
		said <- lines.Text()
	}()
	select {
	case got := <-said:
		if got != string(subject) {
			r.t.Fatalf("the victim ran %q, want %q", got, subject)
		}
	case <-time.After(patience):
		r.t.Fatal("the victim ran no job")
	}
	must(r.t, cmd.Process.Kill())
	if err := cmd.Wait(); err == nil || cmd.ProcessState.Exited() {
		r.t.Fatalf("the victim ended by itself: %v", err)
	}
	r.becomes(subject, "running") // as far as anybody knows
}

func TestAJobWhoseProcessWasKilledRunsAgainSoon(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		subject := r.subject(nil)
		r.do[subject] = func(ctx context.Context) error { return takeEffect(ctx, r.db, subject) }
		must(t, r.Enqueue(t.Context(), belong.Job{Kind: belong.TranscodeJob, Subject: subject}))
		for range 3 { // again and again: it is not used up by that
			r.killMidJob("one", subject)
		}
		at := time.Now()
		r.start(r.Queue)
		if got := r.next(); got != (run{belong.TranscodeJob, subject}) {
			t.Fatalf("ran %v", got)
		}
		t.Logf("ran again after %v", time.Since(at))
		if attempt := r.becomes(subject, "completed"); attempt != 1 {
			t.Errorf("%d attempts, want 1", attempt)
		}
		if n := r.count(`SELECT count(*) FROM effects`); n != 1 {
			t.Errorf("%d effects, want 1", n)
		}
	})
}

func TestANodeDoesNotTakeWhatAnotherRuns(t *testing.T) {
	t.Parallel()
	onPostgres(t, func(t *testing.T, r *rig) {
		subject, other := r.subject(nil), r.subject(nil)
		must(t, r.Enqueue(t.Context(), belong.Job{Kind: belong.TranscodeJob, Subject: subject}))
		r.killMidJob("two", subject) // dead, but nobody here can know
		r.start(r.Queue)
		must(t, r.Enqueue(t.Context(), belong.Job{Kind: belong.TranscodeJob, Subject: other}))
		if got := r.next(); got.subject != other {
			t.Fatal("a node ran a job that another has")
		}
		r.becomes(other, "completed")
		r.becomes(subject, "running")
		r.start(r.node("two"))
		if got := r.next(); got.subject != subject {
			t.Fatalf("ran %v", got)
		}
		r.becomes(subject, "completed")
	})
}

func TestOnSQLiteANodeByAnotherNameGoesOn(t *testing.T) {
	t.Parallel()
	onSQLite(t, func(t *testing.T, r *rig) {
		subject := r.subject(nil)
		must(t, r.Enqueue(t.Context(), belong.Job{Kind: belong.TranscodeJob, Subject: subject}))
		r.killMidJob("the name before", subject)
		r.start(r.Queue)
		r.next()
		r.becomes(subject, "completed")
	})
}
