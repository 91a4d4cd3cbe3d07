package intake

import (
	"context"
	"fmt"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// errOtherClip is what a cut of a clip that is not the current one answers.
var errOtherClip = belong.Refuse(belong.Conflict, "stale", "There is another video here by now. Look at it, then choose its part.")

// Cut uses only part of a submission's video, in the time of that clip as it is shown; with the zero part, all of the
// original again. The clip itself stays as it is: another one takes over the original, so whoever agreed to the old one
// is asked again.
func (in *Intake) Cut(ctx context.Context, submission belong.ID, by belong.Actor, clip belong.ID, part belong.Cut) error {
	// Read before the submission: who hands the clip's original on meanwhile changes that, too, and mayCut says so. It also
	// says of a clip that is not there that there is another.
	old, errClip := in.Store.Clip(ctx, clip)
	return in.change(ctx, submission, func(s belong.Submission) error {
		if err := mayCut(s, clip); err != nil {
			return err
		}
		if errClip != nil {
			return fmt.Errorf("clip of a cut: %w", errClip)
		}
		c, err := in.Store.Campaign(ctx, s.CampaignID)
		if err != nil {
			return fmt.Errorf("campaign of a cut: %w", err)
		}
		if !old.Ready {
			return belong.Refuse(belong.Conflict, "clip_not_ready", "The video is not ready yet. Wait until it can be played.")
		}
		now := in.now()
		if by.Kind == belong.Submitter {
			if err := in.notTooOften(ctx, submission, now); err != nil {
				return err
			}
		}
		next, err := old.Keep(part, c.Limits, now)
		if err != nil {
			return err
		}
		if err := s.Become(belong.Processing, now); err != nil {
			return err
		}
		s.ClipID, s.Note = next.ID, ""
		event := belong.NewEvent(now, by, "clip.cut", s.CampaignID, s.ID, "")
		return in.Store.ReplaceClip(ctx, old, next, s, belong.Did(event, belong.Job{Kind: belong.TranscodeJob, Subject: next.ID}))
	})
}

// mostClips is how many clips of a submission there may be within a day, what was sent and what staff cut included, until its owner
// has to wait. Each is worked on anew, and a guardian may be written to.
const mostClips = 20

func (in *Intake) notTooOften(ctx context.Context, submission belong.ID, now time.Time) error {
	n, err := in.Store.ClipsSince(ctx, submission, now.Add(-24*time.Hour))
	if err != nil {
		return fmt.Errorf("cuts of a day: %w", err)
	}
	if n >= mostClips {
		return belong.Refuse(belong.Conflict, "cut_often", "This video was changed very often today. Try again tomorrow.")
	}
	return nil
}

func mayCut(s belong.Submission, clip belong.ID) error {
	if s.ClipID != clip || clip == "" {
		return errOtherClip
	}
	if s.State == belong.Approved {
		return belong.Refuse(belong.Conflict, "cut_approved", "This video is approved as it is. To change it, ask a moderator to send it back to you.")
	}
	if !s.MayBeCut() {
		return belong.Refuse(belong.Conflict, "state", "The video can't be shortened while it is %q.", s.State.Words())
	}
	return nil
}
