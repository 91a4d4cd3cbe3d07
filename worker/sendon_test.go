package worker

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
)

func TestANameThatBreaksTheConventionWaitsForItsOwnerAndNothingIsThrownAway(t *testing.T) {
	t.Parallel()
	for locale, want := range map[string]string{"en": "Did you mean “Jane Doe_Chief Scientist_STEMx”?", "es": "¿Quisiste decir «Jane Doe_Chief Scientist_STEMx»?"} {
		t.Run(locale, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			sub := s.upload(video(t, 3), func(sub *belong.Submission) {
				sub.Label, sub.Filename, sub.Locale = belong.Label{}, "Jane_Doe_Chief Scientist_STEMx.mp4", locale
			})
			s.process(sub)
			after := s.Submission(sub.ID)
			if after.State != belong.ChangesRequested || !strings.HasSuffix(after.Note, want) || len(after.Note) < len(want)+20 {
				t.Errorf("%q, note %q", after.State, after.Note)
			}
			if !s.hasOriginal(sub) || len(s.kept(sub)) != 4 || !s.clip(sub).Ready {
				t.Errorf("original %v, kept %v", s.hasOriginal(sub), s.kept(sub))
			}
			if diff := cmp.Diff([]string{"changes_requested to jane@example.org"}, s.Letters(sub.ID)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAMinorsVideoWaitsForTheGuardian(t *testing.T) {
	t.Parallel()
	s := open(t)
	sub := s.upload(video(t, 3), func(sub *belong.Submission) { sub.Minor, sub.GuardianEmail = true, "ana@example.org" })
	s.process(sub)
	if got := s.Submission(sub.ID).State; got != belong.AwaitingRelease {
		t.Errorf("%q", got)
	}
	if diff := cmp.Diff([]string{"guardian to ana@example.org"}, s.Letters(sub.ID)); diff != "" {
		t.Error(diff)
	}
}

func TestAMinorsOtherVideoIsAnotherQuestionToTheGuardian(t *testing.T) {
	t.Parallel()
	s := open(t)
	sub := s.upload(video(t, 3), func(sub *belong.Submission) { sub.Minor, sub.GuardianEmail = true, "ana@example.org" })
	signed := belong.Release{ID: belong.NewID(time.Now()), SubmissionID: sub.ID, ClipID: belong.NewID(time.Now()), By: belong.ByGuardian, Name: "Ana Doe", Version: "1"}
	s.Must(s.Store.AddRelease(t.Context(), signed, sub, belong.Outcome{})) // of the clip before this one
	s.process(sub)
	if got := s.Submission(sub.ID).State; got != belong.AwaitingRelease {
		t.Errorf("%q", got)
	}
	if diff := cmp.Diff([]string{"guardian_again to ana@example.org"}, s.Letters(sub.ID)); diff != "" {
		t.Error(diff)
	}
}

func TestALabelThatIsMendedMeanwhileIsKept(t *testing.T) {
	t.Parallel()
	s := open(t)
	sub := s.upload(video(t, 3), func(sub *belong.Submission) { sub.Label, sub.Filename = belong.Label{}, "IMG_1234.mov" })
	mended := belong.Label{Name: "Ana Núñez", Title: "Profesora", Organization: "UPR"}
	h := &hooked{Store: s.Store}
	h.beforeSave = func() {
		h.beforeSave = nil
		now := s.Submission(sub.ID)
		now.Label = mended
		s.Must(s.Store.SaveSubmission(t.Context(), now, belong.Outcome{}))
	}
	s.worker.Store = h
	s.process(sub)
	if after := s.Submission(sub.ID); after.Label != mended || after.State != belong.InReview {
		t.Errorf("%q, label %+v", after.State, after.Label)
	}
}
