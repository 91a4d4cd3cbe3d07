package intake

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// SetCaptions stores the captions of a submission's current clip as a person wrote them, and with confirm their word that
// these are right; without it, what was changed is a draft again. c.ClipID is the clip that they watched and c.Version that
// of the captions that they saw, 0 where there were none. What is as it was already is not written.
func (in *Intake) SetCaptions(ctx context.Context, submission belong.ID, by belong.Actor, c belong.Captions, confirm bool) error {
	s, err := in.Store.Submission(ctx, submission)
	if err != nil {
		return fmt.Errorf("submission %s: %w", submission, err)
	}
	clip, err := in.captioned(ctx, s, c.ClipID)
	if err != nil {
		return err
	}
	if by.Kind == belong.Submitter && s.State == belong.Approved { // what the world reads, somebody of the staff has read
		return belong.Refuse(belong.Conflict, "captions_approved", "The video is approved, so its captions can be changed by a moderator only. Ask one.")
	}
	before, err := in.Store.Captions(ctx, clip.ID)
	if err != nil && belong.KindOf(err) != belong.NotFound {
		return fmt.Errorf("captions of clip %s: %w", clip.ID, err)
	}
	if c.Version != before.Version {
		return belong.ErrStale
	}
	c.Tidy(clip.Length)
	if err := c.Validate(clip.Length); err != nil {
		return err
	}
	if confirm && len(c.Cues) == 0 {
		return belong.Refuse(belong.Invalid, "captions_empty", "There are no words yet. Write what is said, then say that it is right.").In("cues")
	}
	now := in.now()
	next, kinds := revised(before, c, confirm)
	if len(kinds) == 0 {
		return nil
	}
	next.UpdatedAt = now
	if confirm {
		next.ConfirmedAt = now
	}
	var out belong.Outcome
	ids := []belong.ID{belong.NewID(now), belong.NewID(now)}
	slices.Sort(ids) // by which the trail goes where two things happened at once
	for i, kind := range kinds {
		e := belong.NewEvent(now, by, kind, s.CampaignID, s.ID, "")
		e.ID = ids[i]
		out.Events = append(out.Events, e)
	}
	if before.Version == 0 {
		next.Version = 1
		return in.Store.AddCaptions(ctx, next, out)
	}
	return in.Store.SaveCaptions(ctx, next, out)
}

// captioned is the submission's clip, if captions can be written for it.
func (in *Intake) captioned(ctx context.Context, s belong.Submission, watched belong.ID) (belong.Clip, error) {
	if s.State == belong.Withdrawn {
		return belong.Clip{}, belong.Refuse(belong.Conflict, "state", "There are no captions to write while the video is %q.", s.State.Words())
	}
	notReady := belong.Refuse(belong.Conflict, "clip_not_ready", "The video is not ready yet. Wait until it can be played.")
	if s.ClipID == "" {
		return belong.Clip{}, notReady
	}
	if watched != s.ClipID {
		return belong.Clip{}, belong.Refuse(belong.Conflict, "stale", "There is another video here by now. Watch it, then write what is said in it.")
	}
	clip, err := in.Store.Clip(ctx, s.ClipID)
	if err == nil && !clip.Ready {
		err = notReady
	}
	return clip, err
}

// revised is what becomes of captions when a person leaves them as c, and what happened to them by that: nothing where
// they say no more than was known.
func revised(before, c belong.Captions, confirm bool) (next belong.Captions, kinds []string) {
	next = before
	next.ClipID, next.Locale, next.Cues = c.ClipID, c.Locale, c.Cues
	rewritten := !slices.Equal(before.Cues, c.Cues)
	if rewritten {
		next.Source = belong.FromPerson
	}
	if rewritten || before.Version > 0 && before.Locale != c.Locale {
		next.ConfirmedAt = time.Time{}
		kinds = append(kinds, "captions.edited")
	}
	if confirm && !next.Confirmed() {
		kinds = append(kinds, "captions.confirmed")
	}
	return next, kinds
}
