// Package queue runs jobs with River, on SQLite or Postgres. A job is enqueued in the transaction of its cause, runs at
// least once, and runs again soon after a crash.
package queue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/belonginstem/belong/internal/belong"
)

// A Config says where jobs are kept, and by whom they are run.
type Config struct {
	SQL *sql.DB // where to write; the only database on SQLite
	// Pool is Postgres's own pool, under SQL; nil on SQLite.
	Pool *pgxpool.Pool
	// Node names this process among all that share the database. It must be the same when the process starts again, since
	// jobs that it left running are known by it, and no two processes may have it at the same time.
	Node   string
	Logger *slog.Logger
}

// A Queue takes jobs, and runs them once it is started.
type Queue struct {
	config   Config
	river    engine
	handlers map[belong.JobKind]handler
}

// New makes a queue that takes jobs. Its tables have to be there before the first one: see Migrate.
func New(c Config) (*Queue, error) {
	if c.Node == "" || len(c.Node) > 100 {
		return nil, errors.New("queue: a node needs a name of at most 100 bytes")
	}
	e, err := newEngine(c)
	if err != nil {
		return nil, fmt.Errorf("queue: %w", err)
	}
	return &Queue{config: c, river: e, handlers: map[belong.JobKind]handler{}}, nil
}

// Enqueue takes a job at once.
func (q *Queue) Enqueue(ctx context.Context, job belong.Job) error {
	if err := q.river.insert(ctx, params(job)); err != nil {
		return fmt.Errorf("queue: %w", err)
	}
	return nil
}

// EnqueueTx takes jobs when the transaction tx commits, which is open on conn. A job of a kind and subject that already
// waits or runs is not taken a second time, even when its time is another.
func (q *Queue) EnqueueTx(ctx context.Context, conn *sql.Conn, tx *sql.Tx, jobs []belong.Job) error {
	if len(jobs) == 0 {
		return nil
	}
	if err := q.river.insertTx(ctx, conn, tx, params(jobs...)); err != nil {
		return fmt.Errorf("queue: %w", err)
	}
	return nil
}

// LastDone is when a job of that kind ended well the last time; zero when none did for a day.
func (q *Queue) LastDone(ctx context.Context, kind belong.JobKind) (time.Time, error) {
	done, err := q.river.list(ctx, river.NewJobListParams().Kinds(string(kind)).States(rivertype.JobStateCompleted).
		OrderBy(river.JobListOrderByFinalizedAt, river.SortOrderDesc).First(1))
	if err != nil {
		return time.Time{}, fmt.Errorf("queue: %w", err)
	}
	if len(done.Jobs) == 0 || done.Jobs[0].FinalizedAt == nil {
		return time.Time{}, nil
	}
	return *done.Jobs[0].FinalizedAt, nil
}

// Options say how jobs of one kind are run. The zero value is good for short jobs.
type Options struct {
	Workers int           // how many run at the same time in this process; 4 when it is 0
	Timeout time.Duration // after it a job's context ends; a minute when it is 0
}

// Handle says what runs jobs of a kind. What run returns decides what comes next: nil ends the job, Snooze puts it off,
// GiveUp ends it as failed, and after any other error it is tried again, later each time. A job may run more than once,
// also after run returned, and when its process is killed it runs again. Errors are logged: they hold no personal data;
// of a belong.Error only the code is logged, never the sentence.
//
// All kinds must be handled before Start.
func (q *Queue) Handle(kind belong.JobKind, o Options, run func(ctx context.Context, subject belong.ID) error) {
	if o.Workers <= 0 {
		o.Workers = 4
	}
	if o.Timeout <= 0 {
		o.Timeout = time.Minute
	}
	q.handlers[kind] = handler{kind: kind, options: o, run: run, logger: q.config.Logger}
}

// Start begins to run jobs, and first puts back what this node was running when it was killed. They run until Stop,
// however ctx ends.
func (q *Queue) Start(ctx context.Context) error {
	workers, queues, longest := river.NewWorkers(), map[string]river.QueueConfig{}, time.Duration(0)
	for _, kind := range belong.JobKinds {
		h, ok := q.handlers[kind]
		if !ok {
			// A leader that does not know a kind would throw away other nodes' jobs of it.
			return fmt.Errorf("queue: no handler for jobs of kind %q", kind)
		}
		river.AddWorkerArgs(workers, args{kind: kind}, h.worker())
		queues[string(kind)] = river.QueueConfig{MaxWorkers: h.options.Workers, FetchPollInterval: pollInterval(kind)}
		longest = max(longest, h.options.Timeout)
	}
	err := q.river.start(context.WithoutCancel(ctx), q.config.Node, &river.Config{
		ID:                          q.config.Node,
		Workers:                     workers,
		Queues:                      queues,
		Logger:                      slog.New(warnings{q.config.Logger.Handler()}),
		FetchCooldown:               20 * time.Millisecond,
		MaxAttempts:                 maxAttempts,
		RetryPolicy:                 backoff{},
		RescueStuckJobsAfter:        longest + rescueMargin,
		CompletedJobRetentionPeriod: keepCompleted,
		CancelledJobRetentionPeriod: keepFailed,
		DiscardedJobRetentionPeriod: keepFailed,
	})
	if err != nil {
		return fmt.Errorf("queue: start: %w", err)
	}
	return nil
}

const (
	// Jobs of a node that never comes back are another's this long after they can't be running any more.
	rescueMargin = time.Minute

	// Ended jobs are kept for whoever looks into what happened.
	keepCompleted = 24 * time.Hour
	keepFailed    = 7 * 24 * time.Hour
)

// pollInterval is how long a job may wait when nobody tells the queue of it. Mostly somebody does, at once on Postgres and
// within 50 ms on SQLite; but a post, which a worker gets a second before its slot, must not be late when the notice is
// lost. Asking more often is what an idle machine would be busy with.
func pollInterval(kind belong.JobKind) time.Duration {
	if kind == belong.PublishJob {
		return 500 * time.Millisecond
	}
	return time.Second
}

// Stop takes no more jobs, and lets those that run finish until ctx ends; then it ends their contexts, and what does not
// finish then runs again at the next start.
func (q *Queue) Stop(ctx context.Context) error {
	if err := q.river.stop(ctx); err != nil {
		return fmt.Errorf("queue: stop: %w", err)
	}
	return nil
}
