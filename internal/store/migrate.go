package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"github.com/belonginstem/belong/internal/belong"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the database's tables up to this program's. Several processes may call it at once on Postgres.
func (db *DB) Migrate(ctx context.Context) error {
	m, err := db.migrator()
	if err != nil {
		return err
	}
	if err := db.tooNew(ctx, m); err != nil {
		return err
	}
	if _, err := m.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// CheckVersion tells, as a refusal for people, when the database is not at this program's version.
func (db *DB) CheckVersion(ctx context.Context) error {
	m, err := db.migrator()
	if err != nil {
		return err
	}
	if err := db.tooNew(ctx, m); err != nil {
		return err
	}
	behind, err := m.HasPending(ctx)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if behind {
		return belong.Refuse(belong.Unavailable, "database_old", "The database is older than this program. Run belong migrate, then start again.")
	}
	return nil
}

func (db *DB) tooNew(ctx context.Context, m *goose.Provider) error {
	current, target, err := m.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if current > target {
		return belong.Refuse(belong.Invalid, "database_new",
			"The database is at version %d, and this program knows versions up to %d. Start the newer program that was here before.", current, target)
	}
	return nil
}

func (db *DB) migrator() (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	dialect := goose.DialectSQLite3
	var options []goose.ProviderOption
	if db.pool != nil {
		dialect = goose.DialectPostgres
		// Tries every second, for ten minutes.
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 600))
		if err != nil {
			return nil, fmt.Errorf("migrate: %w", err)
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	m, err := goose.NewProvider(dialect, db.write, files, options...)
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	return m, nil
}
