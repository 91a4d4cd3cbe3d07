package store

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/store/sqlc"
)

// Posts are a campaign's posts with what they show, in the order of their slots.
func (s *Store) Posts(ctx context.Context, q belong.PostQuery) ([]belong.Showing, error) {
	states := q.States
	if len(states) == 0 {
		states = belong.PostStates
	}
	var all []belong.Showing
	err := s.snapshot(ctx, func(read *sqlc.Queries) error { // a post that changes its state meanwhile is neither missed nor told twice
		for _, state := range states {
			rows, err := read.ShowingsInState(ctx, sqlc.ShowingsInStateParams{CampaignID: string(q.CampaignID), State: string(state)})
			part, err := many(rows, err, showingOf)
			if err != nil {
				return err
			}
			all = append(all, part...)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b belong.Showing) int {
		return cmp.Or(a.Post.SlotAt.Compare(b.Post.SlotAt), cmp.Compare(a.Post.ID, b.Post.ID))
	})
	return all, nil
}

// PostsOf are a submission's posts, in the order of their slots.
func (s *Store) PostsOf(ctx context.Context, submissionID belong.ID) ([]belong.Showing, error) {
	rows, err := s.read.PostsOf(ctx, string(submissionID))
	return many(rows, err, func(r sqlc.PostsOfRow) (belong.Showing, error) { return showingOf(sqlc.ShowingsInStateRow(r)) })
}

// Showing finds a post with what it shows.
func (s *Store) Showing(ctx context.Context, postID belong.ID) (belong.Showing, error) {
	row, err := s.read.Showing(ctx, string(postID))
	return one(row, err, func(r sqlc.ShowingRow) (belong.Showing, error) { return showingOf(sqlc.ShowingsInStateRow(r)) })
}

func showingOf(r sqlc.ShowingsInStateRow) (belong.Showing, error) {
	clip, err := clipOf(r.Clip)
	channel, err2 := channelOf(r.Channel)
	sub, err3 := submissionOf(r.Submission)
	return belong.Showing{Post: postOf(r.Post), Channel: channel, Entry: belong.Entry{Submission: sub, Clip: clip}}, errors.Join(err, err2, err3)
}
