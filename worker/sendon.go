package worker

import (
	"context"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/web"
)

// sendOn moves a submission whose clip is ready to whoever has to act next, and tells them where it is not a moderator.
func (w *Worker) sendOn(ctx context.Context, s *belong.Submission, clip belong.Clip) (belong.Outcome, error) {
	releases, err := w.Store.Releases(ctx, s.ID)
	if err != nil {
		return belong.Outcome{}, err
	}
	readLabel(s)
	now := w.Now()
	if err := s.Become(s.AfterProcessing(clip, releases), now); err != nil {
		return belong.Outcome{}, err
	}
	s.Note = ""
	out := belong.Did(belong.NewEvent(now, system, "submission."+string(s.State), s.CampaignID, s.ID, ""))
	switch s.State {
	case belong.AwaitingRelease:
		out.Write(now, belong.AskGuardian(*s, releases), *s)
	case belong.ChangesRequested:
		if s.Note, err = note(*s, clip); err != nil {
			return belong.Outcome{}, err
		}
		out.Write(now, belong.ChangesRequestedMessage, *s)
	}
	return out, nil
}

// readLabel takes the label from the file's name where no form gave one. It stays zero where the name breaks the convention.
func readLabel(s *belong.Submission) {
	if s.Label == (belong.Label{}) {
		s.Label = belong.ParseLabel(s.Filename).Label
	}
}

// note tells the owner what is to be mended.
func note(s belong.Submission, clip belong.Clip) (string, error) {
	if s.Label == (belong.Label{}) {
		return labelNote(s)
	}
	return web.Words(s.Locale).Lookup("worker.unusable")
}

// labelNote tells the owner of a file whose name breaks the convention how, and what they may have meant.
func labelNote(s belong.Submission) (string, error) {
	p := belong.ParseLabel(s.Filename)
	note := p.Problem.Sentence(s.Locale)
	if p.Suggestion == "" {
		return note, nil
	}
	offer, err := web.Words(s.Locale).Lookup("worker.suggestion", "label", p.Suggestion)
	return note + " " + offer, err
}
