package speech

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// A Transcriber writes down what is said, with the operator's own program or service. Nothing of it comes with Belong:
// whoever names one decides where the sound of people, minors among them, goes.
type Transcriber struct {
	ask   func(ctx context.Context, path, locale string) ([]byte, error)
	limit time.Duration
}

// patience is the longest that a transcription may take: three minutes of sound on a slow machine.
const patience = 15 * time.Minute

// longestAnswer is the longest answer that is read, in bytes. Three minutes of speech are 4 KB of words.
const longestAnswer = 4 << 20

// A TranscriberError is why nothing was written down, as the operator can act on it. It holds neither the key nor a path.
type TranscriberError struct {
	Says  string
	Later bool // the same may work later
}

func (e *TranscriberError) Error() string { return "transcriber: " + e.Says }

func refused(says string, args ...any) error {
	return &TranscriberError{Says: fmt.Sprintf(says, args...)}
}

func notNow(says string, args ...any) error {
	return &TranscriberError{Says: fmt.Sprintf(says, args...), Later: true}
}

// NewTranscriber reads the operator's setting. With http:// or https:// it is the address of a service that speaks the
// common form of audio transcription, with the model's name as ?model=; key, where there is one, is sent as its bearer
// token. Anything else is a command line: {file} and {language} in it stand for the WAV file's path and "en" or "es"; with
// neither, both are added at its end. What it prints has to be WebVTT, or the JSON that such a service answers.
func NewTranscriber(setting, key string) (*Transcriber, error) {
	t := &Transcriber{limit: patience}
	if strings.HasPrefix(setting, "http://") || strings.HasPrefix(setting, "https://") {
		u, err := url.Parse(setting)
		if err != nil || u.Host == "" { // it may hold a password
			return nil, errors.New("the transcriber's address can't be read; write it as https://host/v1/audio/transcriptions?model=NAME")
		}
		t.ask = newEndpoint(u, key).ask
		return t, nil
	}
	c, err := newCommand(setting)
	if err != nil {
		return nil, err
	}
	t.ask = c.ask
	return t, nil
}

// Transcribe writes down what is said in the WAV file at path, in "en" or "es": cues in the order of time, none over
// another, none empty. Their texts are as long as the transcriber made them. Where it can't be had the error is a
// TranscriberError, or that of ctx.
func (t *Transcriber) Transcribe(ctx context.Context, path, locale string) ([]belong.Cue, error) {
	limited, cancel := context.WithTimeoutCause(ctx, t.limit, notNow("no answer within %s", t.limit))
	defer cancel()
	answer, err := t.ask(limited, path, locale)
	if err != nil {
		if limited.Err() != nil {
			return nil, context.Cause(limited)
		}
		return nil, err
	}
	return readCues(answer)
}

// Check has a second of silence written down.
func (t *Transcriber) Check(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "speech-")
	if err != nil {
		return fmt.Errorf("transcriber: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "silence.wav")
	if err := os.WriteFile(path, silentSecond(), 0o600); err != nil {
		return fmt.Errorf("transcriber: %w", err)
	}
	_, err = t.Transcribe(ctx, path, "en")
	return err
}
