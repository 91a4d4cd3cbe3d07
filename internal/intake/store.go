package intake

import (
	"context"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// Store is what intake needs of the database. What is not there is belong.ErrNotFound. A write stores its Outcome in the
// same transaction, counts the submission's version up, and is belong.ErrStale when that is not the one that was read.
type Store interface {
	Campaign(ctx context.Context, id belong.ID) (belong.Campaign, error)
	CampaignBySlug(ctx context.Context, slug string) (belong.Campaign, error)
	Token(ctx context.Context, hash string, purpose belong.Purpose, now time.Time) (belong.Token, error)

	Submission(ctx context.Context, id belong.ID) (belong.Submission, error)
	CreateSubmission(ctx context.Context, s belong.Submission, releases []belong.Release, out belong.Outcome) error
	SaveSubmission(ctx context.Context, s belong.Submission, out belong.Outcome) error
	Withdraw(ctx context.Context, s belong.Submission, out belong.Outcome) error
	Releases(ctx context.Context, submission belong.ID) ([]belong.Release, error)
	Clip(ctx context.Context, id belong.ID) (belong.Clip, error)
	ClipsSince(ctx context.Context, submission belong.ID, after time.Time) (int, error)
	ReplaceClip(ctx context.Context, old, next belong.Clip, s belong.Submission, out belong.Outcome) error // once an old: then ErrStale

	Captions(ctx context.Context, clip belong.ID) (belong.Captions, error)
	AddCaptions(ctx context.Context, c belong.Captions, out belong.Outcome) error // once a clip: then ErrStale
	SaveCaptions(ctx context.Context, c belong.Captions, out belong.Outcome) error

	Upload(ctx context.Context, id string) (belong.Upload, error)
	UploadsOf(ctx context.Context, submission belong.ID) ([]belong.Upload, error)
	UnfinishedUploads(ctx context.Context, limit int) ([]belong.Upload, error)
	CreateUpload(ctx context.Context, u belong.Upload, s belong.Submission, out belong.Outcome) error
	FinishUpload(ctx context.Context, u belong.Upload, clip belong.Clip, s belong.Submission, out belong.Outcome) error // once: then ErrStale
	DropUpload(ctx context.Context, u belong.Upload, s belong.Submission, out belong.Outcome) error

	ClipByUpload(ctx context.Context, upload string) (belong.Clip, error)
	CreateImported(ctx context.Context, s belong.Submission, clip belong.Clip, releases []belong.Release, out belong.Outcome) error // once a clip.UploadID: then ErrStale
}
