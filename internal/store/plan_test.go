package store

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"github.com/belonginstem/belong/internal/store/sqlc"
)

// explained notes how SQLite would run the queries that it is given.
type explained struct {
	*sql.DB
	plan []string
}

func (e *explained) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	steps, err := e.DB.QueryContext(ctx, "EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = steps.Close() }()
	for steps.Next() {
		var id, parent, unused int
		var detail string
		if err := steps.Scan(&id, &parent, &unused, &detail); err != nil {
			return nil, err
		}
		e.plan = append(e.plan, detail)
	}
	if err := steps.Err(); err != nil {
		return nil, err
	}
	return e.DB.QueryContext(ctx, query, args...) //nolint:sqlclosecheck // whoever asks closes it
}

// What is asked often must not cost more as the tables grow: no scan of a table, no sorting.
func TestWhatIsAskedOftenIsFoundByAnIndex(t *testing.T) {
	t.Parallel()
	db, err := Connect(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "belong.db"))
	must(t, err)
	defer func() { must(t, db.Close()) }()
	must(t, db.Migrate(t.Context()))
	ctx := t.Context()
	for name, ask := range map[string]func(*sqlc.Queries) error{
		"a page of the review queue": func(q *sqlc.Queries) error {
			_, err := q.EntriesInState(ctx, sqlc.EntriesInStateParams{CampaignID: "c", State: "in_review", After: "a", Limit: 50})
			return err
		},
		"approved submissions": func(q *sqlc.Queries) error { _, err := q.ApprovedEntries(ctx, "c"); return err },
		"a campaign's posts in a state": func(q *sqlc.Queries) error {
			_, err := q.ShowingsInState(ctx, sqlc.ShowingsInStateParams{CampaignID: "c", State: "scheduled"})
			return err
		},
		"a submission's uploads":            func(q *sqlc.Queries) error { _, err := q.UploadsOf(ctx, "s"); return err },
		"a state's posts":                   func(q *sqlc.Queries) error { _, err := q.PostsInState(ctx, "publishing"); return err },
		"a submission's posts to take down": func(q *sqlc.Queries) error { _, err := q.LivePosts(ctx, "s"); return err },
		"the wall": func(q *sqlc.Queries) error {
			_, err := q.Wall(ctx, sqlc.WallParams{CampaignID: "c", Limit: 50})
			return err
		},
		"unfinished uploads":      func(q *sqlc.Queries) error { _, err := q.UnfinishedUploads(ctx, 50); return err },
		"a submission's releases": func(q *sqlc.Queries) error { _, err := q.Releases(ctx, "s"); return err },
		"a submission's events":   func(q *sqlc.Queries) error { _, err := q.Events(ctx, "s"); return err },
		"counts of states":        func(q *sqlc.Queries) error { _, err := q.CountStates(ctx, "c"); return err },
	} {
		e := &explained{DB: db.read}
		must(t, ask(sqlc.New(e)))
		plan := strings.Join(e.plan, "\n")
		if plan == "" || strings.Contains(plan, "SCAN") || strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s:\n%s", name, plan)
		}
	}
}
