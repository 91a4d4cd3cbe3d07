package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/belonginstem/belong/internal/belong"
)

// A DB is an open database.
type DB struct {
	write *sql.DB
	read  *sql.DB
	pool  *pgxpool.Pool // nil on SQLite
	locks *Locks        // nil on SQLite
}

// Connect opens the database at "sqlite:/path/to/file", which it makes when it is not there, or "postgres://…".
func Connect(ctx context.Context, address string) (*DB, error) {
	var (
		db  *DB
		err error
	)
	switch scheme, rest, _ := strings.Cut(address, ":"); scheme {
	case "sqlite":
		db, err = openSQLite(rest)
	case "postgres", "postgresql":
		db, err = openPostgres(ctx, address)
	default:
		return nil, belong.Refuse(belong.Invalid, "database", "A database is sqlite:/path/to/file or postgres://user@host/name.").In("database")
	}
	if err != nil {
		return nil, err
	}
	if err := db.Ping(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// Readers of SQLite see the last commit and never wait. There is one writer at a time in any case, so writers queue for
// one connection, first come first served: with more, they would take turns by luck, and time out when they had none.
const sqliteReaders = 4

func openSQLite(path string) (*DB, error) {
	if path == "" || strings.Contains(path, ":memory:") {
		return nil, belong.Refuse(belong.Invalid, "database", "SQLite needs a file: sqlite:/path/to/file.").In("database")
	}
	write, err := sql.Open("sqlite", sqliteDSN(path, "_txlock=immediate"))
	if err != nil {
		return nil, fmt.Errorf("open SQLite: %w", err)
	}
	write.SetMaxOpenConns(1)
	read, err := sql.Open("sqlite", sqliteDSN(path, "_pragma=query_only(1)"))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open SQLite: %w", err), write.Close())
	}
	read.SetMaxOpenConns(sqliteReaders)
	read.SetMaxIdleConns(sqliteReaders)
	return &DB{write: write, read: read}, nil
}

// sqliteDSN sets what every connection of a pool needs. Synchronous is FULL, since in a WAL the default for speed, NORMAL,
// may lose the last commits when the power fails: a submission whose owner was told "got it", a post that was journalled.
func sqliteDSN(path, more string) string {
	file := url.URL{Path: path}
	return "file:" + file.EscapedPath() +
		"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&" + more
}

// postgresConns is how many connections a process has, unless the address says so (pool_max_conns). pgx would take four on
// a small machine, of which River keeps one to listen on.
const postgresConns = 16

func openPostgres(ctx context.Context, address string) (*DB, error) {
	config, err := pgxpool.ParseConfig(address)
	if err != nil { // it may repeat the address, and that its password
		return nil, belong.Refuse(belong.Invalid, "database", "The address of the database can't be read. Write it as postgres://user:password@host/name.").In("database")
	}
	if !strings.Contains(address, "pool_max_conns") {
		config.MaxConns = postgresConns
	}
	// A transaction holds its campaign. When its process hangs, the campaign is free again after this long.
	config.ConnConfig.RuntimeParams["idle_in_transaction_session_timeout"] = "60s"
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open Postgres: %w", err)
	}
	db := stdlib.OpenDBFromPool(pool)
	return &DB{write: db, read: db, pool: pool, locks: newLocks(pool.Config().ConnConfig)}, nil
}

// SQL is where to write. On SQLite it is the one connection that may.
func (db *DB) SQL() *sql.DB { return db.write }

// Pool is Postgres's own pool, under SQL, or nil on SQLite.
func (db *DB) Pool() *pgxpool.Pool { return db.pool }

// Locks are locks that all processes on this database share, or nil on SQLite, which one process has for itself.
func (db *DB) Locks() *Locks { return db.locks }

// Ping tells whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	// The writer first: it is the one that makes a file.
	for _, side := range []*sql.DB{db.write, db.read} {
		if err := side.PingContext(ctx); err != nil {
			return fmt.Errorf("database: %w", err)
		}
	}
	return nil
}

// Close closes all connections. Nothing may be in use any more.
func (db *DB) Close() error {
	if db.pool == nil {
		return errors.Join(db.read.Close(), db.write.Close())
	}
	db.locks.close()
	err := db.write.Close()
	db.pool.Close()
	return err
}

// Ping tells whether the database answers.
func (s *Store) Ping(ctx context.Context) error { return s.db.Ping(ctx) }
