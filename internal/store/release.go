package store

import (
	"context"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/store/sqlc"
)

// Releases are all releases of a submission, withdrawn ones as well, the oldest first.
func (s *Store) Releases(ctx context.Context, submissionID belong.ID) ([]belong.Release, error) {
	rows, err := s.read.Releases(ctx, string(submissionID))
	return many(rows, err, sure(releaseOf))
}

// AddRelease stores a release, and the submission that it changed.
func (s *Store) AddRelease(ctx context.Context, r belong.Release, sub belong.Submission, out belong.Outcome) error {
	return s.write(ctx, out, func(w *change) error {
		if err := w.saveSubmission(ctx, sub); err != nil {
			return err
		}
		return w.InsertRelease(ctx, sqlc.InsertReleaseParams(releaseRow(r)))
	})
}

func releaseRow(r belong.Release) sqlc.Release {
	return sqlc.Release{
		ID:           string(r.ID),
		SubmissionID: string(r.SubmissionID),
		ClipID:       string(r.ClipID),
		Signer:       string(r.By),
		Name:         r.Name,
		Version:      r.Version,
		Text:         r.Text,
		At:           millis(r.At),
		WithdrawnAt:  millis(r.WithdrawnAt),
	}
}

func releaseOf(r sqlc.Release) belong.Release {
	return belong.Release{
		ID:           belong.ID(r.ID),
		SubmissionID: belong.ID(r.SubmissionID),
		ClipID:       belong.ID(r.ClipID),
		By:           belong.Signer(r.Signer),
		Name:         r.Name,
		Version:      r.Version,
		Text:         r.Text,
		At:           moment(r.At),
		WithdrawnAt:  moment(r.WithdrawnAt),
	}
}
