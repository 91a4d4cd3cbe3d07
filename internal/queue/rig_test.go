package queue_test

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/queue"
	"github.com/belonginstem/belong/internal/store"
	"github.com/belonginstem/belong/internal/store/pgtest"
)

// onBoth runs a test on SQLite and on Postgres, each with a database that is empty but for River's tables.
func onBoth(t *testing.T, test func(t *testing.T, r *rig)) {
	t.Parallel()
	onSQLite(t, test)
	onPostgres(t, test)
}

func onSQLite(t *testing.T, test func(t *testing.T, r *rig)) {
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		test(t, newRig(t, "sqlite:"+filepath.Join(t.TempDir(), "queue.db")))
	})
}

func onPostgres(t *testing.T, test func(t *testing.T, r *rig)) {
	t.Run("Postgres", func(t *testing.T) {
		t.Parallel()
		test(t, newRig(t, pgtest.URL(t)))
	})
}

// A rig is a queue on a database. Every job that runs comes out of runs, and does what its subject was told to do.
type rig struct {
	*queue.Queue
	t        *testing.T
	database string
	db       *store.DB
	logged   *log
	runs     chan run

	mu sync.Mutex
	do map[belong.ID]func(ctx context.Context) error
}

type run struct {
	kind    belong.JobKind
	subject belong.ID
}

func newRig(t *testing.T, database string) *rig {
	t.Helper()
	db, err := store.Connect(t.Context(), database)
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	r := &rig{t: t, database: database, db: db, logged: &log{}, runs: make(chan run, 100), do: map[belong.ID]func(context.Context) error{}}
	r.Queue = r.node("one")
	must(t, r.Migrate(t.Context()))
	_, err = db.SQL().ExecContext(t.Context(), `CREATE TABLE effects (subject TEXT PRIMARY KEY)`)
	must(t, err)
	return r
}

// node is a queue on the same database by another name. All its handlers are the rig's.
func (r *rig) node(name string) *queue.Queue {
	r.t.Helper()
	q, err := queue.New(queue.Config{SQL: r.db.SQL(), Pool: r.db.Pool(), Node: name, Logger: slog.New(slog.NewTextHandler(r.logged, nil))})
	must(r.t, err)
	for _, kind := range belong.JobKinds {
		q.Handle(kind, queue.Options{Timeout: time.Minute}, func(ctx context.Context, subject belong.ID) error {
			r.runs <- run{kind, subject}
			r.mu.Lock()
			do := r.do[subject]
			r.mu.Unlock()
			if do == nil {
				return nil
			}
			return do(ctx)
		})
	}
	return q
}

// subject is a new one, that does this when it is run.
func (r *rig) subject(do func(ctx context.Context) error) belong.ID {
	id := belong.NewID(time.Now())
	r.mu.Lock()
	defer r.mu.Unlock()
	r.do[id] = do
	return id
}

// start starts a queue until the test ends.
func (r *rig) start(q *queue.Queue) {
	r.t.Helper()
	must(r.t, q.Start(r.t.Context()))
	r.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		must(r.t, q.Stop(ctx))
	})
}

const patience = 30 * time.Second

// next is the next job that runs.
func (r *rig) next() run {
	r.t.Helper()
	select {
	case run := <-r.runs:
		return run
	case <-time.After(patience):
		r.t.Fatal("no job ran")
		return run{}
	}
}

// becomes waits until there is one job of that subject, in that state, and is its attempt.
func (r *rig) becomes(subject belong.ID, state string) int {
	r.t.Helper()
	deadline := time.After(patience)
	for tick := time.NewTicker(20 * time.Millisecond); ; {
		var n, attempt int
		var last string
		must(r.t, r.db.SQL().QueryRowContext(r.t.Context(),
			`SELECT count(*), COALESCE(max(CAST(state AS TEXT)), ''), COALESCE(max(attempt), 0) FROM river_job WHERE `+r.ofSubject(), string(subject)).Scan(&n, &last, &attempt))
		if n == 1 && last == state {
			tick.Stop()
			return attempt
		}
		select {
		case <-tick.C:
		case <-deadline:
			r.t.Fatalf("%d jobs, the last is %q; want one that is %q", n, last, state)
		}
	}
}

func (r *rig) ofSubject() string {
	if r.db.Pool() == nil {
		return `json_extract(args, '$.subject') = $1`
	}
	return `args->>'subject' = $1`
}

// count is how many rows a query counts.
func (r *rig) count(query string, args ...any) int {
	r.t.Helper()
	var n int
	must(r.t, r.db.SQL().QueryRowContext(r.t.Context(), query, args...).Scan(&n))
	return n
}

// tx runs do in a transaction, and commits when it returns nil.
func (r *rig) tx(do func(conn *sql.Conn, tx *sql.Tx) error) error {
	r.t.Helper()
	conn, err := r.db.SQL().Conn(r.t.Context())
	must(r.t, err)
	defer func() { must(r.t, conn.Close()) }()
	tx, err := conn.BeginTx(r.t.Context(), nil)
	must(r.t, err)
	if err := do(conn, tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A log is what was logged.
type log struct {
	mu   sync.Mutex
	text []byte
}

var _ io.Writer = (*log)(nil)

func (l *log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = append(l.text, b...)
	return len(b), nil
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.text)
}
