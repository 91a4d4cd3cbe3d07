package store

import (
	"context"
	"database/sql"
	"errors"
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
	if err := e.explain(ctx, query, args...); err != nil {
		return nil, err
	}
	return e.DB.QueryContext(ctx, query, args...)
}

func (e *explained) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if err := e.explain(ctx, query, args...); err != nil {
		panic(err) // a row has no way to tell
	}
	return e.DB.QueryRowContext(ctx, query, args...)
}

func (e *explained) explain(ctx context.Context, query string, args ...any) error {
	steps, err := e.DB.QueryContext(ctx, "EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = steps.Close() }()
	for steps.Next() {
		var id, parent, unused int
		var detail string
		if err := steps.Scan(&id, &parent, &unused, &detail); err != nil {
			return err
		}
		e.plan = append(e.plan, detail)
	}
	return steps.Err()
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
			_, err := q.Wall(ctx, sqlc.WallParams{CampaignID: "c", Until: 1, Before: "a", Question: "why", Limit: 50})
			return err
		},
		"what is next on the wall": func(q *sqlc.Queries) error {
			_, err := q.WallNext(ctx, sqlc.WallNextParams{CampaignID: "c", State: "staged"})
			if errors.Is(err, sql.ErrNoRows) {
				return nil
			}
			return err
		},
		"captions on the wall":    func(q *sqlc.Queries) error { _, err := q.WallCaptions(ctx, "c"); return err },
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

// It is asked four times a second, also years after a campaign was stopped with much of its plan left.
func TestWhatIsDueIsLookedForOnlyInCampaignsThatAreOn(t *testing.T) {
	t.Parallel()
	db, err := Connect(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "belong.db"))
	must(t, err)
	defer func() { must(t, db.Close()) }()
	must(t, db.Migrate(t.Context()))
	e := &explained{DB: db.read}
	_, err = sqlc.New(e).DuePosts(t.Context(), sqlc.DuePostsParams{SlotAt: 1, Limit: 200})
	must(t, err)
	plan := strings.Join(e.plan, "\n")
	if !strings.HasPrefix(plan, "SCAN campaigns\nSEARCH posts USING INDEX posts_by_slot (campaign_id=? AND state=? AND slot_at<?)") {
		t.Error(plan)
	}
}
