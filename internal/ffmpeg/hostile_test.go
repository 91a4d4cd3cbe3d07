package ffmpeg

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/sandbox/sandboxtest"
)

func TestProbeRefuses(t *testing.T) {
	t.Parallel()
	tool := newTool(t)
	whole := clip(t, "whole.mp4", "-f lavfi -i testsrc2=s=160x90:r=24:d=1"+quick)
	noIndex := string(sandboxtest.Read(t, whole))[:2000] // the index is at the end
	for name, c := range map[string]struct {
		path string
		want error
	}{
		"a text":                {sandboxtest.File(t, "in.mp4", "I belong in STEM. You belong in STEM."), ErrNotVideo},
		"nothing":               {sandboxtest.File(t, "in.mp4", ""), ErrNotVideo},
		"a subtitle file":       {sandboxtest.File(t, "in.mp4", "1\n00:00:00,000 --> 00:00:01,000\nhello\n"), ErrNotVideo},
		"a picture":             {clip(t, "in.png", "-f lavfi -i testsrc2=s=64x64:d=0.04 -frames:v 1"), ErrNotVideo},
		"sound only":            {clip(t, "in.m4a", "-f lavfi -i sine=d=1"), ErrNotVideo},
		"a codec of no camera":  {clip(t, "in.mkv", "-f lavfi -i testsrc2=s=64x64:d=0.2 -c:v ffv1"), ErrNotVideo},
		"a container of no one": {clip(t, "in.nut", "-f lavfi -i testsrc2=s=64x64:d=0.2 -c:v mpeg4"), ErrNotVideo},
		"cut before its index":  {sandboxtest.File(t, "in.mp4", noIndex), ErrDamaged},
		"8K":                    {clip(t, "in.mp4", "-f lavfi -i color=s=7680x4320:r=24:d=0.04"+quick), ErrTooLarge},
		"40 streams": {clip(t, "in.mkv", "-f lavfi -i testsrc2=s=64x64:d=0.1 "+strings.Repeat("-map 0:v ", 40)+
			"-c:v mpeg4"), ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, err := tool.Probe(t.Context(), c.path)
			if !errors.Is(err, c.want) {
				t.Errorf("got %+v, %v; want %v", m, err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), filepath.Dir(c.path)) {
				t.Errorf("the error tells the path: %v", err)
			}
		})
	}
}

func TestProbeOfNoFileIsNobodysFault(t *testing.T) {
	t.Parallel()
	_, err := newTool(t).Probe(t.Context(), filepath.Join(t.TempDir(), "gone.mp4"))
	for _, fault := range []error{ErrNotVideo, ErrDamaged, ErrTooLarge, ErrTimeout} {
		if err == nil || errors.Is(err, fault) {
			t.Errorf("got %v", err)
		}
	}
}

// Cover art and subtitles are not for us, but no reason to refuse the film beside them.
func TestProbePassesOverCoverArtAndSubtitles(t *testing.T) {
	t.Parallel()
	words := sandboxtest.File(t, "in.srt", "1\n00:00:00,000 --> 00:00:01,000\nhello\n")
	cover := clip(t, "cover.png", "-f lavfi -i testsrc2=s=64x64:d=0.04 -frames:v 1")
	in := clip(t, "in.mp4", "-i "+cover+" -f lavfi -i testsrc2=s=160x90:r=24:d=1 -i "+words+
		" -map 0 -map 1 -map 2 -c:v:0 copy -disposition:v:0 attached_pic -c:s mov_text -c:v:1 libx264 -preset ultrafast")
	m := transcode(t, in, Wanted{})
	if m.Video.Width != 160 || m.Errors != 0 {
		t.Errorf("%+v %+v", m.Media, m.Result)
	}
}

// playlists are files that make a trusting ffmpeg open another file, here somebody else's clip.
func playlists(t *testing.T, other string) map[string]string {
	t.Helper()
	dir := filepath.Dir(other)
	hls := "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1.0,\n%s\n#EXT-X-ENDLIST\n"
	made := map[string]string{
		"hls":      fmt.Sprintf(hls, "file:"+other),
		"ffconcat": "ffconcat version 1.0\nfile " + filepath.Base(other) + "\n",
	}
	for name, content := range made {
		made[name] = filepath.Join(dir, name+".mp4")
		if err := os.WriteFile(made[name], []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return made
}

func TestPlaylistCannotFetchAnotherUpload(t *testing.T) {
	t.Parallel()
	tool := newTool(t)
	other := clip(t, "other.ts", "-f lavfi -i testsrc2=s=160x90:r=24:d=1"+quick)
	for name, list := range playlists(t, other) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// A trusting ffprobe does open the other clip, so there is something to guard against.
			out, err := exec.CommandContext(t.Context(), "ffprobe", "-v", "error", "-show_streams", list).Output()
			if err != nil || !strings.Contains(string(out), "codec_name=h264") {
				t.Fatalf("the playlist does nothing: %v %s", err, out)
			}
			if m, err := tool.Probe(t.Context(), list); !errors.Is(err, ErrNotVideo) {
				t.Errorf("probed: %+v, %v", m, err)
			}
			plan, err := NewPlan(Media{Length: time.Second, Video: Video{Width: 160, Height: 90, Rate: Rate{24, 1}}}, Wanted{})
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			if r, err := tool.Run(t.Context(), Job{Input: list, Dir: dir, Plan: plan}, nil); err == nil {
				t.Errorf("ran: %+v", r)
			}
			for _, name := range names(t, dir) {
				if b := sandboxtest.Read(t, filepath.Join(dir, name)); len(b) > 0 {
					t.Errorf("%s has %d bytes", name, len(b))
				}
			}
			// Even without its whitelists ffmpeg could not: the sandbox opens one file only.
			var told bytes.Buffer
			e, err := tool.execute(t.Context(), task{
				program: tool.ffprobe,
				args:    []string{"-v", "error", "-show_streams", list},
				inputs:  []string{list},
				limits:  probeLimits,
				stdout:  &told,
			})
			if err != nil {
				t.Fatal(err)
			}
			if e.Clean() || strings.Contains(told.String(), "codec_name=h264") {
				t.Errorf("unguarded, in the sandbox: %s %s", e, told.String())
			}
		})
	}
}

// What a file says of its own frames is neither taken for what was measured, nor told in an error.
func TestWhatFramesSayOfThemselvesIsNotMeasured(t *testing.T) {
	t.Parallel()
	still := clip(t, "in.jpg", "-f lavfi -i testsrc2=s=320x180 -frames:v 1")
	out, err := exec.CommandContext(t.Context(), "exiftool", "-q", "-overwrite_original",
		"-ImageDescription=Jane Doe, 12 Elm St", "-Artist=1\nlavfi.black_start=1\nlavfi.black_end=2", still).CombinedOutput()
	if err != nil {
		t.Fatalf("exiftool: %v\n%s", err, out)
	}
	in := clip(t, "in.avi", "-loop 1 -framerate 30 -t 3 -i "+still+" -c:v copy")
	m := transcode(t, in, Wanted{})
	if len(m.Picture.Black) > 0 || m.Picture.Brightness < 0.2 {
		t.Errorf("measured: %+v", m.Picture)
	}
}
