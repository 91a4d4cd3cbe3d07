package worker

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/belonginstem/belong/internal/belong"
)

const script = "I ask why the sky is blue. YOU Belong in STEM."

// spokenVideo is a film in which somebody speaks.
func spokenVideo(t *testing.T, words string) []byte {
	t.Helper()
	dir := t.TempDir()
	wav, path := filepath.Join(dir, "voice.wav"), filepath.Join(dir, "film.mp4")
	for _, args := range [][]string{
		{"espeak-ng", "-v", "en-us", "-s", "150", "-w", wav, words},
		strings.Fields("ffmpeg -nostdin -v error -f lavfi -i testsrc2=s=640x480:r=10 -i " + wav + " -shortest -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac " + path),
	} {
		if out, err := exec.CommandContext(t.Context(), args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", args[0], err, out)
		}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAScriptBecomesADraftOfCaptionsWhereSomebodySpeaks(t *testing.T) {
	t.Parallel()
	s := open(t)
	spoken := s.upload(spokenVideo(t, script), func(sub *belong.Submission) { sub.Script = script })
	s.process(spoken)
	captions, err := s.Store.Captions(t.Context(), spoken.ClipID)
	s.Must(err)
	if captions.Confirmed() || captions.Source != belong.FromScript || captions.Locale != "en" || !strings.Contains(captions.VTT(), "YOU Belong in STEM.") {
		t.Errorf("%+v", captions)
	}
	for _, code := range codes(s.clip(spoken)) {
		if code == belong.NoSpeech {
			t.Error("nobody speaks, it says")
		}
	}

	if spoken := codes(s.clip(spoken)); !slices.Contains(spoken, belong.LineHeard) {
		t.Errorf("the closing line: %v", spoken)
	}

	silent := s.upload(video(t, 4), func(sub *belong.Submission) { sub.Script = script }) // a tone
	s.process(silent)
	if captions, err := s.Store.Captions(t.Context(), silent.ClipID); belong.KindOf(err) != belong.NotFound {
		t.Errorf("invented: %+v, %v", captions, err)
	}
}
