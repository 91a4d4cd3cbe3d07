package worker

import (
	"context"
	"path/filepath"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/ffmpeg"
	"github.com/belonginstem/belong/internal/speech"
)

// understood is what is said in a clip, as far as programs can tell.
type understood struct {
	speech []belong.Span
	line   belong.LineCheck
}

// understand listens to what is said.
func (w *Worker) understand(_ context.Context, ws *workspace, m making) (out understood, err error) {
	if m.sound == nil {
		return out, nil
	}
	out.speech, err = speech.Find(filepath.Join(ws.ears(), ffmpeg.SpeechFile))
	return out, err
}
