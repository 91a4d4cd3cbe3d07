package intake

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// finishTimeout is how long a store may take to put the parts of an upload together.
const finishTimeout = 5 * time.Minute

// finish makes a clip of an upload that is whole, once. Its lock is held. It goes on when the sender is gone.
func (in *Intake) finish(ctx context.Context, u belong.Upload) error {
	if open, err := in.isOpen(ctx, u); err != nil || !open {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishTimeout)
	defer cancel()
	if err := in.Incoming.Finish(ctx, u); err != nil {
		return fmt.Errorf("finish upload: %w", err)
	}
	err := in.change(ctx, u.SubmissionID, func(s belong.Submission) error { return in.receive(ctx, u, s) })
	if belong.KindOf(err) == belong.Conflict && !errors.Is(err, belong.ErrStale) {
		return errors.Join(err, in.drop(ctx, u, "refused")) // it was withdrawn meanwhile
	}
	return err
}

// receive tells the database of the clip, and with the first one its owner, who gets the address of their page.
func (in *Intake) receive(ctx context.Context, u belong.Upload, s belong.Submission) error {
	now := in.now()
	clip := belong.Clip{
		ID: clipOf(u.ID), SubmissionID: s.ID, UploadID: u.ID, OriginalKey: original(clipOf(u.ID)), Bytes: u.Bytes, CreatedAt: now,
	}
	if err := s.Become(belong.Processing, now); err != nil {
		return err
	}
	out := belong.Did(belong.NewEvent(now, submitter(s), "clip.received", s.CampaignID, s.ID, ""),
		belong.Job{Kind: belong.InspectJob, Subject: clip.ID})
	if s.ClipID == "" {
		out.Write(now, belong.ReceivedMessage, s)
	}
	s.ClipID, s.Note, u.FinishedAt = clip.ID, "", now
	return in.Store.FinishUpload(ctx, u, clip, s, out)
}
