package worker

import (
	"sync/atomic"
	"testing"

	"github.com/belonginstem/belong/internal/belong"
)

func (s *shop) withdraw(sub belong.Submission) {
	s.t.Helper()
	sub = s.Submission(sub.ID)
	sub.State = belong.Withdrawn
	s.Must(s.Store.Withdraw(s.t.Context(), sub, belong.Outcome{}))
}

func TestAVideoThatIsTakenBackIsNotProcessedOn(t *testing.T) {
	t.Parallel()
	at := map[string]func(s *shop, sub belong.Submission){
		"before it is inspected": func(s *shop, sub belong.Submission) { s.withdraw(sub) },
		"before it is transcoded": func(s *shop, sub belong.Submission) {
			s.Must(s.worker.inspect(s.t.Context(), sub.ClipID))
			s.withdraw(sub)
		},
		"while it is transcoded":   func(s *shop, sub belong.Submission) { once(s, func(h *hooked, f func()) { h.onProgress = f }, sub) },
		"when it is about to save": func(s *shop, sub belong.Submission) { once(s, func(h *hooked, f func()) { h.beforeSave = f }, sub) },
	}
	for name, when := range at {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			sub := s.upload(video(t, 10), nil)
			when(s, sub)
			s.process(sub)
			if got := s.Submission(sub.ID).State; got != belong.Withdrawn {
				t.Errorf("%q", got)
			}
			if s.clip(sub).Ready || len(s.kept(sub)) > 0 {
				t.Errorf("ready %v, kept %v", s.clip(sub).Ready, s.kept(sub))
			}
			if left := s.temps(); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// once takes the submission back the first time that the hook is called after it was inspected.
func once(s *shop, set func(h *hooked, f func()), sub belong.Submission) {
	s.t.Helper()
	s.Must(s.worker.inspect(s.t.Context(), sub.ClipID))
	h := &hooked{Store: s.Store}
	var called atomic.Bool
	set(h, func() {
		if !called.Swap(true) {
			s.withdraw(sub)
		}
	})
	s.worker.Store = h
	s.t.Cleanup(func() {
		if !called.Load() {
			s.t.Error("the moment never came")
		}
	})
}

func TestAClipThatWasReplacedIsLeftAlone(t *testing.T) {
	t.Parallel()
	s := open(t)
	old := s.upload(video(t, 3), nil)
	s.Must(s.worker.inspect(t.Context(), old.ClipID))
	other := s.upload(video(t, 3), nil)
	now := s.Submission(old.ID)
	now.ClipID = other.ClipID
	s.Must(s.Store.SaveSubmission(t.Context(), now, belong.Outcome{}))
	s.Must(s.worker.transcode(t.Context(), old.ClipID))
	if got := s.Submission(old.ID).State; got != belong.Processing || len(s.kept(old)) > 0 {
		t.Errorf("%q, kept %v", got, s.kept(old))
	}
}
