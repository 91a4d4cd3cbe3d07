package worker

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/intake"
)

const (
	erasedAtOnce = 100
	tempLife     = 6 * time.Hour // longer than any job
)

// purge collects what has expired, sees to posts that a worker left behind, asks after the accounts, calls rehearsals, and
// erases what must not be kept: videos taken back, replaced, or past the campaign's retention, and drafts that no video came
// for. What fails does not keep the rest.
func (w *Worker) purge(ctx context.Context, _ belong.ID) error {
	now := w.Now()
	_, expired := w.Store.PurgeExpired(ctx, now)
	return errors.Join(
		w.Publish.Recover(ctx),
		w.Publish.Look(ctx),
		w.Publish.CallRehearsals(ctx),
		w.Intake.Collect(ctx, now),
		w.abortStale(ctx, now),
		expired,
		w.erase(ctx, now),
		w.forgetDrafts(ctx, now),
		w.sweep(now),
	)
}

// erase deletes the files first and tells the database then: a crash in between is mended by the next purge, and no file
// is forgotten.
func (w *Worker) erase(ctx context.Context, now time.Time) error {
	for {
		clips, err := w.Store.ClipsToErase(ctx, now, erasedAtOnce)
		if err != nil {
			return err
		}
		for _, e := range clips {
			if err := w.eraseClip(ctx, e); err != nil {
				return fmt.Errorf("erase clip %s: %w", e.Clip.ID, err)
			}
		}
		if len(clips) < erasedAtOnce {
			return nil
		}
	}
}

// forgetDrafts deletes what people wrote who never sent a video: names, and the addresses of guardians. What of it changes
// at this moment stays.
func (w *Worker) forgetDrafts(ctx context.Context, now time.Time) error {
	drafts, err := w.Store.AbandonedDrafts(ctx, now.Add(-belong.DraftLife), erasedAtOnce)
	if err != nil {
		return err
	}
	var failed []error
	for _, s := range drafts {
		out := belong.Did(belong.NewEvent(now, system, "submission.forgotten", s.CampaignID, s.ID, ""))
		if err := w.Store.Forget(ctx, s, out); err != nil && !errors.Is(err, belong.ErrStale) {
			failed = append(failed, fmt.Errorf("forget draft %s: %w", s.ID, err))
		}
	}
	return errors.Join(failed...)
}

// abortStale drops what uploads left at the storage when their process was killed before the database knew of them.
func (w *Worker) abortStale(ctx context.Context, now time.Time) error {
	if w.AbortStale == nil {
		return nil
	}
	_, err := w.AbortStale(ctx, now.Add(-2*intake.Life))
	return err
}

func (w *Worker) eraseClip(ctx context.Context, e belong.Erasure) error {
	for _, key := range e.Keys() {
		if err := w.Blobs.Delete(ctx, key); err != nil {
			return err
		}
	}
	detail := "clip"
	if e.OriginalOnly {
		detail = "original"
	}
	return w.Store.EraseClip(ctx, e, belong.Did(belong.NewEvent(w.Now(), system, "clip.erased", "", e.Clip.SubmissionID, detail)))
}

// sweep removes temporary files that a job on this machine left for one that ran on another.
func (w *Worker) sweep(now time.Time) error {
	entries, err := os.ReadDir(w.Temp)
	if err != nil {
		return fmt.Errorf("temporary files: %w", err)
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("temporary files: %w", err)
		}
		if now.Sub(info.ModTime()) < tempLife {
			continue
		}
		if err := os.RemoveAll(filepath.Join(w.Temp, entry.Name())); err != nil {
			return fmt.Errorf("temporary files: %w", err)
		}
	}
	return nil
}
