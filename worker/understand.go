package worker

import (
	"context"
	"errors"
	"path/filepath"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/ffmpeg"
	"github.com/belonginstem/belong/internal/speech"
)

// understood is what is said in a clip, as far as programs can tell.
type understood struct {
	speech []belong.Span
	line   belong.LineCheck
	cues   []belong.Cue // a draft of the captions; empty where nobody speaks, or nobody knows what is said
	source belong.CaptionSource
}

// understand listens to what is said.
func (w *Worker) understand(_ context.Context, ws *workspace, m making, s belong.Submission) (out understood, err error) {
	if m.sound == nil {
		return out, nil
	}
	if out.speech, err = speech.Find(filepath.Join(ws.ears(), ffmpeg.SpeechFile)); err != nil {
		return out, err
	}
	out.cues, out.source = belong.CaptionsFromScript(s.Script, out.speech), belong.FromScript
	return out, nil
}

// keepCaptions stores the draft. What is there already, from an earlier run of the job or by a person's hand, stays.
func (w *Worker) keepCaptions(ctx context.Context, clip belong.ID, s belong.Submission, heard understood) error {
	if len(heard.cues) == 0 {
		return nil
	}
	err := w.Store.AddCaptions(ctx, belong.Captions{
		ClipID: clip, Locale: s.Locale, Source: heard.source, Cues: heard.cues, UpdatedAt: w.Now(), Version: 1,
	}, belong.Outcome{})
	if errors.Is(err, belong.ErrStale) {
		return nil
	}
	return err
}
