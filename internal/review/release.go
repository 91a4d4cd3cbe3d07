package review

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/belonginstem/belong/internal/belong"
)

// errOldRelease keeps anybody from agreeing to words that they did not see.
var errOldRelease = belong.Refuse(belong.Conflict, "release_changed", "The campaign's release has changed. Read it again, then decide.").In("release")

// errNoClip keeps anybody from agreeing to a video that nobody can see yet.
var errNoClip = belong.Refuse(belong.Conflict, "clip_not_ready", "The video is not ready yet. Wait until it can be played.")

// Attest records that user holds a release for the submission's clip elsewhere, on paper for example, by everybody who
// has to agree. clip is the one that they saw, or empty for the current one; version is of the campaign's release that
// the paper has. A submission that waited for its guardian goes to review. Told again, it changes nothing.
func (s *Service) Attest(ctx context.Context, user belong.User, submission, clip belong.ID, version string) error {
	r := belong.Release{ClipID: clip, By: belong.ByStaff, Name: user.Email, Version: version}
	return s.agree(ctx, submission, staff(user), r, "en")
}

// A Signature is how a guardian agrees.
type Signature struct {
	Name    string    // as they typed it
	Clip    belong.ID // that they were shown
	Version string    // of the release that they read
	Locale  string    // that they read it in
}

// Sign records that the guardian agrees to the clip that they were shown; it is ErrStale when there is another by now. A
// submission that waited for it goes to review. Told again, it changes nothing.
func (s *Service) Sign(ctx context.Context, submission belong.ID, sig Signature) error {
	name := strings.Join(strings.Fields(sig.Name), " ")
	if n := utf8.RuneCountInString(name); n < 3 || n > 100 {
		return belong.Refuse(belong.Invalid, "guardian_name", "Type your first and last name.").In("name")
	}
	guardian := belong.Actor{Kind: belong.Guardian, ID: submission}
	if sig.Clip == "" {
		return errNoClip
	}
	r := belong.Release{ClipID: sig.Clip, By: belong.ByGuardian, Name: name, Version: sig.Version}
	return s.agree(ctx, submission, guardian, r, sig.Locale)
}

// agree stores a release, and again where another write came between.
func (s *Service) agree(ctx context.Context, submission belong.ID, actor belong.Actor, r belong.Release, locale string) (err error) {
	for range 5 {
		if err = s.agreeOnce(ctx, submission, actor, r, locale); !errors.Is(err, belong.ErrStale) {
			return err
		}
	}
	return err
}

// agreeOnce stores a release with the words of the campaign's, and sends on a submission that waited for it.
func (s *Service) agreeOnce(ctx context.Context, submission belong.ID, actor belong.Actor, r belong.Release, locale string) error {
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
	case r.ClipID != "" && r.ClipID != sub.ClipID:
		return belong.ErrStale
	case belong.Agreed(sub, releases, r.By):
		return nil
	case sub.State == belong.Withdrawn:
		return belong.Refuse(belong.Conflict, "state", "This video was taken back, so there is nothing left to agree to.")
	case !e.Clip.Ready || e.Clip.ID != sub.ClipID:
		return errNoClip
	}
	c, err := s.store.Campaign(ctx, sub.CampaignID)
	if err != nil {
		return err
	}
	if r.Version != c.Release.Version {
		return errOldRelease
	}
	r.ID, r.SubmissionID, r.ClipID = belong.NewID(now), sub.ID, sub.ClipID
	r.Text, r.At = c.Release.Text.In(locale), now
	sub.UpdatedAt = now
	if sub.State == belong.AwaitingRelease && belong.MayBeShown(sub, append(releases, r)) {
		if err := sub.Become(belong.InReview, now); err != nil {
			return err
		}
	}
	return s.store.AddRelease(ctx, r, sub, belong.Did(belong.NewEvent(now, actor, "release.signed", sub.CampaignID, sub.ID, string(r.By))))
}
