package worker

import (
	"context"
	"errors"

	"github.com/belonginstem/belong/internal/belong"
)

// inspect looks at a clip that came in: its hash, what kind of video it is, and the label in its file's name. What can't
// be used becomes failed, and its owner is told; everything else goes on to transcode.
func (w *Worker) inspect(ctx context.Context, id belong.ID) error {
	return w.quietly(ctx, id, w.inspectClip(ctx, id))
}

func (w *Worker) inspectClip(ctx context.Context, id belong.ID) (err error) {
	clip, s, err := w.wanted(ctx, id)
	if err != nil || clip.SHA256 != "" {
		return err // with its hash, the clip was given to transcode
	}
	c, err := w.Store.Campaign(ctx, s.CampaignID)
	if err != nil {
		return err
	}
	ws, err := w.open(ctx, clip)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ws.release()) }() // what was fetched is transcode's to use
	if clip.Bytes, clip.SHA256, err = digest(ctx, ws.original); err != nil {
		return err
	}
	working := w.Now()
	media, err := w.probe(ctx, ws)
	if err != nil {
		return w.fail(ctx, clip, c, w.blame(clip.ID, working, err))
	}
	clip.Length, clip.Width, clip.Height = media.Length, media.Video.Width, media.Video.Height
	if media.Length > c.Limits.Longest {
		return w.fail(ctx, clip, c, tooLong(media.Length, c))
	}
	return w.save(ctx, clip, func(s *belong.Submission) (belong.Outcome, error) {
		now := w.Now()
		s.UpdatedAt = now
		readLabel(s)
		return belong.Did(belong.NewEvent(now, system, "clip.inspected", s.CampaignID, s.ID, ""), belong.Job{Kind: belong.TranscodeJob, Subject: id}), nil
	})
}
