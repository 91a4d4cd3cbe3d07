package review

import (
	"context"

	"github.com/belonginstem/belong/internal/belong"
)

// letters is what a submitter is told of a verdict. Of a Reopen they are told nothing: another verdict follows.
var letters = map[belong.Verdict]belong.MessageKind{
	belong.Approve:        belong.ApprovedMessage,
	belong.RequestChanges: belong.ChangesRequestedMessage,
	belong.Reject:         belong.RejectedMessage,
}

var events = map[belong.Verdict]string{
	belong.Approve:        "submission.approved",
	belong.RequestChanges: "submission.changes_requested",
	belong.Reject:         "submission.rejected",
	belong.Reopen:         "submission.reopened",
}

// Seen is what somebody looked at when they decided. What is left zero stands for whatever is current.
type Seen struct {
	Clip    belong.ID
	Version int64 // of the submission: of its label, its state and all else that it says
}

func (s Seen) stale(now belong.Submission) bool {
	return s.Clip != "" && s.Clip != now.ClipID || s.Version != 0 && s.Version != now.Version
}

// Decide records what user decided of what they saw, with its effects and the letter about it, as one change. It is
// ErrStale when the submission is another by now, or when somebody else decided meanwhile. What belong.Decide refuses is
// refused.
func (s *Service) Decide(ctx context.Context, user belong.User, submission belong.ID, seen Seen, verdict belong.Verdict, note, private string) error {
	e, err := s.store.Entry(ctx, submission)
	if err != nil {
		return err
	}
	if seen.stale(e.Submission) {
		return belong.ErrStale
	}
	releases, err := s.store.Releases(ctx, submission)
	if err != nil {
		return err
	}
	now, sub := s.now(), e.Submission
	d := belong.Decision{
		ID: belong.NewID(now), SubmissionID: sub.ID, ClipID: e.Clip.ID, Verdict: verdict, By: user.ID,
		Note: note, PrivateNote: private, At: now,
	}
	if err := belong.Decide(&sub, e.Clip, releases, d); err != nil {
		return err
	}
	out := belong.Did(belong.NewEvent(now, staff(user), events[verdict], sub.CampaignID, sub.ID, ""))
	if kind, ok := letters[verdict]; ok {
		out.Write(now, kind, sub)
	}
	return s.store.Decide(ctx, sub, d, out)
}

func staff(u belong.User) belong.Actor { return belong.Actor{Kind: belong.Staff, ID: u.ID} }
