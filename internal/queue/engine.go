package queue

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivertype"
)

// An engine is River on one of the databases. River's own types differ by database.
type engine interface {
	insert(ctx context.Context, jobs []river.InsertManyParams) error
	insertTx(ctx context.Context, conn *sql.Conn, tx *sql.Tx, jobs []river.InsertManyParams) error
	start(ctx context.Context, node string, c *river.Config) error
	stop(ctx context.Context) error
	migrate(ctx context.Context) error
	behind(ctx context.Context) (bool, error)
	list(ctx context.Context, p *river.JobListParams) (*river.JobListResult, error)
}

type engineOn[T any] struct {
	driver riverdriver.Driver[T]
	// join calls do with the transaction in the driver's terms.
	join     func(conn *sql.Conn, tx *sql.Tx, do func(T) error) error
	inserter *river.Client[T]
	runner   *river.Client[T] // nil until start
	alone    bool             // no other process shares the database
}

func newEngine(c Config) (engine, error) {
	if c.Pool != nil {
		e, err := newEngineOn(riverpgxv5.New(c.Pool), joinPostgres)
		return &postgres{e, c.Pool}, err
	}
	e, err := newEngineOn(riversqlite.New(c.SQL), joinSQLite)
	e.alone = true
	return e, err
}

func newEngineOn[T any](driver riverdriver.Driver[T], join func(*sql.Conn, *sql.Tx, func(T) error) error) (*engineOn[T], error) {
	inserter, err := river.NewClient(driver, &river.Config{Hooks: []rivertype.Hook{river.HookInsertBeginFunc(punctual)}})
	return &engineOn[T]{driver: driver, join: join, inserter: inserter}, err
}

// punctual makes a job whose time is to come available at once. River does not fetch it before its time; left as
// scheduled, it would also wait for a leader to come by, up to five seconds.
func punctual(_ context.Context, job *rivertype.JobInsertParams) error {
	job.State = rivertype.JobStateAvailable
	return nil
}

func joinSQLite(_ *sql.Conn, tx *sql.Tx, do func(*sql.Tx) error) error { return do(tx) }

func (e *engineOn[T]) insert(ctx context.Context, jobs []river.InsertManyParams) error {
	_, err := e.inserter.InsertMany(ctx, jobs)
	return err
}

func (e *engineOn[T]) insertTx(ctx context.Context, conn *sql.Conn, tx *sql.Tx, jobs []river.InsertManyParams) error {
	return e.join(conn, tx, func(tx T) error {
		_, err := e.inserter.InsertManyTx(ctx, tx, jobs)
		return err
	})
}

func (e *engineOn[T]) list(ctx context.Context, p *river.JobListParams) (*river.JobListResult, error) {
	return e.inserter.JobList(ctx, p)
}

func (e *engineOn[T]) start(ctx context.Context, node string, c *river.Config) error {
	runner, err := river.NewClient(e.driver, c)
	if err != nil {
		return err
	}
	if err := recoverJobs(ctx, e.driver.GetExecutor(), node, e.alone); err != nil {
		return err
	}
	e.runner = runner
	return runner.Start(ctx)
}

func (e *engineOn[T]) stop(ctx context.Context) error {
	if e.runner == nil {
		return nil
	}
	err := e.runner.Stop(ctx)
	if ctx.Err() == nil || !errors.Is(err, ctx.Err()) {
		return err
	}
	now, cancel := context.WithTimeout(context.WithoutCancel(ctx), hardStop)
	defer cancel()
	return e.runner.StopAndCancel(now)
}

// hardStop is how long jobs may take to end once their contexts did.
const hardStop = 10 * time.Second
