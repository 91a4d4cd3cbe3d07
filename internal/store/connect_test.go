package store_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/store"
)

// errBad makes database/sql throw a connection away.
var errBad = driver.ErrBadConn

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// connect opens a database until the test ends.
func connect(t testing.TB, address string) *store.DB {
	t.Helper()
	db, err := store.Connect(t.Context(), address)
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	return db
}

func TestAnAddressThatIsNoDatabaseIsRefused(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "belong.db", "mysql://localhost/belong", "sqlite:", "sqlite::memory:", "sqlite:file::memory:?cache=shared"} {
		if _, err := store.Connect(t.Context(), address); belong.KindOf(err) != belong.Invalid {
			t.Errorf("%q: got %v", address, err)
		}
	}
	for _, address := range []string{"sqlite:" + t.TempDir() + "/no/such/folder/belong.db", "postgres://nobody@127.0.0.1:1/none?connect_timeout=2"} {
		if db, err := store.Connect(t.Context(), address); err == nil {
			t.Errorf("%q was opened", address)
			must(t, db.Close())
		}
	}
}

func TestSQLiteTakesAnyFileName(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"belong.db", "my data.db", "50%25 ?#&=;'\"\\.db", "Ünïcode 数据.db"} {
		path := filepath.Join(t.TempDir(), name)
		must(t, connect(t, "sqlite:"+path).Migrate(t.Context()))
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
}

func TestEveryConnectionToSQLiteIsSetUp(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "belong.db")
	db := connect(t, "sqlite:"+path)
	if n := db.SQL().Stats().MaxOpenConnections; n != 1 {
		t.Errorf("%d may write at the same time", n)
	}
	for range 2 { // the second is a new connection
		conn, err := db.SQL().Conn(t.Context())
		must(t, err)
		for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "10000"} {
			var got string
			must(t, conn.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got))
			if got != want {
				t.Errorf("%s is %s, want %s", pragma, got, want)
			}
		}
		discard(t, conn)
	}
}

// discard closes a connection for good.
func discard(t testing.TB, conn *sql.Conn) {
	t.Helper()
	if err := conn.Raw(func(any) error { return errBad }); !errors.Is(err, errBad) {
		t.Fatal(err)
	}
	if err := conn.Close(); !errors.Is(err, sql.ErrConnDone) {
		t.Fatal(err)
	}
}

func TestAWriteOnSQLiteWaitsForAnotherProcess(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "belong.db")
	one, two := connect(t, "sqlite:"+path), connect(t, "sqlite:"+path)
	_, err := one.SQL().ExecContext(t.Context(), "CREATE TABLE x (n INTEGER)")
	must(t, err)
	tx, err := one.SQL().BeginTx(t.Context(), nil)
	must(t, err)
	waiting, done := make(chan struct{}), make(chan error, 1)
	go func() {
		close(waiting)
		_, err := two.SQL().ExecContext(context.Background(), "INSERT INTO x VALUES (1)")
		done <- err
	}()
	<-waiting
	_, err = tx.ExecContext(t.Context(), "INSERT INTO x VALUES (2)")
	must(t, err)
	must(t, tx.Commit())
	must(t, <-done)
}
