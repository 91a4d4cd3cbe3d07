// Package worker is what the machine does when nobody watches, one file a job. A job can stop at any point, by kill -9
// for example, and runs again then: each looks first what is done already, and ends in silence when it is no longer
// wanted, since the video was taken back or replaced.
package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/blob"
	"github.com/belonginstem/belong/internal/ffmpeg"
	"github.com/belonginstem/belong/internal/notify"
	"github.com/belonginstem/belong/internal/publish"
	"github.com/belonginstem/belong/internal/queue"
	"github.com/belonginstem/belong/internal/speech"
)

// Store is what the jobs need of the database.
type Store interface {
	Campaign(ctx context.Context, id belong.ID) (belong.Campaign, error)
	Submission(ctx context.Context, id belong.ID) (belong.Submission, error)
	Releases(ctx context.Context, submission belong.ID) ([]belong.Release, error)
	Clip(ctx context.Context, id belong.ID) (belong.Clip, error)
	SetProgress(ctx context.Context, clip belong.ID, percent int) error
	SaveClip(ctx context.Context, clip belong.Clip, s belong.Submission, out belong.Outcome) error
	AddCaptions(ctx context.Context, c belong.Captions, out belong.Outcome) error

	PurgeExpired(ctx context.Context, now time.Time) (int, error)
	ClipsToErase(ctx context.Context, now time.Time, limit int) ([]belong.Erasure, error)
	EraseClip(ctx context.Context, e belong.Erasure, out belong.Outcome) error
	AbandonedDrafts(ctx context.Context, unchanged time.Time, limit int) ([]belong.Submission, error)
	Forget(ctx context.Context, draft belong.Submission, out belong.Outcome) error
}

// Collector sees to uploads that were never finished.
type Collector interface {
	Collect(ctx context.Context, now time.Time) error
}

// Config is what the jobs work with; all of it has to be there, but for what says otherwise.
type Config struct {
	Store   Store
	Blobs   blob.Store
	FFmpeg  *ffmpeg.Tool
	Intake  Collector
	Publish *publish.Service
	Notify  *notify.Service
	Temp    string // a folder for this process alone
	Now     func() time.Time
	Log     *slog.Logger

	Spotter     *speech.Spotter     // nil where nothing can listen for the closing line
	Transcriber *speech.Transcriber // nil where the operator has none

	// AbortStale is nil where storage has no uploads of its own.
	AbortStale func(ctx context.Context, then time.Time) (int, error) // drops what was begun at the storage before then, and never finished
}

// Worker does the jobs.
type Worker struct {
	Config
	transcodeLimit time.Duration // of one clip
	crashes        crashes
}

// New empties the folder for temporary files, which an earlier process may have left in the middle of something.
func New(c Config) (*Worker, error) {
	if err := errors.Join(os.RemoveAll(c.Temp), os.MkdirAll(c.Temp, 0o700)); err != nil {
		return nil, fmt.Errorf("temporary files: %w", err)
	}
	return &Worker{Config: c, transcodeLimit: transcodeLimit}, nil
}

// Register tells the queue how every kind of job is done, how many at a time on this machine, and how long each may take
// before it counts as stuck.
func (w *Worker) Register(q *queue.Queue) {
	// A transcoder keeps about two cores busy, and two of them at once gain nothing.
	transcoders := max(1, runtime.NumCPU()/2)
	q.Handle(belong.InspectJob, queue.Options{Workers: 2, Timeout: 15 * time.Minute}, w.inspect)
	q.Handle(belong.TranscodeJob, queue.Options{Workers: transcoders, Timeout: transcodeTimeout}, w.transcode)
	q.Handle(belong.NotifyJob, queue.Options{Workers: 2, Timeout: 2 * time.Minute}, w.notify)
	q.Handle(belong.StageJob, queue.Options{Workers: 2, Timeout: 15 * time.Minute}, w.stage)
	q.Handle(belong.PublishJob, queue.Options{Workers: 8, Timeout: 2 * time.Minute}, w.publish)
	q.Handle(belong.RemoveJob, queue.Options{Workers: 2, Timeout: 2 * time.Minute}, w.remove)
	q.Handle(belong.RehearseJob, queue.Options{Workers: 1, Timeout: 5 * time.Minute}, w.rehearse)
	q.Handle(belong.PurgeJob, queue.Options{Workers: 1, Timeout: 15 * time.Minute}, w.purge)
}

var system = belong.Actor{Kind: belong.System}

// unlessGone makes an end of a job whose subject no longer exists.
func unlessGone(err error) error {
	if errors.Is(err, belong.ErrNotFound) {
		return queue.GiveUp(err)
	}
	return err
}
