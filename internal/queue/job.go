package queue

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/belonginstem/belong/internal/belong"
)

// args are a job as River keeps it. One type serves all kinds.
type args struct {
	Subject belong.ID `json:"subject"`
	kind    belong.JobKind
}

// Kind is what River sorts jobs by.
func (a args) Kind() string { return string(a.kind) }

// params are jobs as River takes them. Each kind has its own River queue, so that none waits for the workers of another.
func params(jobs ...belong.Job) []river.InsertManyParams {
	out := make([]river.InsertManyParams, 0, len(jobs))
	seen := make(map[args]bool, len(jobs))
	for _, job := range jobs {
		a := args{Subject: job.Subject, kind: job.Kind}
		if seen[a] {
			continue // Postgres fails on a batch that holds the same job twice
		}
		seen[a] = true
		out = append(out, river.InsertManyParams{Args: a, InsertOpts: &river.InsertOpts{
			Queue:       string(job.Kind),
			ScheduledAt: job.At,
			MaxAttempts: maxAttempts,
			UniqueOpts:  river.UniqueOpts{ByArgs: true, ByState: waitingOrRunning},
		}})
	}
	return out
}

var waitingOrRunning = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
	rivertype.JobStateRunning, rivertype.JobStateScheduled,
}

type handler struct {
	kind    belong.JobKind
	options Options
	run     func(ctx context.Context, subject belong.ID) error
	logger  *slog.Logger
}

func (h handler) worker() river.Worker[args] { return &worker{handler: h} }

type worker struct {
	river.WorkerDefaults[args]
	handler
}

func (w *worker) Timeout(*river.Job[args]) time.Duration { return w.options.Timeout }

func (w *worker) Work(ctx context.Context, job *river.Job[args]) error {
	err := w.run(ctx, job.Args.Subject)
	var snooze *rivertype.JobSnoozeError
	if err == nil || errors.As(err, &snooze) {
		return err
	}
	told := plain(err)
	w.logger.WarnContext(ctx, "job failed", "kind", w.kind, "subject", job.Args.Subject, "attempt", job.Attempt, "error", told)
	var gaveUp *river.JobCancelError
	if errors.As(err, &gaveUp) {
		return river.JobCancel(errors.New(told))
	}
	return errors.New(told)
}

// Snooze is what a handler returns to be asked again after d. It does not count as an attempt.
func Snooze(d time.Duration) error { return river.JobSnooze(max(d, 0)) }

// GiveUp is what a handler returns when another attempt would fail as well.
func GiveUp(err error) error { return river.JobCancel(err) }

// plain is an error for the log and for River's table: a refusal's sentence may hold what somebody typed, so its code
// stands for it.
func plain(err error) string {
	var refusal *belong.Error
	if !errors.As(err, &refusal) {
		return err.Error()
	}
	if refusal.Err == nil {
		return refusal.Code
	}
	return refusal.Code + ": " + plain(refusal.Err)
}

// backoff doubles from a second to ten minutes, and varies each by a fifth, so that jobs that failed together do not come
// back together. With maxAttempts a job is tried for about a day. A post is looked at again every few seconds: it is late
// already, and what becomes of it is asked for again after the last attempt.
type backoff struct{}

const (
	maxAttempts     = 150
	longestPostWait = 15 * time.Second
)

func (backoff) NextRetry(job *rivertype.JobRow) time.Time {
	wait := 10 * time.Minute
	if job.Attempt < 10 {
		wait = time.Second << max(job.Attempt-1, 0)
	}
	if job.Kind == string(belong.PublishJob) {
		wait = min(wait, longestPostWait)
	}
	wait += time.Duration((rand.Float64() - 0.5) * 0.4 * float64(wait)) //nolint:gosec // spreads load, guards nothing
	return time.Now().Add(wait)
}
