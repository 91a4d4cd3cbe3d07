package worker

import (
	"context"
	"errors"
	"path/filepath"
	"time"

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

// understand listens to what is said. What the programs that help with it can't do leaves a gap, and fails no clip.
func (w *Worker) understand(ctx context.Context, ws *workspace, m making, c belong.Campaign, s belong.Submission) (out understood, err error) {
	if m.sound == nil {
		return out, nil
	}
	voice, tail := filepath.Join(ws.ears(), ffmpeg.SpeechFile), filepath.Join(ws.ears(), ffmpeg.TailFile)
	if out.speech, err = speech.Find(voice); err != nil {
		w.Log.WarnContext(ctx, "nobody can tell where somebody speaks", "error", err)
		return understood{}, nil
	}
	out.cues, out.source = belong.CaptionsFromScript(s.Script, out.speech), belong.FromScript
	said, err := w.transcribe(ctx, voice, s.Locale, out.speech)
	if err != nil {
		return out, err
	}
	if len(said) > 0 {
		out.cues, out.source = nil, belong.FromTranscriber
		for _, cue := range said { // a transcriber's are of any length
			out.cues = append(out.cues, belong.CaptionsFromScript(cue.Text, []belong.Span{cue.Span})...)
		}
		if spotted, ok := speech.LineIn(said, c.ClosingLine, m.sound.Length); ok {
			out.line = belong.LineCheck{Checked: true, Heard: spotted.Heard, Confidence: spotted.Confidence, At: spotted.At}
			return out, nil
		}
	}
	out.line, err = w.spot(ctx, tail, c.ClosingLine, max(0, m.sound.Length-ffmpeg.TailLength))
	return out, err
}

// transcribe asks the operator's transcriber, where there is one, and believes it only where somebody speaks.
func (w *Worker) transcribe(ctx context.Context, voice, locale string, spoken []belong.Span) ([]belong.Cue, error) {
	if w.Transcriber == nil || len(spoken) == 0 {
		return nil, nil
	}
	cues, err := w.Transcriber.Transcribe(ctx, voice, locale)
	var refused *speech.TranscriberError
	if errors.As(err, &refused) {
		w.Log.WarnContext(ctx, "the transcriber did not answer", "error", err)
		return nil, nil
	}
	return speech.Spoken(cues, spoken), err
}

// spot listens for the campaign's closing line at the end of the clip, which the tail begins so far into.
func (w *Worker) spot(ctx context.Context, tail, line string, begins time.Duration) (belong.LineCheck, error) {
	if w.Spotter == nil {
		return belong.LineCheck{}, nil
	}
	spotted, err := w.Spotter.Spot(ctx, tail, line)
	var unknown *speech.LineError
	switch {
	case errors.As(err, &unknown):
		return belong.LineCheck{}, nil
	case err != nil && ctx.Err() == nil:
		w.Log.WarnContext(ctx, "the closing line could not be checked", "error", err)
		return belong.LineCheck{}, nil
	case err != nil:
		return belong.LineCheck{}, context.Cause(ctx)
	}
	return belong.LineCheck{Checked: true, Heard: spotted.Heard, Confidence: spotted.Confidence, At: begins + spotted.At}, nil
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
