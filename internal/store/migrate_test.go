package store

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/store/pgtest"
)

// onBoth runs a test on an empty database of either sort.
func onBoth(t *testing.T, test func(t *testing.T, connect func() *DB)) {
	t.Parallel()
	for name, address := range map[string]func(t *testing.T) string{
		"SQLite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "belong.db") },
		"Postgres": func(t *testing.T) string { return pgtest.URL(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := address(t)
			test(t, func() *DB {
				db, err := Connect(t.Context(), at)
				must(t, err)
				t.Cleanup(func() { must(t, db.Close()) })
				return db
			})
		})
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestADatabaseIsMigratedAndThatIsChecked(t *testing.T) {
	onBoth(t, func(t *testing.T, connect func() *DB) {
		db := connect()
		if err := db.CheckVersion(t.Context()); belong.KindOf(err) != belong.Unavailable || !strings.Contains(err.Error(), "belong migrate") {
			t.Fatalf("empty: got %v", err)
		}
		for range 2 {
			must(t, db.Migrate(t.Context()))
			must(t, db.CheckVersion(t.Context()))
		}
	})
}

func TestADatabaseThatIsNewerThanTheProgramIsLeftAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, connect func() *DB) {
		db := connect()
		must(t, db.Migrate(t.Context()))
		_, err := db.SQL().ExecContext(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (4711, TRUE)`)
		must(t, err)
		for _, err := range []error{db.CheckVersion(t.Context()), db.Migrate(t.Context())} {
			if belong.KindOf(err) != belong.Invalid || !strings.Contains(err.Error(), "4711") {
				t.Errorf("got %v", err)
			}
		}
	})
}

func TestMigrationsGoBackToNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, connect func() *DB) {
		db := connect()
		m, err := db.migrator()
		must(t, err)
		for range 2 {
			_, err = m.Up(t.Context())
			must(t, err)
			_, err = m.DownTo(t.Context(), 0)
			must(t, err)
		}
	})
}

func TestSeveralMigrateAtOnceOnPostgres(t *testing.T) {
	t.Parallel()
	address := pgtest.URL(t)
	errs := make(chan error)
	const n = 4
	for range n {
		db, err := Connect(t.Context(), address)
		must(t, err)
		t.Cleanup(func() { must(t, db.Close()) })
		go func() { errs <- db.Migrate(t.Context()) }()
	}
	for range n {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}
