package review_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/review"
	"github.com/belonginstem/belong/internal/review/reviewtest"
	"github.com/belonginstem/belong/internal/store/storetest"
)

func open(t *testing.T) (*reviewtest.House, *review.Service) {
	t.Helper()
	h := reviewtest.New(t, storetest.SQLite(t))
	return h, review.New(h.Store, h.Now)
}

func TestTheQueueComesInPagesThoseThatWaitLongestFirst(t *testing.T) {
	t.Parallel()
	h, svc := open(t)
	var want, got []belong.ID
	for i := range 5 {
		h.SetNow(h.Now().Add(time.Second))
		state := belong.InReview
		if i == 2 {
			state = belong.Approved
		}
		s := h.Submit(state, nil)
		if state == belong.InReview {
			want = append(want, s.ID)
		}
	}
	for after := belong.ID(""); ; {
		page, err := svc.Queue(t.Context(), h.Campaign.Slug, []belong.SubmissionState{belong.InReview}, after, 3)
		h.Must(err)
		for _, e := range page.Entries {
			got = append(got, e.Submission.ID)
		}
		if diff := cmp.Diff(map[belong.SubmissionState]int{belong.InReview: 4, belong.Approved: 1}, page.Counts); diff != "" {
			t.Error(diff)
		}
		if after = page.Next; after == "" {
			break
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestADecisionIsOneChangeWithItsLetterAndItsEvent(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		verdict belong.Verdict
		note    string
		state   belong.SubmissionState
		letters []string
		event   string
	}{
		{belong.Approve, "", belong.Approved, []string{"approved to jane@example.org"}, "staff submission.approved"},
		{belong.RequestChanges, "Say your name.", belong.ChangesRequested, []string{"changes_requested to jane@example.org"}, "staff submission.changes_requested"},
		{belong.Reject, "", belong.Rejected, []string{"rejected to jane@example.org"}, "staff submission.rejected"},
	} {
		t.Run(string(c.verdict), func(t *testing.T) {
			t.Parallel()
			h, svc := open(t)
			s := h.Submit(belong.InReview, nil)
			h.Must(svc.Decide(t.Context(), h.Moderator, s.ID, review.Seen{Clip: s.ClipID, Version: s.Version}, c.verdict, c.note, "only for us"))
			after, err := svc.Case(t.Context(), s.ID)
			h.Must(err)
			if after.Submission.State != c.state || after.Submission.Note != c.note {
				t.Errorf("state %q, note %q", after.Submission.State, after.Submission.Note)
			}
			if len(after.Decisions) != 1 || after.Decisions[0].By != h.Moderator.ID || after.Decisions[0].PrivateNote != "only for us" {
				t.Errorf("decisions %+v", after.Decisions)
			}
			if diff := cmp.Diff(c.letters, h.Letters(s.ID)); diff != "" {
				t.Errorf("letters: %s", diff)
			}
			if diff := cmp.Diff([]string{c.event}, h.Events(s.ID)); diff != "" {
				t.Errorf("events: %s", diff)
			}
		})
	}
}

func TestADecisionCanBeTakenBackWithoutALetter(t *testing.T) {
	t.Parallel()
	h, svc := open(t)
	s := h.Submit(belong.Rejected, nil)
	h.Must(svc.Decide(t.Context(), h.Moderator, s.ID, review.Seen{}, belong.Reopen, "", ""))
	if got := h.Submission(s.ID).State; got != belong.InReview {
		t.Errorf("state %q", got)
	}
	if got := h.Letters(s.ID); len(got) > 0 {
		t.Errorf("letters %v", got)
	}
	if diff := cmp.Diff([]string{"staff submission.reopened"}, h.Events(s.ID)); diff != "" {
		t.Error(diff)
	}
}

func TestWhoLeftNoAddressGetsNoLetter(t *testing.T) {
	t.Parallel()
	h, svc := open(t)
	s := h.Submit(belong.InReview, func(s *belong.Submission, _ *belong.Clip) { s.Email = "" })
	h.Must(svc.Decide(t.Context(), h.Moderator, s.ID, review.Seen{}, belong.Approve, "", ""))
	if got := h.Letters(s.ID); len(got) > 0 {
		t.Errorf("letters %v", got)
	}
}

func TestOfTwoModeratorsOneDecides(t *testing.T) {
	t.Parallel()
	h, svc := open(t)
	s := h.Submit(belong.InReview, nil)
	answers := make(chan error)
	for _, v := range []belong.Verdict{belong.Approve, belong.Reject} {
		go func() { answers <- svc.Decide(t.Context(), h.Moderator, s.ID, review.Seen{Clip: s.ClipID}, v, "", "") }()
	}
	first, second := <-answers, <-answers
	// The later one may have read before the first wrote, or after: then the state may allow it.
	decisions, err := h.Store.Decisions(t.Context(), s.ID)
	h.Must(err)
	won := 0
	for _, err := range []error{first, second} {
		if err == nil {
			won++
		} else if belong.KindOf(err) != belong.Conflict {
			t.Error(err)
		}
	}
	if won == 0 || won != len(decisions) {
		t.Errorf("%d were told yes, %d decisions are stored", won, len(decisions))
	}
}

func TestADecisionIsAboutTheClipThatWasLookedAt(t *testing.T) {
	t.Parallel()
	h, svc := open(t)
	s := h.Submit(belong.InReview, nil)
	err := svc.Decide(t.Context(), h.Moderator, s.ID, review.Seen{Clip: belong.NewID(h.Now())}, belong.Approve, "", "")
	if !errors.Is(err, belong.ErrStale) {
		t.Errorf("error %v", err)
	}
	if got := h.Submission(s.ID).State; got != belong.InReview {
		t.Errorf("state %q", got)
	}
}

func TestAMinorIsApprovedOnlyWithTheGuardian(t *testing.T) {
	t.Parallel()
	h, svc := open(t)
	s := h.Submit(belong.AwaitingRelease, minor)
	approve := func() error {
		return svc.Decide(t.Context(), h.Moderator, s.ID, review.Seen{}, belong.Approve, "", "")
	}
	if err := approve(); belong.KindOf(err) != belong.Conflict {
		t.Errorf("before the guardian: %v", err)
	}
	h.Must(svc.Sign(t.Context(), s.ID, review.Signature{Name: "  Ana   Doe ", Clip: s.ClipID, Version: "1", Locale: "es"}))
	h.Must(svc.Sign(t.Context(), s.ID, review.Signature{Name: "Ana Doe", Clip: s.ClipID, Version: "1", Locale: "es"})) // told twice
	releases, err := h.Store.Releases(t.Context(), s.ID)
	h.Must(err)
	if len(releases) != 2 || releases[1].By != belong.ByGuardian || releases[1].Name != "Ana Doe" || releases[1].Text != "Pueden mostrarlo." {
		t.Errorf("releases %+v", releases)
	}
	if got := h.Submission(s.ID).State; got != belong.InReview {
		t.Errorf("after the guardian: %q", got)
	}
	h.Must(approve())
	want := []string{"guardian release.signed", "staff submission.approved"}
	if diff := cmp.Diff(want, h.Events(s.ID)); diff != "" {
		t.Error(diff)
	}
}

func minor(s *belong.Submission, _ *belong.Clip) {
	s.Minor, s.GuardianEmail, s.Role = true, "ana@example.org", belong.Student
}

func TestNobodyAgreesToWordsThatTheyDidNotSee(t *testing.T) {
	t.Parallel()
	h, svc := open(t)
	s := h.Submit(belong.AwaitingRelease, minor)
	for name, err := range map[string]error{
		"guardian": svc.Sign(t.Context(), s.ID, review.Signature{Name: "Ana Doe", Clip: s.ClipID, Version: "0", Locale: "en"}),
		"staff":    svc.Attest(t.Context(), h.Moderator, s.ID, "", "2"),
	} {
		var refused *belong.Error
		if !errors.As(err, &refused) || refused.Code != "release_changed" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := h.Submission(s.ID).State; got != belong.AwaitingRelease {
		t.Errorf("state %q", got)
	}
}

func TestAGuardianTypesTheirName(t *testing.T) {
	t.Parallel()
	h, svc := open(t)
	s := h.Submit(belong.AwaitingRelease, minor)
	if err := svc.Sign(t.Context(), s.ID, review.Signature{Name: " x ", Clip: s.ClipID, Version: "1", Locale: "en"}); belong.KindOf(err) != belong.Invalid {
		t.Error(err)
	}
}

func TestADecisionIsAboutTheLabelThatWasLookedAt(t *testing.T) {
	t.Parallel()
	h, svc := open(t)
	s := h.Submit(belong.InReview, nil)
	h.Must(h.Store.SaveSubmission(t.Context(), s, belong.Outcome{}))
	seen := h.Submission(s.ID)
	amended := seen
	amended.Label.Title = "Queen"
	h.Must(h.Store.SaveSubmission(t.Context(), amended, belong.Outcome{}))
	approve := func(saw belong.Submission) error {
		return svc.Decide(t.Context(), h.Moderator, s.ID, review.Seen{Clip: saw.ClipID, Version: saw.Version}, belong.Approve, "", "")
	}
	if err := approve(seen); !errors.Is(err, belong.ErrStale) {
		t.Errorf("a label that was never seen: %v", err)
	}
	h.Must(approve(h.Submission(s.ID)))
}

func TestNobodyAgreesToAVideoThatWasTakenBack(t *testing.T) {
	t.Parallel()
	h, svc := open(t)
	s := h.Submit(belong.AwaitingRelease, minor)
	s.State = belong.Withdrawn
	h.Must(h.Store.Withdraw(t.Context(), s, belong.Outcome{}))
	var refused *belong.Error
	if err := sign(t, svc, s, s.ClipID); !errors.As(err, &refused) || refused.Code != "state" {
		t.Error(err)
	}
}

func sign(t *testing.T, svc *review.Service, s belong.Submission, clip belong.ID) error {
	t.Helper()
	return svc.Sign(t.Context(), s.ID, review.Signature{Name: "Ana Doe", Clip: clip, Version: "1", Locale: "en"})
}

func TestNobodyAgreesToAVideoThatCannotBePlayed(t *testing.T) {
	t.Parallel()
	h, svc := open(t)
	s := h.Submit(belong.Processing, func(s *belong.Submission, c *belong.Clip) {
		minor(s, c)
		c.Ready = false
	})
	for name, err := range map[string]error{
		"the guardian":             sign(t, svc, s, s.ClipID),
		"the guardian, shown none": sign(t, svc, s, ""),
		"staff who hold a paper":   svc.Attest(t.Context(), h.Moderator, s.ID, s.ClipID, "1"),
		"staff who looked at none": svc.Attest(t.Context(), h.Moderator, s.ID, "", "1"),
	} {
		var refused *belong.Error
		if !errors.As(err, &refused) || refused.Code != "clip_not_ready" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNobodyAgreesToAVideoThatWasReplaced(t *testing.T) {
	t.Parallel()
	h, svc := open(t)
	s := h.Submit(belong.AwaitingRelease, minor)
	older := belong.NewID(h.Now())
	for name, err := range map[string]error{
		"the guardian": sign(t, svc, s, older),
		"staff":        svc.Attest(t.Context(), h.Moderator, s.ID, older, "1"),
	} {
		if !errors.Is(err, belong.ErrStale) {
			t.Errorf("%s: %v", name, err)
		}
	}
	h.Must(sign(t, svc, s, s.ClipID))
	releases, err := h.Store.Releases(t.Context(), s.ID)
	h.Must(err)
	if len(releases) != 2 || releases[1].ClipID != s.ClipID {
		t.Errorf("releases %+v", releases)
	}
}

// A busy store is one that somebody else writes to just before a release is stored.
type busy struct {
	review.Store
	others func()
}

func (b *busy) AddRelease(ctx context.Context, r belong.Release, s belong.Submission, out belong.Outcome) error {
	b.others()
	return b.Store.AddRelease(ctx, r, s, out)
}

func TestASignatureHoldsThoughSomebodyElseWritesMeanwhile(t *testing.T) {
	t.Parallel()
	h, _ := open(t)
	s := h.Submit(belong.AwaitingRelease, minor)
	writes := 0
	store := &busy{Store: h.Store, others: func() {
		if writes++; writes < 3 {
			h.Must(h.Store.SaveSubmission(t.Context(), h.Submission(s.ID), belong.Outcome{}))
		}
	}}
	h.Must(sign(t, review.New(store, h.Now), s, s.ClipID))
	if got := h.Submission(s.ID).State; got != belong.InReview || writes != 3 {
		t.Errorf("state %q after %d writes", got, writes)
	}
}

func TestStaffMayAttestToAReleaseOnPaper(t *testing.T) {
	t.Parallel()
	h, svc := open(t)
	s := h.Submit(belong.AwaitingRelease, minor)
	h.Must(svc.Attest(t.Context(), h.Moderator, s.ID, s.ClipID, "1"))
	h.Must(svc.Decide(t.Context(), h.Moderator, s.ID, review.Seen{Clip: s.ClipID}, belong.Approve, "", ""))
	releases, err := h.Store.Releases(t.Context(), s.ID)
	h.Must(err)
	if len(releases) != 2 || releases[1].By != belong.ByStaff || releases[1].Name != h.Moderator.Email {
		t.Errorf("releases %+v", releases)
	}
}
