package worker

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/belonginstem/belong/internal/belong"
)

// mostTries is how often a write is tried that its owner's, say of a better label, got ahead of.
const mostTries = 10

// errUnwanted ends a job whose clip nobody waits for any more.
var errUnwanted = errors.New("the clip was taken back or replaced, or is done")

// errWantedAgain makes a job run again.
var errWantedAgain = errors.New("the clip is wanted again")

// wanted reads a clip that is to be processed, and its submission; errUnwanted when it is not.
func (w *Worker) wanted(ctx context.Context, id belong.ID) (belong.Clip, belong.Submission, error) {
	clip, err := w.Store.Clip(ctx, id)
	if err != nil {
		return belong.Clip{}, belong.Submission{}, unlessGone(err)
	}
	s, err := w.Store.Submission(ctx, clip.SubmissionID)
	if err != nil {
		return belong.Clip{}, belong.Submission{}, unlessGone(err)
	}
	if s.State != belong.Processing || s.ClipID != id {
		return clip, s, errUnwanted
	}
	return clip, s, nil
}

// save stores what is known of the clip by now, and what change makes of its submission as it is at that moment.
func (w *Worker) save(ctx context.Context, clip belong.Clip, change func(*belong.Submission) (belong.Outcome, error)) error {
	for tries := 1; ; tries++ {
		_, s, err := w.wanted(ctx, clip.ID)
		if err != nil {
			return err
		}
		out, err := change(&s)
		if err != nil {
			return err
		}
		err = w.Store.SaveClip(ctx, clip, s, out)
		if !errors.Is(err, belong.ErrStale) || tries == mostTries {
			return err
		}
	}
}

// quietly ends a job whose clip is not wanted: what it stored is deleted again, since nothing else knows of it.
func (w *Worker) quietly(ctx context.Context, clip belong.ID, err error) error {
	if !errors.Is(err, errUnwanted) {
		return err
	}
	if err := os.RemoveAll(w.folder(clip)); err != nil {
		return fmt.Errorf("unwanted clip %s: %w", clip, err)
	}
	c, err := w.Store.Clip(ctx, clip)
	if err != nil || c.Ready {
		return err
	}
	for _, r := range renditions {
		if err := w.Blobs.Delete(ctx, r.key(clip)); err != nil {
			return fmt.Errorf("unwanted clip %s: %w", clip, err)
		}
	}
	// What was to replace it may have come to nothing meanwhile, while this job still counted as running.
	if _, _, err := w.wanted(ctx, clip); !errors.Is(err, errUnwanted) {
		return errors.Join(err, errWantedAgain)
	}
	return nil
}
