package store

import (
	"context"
	"math"
	"slices"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/store/sqlc"
)

// Wall is what a campaign's wall shows: what was published there and not withdrawn, the newest first.
func (s *Store) Wall(ctx context.Context, q belong.WallQuery) ([]belong.Showing, error) {
	until := int64(math.MaxInt64)
	if !q.Before.At.IsZero() {
		until = millis(q.Before.At)
	}
	rows, err := s.read.Wall(ctx, sqlc.WallParams{
		CampaignID: string(q.CampaignID), Question: q.Question, Partner: q.Partner, Until: until, Before: from(q.Before.Post), Limit: most(q.Limit),
	})
	return many(rows, err, func(r sqlc.WallRow) (belong.Showing, error) { return showingOf(sqlc.ShowingsInStateRow(r)) })
}

// WallClip finds a clip on a wall. A clip that is on none is not public, and not found.
func (s *Store) WallClip(ctx context.Context, clipID belong.ID) (belong.Showing, error) {
	row, err := s.read.WallClip(ctx, string(clipID))
	return one(row, err, func(r sqlc.WallClipRow) (belong.Showing, error) { return showingOf(sqlc.ShowingsInStateRow(r)) })
}

// WallTally counts what is on a campaign's wall now.
func (s *Store) WallTally(ctx context.Context, campaignID belong.ID) (belong.WallTally, error) {
	rows, err := s.read.WallTally(ctx, string(campaignID))
	if err != nil {
		return belong.WallTally{}, refused(err)
	}
	var t belong.WallTally
	for _, r := range rows {
		t.Groups = append(t.Groups, belong.WallGroup{Question: r.Question, Partner: r.Partner, Live: int(r.Live)})
		t.Writes += r.Writes
		if at := moment(max(r.PostAt, r.SubmissionAt)); at.After(t.ChangedAt) {
			t.ChangedAt = at
		}
	}
	slices.SortFunc(t.Groups, belong.WallGroup.Compare)
	return t, nil
}

// WallNext is when a campaign's wall is to show the next clip after now. It tells no more of it than that; with none, it
// answers ErrNotFound.
func (s *Store) WallNext(ctx context.Context, campaignID belong.ID, now time.Time) (time.Time, error) {
	var next time.Time
	for _, state := range []belong.PostState{belong.Scheduled, belong.Staged} {
		slot, err := s.read.WallNext(ctx, sqlc.WallNextParams{CampaignID: string(campaignID), State: string(state), SlotAt: millis(now)})
		at, err := one(slot, err, sure(moment))
		if err != nil && belong.KindOf(err) != belong.NotFound {
			return time.Time{}, err
		}
		if err == nil && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	if next.IsZero() {
		return next, belong.ErrNotFound
	}
	return next, nil
}

// WallCaptions are the clips of a campaign's wall whose captions a person confirmed, each with the language of them.
func (s *Store) WallCaptions(ctx context.Context, campaignID belong.ID) (map[belong.ID]string, error) {
	rows, err := s.read.WallCaptions(ctx, string(campaignID))
	if err != nil {
		return nil, refused(err)
	}
	locales := make(map[belong.ID]string, len(rows))
	for _, r := range rows {
		locales[belong.ID(r.ClipID)] = r.Locale
	}
	return locales, nil
}
