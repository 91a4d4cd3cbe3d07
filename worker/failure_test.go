package worker

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/blob"
	"github.com/belonginstem/belong/internal/ffmpeg"
)

// A slow is a storage that opens nothing before the time of whoever asks is over.
type slow struct{ blob.Store }

func (s slow) Open(ctx context.Context, key string) (*blob.Object, error) {
	<-ctx.Done()
	return s.Store.Open(context.WithoutCancel(ctx), key)
}

func TestAVideoThatTakesTooLongFailsWithASentenceThatHelps(t *testing.T) {
	t.Parallel()
	s := open(t)
	sub := s.upload(video(t, 3), nil)
	s.Must(s.worker.inspect(t.Context(), sub.ClipID))
	s.worker.Blobs, s.worker.transcodeLimit = slow{s.blobs}, time.Nanosecond
	s.Must(s.worker.transcode(t.Context(), sub.ClipID))
	after, clip := s.Submission(sub.ID), s.clip(sub)
	if after.State != belong.Failed || !strings.HasPrefix(after.Note, "The video takes more than our server can do. Record it again with") {
		t.Errorf("%q, note %q", after.State, after.Note)
	}
	if got := codes(clip); len(got) != 1 || got[0] != belong.TooComplex || clip.Ready || len(s.kept(sub)) > 0 {
		t.Errorf("findings %v, ready %v, kept %v", got, clip.Ready, s.kept(sub))
	}
	if diff := cmp.Diff([]string{"failed to jane@example.org"}, s.Letters(sub.ID)); diff != "" {
		t.Error(diff)
	}
	if !s.hasOriginal(sub) || len(s.temps()) > 0 {
		t.Errorf("original %v, left behind: %v", s.hasOriginal(sub), s.temps())
	}
}

func TestWhatCannotBeUsedFailsWithASentenceThatHelps(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		video   func(t *testing.T) []byte
		locale  string
		finding belong.FindingCode
		note    string
	}{
		{
			"text", func(*testing.T) []byte { return []byte(strings.Repeat("this is my essay\n", 100)) }, "en", belong.NotVideo,
			"The file is not a video that we can read.",
		},
		{
			"text, in Spanish", func(*testing.T) []byte { return []byte(strings.Repeat("este es mi ensayo\n", 100)) }, "es", belong.NotVideo,
			"El archivo no es un video que podamos leer.",
		},
		{
			"a film cut off at its beginning", func(t *testing.T) []byte { return video(t, 2)[:2000] }, "en", belong.NotVideo,
			"The video is damaged: nothing in it can be played.",
		},
		{
			"more than three minutes", func(t *testing.T) []byte { return film(t, "-f lavfi -i color=s=64x64:r=2:d=190") }, "en", belong.TooLong,
			"The video lasts 3:10, and 3:00 is the longest that we take.",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			sub := s.upload(c.video(t), func(sub *belong.Submission) { sub.Locale = c.locale })
			s.process(sub)
			after, clip := s.Submission(sub.ID), s.clip(sub)
			if after.State != belong.Failed || !strings.HasPrefix(after.Note, c.note) {
				t.Errorf("%q, note %q", after.State, after.Note)
			}
			if len(clip.Findings) != 1 || clip.Findings[0].Code != c.finding || clip.Findings[0].Severity != belong.Fatal {
				t.Errorf("findings %+v", clip.Findings)
			}
			if diff := cmp.Diff([]string{"failed to jane@example.org"}, s.Letters(sub.ID)); diff != "" {
				t.Error(diff)
			}
			if !s.hasOriginal(sub) || clip.Ready || len(s.kept(sub)) > 0 {
				t.Errorf("original %v, ready %v, kept %v", s.hasOriginal(sub), clip.Ready, s.kept(sub))
			}
			if left := s.temps(); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// A video at which ffmpeg crashes each time is given up, after a while. It may have been the machine once or twice.
func TestAVideoThatCrashesFFmpegFailsInTheEnd(t *testing.T) {
	t.Parallel()
	s := open(t)
	sub := s.upload(video(t, 3), nil)
	s.Must(s.worker.inspect(t.Context(), sub.ClipID))
	itself, err := os.Executable()
	s.Must(err)
	program := filepath.Join(t.TempDir(), crashing)
	s.Must(os.Symlink(itself, program))
	whole := s.worker.FFmpeg
	s.worker.FFmpeg, err = ffmpeg.New(t.Context(), ffmpeg.Config{Helper: helper, FFmpeg: program})
	s.Must(err)
	crash := func(times int) {
		for range times {
			if err := s.worker.transcode(t.Context(), sub.ClipID); !errors.Is(err, ffmpeg.ErrFailed) {
				t.Fatal(err)
			}
		}
	}
	crash(mostCrashes - 1)
	whole, s.worker.FFmpeg = s.worker.FFmpeg, whole
	other := s.upload(video(t, 3), nil)
	s.process(other)
	if got := s.Submission(other.ID).State; got != belong.InReview {
		t.Errorf("another video: %q", got)
	}
	s.worker.FFmpeg = whole
	s.Must(s.worker.transcode(t.Context(), sub.ClipID))
	if after := s.Submission(sub.ID); after.State != belong.Failed || !strings.HasPrefix(after.Note, "Our program fails at this video each time") {
		t.Errorf("%q, note %q", after.State, after.Note)
	}
	if diff := cmp.Diff([]belong.FindingCode{belong.NotVideo}, codes(s.clip(sub))); diff != "" {
		t.Error(diff)
	}
	if len(s.temps()) > 0 || !s.hasOriginal(sub) {
		t.Errorf("left behind: %v; the original is there: %v", s.temps(), s.hasOriginal(sub))
	}
}

func TestWhatTakesLongToCrashGetsASecondChanceOnly(t *testing.T) {
	t.Parallel()
	var c crashes
	for i, want := range []bool{false, true} {
		if got := c.enough("slow", 20*time.Minute); got != want {
			t.Errorf("time %d: enough is %v", i+1, got)
		}
	}
	for i := range mostCrashes {
		if got := c.enough("quick", time.Second); got != (i == mostCrashes-1) {
			t.Errorf("time %d: enough is %v", i+1, got)
		}
	}
	c.forget("slow")
	if c.enough("slow", 20*time.Minute) {
		t.Error("it remembers what was forgotten")
	}
}

// A full is a storage without room.
type full struct{ blob.Store }

func (full) PutFile(context.Context, string, string) error { return blob.ErrNoSpace }

func TestAFullDiskIsNotTheVideosFault(t *testing.T) {
	t.Parallel()
	s := open(t)
	sub := s.upload(video(t, 3), nil)
	s.worker.Blobs = full{s.blobs}
	s.Must(s.worker.inspect(t.Context(), sub.ClipID))
	if err := s.worker.transcode(t.Context(), sub.ClipID); !errors.Is(err, blob.ErrNoSpace) {
		t.Errorf("error %v", err)
	}
	if got := s.Submission(sub.ID).State; got != belong.Processing {
		t.Errorf("%q", got)
	}
	s.worker.Blobs = s.blobs
	s.Must(s.worker.transcode(t.Context(), sub.ClipID))
	if got := s.Submission(sub.ID).State; got != belong.InReview {
		t.Errorf("with room again: %q", got)
	}
}
