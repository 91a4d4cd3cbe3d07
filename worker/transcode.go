package worker

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/ffmpeg"
)

const (
	transcodeLimit   = 40 * time.Minute // a clip that takes longer is refused
	transcodeTimeout = transcodeLimit + 5*time.Minute
)

// transcode makes a clip's renditions and findings, and sends its submission on: to the guardian, to the moderators, or
// back to its owner. Run again, it makes the same renditions under the same keys.
func (w *Worker) transcode(ctx context.Context, id belong.ID) error {
	return w.quietly(ctx, id, w.transcodeClip(ctx, id))
}

func (w *Worker) transcodeClip(ctx context.Context, id belong.ID) (err error) {
	clip, s, err := w.wanted(ctx, id)
	if err != nil {
		return err
	}
	c, err := w.Store.Campaign(ctx, s.CampaignID)
	if err != nil {
		return err
	}
	ws, err := w.open(ctx, clip)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ws.close()) }()
	media, err := w.FFmpeg.Probe(ctx, ws.original)
	if err != nil {
		return w.fail(ctx, clip, c, blame(err))
	}
	plan, err := ffmpeg.NewPlan(media, ffmpeg.Wanted{MaxLength: c.Limits.Longest})
	if err != nil {
		return w.fail(ctx, clip, c, blame(err))
	}
	result, err := w.run(ctx, clip, ws, plan)
	if err != nil {
		return w.fail(ctx, clip, c, blame(err))
	}
	if clip.Renditions, err = w.keep(ctx, clip.ID, ws.out(), plan); err != nil {
		return err
	}
	clip.Findings = belong.FindingsOf(measured(media, result), c.Limits)
	clip.Ready, clip.Progress = true, 100
	return w.save(ctx, clip, func(s *belong.Submission) (belong.Outcome, error) { return w.sendOn(ctx, s) })
}

// run runs ffmpeg, shows how far it is, and stops it when the clip is no longer wanted.
func (w *Worker) run(ctx context.Context, clip belong.Clip, ws *workspace, plan ffmpeg.Plan) (ffmpeg.Result, error) {
	if err := errors.Join(os.RemoveAll(ws.out()), os.MkdirAll(ws.out(), 0o700)); err != nil {
		return ffmpeg.Result{}, fmt.Errorf("workspace: %w", err)
	}
	ctx, done := context.WithTimeoutCause(ctx, transcodeLimit, ffmpeg.ErrTimeout)
	defer done()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	p := progress{clip: clip.ID, worker: w, stop: stop}
	return w.FFmpeg.Run(ctx, ffmpeg.Job{Input: ws.original, Dir: ws.out(), Plan: plan}, func(now ffmpeg.Progress) { p.tell(ctx, now.Fraction) })
}

func measured(m ffmpeg.Media, r ffmpeg.Result) belong.Measured {
	out := belong.Measured{Length: m.Length, Decoded: r.Length, Width: m.Video.Width, Height: m.Video.Height}
	if r.Loudness != nil {
		out.HasSound, out.Loudness = true, r.Loudness.Integrated
	}
	return out
}
