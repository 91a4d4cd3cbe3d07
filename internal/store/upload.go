package store

import (
	"context"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/store/sqlc"
)

// Upload finds an upload by tus's ID.
func (s *Store) Upload(ctx context.Context, id string) (belong.Upload, error) {
	row, err := s.read.Upload(ctx, id)
	return one(row, err, sure(uploadOf))
}

// UploadsOf are a submission's uploads, the oldest first.
func (s *Store) UploadsOf(ctx context.Context, submissionID belong.ID) ([]belong.Upload, error) {
	rows, err := s.read.UploadsOf(ctx, string(submissionID))
	return many(rows, err, sure(uploadOf))
}

// ExpiredUploads are uploads that were not finished in time, the longest expired first.
func (s *Store) ExpiredUploads(ctx context.Context, now time.Time, limit int) ([]belong.Upload, error) {
	rows, err := s.read.ExpiredUploads(ctx, sqlc.ExpiredUploadsParams{ExpiresAt: millis(now), Limit: most(limit)})
	return many(rows, err, sure(uploadOf))
}

// UnfinishedUploads are uploads that nobody has told to be finished, the first to expire first.
func (s *Store) UnfinishedUploads(ctx context.Context, limit int) ([]belong.Upload, error) {
	rows, err := s.read.UnfinishedUploads(ctx, most(limit))
	return many(rows, err, sure(uploadOf))
}

// CreateUpload stores an upload that begins, and its submission.
func (s *Store) CreateUpload(ctx context.Context, u belong.Upload, sub belong.Submission, out belong.Outcome) error {
	return s.write(ctx, out, func(w *change) error {
		if err := w.saveSubmission(ctx, sub); err != nil {
			return err
		}
		return w.InsertUpload(ctx, sqlc.InsertUploadParams(uploadRow(u)))
	})
}

// FinishUpload stores that u is complete, the clip that it brought, and the submission that has this clip now. An upload
// that is finished already, or is gone, is stale.
func (s *Store) FinishUpload(ctx context.Context, u belong.Upload, clip belong.Clip, sub belong.Submission, out belong.Outcome) error {
	return s.write(ctx, out, func(w *change) error {
		finish := sqlc.FinishUploadParams{ID: u.ID, FinishedAt: millis(u.FinishedAt)}
		if err := stale(w.FinishUpload(ctx, finish)); err != nil {
			return err
		}
		if err := w.createClip(ctx, clip); err != nil {
			return err
		}
		return w.saveSubmission(ctx, sub)
	})
}

// DropUpload forgets an upload that will not be finished, and stores its submission. One that is finished, or gone, is
// stale.
func (s *Store) DropUpload(ctx context.Context, u belong.Upload, sub belong.Submission, out belong.Outcome) error {
	return s.write(ctx, out, func(w *change) error {
		if err := stale(w.DeleteUpload(ctx, u.ID)); err != nil {
			return err
		}
		return w.saveSubmission(ctx, sub)
	})
}

func uploadRow(u belong.Upload) sqlc.Upload {
	return sqlc.Upload{
		ID:           u.ID,
		SubmissionID: string(u.SubmissionID),
		Bytes:        u.Bytes,
		Filename:     u.Filename,
		CreatedAt:    millis(u.CreatedAt),
		ExpiresAt:    millis(u.ExpiresAt),
		FinishedAt:   millis(u.FinishedAt),
	}
}

func uploadOf(r sqlc.Upload) belong.Upload {
	return belong.Upload{
		ID:           r.ID,
		SubmissionID: belong.ID(r.SubmissionID),
		Bytes:        r.Bytes,
		Filename:     r.Filename,
		CreatedAt:    moment(r.CreatedAt),
		ExpiresAt:    moment(r.ExpiresAt),
		FinishedAt:   moment(r.FinishedAt),
	}
}
