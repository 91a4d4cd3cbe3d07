package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/belonginstem/belong/internal/belong"
)

// A file is what a sender says about the file that they are about to send.
type file struct {
	name  string // may be empty
	kind  string // a MIME type; may be empty
	bytes int64
}

// begin makes an upload for a submission. Another one that it may still have is dropped: a phone that lost the address
// of its upload starts again.
func (in *Intake) begin(ctx context.Context, submission belong.ID, f file) (belong.Upload, error) {
	f.name = cleanFilename(f.name)
	if err := in.mayBegin(ctx, submission, f); err != nil {
		return belong.Upload{}, err
	}
	unlock, err := in.lock(ctx, "submission:"+string(submission))
	if err != nil {
		return belong.Upload{}, err
	}
	defer unlock()
	if err := in.dropOpen(ctx, submission, "superseded"); err != nil {
		return belong.Upload{}, err
	}

	now := in.now()
	id, err := in.Incoming.Begin(ctx, belong.NewID(now))
	if err != nil {
		return belong.Upload{}, err
	}
	u := belong.Upload{
		ID: id, SubmissionID: submission, Bytes: f.bytes, Filename: f.name, CreatedAt: now, ExpiresAt: now.Add(Life),
	}
	err = in.change(ctx, submission, func(s belong.Submission) error {
		if err := s.Become(belong.Uploading, now); err != nil {
			return err
		}
		if s.Label == (belong.Label{}) && tellsMore(f.name, s.Filename) {
			s.Filename = f.name
		}
		event := belong.NewEvent(now, submitter(s), "upload.begun", s.CampaignID, s.ID, "")
		return in.Store.CreateUpload(ctx, u, s, belong.Did(event))
	})
	if err != nil {
		return belong.Upload{}, errors.Join(fmt.Errorf("begin upload: %w", err), in.Incoming.Drop(context.WithoutCancel(ctx), u))
	}
	return u, nil
}

// mayBegin refuses what can be refused before a byte is sent.
func (in *Intake) mayBegin(ctx context.Context, submission belong.ID, f file) error {
	s, err := in.Store.Submission(ctx, submission)
	if err != nil {
		return fmt.Errorf("submission of an upload: %w", err)
	}
	c, err := in.Store.Campaign(ctx, s.CampaignID)
	if err != nil {
		return fmt.Errorf("campaign of an upload: %w", err)
	}
	now := in.now()
	if err := c.TakesVideoOf(s, now); err != nil {
		return err
	}
	if err := s.Become(belong.Uploading, now); err != nil {
		return err
	}
	if refused := f.refusal(c.Limits, s.Locale); refused != nil {
		return refused
	}
	return nil
}

// refusal says why the file can't be a video that the campaign takes, as far as that can be told without looking into it.
func (f file) refusal(l belong.Limits, locale string) *belong.Error {
	const mega = 1 << 20
	if p := belong.ParseLabel(f.name).Problem; p != nil && p.Code == belong.LabelNotAVideo {
		return belong.Refuse(belong.Invalid, "not_a_video", "%s", p.Sentence(locale)).In("filename")
	}
	switch {
	case !canBeVideo(f.kind):
		return belong.Refuse(belong.Invalid, "not_a_video", "This file is no video (its type is %s). Choose the video itself.", f.kind).In("filetype")
	case f.bytes == 0:
		return belong.Refuse(belong.Invalid, "empty", "This file is empty. Choose the video itself.").In("file")
	case f.bytes > l.Bytes:
		return belong.Refuse(belong.TooLarge, "too_large", "This file has %d MB; %d MB is the most. Make it shorter, or choose a lower quality.",
			(f.bytes+mega-1)/mega, l.Bytes/mega).In("file")
	}
	return nil
}

// canBeVideo tells whether a file of that MIME type may be a video. Phones don't always know theirs.
func canBeVideo(kind string) bool {
	kind, _, _ = strings.Cut(strings.ToLower(kind), ";")
	kind = strings.TrimSpace(kind)
	major, _, _ := strings.Cut(kind, "/")
	switch major {
	case "image", "audio", "text", "font", "model", "message", "multipart":
		return false
	case "application":
		return slices.Contains([]string{"application/octet-stream", "application/mp4", "application/x-matroska"}, kind)
	}
	return true
}

// tellsMore tells whether a label may rather be read from the name of the file that is sent than from the name that is
// known: where it holds a label, and where nothing is known.
func tellsMore(sent, known string) bool {
	return sent != "" && (known == "" || belong.ParseLabel(sent).Valid())
}

// dropOpen drops the submission's unfinished uploads.
func (in *Intake) dropOpen(ctx context.Context, submission belong.ID, why string) error {
	uploads, err := in.Store.UploadsOf(ctx, submission)
	if err != nil {
		return fmt.Errorf("uploads of submission %s: %w", submission, err)
	}
	for _, u := range uploads {
		if u.FinishedAt.IsZero() {
			if err := in.lockAndDrop(ctx, u, why); err != nil {
				return err
			}
		}
	}
	return nil
}

func (in *Intake) lockAndDrop(ctx context.Context, u belong.Upload, why string) error {
	unlock, err := in.lock(ctx, u.ID)
	if err != nil {
		return err
	}
	defer unlock()
	return in.drop(ctx, u, why)
}

// drop removes an unfinished upload, bytes first. Its lock is held. What was finished or dropped meanwhile is left alone.
func (in *Intake) drop(ctx context.Context, u belong.Upload, why string) error {
	if open, err := in.isOpen(ctx, u); err != nil || !open {
		return err
	}
	if err := in.erase(ctx, u); err != nil {
		return err
	}
	return in.change(ctx, u.SubmissionID, func(s belong.Submission) error {
		out := belong.Did(belong.NewEvent(in.now(), belong.Actor{Kind: belong.System}, "upload.dropped", s.CampaignID, s.ID, why))
		if s.State == belong.Uploading {
			if err := in.comeBack(ctx, &s, &out); err != nil {
				return err
			}
		}
		return in.Store.DropUpload(ctx, u, s, out)
	})
}

// isOpen tells whether the upload is still there and unfinished. It stays so while its lock is held.
func (in *Intake) isOpen(ctx context.Context, u belong.Upload) (bool, error) {
	stored, err := in.Store.Upload(ctx, u.ID)
	if errors.Is(err, belong.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("upload: %w", err)
	}
	return stored.FinishedAt.IsZero(), nil
}

// erase removes the bytes of an unfinished upload, which may be a blob already.
func (in *Intake) erase(ctx context.Context, u belong.Upload) error {
	if err := in.Incoming.Drop(ctx, u); err != nil {
		return err
	}
	if err := in.Blobs.Delete(ctx, original(clipOf(u.ID))); err != nil {
		return fmt.Errorf("drop upload: %w", err)
	}
	return nil
}

// comeBack moves a submission whose upload came to nothing to where its clip, if there is one, had brought it. A clip that
// was being processed when the upload began is processed again.
func (in *Intake) comeBack(ctx context.Context, s *belong.Submission, out *belong.Outcome) error {
	now := in.now()
	if s.ClipID == "" {
		return s.Become(belong.Draft, now)
	}
	clip, err := in.Store.Clip(ctx, s.ClipID)
	if err != nil {
		return fmt.Errorf("clip of submission %s: %w", s.ID, err)
	}
	releases, err := in.Store.Releases(ctx, s.ID)
	if err != nil {
		return fmt.Errorf("releases of submission %s: %w", s.ID, err)
	}
	if err := s.Become(belong.Processing, now); err != nil {
		return err
	}
	next := s.AfterProcessing(clip, releases)
	switch {
	case s.Note != "" && (clip.Ready || clip.Stopped()): // what somebody asked to be changed
		next = belong.ChangesRequested
	case clip.Stopped():
		out.Jobs = append(out.Jobs, belong.Job{Kind: clip.NextJob(), Subject: clip.ID})
		return nil
	case !clip.Ready:
		next = belong.Failed
	}
	return s.Become(next, now)
}
