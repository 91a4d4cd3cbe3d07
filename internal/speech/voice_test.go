package speech

import (
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"

	"github.com/belonginstem/belong/internal/sandbox/sandboxtest"
)

const (
	inEnglish = "I belong in science because I love asking questions, and my teacher listens to every one of them."
	inSpanish = "Yo pertenezco a la ciencia porque me encanta hacer preguntas, y mi maestra las escucha todas."
)

// readers are people who read aloud: recordings that come with Debian's pocketsphinx-testdata.
func readers(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob("/usr/share/pocketsphinx/test/data/*/*.wav")
	if err != nil || len(paths) != 10 {
		t.Fatalf("%d recordings (on Debian: apt install pocketsphinx-testdata), %v", len(paths), err)
	}
	return paths
}

// share is how much of a sound somebody speaks in, as Find tells it.
func (s sound) share(t *testing.T) float64 {
	t.Helper()
	spans, err := Find(s.save(t))
	if err != nil {
		t.Fatal(err)
	}
	var spoken time.Duration
	for i, span := range spans {
		if span.From < 0 || span.Length() < blip || span.To > s.length()+hop {
			t.Errorf("a span from %s to %s of %s", span.From, span.To, s.length())
		}
		if i > 0 && span.From-spans[i-1].To < pause {
			t.Errorf("%s after a span comes the next", span.From-spans[i-1].To)
		}
		spoken += span.Length()
	}
	return spoken.Seconds() / s.length().Seconds()
}

// What was measured, in percent of the length, which in speech includes its pauses:
//
//	                      clean  -43 dBFS  pink noise at 20 dB  10 dB   5 dB
//	espeak-ng, 6 voices  89..97    89..97               89..97  84..97  71..95
//	flite, 4 voices      89..97    89..97               93..96  81..84  13..54
//	people read, 8       77..93    60..91               60..91  47..89   0..72
//	people read, 3 long  95..97    91..97               91..97  84..96  62..87
//	17 pieces of music: 13 at 0, one at 1, three at 31..61, with lead voices that glide as a singer's do
//	whispering: 0
func TestSpeechIsFound(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		speaker speaker
		text    string
	}{
		{espeak("en-us", "160"), inEnglish},
		{espeak("en-gb-scotland", "150"), inEnglish},
		{espeak("en-us+f3", "170"), inEnglish},
		{espeak("es", "160"), inSpanish},
		{espeak("es-419+f2", "170"), inSpanish},
		{flite("slt"), inEnglish},
		{flite("awb"), inEnglish},
		{flite("kal16"), inEnglish},
	} {
		t.Run(c.speaker.String(), func(t *testing.T) {
			t.Parallel()
			said := c.speaker.says(t, c.text).at(-20)
			quiet := silence(time.Second)
			said = quiet.then(said, quiet)
			for how, got := range map[string]float64{
				"clean":               said.share(t),
				"loud":                said.at(-10).share(t),
				"quiet":               said.at(-43).share(t),
				"with noise at 20 dB": said.over(pink(5*time.Second), 20).share(t),
				"with noise at 10 dB": said.over(pink(5*time.Second), 10).share(t),
			} {
				most := (said.length() - 1700*time.Millisecond).Seconds() / said.length().Seconds()
				if got < 0.7*most || got > most {
					t.Errorf("%s: somebody speaks in %.0f%% of it, of at most %.0f%%", how, 100*got, 100*most)
				}
			}
		})
	}
}

func TestPeopleAreFound(t *testing.T) {
	t.Parallel()
	for _, path := range readers(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			read := ffmpegSound(t, "-i", path)
			if got := read.share(t); got < 0.7 {
				t.Errorf("somebody speaks in %.0f%% of it", 100*got)
			}
			if got := read.over(pink(5*time.Second), 10).share(t); got < 0.3 {
				t.Errorf("with noise at 10 dB: in %.0f%% of it", 100*got)
			}
		})
	}
}

func wavering(hertz, t float64) float64 { return math.Sin(2 * math.Pi * hertz * t) }

// note is the n-th tone of a scale above a pitch, as an instrument with four harmonics plays it.
func note(hertz float64, n int, t float64) float64 {
	hertz *= math.Pow(2, float64([]int{0, 4, 7, 5, 2, 9, 11}[n%7])/12)
	return wavering(hertz, t) + 0.6*wavering(2*hertz, t) + 0.4*wavering(3*hertz, t) + 0.2*wavering(4*hertz, t)
}

func TestWhatIsNotSpeechIsNotFound(t *testing.T) {
	t.Parallel()
	const d = 10 * time.Second
	for name, s := range map[string]sound{
		"silence":    silence(d),
		"nothing":    nil,
		"hiss":       white(d),
		"pink noise": pink(d),
		"a tone":     played(d, func(t float64) float64 { return 0.3 * wavering(300, t) }),
		"a hum": played(d, func(t float64) float64 {
			return 0.1*wavering(60, t) + 0.06*wavering(120, t) + 0.05*wavering(180, t) + 0.03*wavering(240, t)
		}),
		"beeps": played(d, func(t float64) float64 {
			if math.Mod(t, 1) > 0.4 {
				return 0
			}
			return 0.3 * wavering(300, t)
		}),
		"a siren": played(d, func(t float64) float64 { return 0.2 * math.Sin(2*math.Pi*300*t+60*math.Sin(2*math.Pi*t)) }),
		"chords": played(d, func(t float64) float64 {
			n := int(t * 2)
			fading := 0.1 * math.Exp(-3*math.Mod(t, 0.5))
			return fading * (note(131, n, t) + note(165, n, t) + note(196, n, t))
		}),
		"a tune": played(d, func(t float64) float64 {
			return 0.15 * math.Exp(-4*math.Mod(t, 0.3)) * note(220, int(t/0.3), t)
		}),
		"a tune over noise": played(d, func(t float64) float64 {
			return 0.15 * math.Exp(-4*math.Mod(t, 0.3)) * note(220, int(t/0.3), t)
		}).over(pink(d), 15),
		"an organ": played(d, func(t float64) float64 {
			return 0.1 * (0.8 + 0.2*wavering(5, t)) * (note(220, int(t), t) + note(277, int(t), t))
		}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := s.length(); got > 0 && s.share(t) > 0 {
				t.Errorf("somebody speaks in %.0f%% of it", 100*s.share(t))
			}
			if spans, err := Find(s.save(t)); err != nil || len(spans) > 0 {
				t.Errorf("%v, %v", spans, err)
			}
		})
	}
}

// trimmed is a sound without what is next to silent at its ends.
func (s sound) trimmed() sound {
	const little = 0.01
	from, to := 0, len(s)
	for math.Abs(s[from]) < little {
		from++
	}
	for math.Abs(s[to-1]) < little {
		to--
	}
	return s[from:to]
}

func TestSpansAreWhereTheSpeechIs(t *testing.T) {
	t.Parallel()
	const near = 150 * time.Millisecond
	var worst time.Duration
	for _, who := range []speaker{espeak("en-us", "150"), espeak("en-us+f3", "170"), espeak("en-gb", "160"), flite("slt"), flite("rms")} {
		clip := silence(700 * time.Millisecond)
		var want []belong.Span
		for i, text := range []string{"My name is Anna.", "I study how rivers move.", "And you belong in STEM."} {
			said := who.says(t, text).at(-20).trimmed()
			want = append(want, belong.Span{From: clip.length(), To: clip.length() + said.length()})
			clip = clip.then(said, silence(time.Duration(700+300*i)*time.Millisecond))
		}
		got, err := Find(clip.save(t))
		if err != nil || len(got) != len(want) {
			t.Errorf("%s: %v, want %v; %v", who, got, want, err)
			continue
		}
		for i := range got {
			off := max((got[i].From - want[i].From).Abs(), (got[i].To - want[i].To).Abs())
			worst = max(worst, off)
			if off > near {
				t.Errorf("%s: %v, want %v", who, got[i], want[i])
			}
		}
	}
	t.Logf("the worst edge is %s off", worst)
}

func TestOnlyOurOwnSoundIsRead(t *testing.T) {
	t.Parallel()
	good := string(white(time.Second).wav())
	for name, c := range map[string]struct {
		file string
		ok   bool
	}{
		"as we write it":       {good, true},
		"with a list before":   {good[:36] + "LIST\x03\x00\x00\x00abc\x00" + good[36:], true},
		"cut short":            {good[:2001], true},
		"empty":                {"", false},
		"another file":         {"#EXTM3U\n" + strings.Repeat("x", 100), false},
		"stereo":               {good[:22] + "\x02" + good[23:], false},
		"another rate":         {good[:24] + "\x44\xac" + good[26:], false},
		"24 bits":              {good[:34] + "\x18" + good[35:], false},
		"floating point":       {good[:20] + "\x03" + good[21:], false},
		"no format":            {good[:12] + good[36:], false},
		"a format too short":   {good[:16] + "\x08" + good[17:], false},
		"a chunk without end":  {good[:36] + "LIST\xff\xff\xff\x7fabc", false},
		"nothing but chunks":   {good[:36] + strings.Repeat("LIST\x00\x00\x00\x00", 100) + good[36:], false},
		"longer than any clip": {good[:40] + "\xff\xff\xff\x7f" + good[44:], false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := Find(sandboxtest.File(t, "sound.wav", c.file)); (err == nil) != c.ok {
				t.Errorf("%v", err)
			}
		})
	}
	if _, err := Find(filepath.Join(t.TempDir(), "none.wav")); err == nil {
		t.Error("a file that is not there was read")
	}
}
