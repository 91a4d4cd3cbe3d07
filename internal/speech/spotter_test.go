package speech

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/sandbox"

	"github.com/belonginstem/belong/internal/sandbox/sandboxtest"
)

const theLine = "YOU Belong in STEM"

// preparation is what Spot's sound has been through.
const preparation = "[0]highpass=f=120,afftdn=nr=12:nf=-30:tn=1,aresample=16000,aformat=channel_layouts=mono,speechnorm=p=0.5:e=4[a];" +
	"[a][1]amix=2:duration=first:normalize=0"

// prepared is the path of a sound as Spot wants it.
func (s sound) prepared(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tail.wav")
	run(t, "ffmpeg", "-nostdin", "-v", "error", "-i", s.save(t), "-f", "lavfi", "-i", "anoisesrc=c=white:a=0.01:r=16000:seed=1",
		"-filter_complex", preparation, "-ar", "16000", "-ac", "1", "-bitexact", path)
	return path
}

// sharedSpotter is made once: the dictionary takes a moment to read.
var sharedSpotter = sync.OnceValues(func() (*Spotter, error) { return NewSpotter(SpotterConfig{Helper: helper}) })

func newSpotter(t *testing.T) *Spotter {
	t.Helper()
	s, err := sharedSpotter()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s sound) spot(t *testing.T, line string) Spotted {
	t.Helper()
	got, err := newSpotter(t).Spot(t.Context(), s.prepared(t), line)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// speakers are of many kinds; all that was measured of them stands at Spot.
var speakers = []speaker{
	espeak("en-us", "140"), espeak("en-gb", "150"), espeak("en-gb-scotland", "150"), espeak("en-us+f3", "150"),
	espeak("en-us+m7", "170"), flite("slt"), flite("rms"),
}

func TestTheLineIsHeard(t *testing.T) {
	t.Parallel()
	for _, who := range speakers {
		t.Run(who.String(), func(t *testing.T) {
			t.Parallel()
			before := silence(300*time.Millisecond).then(who.says(t, "My teachers listen to my questions every day.").trimmed(), silence(1200*time.Millisecond))
			said := before.then(who.says(t, theLine).trimmed(), silence(500*time.Millisecond)).at(-20)
			for how, s := range map[string]sound{"clean": said, "with noise at 20 dB": said.over(pink(5*time.Second), 20)} {
				got := s.spot(t, theLine)
				if !got.Heard || got.Confidence < sureEnough || got.Confidence > 1 {
					t.Errorf("%s: %+v", how, got)
				}
				if off := (got.At - before.length()).Abs(); off > 300*time.Millisecond {
					t.Errorf("%s: it begins at %s, not at %s", how, before.length(), got.At)
				}
			}
		})
	}
}

func TestAnotherSentenceIsNotTheLine(t *testing.T) {
	t.Parallel()
	for i, text := range []string{
		"You belong in science.",
		"They belong to the system.",
		"You belong in the team.",
		"It was a long time in the storm.",
		"Come and join our robotics team on Saturday.",
		"Math is for everyone, and science needs all of us.",
		"See yourself in STEM.",
	} {
		who := speakers[i]
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			said := silence(300*time.Millisecond).then(who.says(t, text), silence(300*time.Millisecond)).at(-20)
			if got := said.spot(t, theLine); got.Heard {
				t.Errorf("%s: %+v", who, got)
			}
		})
	}
}

func TestPeopleWhoSaySomethingElse(t *testing.T) {
	t.Parallel()
	for _, path := range readers(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			if got := ffmpegSound(t, "-i", path).spot(t, theLine); got.Heard {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestAnyEnglishLineCanBeListenedFor(t *testing.T) {
	t.Parallel()
	for i, line := range []string{"See yourself in STEM!", "I'm a scientist, too", "Science is for everyone"} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			who := []speaker{speakers[0], speakers[3], speakers[5]}[i]
			said := who.says(t, "This is what I do every day.").then(silence(400*time.Millisecond), who.says(t, line), silence(400*time.Millisecond)).at(-20)
			if got := said.spot(t, line); !got.Heard {
				t.Errorf("%s: %+v", who, got)
			}
			if got := said.spot(t, theLine); got.Heard {
				t.Errorf("taken for %q: %+v", theLine, got)
			}
		})
	}
}

func TestWhereNobodySpeaksNoLineIsHeard(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]sound{
		"silence": silence(8 * time.Second), "noise": pink(8 * time.Second), "a moment": silence(20 * time.Millisecond),
	} {
		if got := s.spot(t, theLine); got != (Spotted{}) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestALineThatCannotBeListenedFor(t *testing.T) {
	t.Parallel()
	s := newSpotter(t)
	for line, want := range map[string][]string{
		"Tú perteneces a STEM":           {"tú", "perteneces"},
		"STEM 2027":                      {"2027"},
		"":                               nil,
		"STEM":                           nil,
		"…!":                             nil,
		strings.Repeat("you belong ", 7): nil,
	} {
		_, err := s.Spot(t.Context(), silence(time.Second).save(t), line)
		var told *LineError
		if !errors.As(err, &told) || cmp.Diff(want, told.Unknown) != "" {
			t.Errorf("%q: %v", line, err)
		}
	}
	for _, line := range []string{theLine, "You’re one of us", "Science & you"} {
		if err := s.Check(line); err != nil {
			t.Errorf("%q: %v", line, err)
		}
	}
}

func TestMissingPartsSayWhatToInstall(t *testing.T) {
	t.Parallel()
	half := t.TempDir() // the sounds of English, without its words
	if err := os.MkdirAll(filepath.Join(half, acoustics), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(half, acoustics, "mdef"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]SpotterConfig{
		"no program": {Helper: helper, Program: "no-such-recogniser"},
		"no English": {Helper: helper, English: t.TempDir()},
		"no words":   {Helper: helper, English: half},
	} {
		_, err := NewSpotter(c)
		if !errors.Is(err, ErrMissing) || !strings.Contains(err.Error(), "apt install pocketsphinx pocketsphinx-en-us") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := NewSpotter(SpotterConfig{Helper: sandbox.Helper{}}); err == nil || errors.Is(err, ErrMissing) {
		t.Errorf("without a sandbox: %v", err)
	}
}

func TestSpotLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	temp := t.TempDir()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	relative, err := filepath.Rel(here, temp) // as an operator may write it
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewSpotter(SpotterConfig{Helper: helper, Temp: relative})
	if err != nil {
		t.Fatal(err)
	}
	sound := pink(time.Second).save(t)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Spot(gone, sound, theLine); !errors.Is(err, context.Canceled) {
		t.Errorf("nobody wants it any more: %v", err)
	}
	if _, err := s.Spot(t.Context(), sandboxtest.File(t, "clip.wav", "#EXTM3U"), theLine); !errors.Is(err, errWAV) {
		t.Errorf("not a sound: %v", err)
	}
	if _, err := s.Spot(t.Context(), silence(time.Minute).save(t), theLine); err == nil {
		t.Error("a minute was listened to")
	}
	if _, err := s.Spot(t.Context(), sound, theLine); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}
