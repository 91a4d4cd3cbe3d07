package intake

import (
	"context"
	"fmt"
	"maps"

	"github.com/belonginstem/belong/internal/belong"
)

// An Amendment is what is shown with a video, as typed in a form.
type Amendment struct {
	Name         string
	Title        string
	Organization string
	WholeName    bool                          // a Name of one word is all of it
	Handles      map[belong.ChannelKind]string // names at networks, in place of all that there were; nil leaves them
}

// Amend gives a submission another label, and other names at networks. One that waited for its label goes on to the
// guardian or the moderators; what was approved, rejected or withdrawn stays as it is.
func (in *Intake) Amend(ctx context.Context, id belong.ID, by belong.Actor, a Amendment) error {
	return in.change(ctx, id, func(s belong.Submission) error {
		switch s.State {
		case belong.Approved, belong.Rejected, belong.Withdrawn:
			return belong.Refuse(belong.Conflict, "state", "The name can't be changed while the video is %q.", s.State.Words())
		}
		label, err := labelOf(a.Name, a.Title, a.Organization, a.WholeName, s.Locale)
		if err != nil {
			return err
		}
		now := in.now()
		s.Label, s.UpdatedAt = label, now
		out := belong.Did(belong.NewEvent(now, by, "submission.amended", s.CampaignID, s.ID, "label"))
		if a.Handles != nil {
			if err := mention(&s, by, a.Handles, &out); err != nil {
				return err
			}
		}
		if s.State == belong.ChangesRequested {
			if err := in.goOn(ctx, &s, &out); err != nil {
				return err
			}
		}
		return in.Store.SaveSubmission(ctx, s, out)
	})
}

// mention changes by which names a person is mentioned at networks. That somebody may be mentioned is theirs to say, so that
// others can only take names away.
func mention(s *belong.Submission, by belong.Actor, typed map[belong.ChannelKind]string, out *belong.Outcome) error {
	before := s.Handles
	if err := s.Mention(typed); err != nil || maps.Equal(before, s.Handles) {
		return err
	}
	for kind, name := range s.Handles {
		if by.Kind != belong.Submitter && before[kind] != name {
			return belong.Refuse(belong.Forbidden, "handles_theirs", "Only the person can say by which name they are mentioned. You may take names away.").In("handles")
		}
	}
	out.Events = append(out.Events, belong.NewEvent(s.UpdatedAt, by, "handles.changed", s.CampaignID, s.ID, ""))
	return nil
}

// goOn moves a submission that waited for its owner on, where its clip is ready.
func (in *Intake) goOn(ctx context.Context, s *belong.Submission, out *belong.Outcome) error {
	clip, err := in.Store.Clip(ctx, s.ClipID)
	if err != nil || !clip.Ready {
		return err
	}
	releases, err := in.Store.Releases(ctx, s.ID)
	if err != nil {
		return fmt.Errorf("releases of submission %s: %w", s.ID, err)
	}
	next := s.AfterProcessing(clip, releases)
	if next == s.State {
		return nil // its owner has something else to mend
	}
	if err := s.Become(next, s.UpdatedAt); err != nil {
		return err
	}
	s.Note = ""
	if next == belong.AwaitingRelease {
		out.Write(s.UpdatedAt, belong.AskGuardian(*s, releases), *s)
	}
	return nil
}

// Withdraw takes a submission back: its posts are canceled or taken down, its upload is dropped, and what is stored of it
// is erased. Once withdrawn, it stays so, and withdrawing it again is no error.
func (in *Intake) Withdraw(ctx context.Context, id belong.ID, by belong.Actor) error {
	err := in.change(ctx, id, func(s belong.Submission) error {
		if s.State == belong.Withdrawn {
			return nil
		}
		now := in.now()
		if err := s.Become(belong.Withdrawn, now); err != nil {
			return err
		}
		event := belong.NewEvent(now, by, "submission.withdrawn", s.CampaignID, s.ID, "")
		return in.Store.Withdraw(ctx, s, belong.Did(event, belong.Job{Kind: belong.PurgeJob}))
	})
	if err != nil {
		return err
	}
	return in.dropOpen(ctx, id, "withdrawn")
}
