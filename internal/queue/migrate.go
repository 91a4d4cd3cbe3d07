package queue

import (
	"context"
	"fmt"

	"github.com/riverqueue/river/rivermigrate"

	"github.com/belonginstem/belong/internal/belong"
)

// Migrate brings River's tables up to this program's. Several processes may call it at once on Postgres.
func (q *Queue) Migrate(ctx context.Context) error {
	if err := q.river.migrate(ctx); err != nil {
		return fmt.Errorf("queue: migrate: %w", err)
	}
	return nil
}

// CheckVersion tells, as a refusal for people, when River's tables are older than this program.
func (q *Queue) CheckVersion(ctx context.Context) error {
	behind, err := q.river.behind(ctx)
	if err != nil {
		return fmt.Errorf("queue: %w", err)
	}
	if behind {
		return belong.Refuse(belong.Unavailable, "database_old", "The database is older than this program. Run belong migrate, then start again.")
	}
	return nil
}

func (e *engineOn[T]) migrate(ctx context.Context) error {
	m, err := rivermigrate.New(e.driver, nil)
	if err != nil {
		return err
	}
	_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}

func (e *engineOn[T]) behind(ctx context.Context) (bool, error) {
	m, err := rivermigrate.New(e.driver, nil)
	if err != nil {
		return false, err
	}
	result, err := m.Validate(ctx, nil)
	if err != nil {
		return false, err
	}
	return !result.OK, nil
}
