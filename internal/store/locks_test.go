package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/store"
	"github.com/belonginstem/belong/internal/store/pgtest"
)

const patience = 30 * time.Second

// twoProcesses are two databases' locks on one Postgres, as two processes would have them.
func twoProcesses(t *testing.T) (one, two *store.DB) {
	t.Helper()
	address := pgtest.URL(t)
	return connect(t, address), connect(t, address)
}

func wait[T any](t *testing.T, c <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatalf("%s did not happen", what)
		panic("unreachable")
	}
}

func TestSQLiteHasNoLocksToShare(t *testing.T) {
	t.Parallel()
	if connect(t, "sqlite:"+t.TempDir()+"/belong.db").Locks() != nil {
		t.Fatal("one process has SQLite for itself")
	}
}

func TestALockIsHeldByOneAtATimeOverAllProcesses(t *testing.T) {
	t.Parallel()
	one, two := twoProcesses(t)
	var inside, worst, entered int
	var mu sync.Mutex
	done := make(chan error)
	const each = 5
	dbs := []*store.DB{one, one, two, two}
	for _, db := range dbs {
		go func() {
			var err error
			for range each {
				var unlock func() error
				if unlock, err = db.Locks().Lock(t.Context(), "upload", func() {}); err != nil {
					break
				}
				mu.Lock()
				inside++
				entered++
				worst = max(worst, inside)
				mu.Unlock()
				mu.Lock()
				inside--
				mu.Unlock()
				if err = unlock(); err != nil {
					break
				}
			}
			done <- err
		}()
	}
	for range dbs {
		must(t, wait(t, done, "a turn"))
	}
	if worst != 1 || entered != each*len(dbs) {
		t.Fatalf("%d were inside at once, %d entered", worst, entered)
	}
}

func TestWhoHoldsALockIsAskedToLetGo(t *testing.T) {
	t.Parallel()
	one, two := twoProcesses(t)
	for name, other := range map[string]*store.DB{"of the same process": one, "of another process": two} {
		asked := make(chan struct{}, 100)
		unlock, err := one.Locks().Lock(t.Context(), "upload", func() { asked <- struct{}{} })
		must(t, err)
		got := make(chan error)
		go func() {
			unlock, err := other.Locks().Lock(t.Context(), "upload", func() {})
			if err == nil {
				err = unlock()
			}
			got <- err
		}()
		wait(t, asked, "a request "+name)
		select {
		case err := <-got:
			t.Fatalf("%s: two have the lock (%v)", name, err)
		default:
		}
		must(t, unlock())
		must(t, unlock()) // again, which does nothing
		must(t, wait(t, got, "a lock "+name))
	}
}

func TestWhoWaitsForALockIsNotAskedToLetGo(t *testing.T) {
	t.Parallel()
	one, two := twoProcesses(t)
	asked := make(chan struct{}, 100)
	unlock, err := one.Locks().Lock(t.Context(), "upload", func() { asked <- struct{}{} })
	must(t, err)
	got := make(chan error)
	go func() {
		unlock, err := two.Locks().Lock(t.Context(), "upload", func() { t.Error("asked, though it had nothing") })
		if err == nil {
			err = unlock()
		}
		got <- err
	}()
	for range 3 {
		wait(t, asked, "a request")
	}
	must(t, unlock())
	must(t, wait(t, got, "a lock"))
}

func TestWaitingForALockEndsWithItsContext(t *testing.T) {
	t.Parallel()
	one, two := twoProcesses(t)
	unlock, err := one.Locks().Lock(t.Context(), "upload", func() {})
	must(t, err)
	for name, other := range map[string]*store.DB{"same process": one, "another process": two} {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		if _, err := other.Locks().Lock(ctx, "upload", func() {}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: got %v", name, err)
		}
		cancel()
	}
	must(t, unlock())
	unlock, err = two.Locks().Lock(t.Context(), "upload", func() {})
	must(t, err)
	must(t, unlock())
}

func TestManyLocksNeedOneConnection(t *testing.T) {
	t.Parallel()
	db := connect(t, pgtest.URL(t)+"&pool_max_conns=1")
	var unlocks []func() error
	for i := range 300 {
		unlock, err := db.Locks().Lock(t.Context(), fmt.Sprint("upload ", i), func() {})
		must(t, err)
		unlocks = append(unlocks, unlock)
	}
	var connections, locks int
	must(t, db.SQL().QueryRowContext(t.Context(), `SELECT
		(SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'),
		(SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`,
	).Scan(&connections, &locks))
	if connections != 2 || locks != 300 {
		t.Errorf("%d locks on %d connections, the one of the query included", locks, connections)
	}
	for _, unlock := range unlocks {
		must(t, unlock())
	}
}

func TestWhoeverLosesTheirLockIsAskedToLetGo(t *testing.T) {
	t.Parallel()
	one, two := twoProcesses(t)
	lost := make(chan struct{}, 1)
	unlock, err := one.Locks().Lock(t.Context(), "upload", func() { lost <- struct{}{} })
	must(t, err)
	_, err = two.SQL().ExecContext(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_locks
		WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`)
	must(t, err)
	wait(t, lost, "the news")
	must(t, unlock())
	for _, db := range []*store.DB{two, one} { // on a new connection
		unlock, err := db.Locks().Lock(t.Context(), "upload", func() {})
		must(t, err)
		must(t, unlock())
	}
}

func TestThereAreNoLocksOnAClosedDatabase(t *testing.T) {
	t.Parallel()
	db, err := store.Connect(t.Context(), pgtest.URL(t))
	must(t, err)
	unlock, err := db.Locks().Lock(t.Context(), "upload", func() {})
	must(t, err)
	must(t, db.Close())
	must(t, unlock())
	if _, err := db.Locks().Lock(t.Context(), "upload", func() {}); err == nil {
		t.Fatal("locked")
	}
}
