package store

import (
	"context"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/store/sqlc"
)

// ClipsToErase are clips of which something is stored that must not be any more: all of a clip whose submission was
// withdrawn or that was replaced before it was posted, and the original of any clip once the campaign's retention is over.
func (s *Store) ClipsToErase(ctx context.Context, now time.Time, limit int) ([]belong.Erasure, error) {
	limit = int(most(limit))
	rows, err := s.read.ClipsToErase(ctx, int32(limit))
	erasures, err := many(rows, err, erasureOf(false))
	if err != nil {
		return nil, err
	}
	campaigns, err := s.Campaigns(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range campaigns {
		_, end, err := c.Bounds()
		if err != nil || now.Before(end.Add(c.Retention)) || len(erasures) >= limit {
			continue
		}
		rows, err := s.read.OriginalsOf(ctx, sqlc.OriginalsOfParams{CampaignID: string(c.ID), Limit: most(limit - len(erasures))})
		originals, err := many(rows, err, erasureOf(true))
		if err != nil {
			return nil, err
		}
		erasures = append(erasures, originals...)
	}
	return erasures, nil
}

func erasureOf(originalOnly bool) func(sqlc.Clip) (belong.Erasure, error) {
	return func(r sqlc.Clip) (belong.Erasure, error) {
		clip, err := clipOf(r)
		return belong.Erasure{Clip: clip, OriginalOnly: originalOnly}, err
	}
}

// EraseClip stores that what e names is gone, which it has to be. A whole clip's captions go with it.
func (s *Store) EraseClip(ctx context.Context, e belong.Erasure, out belong.Outcome) error {
	return s.write(ctx, out, func(w *change) error {
		if e.OriginalOnly {
			return missing(w.EraseOriginal(ctx, string(e.Clip.ID)))
		}
		if _, err := w.DropCaptions(ctx, string(e.Clip.ID)); err != nil {
			return err
		}
		return missing(w.EraseClip(ctx, string(e.Clip.ID)))
	})
}
