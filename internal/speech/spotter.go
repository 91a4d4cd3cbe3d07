package speech

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/belonginstem/belong/internal/sandbox"
)

// ErrMissing is what NewSpotter answers where the recogniser or its English is not installed. Its text says what to do.
var ErrMissing = errors.New("the recogniser is missing (on Debian: apt install pocketsphinx pocketsphinx-en-us)")

// A LineError is a closing line that can't be listened for, whatever the sound.
type LineError struct {
	Unknown []string // the words that the recogniser's English lacks; empty where the line is too short or too long
}

func (e *LineError) Error() string {
	if len(e.Unknown) > 0 {
		return "the recogniser knows no such English: " + strings.Join(e.Unknown, ", ")
	}
	return fmt.Sprintf("a closing line of %d to %d words can be listened for", leastWords, mostWords)
}

// How long a line may be. One word is said by chance; of a speech, some word is always heard wrong.
const leastWords, mostWords = 2, 12

// Spotted is whether a line was said.
type Spotted struct {
	Heard      bool
	Confidence float64       // 0 to 1; how sure it is that it was said, also where Heard is false
	At         time.Duration // where the line begins; of no meaning where the confidence is 0
}

// SpotterConfig says where things are.
type SpotterConfig struct {
	// Helper is what sandbox.Main returned. There is no running without it.
	Helper sandbox.Helper
	// Temp is the path of an existing folder; each Spot has a folder of its own in it, until it is done. Empty: the system's.
	Temp string
	// Program is a name to find on PATH, or a path. Empty: "pocketsphinx_batch".
	Program string
	// English is the folder of the recogniser's English. Empty: where Debian has it.
	English string
}

// Spotter listens for a campaign's closing line, with CMU's pocketsphinx. It may be used by many goroutines at once; each
// Spot takes one core.
type Spotter struct {
	SpotterConfig
	dictionary dictionary
	spoken     []frequency

	mu     sync.Mutex
	models []model // of the lines asked for last, the latest first
}

// keptModels is how many lines' models are kept. A model is 40 KB, and takes a third of a second to make.
const keptModels = 8

// acoustics is the folder of how English sounds, in that of all that is known of it.
const acoustics, dictionaryName = "en-us", "cmudict-en-us.dict"

// NewSpotter finds the recogniser and its English. The error is ErrMissing, with what is missing, where there is none.
func NewSpotter(c SpotterConfig) (*Spotter, error) {
	if !c.Helper.Ready() {
		return nil, errors.New("speech: no sandbox helper: call sandbox.Main first thing in main")
	}
	if c.Program == "" {
		c.Program = "pocketsphinx_batch"
	}
	if c.English == "" {
		c.English = "/usr/share/pocketsphinx/model/en-us"
	}
	found, err := exec.LookPath(c.Program)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMissing, err)
	}
	// It is started in another folder, where a relative path would mean another file.
	if c.Program, err = filepath.Abs(found); err != nil {
		return nil, fmt.Errorf("speech: %w", err)
	}
	if c.Temp, err = filepath.Abs(cmp.Or(c.Temp, os.TempDir())); err != nil {
		return nil, fmt.Errorf("speech: %w", err)
	}
	if _, err := os.Stat(filepath.Join(c.English, acoustics, "mdef")); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMissing, err)
	}
	s := &Spotter{SpotterConfig: c}
	if s.dictionary, err = readDictionary(filepath.Join(c.English, dictionaryName)); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMissing, err)
	}
	if s.spoken, err = frequencies(); err != nil {
		return nil, fmt.Errorf("speech: %w", err)
	}
	return s, nil
}

// Check tells whether a line can be listened for: nil, or a LineError.
func (s *Spotter) Check(line string) error {
	ws := words(line)
	if len(ws) < leastWords || len(ws) > mostWords {
		return &LineError{}
	}
	var unknown []string
	for _, w := range ws {
		if len(s.dictionary.ways(w)) == 0 {
			unknown = append(unknown, w)
		}
	}
	if len(unknown) > 0 {
		return &LineError{Unknown: unknown}
	}
	return nil
}

// Works listens to a second of silence, to see whether the recogniser runs.
func (s *Spotter) Works(ctx context.Context) error {
	dir, err := os.MkdirTemp(s.Temp, "speech-")
	if err != nil {
		return fmt.Errorf("speech: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "silence.wav")
	if err := os.WriteFile(path, silentSecond(), 0o600); err != nil {
		return fmt.Errorf("speech: %w", err)
	}
	_, err = s.Spot(ctx, path, "you belong")
	return err
}

var spotLimits = sandbox.Limits{Wall: 2 * time.Minute, CPU: time.Minute, Memory: 4 << 30, FileSize: 16 << 20, Files: 64}

// Spot tells whether an English line is said in the WAV file at path. That has to be the last eight seconds of a clip,
// without what is below 120 Hz, its noise taken out, made as loud as can be, and with a little white noise over it: in
// digital silence the recogniser breaks. spotter_test.go has the ffmpeg filters. Where the line can't be listened for the
// error is a LineError; s.Check tells beforehand.
//
// It is advice. "You belong in STEM", said by 14 synthetic voices twice each, was heard in 25 of 28 without noise, in 23
// with pink noise 20 dB below, in 20 at 10 dB and in 12 at 5 dB. Of 17 other sentences by 6 voices at each of these, 408 in
// all, 6 were taken for it, each of them like it to the ear ("You be long in the stands", "You bring along a stem", "You
// belong in steam"); of 55 recordings of people, none. Five other lines by 6 voices were heard in 22 of 30 without noise and
// in 17 at 10 dB: the longer a line, and the rarer its words, the more often it is missed. Nobody real who says a line has
// been measured, and no child. It takes a second of processor time for eight seconds of speech.
func (s *Spotter) Spot(ctx context.Context, path, line string) (Spotted, error) {
	if err := s.Check(line); err != nil {
		return Spotted{}, err
	}
	heard, err := s.recognise(ctx, path, s.model(words(line)))
	if err != nil {
		return Spotted{}, fmt.Errorf("speech: %w", err)
	}
	return heard, nil
}

// model is that of a line, made once.
func (s *Spotter) model(line []string) model {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, m := range s.models {
		if strings.Join(m.line, " ") == strings.Join(line, " ") {
			copy(s.models[1:i+1], s.models[:i])
			s.models[0] = m
			return m
		}
	}
	m := newModel(line, s.dictionary, s.spoken)
	s.models = append([]model{m}, s.models[:min(len(s.models), keptModels-1)]...)
	return m
}

// The files of the folder that a recogniser works in.
const (
	inputName    = "input"
	languageName = "line.lm"
	lexiconName  = "line.dict"
	listName     = "list"
	heardName    = "heard.ctm"
)

// mostHeard is more than the recogniser writes of eight seconds, in bytes.
const mostHeard = 1 << 20

func (s *Spotter) recognise(ctx context.Context, path string, m model) (Spotted, error) {
	dir, err := os.MkdirTemp(s.Temp, "speech-")
	if err != nil {
		return Spotted{}, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	samples, err := rawSamples(path)
	if err != nil {
		return Spotted{}, err
	}
	for name, content := range map[string][]byte{
		inputName + ".raw": samples, languageName: []byte(m.language), lexiconName: []byte(m.dictionary),
		listName: []byte(inputName + "\n"),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			return Spotted{}, err
		}
	}
	exit, err := s.Helper.Run(ctx, sandbox.Task{
		Program: s.Program,
		Args: []string{
			"-hmm", filepath.Join(s.English, acoustics), "-lm", languageName, "-dict", lexiconName,
			"-remove_silence", "no", // else it forgets how long the pauses were, and so where the line begins
			"-adcin", "yes", "-ctl", listName, "-cepdir", dir, "-cepext", ".raw", "-ctm", heardName,
		},
		Folders: []string{s.English},
		Dir:     dir,
		Limits:  spotLimits,
	})
	if err != nil {
		return Spotted{}, err
	}
	if !exit.Clean() {
		return Spotted{}, errors.New(exit.String())
	}
	ctm, err := sandbox.Read(filepath.Join(dir, heardName), mostHeard)
	if err != nil {
		return Spotted{}, err
	}
	return m.find(readHeard(ctm)), nil
}

// longestSpotted is the longest sound that a line is looked for in.
const longestSpotted, maxSpotted = 30 * time.Second, 30 * rate * 2

// rawSamples are the samples of a WAV file as bytes.
func rawSamples(path string) ([]byte, error) {
	w, err := openWAV(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = w.Close() }()
	var b bytes.Buffer
	if w.left > maxSpotted {
		return nil, fmt.Errorf("longer than %s", longestSpotted)
	}
	if _, err := b.ReadFrom(w.rest()); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
