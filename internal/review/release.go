package review

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/belonginstem/belong/internal/belong"
)

// errOldRelease keeps anybody from agreeing to words that they did not see.
var errOldRelease = belong.Refuse(belong.Conflict, "release_changed", "The campaign's release has changed. Read it again, then decide.").In("release")

// Attest records that user holds a release for the submission elsewhere, on paper for example, by everybody who has to
// agree. version is of the campaign's release that the paper has. A submission that waited for its guardian goes to
// review. Told again, it changes nothing.
func (s *Service) Attest(ctx context.Context, user belong.User, submission belong.ID, version string) error {
	return s.agree(ctx, submission, staff(user), belong.Release{By: belong.ByStaff, Name: user.Email, Version: version}, "en")
}

// A Signature is how a guardian agrees.
type Signature struct {
	Name    string // as they typed it
	Version string // of the release that they read
	Locale  string // that they read it in
}

// Sign records that the guardian agrees. A submission that waited for it goes to review. Told again, it changes nothing.
func (s *Service) Sign(ctx context.Context, submission belong.ID, sig Signature) error {
	name := strings.Join(strings.Fields(sig.Name), " ")
	if n := utf8.RuneCountInString(name); n < 3 || n > 100 {
		return belong.Refuse(belong.Invalid, "guardian_name", "Type your first and last name.").In("name")
	}
	guardian := belong.Actor{Kind: belong.Guardian, ID: submission}
	return s.agree(ctx, submission, guardian, belong.Release{By: belong.ByGuardian, Name: name, Version: sig.Version}, sig.Locale)
}

// Decline is the guardian's no, before they agreed or after: the submission is withdrawn, what waits is not posted, and
// what is live is taken down. Told again, it changes nothing.
func (s *Service) Decline(ctx context.Context, submission belong.ID) error {
	e, err := s.store.Entry(ctx, submission)
	if err != nil {
		return err
	}
	now, sub := s.now(), e.Submission
	if sub.State == belong.Withdrawn {
		return nil
	}
	if err := sub.Become(belong.Withdrawn, now); err != nil {
		return err
	}
	guardian := belong.Actor{Kind: belong.Guardian, ID: submission}
	return s.store.Withdraw(ctx, sub, belong.Did(belong.NewEvent(now, guardian, "submission.withdrawn", sub.CampaignID, sub.ID, "guardian")))
}

// agree stores a release with the words of the campaign's, and sends on a submission that waited for it.
func (s *Service) agree(ctx context.Context, submission belong.ID, actor belong.Actor, r belong.Release, locale string) error {
	e, err := s.store.Entry(ctx, submission)
	if err != nil {
		return err
	}
	releases, err := s.store.Releases(ctx, submission)
	if err != nil {
		return err
	}
	now, sub := s.now(), e.Submission
	switch {
	case belong.Agreed(releases, r.By):
		return nil
	case sub.State == belong.Withdrawn:
		return belong.Refuse(belong.Conflict, "state", "This video was taken back, so there is nothing left to agree to.")
	}
	c, err := s.store.Campaign(ctx, sub.CampaignID)
	if err != nil {
		return err
	}
	if r.Version != c.Release.Version {
		return errOldRelease
	}
	r.ID, r.SubmissionID, r.Text, r.At = belong.NewID(now), sub.ID, c.Release.Text.In(locale), now
	sub.UpdatedAt = now
	if sub.State == belong.AwaitingRelease && belong.MayBeShown(sub, append(releases, r)) {
		if err := sub.Become(belong.InReview, now); err != nil {
			return err
		}
	}
	return s.store.AddRelease(ctx, r, sub, belong.Did(belong.NewEvent(now, actor, "release.signed", sub.CampaignID, sub.ID, string(r.By))))
}
