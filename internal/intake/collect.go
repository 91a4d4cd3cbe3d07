package intake

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// collected bounds one Collect; what is over waits for the next.
const collected = 10_000

// Collect finishes the uploads that are whole and were not told so, since the program ended at that moment, and drops
// those that expired. It is to be called at the start and now and then. One upload's error doesn't keep the others.
func (in *Intake) Collect(ctx context.Context, now time.Time) error {
	unfinished, err := in.Store.UnfinishedUploads(ctx, collected)
	if err != nil {
		return fmt.Errorf("unfinished uploads: %w", err)
	}
	var failed []error
	for _, u := range unfinished {
		if err := in.collect(ctx, u, now); err != nil {
			failed = append(failed, fmt.Errorf("collect upload of submission %s: %w", u.SubmissionID, err))
		}
		if ctx.Err() != nil {
			break
		}
	}
	return errors.Join(failed...)
}

// collect looks first and locks then, since the lock takes the upload away from whoever sends it.
func (in *Intake) collect(ctx context.Context, u belong.Upload, now time.Time) error {
	size, err := in.Incoming.Size(ctx, u)
	gone := errors.Is(err, belong.ErrNotFound)
	if err != nil && !gone {
		return err
	}
	switch {
	case size == u.Bytes:
		unlock, err := in.lock(ctx, u.ID)
		if err != nil {
			return err
		}
		defer unlock()
		return in.finish(ctx, u)
	case gone:
		return in.lockAndDrop(ctx, u, "lost")
	case !now.Before(u.ExpiresAt):
		return in.lockAndDrop(ctx, u, "expired")
	}
	return nil
}
