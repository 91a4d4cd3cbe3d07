package ffmpeg

import (
	"encoding/json"
	"math"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/sandbox/sandboxtest"
)

// loudnessOf measures a file from outside, as a network would: ebur128's summary.
func loudnessOf(t *testing.T, path string) (integrated, peak float64) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "ffmpeg", "-nostdin", "-i", path, "-map", "0:a", "-af", "ebur128=peak=true:framelog=verbose",
		"-f", "null", "-").CombinedOutput()
	if err != nil {
		t.Fatalf("measuring: %v\n%s", err, out)
	}
	number := func(what string) float64 {
		all := regexp.MustCompile(what+`:\s+(-?[\d.]+|-inf) `).FindAllSubmatch(out, -1)
		if len(all) == 0 {
			t.Fatalf("no %s in:\n%s", what, out)
		}
		f, err := strconv.ParseFloat(string(all[len(all)-1][1]), 64)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	return number(`\bI`), number("Peak")
}

// voice makes a film of the colour bars with somebody speaking; effect is put on the sound.
func voice(t *testing.T, effect string) string {
	t.Helper()
	wav := filepath.Join(t.TempDir(), "voice.wav")
	const words = "I belong in STEM, since I have asked why the sky is blue ever since I was five. YOU Belong in STEM."
	if out, err := exec.CommandContext(t.Context(), "espeak-ng", "-v", "en-us", "-s", "150", "-w", wav, words).CombinedOutput(); err != nil {
		t.Fatalf("espeak-ng: %v\n%s", err, out)
	}
	return clip(t, "in.mp4", "-f lavfi -i testsrc2=s=160x90:r=24:d=7 -i "+wav+" -af "+effect+",apad -t 7"+quick)
}

func TestEveryClipIsAsLoudAsTheOthers(t *testing.T) {
	t.Parallel()
	for name, effect := range map[string]string{
		"as it is":                "volume=0dB",
		"far away":                "volume=-14dB",
		"shouted":                 "volume=8dB",
		"cut off":                 "volume=20dB",
		"one slap":                "volume=-15dB,aeval=val(ch)+0.9*between(t\\,2\\,2.002)*sin(6000*t),aformat=channel_layouts=mono",
		"whispered, then shouted": "volume=volume=-20dB:enable=lt(t\\,3)",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := transcode(t, voice(t, effect), Wanted{})
			for _, file := range []string{PostFile, WebFile} {
				i, peak := loudnessOf(t, filepath.Join(m.dir, file))
				if math.Abs(i-targetLoudness) > 1 || peak > targetPeak {
					t.Errorf("%s: %.1f LUFS with a peak of %.1f dB; came as %+v", file, i, peak, *m.heard)
				}
			}
		})
	}
}

// In a silent room there is nothing to raise but the noise of the microphone.
func TestSilenceIsNotRaised(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sound   string
		loudest float64
	}{
		"digital":                   {"anullsrc=d=2", Silence},
		"a quiet room":              {"anoisesrc=d=2:a=0.0005:c=pink", -40},
		"shorter than can be heard": {"anullsrc=d=0.05", Silence},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := clip(t, "in.mp4", "-f lavfi -i testsrc2=s=160x90:r=24:d=2 -f lavfi -i "+c.sound+quick)
			m := transcode(t, in, Wanted{})
			if i, _ := loudnessOf(t, filepath.Join(m.dir, PostFile)); i > c.loudest {
				t.Errorf("%v LUFS; came as %+v", i, *m.heard)
			}
		})
	}
}

func TestSoundThatWasCutOffIsNoticed(t *testing.T) {
	t.Parallel()
	for effect, want := range map[string]bool{"volume=-6dB": false, "volume=0dB": false, "volume=14dB": true} {
		m := transcode(t, voice(t, effect), Wanted{})
		if got := m.heard.Clipped > 0.15; got != want {
			t.Errorf("%s: %+v", effect, *m.heard)
		}
	}
}

// What is left for programs that understand speech is on the renditions' clock.
func TestListenLeavesTheVoice(t *testing.T) {
	t.Parallel()
	tool, in, dir := newTool(t), voice(t, "adelay=1000:all=1"), t.TempDir()
	media, err := tool.Probe(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	part := Part{500 * time.Millisecond, 6500 * time.Millisecond}
	s, err := tool.Listen(t.Context(), in, dir, media, part)
	if err != nil {
		t.Fatal(err)
	}
	if s.Length < 5800*time.Millisecond || s.Length > 6200*time.Millisecond {
		t.Errorf("heard %v", s.Length)
	}
	for name, length := range map[string]float64{SpeechFile: 6, TailFile: 6} {
		out, err := exec.CommandContext(t.Context(), "ffprobe", "-v", "error", "-of", "json", "-show_streams", filepath.Join(dir, name)).Output()
		if err != nil {
			t.Fatal(err)
		}
		var w struct {
			Streams []struct {
				Codec    string `json:"codec_name"`
				Rate     string `json:"sample_rate"`
				Channels int
				Duration string
			}
		}
		if err := json.Unmarshal(out, &w); err != nil {
			t.Fatal(err)
		}
		d, err := strconv.ParseFloat(w.Streams[0].Duration, 64)
		if w.Streams[0].Codec != "pcm_s16le" || w.Streams[0].Rate != "16000" || w.Streams[0].Channels != 1 || err != nil || math.Abs(d-length) > 0.1 {
			t.Errorf("%s: %+v", name, w)
		}
	}
	if left := names(t, dir); len(left) != 2 {
		t.Errorf("left %v", left)
	}
}

// A closing line that is spoken over no picture is not in post, so it is not heard either.
func TestSoundWithoutPicturesIsNotHeard(t *testing.T) {
	t.Parallel()
	in := clip(t, "in.mp4", "-f lavfi -i testsrc2=s=160x90:r=24:d=1 -f lavfi -i sine=d=3"+quick)
	m := transcode(t, in, Wanted{})
	if m.heard.Length > 1100*time.Millisecond || m.Truncated() {
		t.Errorf("heard %v, %+v", m.heard.Length, m.Result)
	}
}

// Sound that goes over to another kind on its way is one sound, and spoils nothing of what is seen.
func TestSoundThatChangesItsKind(t *testing.T) {
	t.Parallel()
	loud := sandboxtest.Read(t, clip(t, "a.mp3", "-f lavfi -i sine=frequency=300:duration=6,volume=-3dB -ac 2 -c:a libmp3lame"))
	quiet := sandboxtest.Read(t, clip(t, "b.mp3", "-f lavfi -i sine=frequency=300:duration=2,volume=-45dB -ac 1 -c:a libmp3lame"))
	sound := sandboxtest.File(t, "in.mp3", string(append(loud, quiet...)))
	in := clip(t, "in.mp4", "-f lavfi -i color=black:s=320x180:r=30:d=6 -f lavfi -i testsrc2=s=320x180:r=30:d=2 -i "+sound+
		" -filter_complex [0][1]concat -map 2:a -c:v libx264 -preset ultrafast -c:a copy")
	for name, w := range map[string]Wanted{"whole": {}, "part": {Part: Part{4 * time.Second, 7900 * time.Millisecond}}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := transcode(t, in, w)
			if m.heard == nil || m.heard.settled == "" {
				t.Fatalf("it does not change: %+v", m.heard)
			}
			from := w.Part.From
			if b := m.Picture.Black; len(b) != 1 || !near(b[0].From, 0) || !near(b[0].To, 6*time.Second-from) {
				t.Errorf("black: %v", b)
			}
			if i, peak := loudnessOf(t, filepath.Join(m.dir, PostFile)); i < targetLoudness-1 || i > targetLoudness+1 || peak > targetPeak {
				t.Errorf("%v LUFS, peak %v", i, peak)
			}
			if want := m.Media.Length - from; w.Part == (Part{}) && (m.heard.Length-want).Abs() > 300*time.Millisecond {
				t.Errorf("heard %v of %v", m.heard.Length, want)
			}
		})
	}
}

// What comes of it after the pictures is nobody's business.
func TestSoundThatChangesAfterThePictures(t *testing.T) {
	t.Parallel()
	first := sandboxtest.Read(t, clip(t, "a.mp3", "-f lavfi -i sine=frequency=300:duration=6 -ac 2 -c:a libmp3lame"))
	then := sandboxtest.Read(t, clip(t, "b.mp3", "-f lavfi -i sine=frequency=300:duration=2 -ac 1 -c:a libmp3lame"))
	in := clip(t, "in.mp4", "-f lavfi -i testsrc2=s=320x180:r=30:d=4 -i "+sandboxtest.File(t, "in.mp3", string(append(first, then...)))+
		" -c:v libx264 -preset ultrafast -c:a copy")
	m := transcode(t, in, Wanted{})
	if m.heard == nil || m.heard.settled != "" || m.Truncated() || (m.Result.Length-4*time.Second).Abs() > 50*time.Millisecond {
		t.Errorf("heard %+v, %v long", m.heard, m.Result.Length)
	}
}

// What begins after the pictures have ended is not heard, and takes neither memory nor disk.
func TestSoundThatBeginsTooLate(t *testing.T) {
	t.Parallel()
	in := clip(t, "in.mp4", "-f lavfi -i testsrc2=s=320x180:r=30:d=3 -itsoffset 900"+speech+"-map 0 -map 1"+quick)
	m := transcode(t, in, Wanted{})
	if m.heard != nil || m.Result.Length.Round(time.Second/10) != 3*time.Second {
		t.Errorf("heard %+v, %v long", m.heard, m.Result.Length)
	}
}

// A container may start with whatever comes first, or tell of no start at all.
func TestSoundThatBeginsLateStaysInStep(t *testing.T) {
	t.Parallel()
	for name, codecs := range map[string]string{
		"in.mp4":  quick,
		"in.mkv":  quick,
		"in.webm": " -c:v libvpx -deadline realtime -c:a libopus",
	} {
		m := transcode(t, clip(t, name, "-f lavfi -i testsrc2=s=320x180:r=30:d=3 -itsoffset 2"+speech+"-map 0 -map 1"+codecs), Wanted{})
		if m.heard == nil || (m.heard.Length-3*time.Second).Abs() > 200*time.Millisecond {
			t.Errorf("%s: heard %+v", name, m.heard)
		}
		out := filepath.Join(t.TempDir(), "sound")
		ffmpegMust(t, "-i", filepath.Join(m.dir, PostFile), "-map", "0:a", "-f", "f32le", "-ac", "1", "-ar", "48000", out)
		if at := onset(sandboxtest.Read(t, out)); at < 1.9 || at > 2.1 {
			t.Errorf("%s: the sound begins after %.2f s", name, at)
		}
	}
}
