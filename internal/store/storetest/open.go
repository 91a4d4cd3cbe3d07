package storetest

import (
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/belonginstem/belong/internal/queue"
	"github.com/belonginstem/belong/internal/store"
	"github.com/belonginstem/belong/internal/store/pgtest"
)

// SQLite opens a new, migrated database in a file of its own, until the test ends.
func SQLite(t testing.TB) *store.DB {
	t.Helper()
	return open(t, "sqlite:"+filepath.Join(t.TempDir(), "belong.db"))
}

// Postgres opens a new, migrated database on a server for tests, until the test ends.
func Postgres(t testing.TB) *store.DB {
	t.Helper()
	return open(t, pgtest.URL(t))
}

func open(t testing.TB, address string) *store.DB {
	t.Helper()
	db, err := store.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := Queue(t, db).Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return db
}

// Queue is the queue that goes with db. It takes jobs; nobody runs them.
func Queue(t testing.TB, db *store.DB) *queue.Queue {
	t.Helper()
	q, err := queue.New(queue.Config{SQL: db.SQL(), Pool: db.Pool(), Node: "test", Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return q
}
