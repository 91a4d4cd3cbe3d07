package review_test

import (
	"errors"
	"fmt"
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
			h.Must(svc.Decide(t.Context(), h.Moderator, s.ID, s.ClipID, c.verdict, c.note, "only for us"))
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
	h.Must(svc.Decide(t.Context(), h.Moderator, s.ID, "", belong.Reopen, "", ""))
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
	h.Must(svc.Decide(t.Context(), h.Moderator, s.ID, "", belong.Approve, "", ""))
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
		go func() { answers <- svc.Decide(t.Context(), h.Moderator, s.ID, s.ClipID, v, "", "") }()
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
	err := svc.Decide(t.Context(), h.Moderator, s.ID, belong.NewID(h.Now()), belong.Approve, "", "")
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
		return svc.Decide(t.Context(), h.Moderator, s.ID, "", belong.Approve, "", "")
	}
	if err := approve(); belong.KindOf(err) != belong.Conflict {
		t.Errorf("before the guardian: %v", err)
	}
	h.Must(svc.Sign(t.Context(), s.ID, review.Signature{Name: "  Ana   Doe ", Version: "1", Locale: "es"}))
	h.Must(svc.Sign(t.Context(), s.ID, review.Signature{Name: "Ana Doe", Version: "1", Locale: "es"})) // told twice
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
		"guardian": svc.Sign(t.Context(), s.ID, review.Signature{Name: "Ana Doe", Version: "0", Locale: "en"}),
		"staff":    svc.Attest(t.Context(), h.Moderator, s.ID, "2"),
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
	if err := svc.Sign(t.Context(), s.ID, review.Signature{Name: " x ", Version: "1", Locale: "en"}); belong.KindOf(err) != belong.Invalid {
		t.Error(err)
	}
}

func TestAGuardianMaySayNoBeforeAndAfter(t *testing.T) {
	t.Parallel()
	for _, signed := range []bool{false, true} {
		t.Run(fmt.Sprint("signed ", signed), func(t *testing.T) {
			t.Parallel()
			h, svc := open(t)
			s := h.Submit(belong.AwaitingRelease, minor)
			if signed {
				h.Must(svc.Sign(t.Context(), s.ID, review.Signature{Name: "Ana Doe", Version: "1", Locale: "en"}))
			}
			h.Must(svc.Decline(t.Context(), s.ID))
			h.Must(svc.Decline(t.Context(), s.ID))
			if got := h.Submission(s.ID).State; got != belong.Withdrawn {
				t.Errorf("state %q", got)
			}
			releases, err := h.Store.Releases(t.Context(), s.ID)
			h.Must(err)
			if belong.MayBeShown(h.Submission(s.ID), releases) {
				t.Error("it may still be shown")
			}
			if err := svc.Sign(t.Context(), s.ID, review.Signature{Name: "Ana Doe", Version: "1", Locale: "en"}); belong.KindOf(err) != belong.Conflict {
				t.Errorf("signed after all: %v", err)
			}
		})
	}
}

func TestStaffMayAttestToAReleaseOnPaper(t *testing.T) {
	t.Parallel()
	h, svc := open(t)
	s := h.Submit(belong.AwaitingRelease, minor)
	h.Must(svc.Attest(t.Context(), h.Moderator, s.ID, "1"))
	h.Must(svc.Decide(t.Context(), h.Moderator, s.ID, s.ClipID, belong.Approve, "", ""))
	releases, err := h.Store.Releases(t.Context(), s.ID)
	h.Must(err)
	if len(releases) != 2 || releases[1].By != belong.ByStaff || releases[1].Name != h.Moderator.Email {
		t.Errorf("releases %+v", releases)
	}
}
