package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/store/sqlc"
)

// An Enqueuer puts jobs into the transaction tx, which is open on conn: none of them is seen by anybody until it commits.
type Enqueuer interface {
	EnqueueTx(ctx context.Context, conn *sql.Conn, tx *sql.Tx, jobs []belong.Job) error
}

// A Store reads and writes the nouns. Its reads answer belong.ErrNotFound where there is no such row; its writes take the
// version that was read, and answer belong.ErrStale when there is a newer one. A write that fails leaves nothing behind.
type Store struct {
	db   *DB
	jobs Enqueuer
	read *sqlc.Queries
}

// New makes a store of a database that is migrated.
func New(db *DB, jobs Enqueuer) *Store {
	return &Store{db: db, jobs: jobs, read: sqlc.New(db.read)}
}

// A change is what one transaction writes: rows through its queries, and the outcome, to which it may add.
type change struct {
	*sqlc.Queries
	out belong.Outcome
}

// write runs do in a transaction, and stores the outcome with it.
func (s *Store) write(ctx context.Context, out belong.Outcome, do func(c *change) error) error {
	conn, err := s.db.write.Conn(ctx)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	defer func() { _ = conn.Close() }() // back to the pool
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing is left to roll back after a commit
	c := &change{Queries: sqlc.New(tx), out: out}
	if err := do(c); err != nil {
		return refused(err)
	}
	if err := c.record(ctx); err != nil {
		return refused(err)
	}
	if len(c.out.Jobs) > 0 {
		if err := s.jobs.EnqueueTx(ctx, conn, tx, c.out.Jobs); err != nil {
			return fmt.Errorf("store: enqueue: %w", err)
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("store: commit: %w", err)
	}
	return nil
}

// snapshot runs reads that all see the same moment of the database.
func (s *Store) snapshot(ctx context.Context, do func(read *sqlc.Queries) error) error {
	var options *sql.TxOptions // SQLite's transactions are so by themselves
	if s.db.pool != nil {
		options = &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	tx, err := s.db.read.BeginTx(ctx, options)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // there is nothing to commit
	return do(sqlc.New(tx))
}

// record stores the outcome but for its jobs.
func (c *change) record(ctx context.Context) error {
	for _, e := range c.out.Events {
		if err := c.InsertEvent(ctx, sqlc.InsertEventParams(eventRow(e))); err != nil {
			return err
		}
	}
	for _, m := range c.out.Messages {
		if err := c.InsertMessage(ctx, sqlc.InsertMessageParams(messageRow(m))); err != nil {
			return err
		}
	}
	if err := c.writeToStaff(ctx, c.out.Letters); err != nil {
		return err
	}
	for _, t := range c.out.Tokens {
		if err := c.InsertToken(ctx, sqlc.InsertTokenParams(tokenRow(t))); err != nil {
			return err
		}
	}
	return nil
}

// stale is the answer to a write that had to change exactly one row.
func stale(rows int64, err error) error {
	if err == nil && rows == 0 {
		return belong.ErrStale
	}
	return err
}

// missing is the answer to a write by ID alone.
func missing(rows int64, err error) error {
	if err == nil && rows == 0 {
		return belong.ErrNotFound
	}
	return err
}
