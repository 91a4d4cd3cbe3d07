package ffmpeg

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/sandbox/sandboxtest"
)

const (
	fitting = "-f lavfi -i testsrc2=s=320x180:r=30:d=2" + speech
	fitted  = " -c:v libx264 -preset veryfast -profile:v high -pix_fmt yuv420p -g 60 -flags +cgop -b:v 1M -c:a aac "
)

func TestWhatFitsIsCopied(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args string
		web  bool // fits web too
	}{
		"small enough for web": {fitting + fitted, true},
		"too many bits for it": {"-f lavfi -i testsrc2=s=320x180:r=30:d=2,noise=alls=60:allf=t" + speech + fitted + " -b:v 3M", false},
		"too fast for it":      {"-f lavfi -i testsrc2=s=320x180:r=60:d=2" + speech + fitted, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			copies(t, clip(t, "in.mp4", c.args), c.web)
		})
	}
}

func copies(t *testing.T, in string, web bool) {
	t.Helper()
	tool := newTool(t)
	media, err := tool.Probe(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	fits, why, err := tool.Fits(t.Context(), in, media, Wanted{})
	if err != nil || !fits {
		t.Fatalf("it does not fit: %s, %v", why, err)
	}
	m := transcode(t, in, Wanted{Copy: true})
	// x264 writes a message of its settings between the pictures, as an uploader may write anything there.
	settings := []byte("x264 - core")
	if !bytes.Contains(sandboxtest.Read(t, in), settings) {
		t.Fatal("the file has no message between the pictures")
	}
	for name, copied := range map[string]bool{PostFile: true, WebFile: web} {
		path := filepath.Join(m.dir, name)
		if copied && bytes.Contains(sandboxtest.Read(t, path), settings) {
			t.Errorf("%s: the message between the pictures went along", name)
		}
		if same := framesOf(t, in) == framesOf(t, path); same != copied {
			t.Errorf("%s: the same pictures: %v", name, same)
		}
		s := show(t, path)
		if len(s.Streams) != 2 || s.Streams[1].SampleRate != "48000" || boxes(t, path)[1] != "moov" {
			t.Errorf("%s: %+v", name, s.Streams)
		}
		if i, _ := loudnessOf(t, path); i < targetLoudness-1 || i > targetLoudness+1 {
			t.Errorf("%s: %v LUFS", name, i)
		}
	}
	for _, name := range []string{PosterFile, StoryboardFile} {
		if len(sandboxtest.Read(t, filepath.Join(m.dir, name))) == 0 {
			t.Errorf("no %s", name)
		}
	}
}

// framesOf is a hash of all decoded pictures.
func framesOf(t *testing.T, path string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "hash")
	ffmpegMust(t, "-i", path, "-map", "0:v", "-f", "hash", out)
	return string(sandboxtest.Read(t, out))
}

func TestWhatDoesNotFitIsEncoded(t *testing.T) {
	t.Parallel()
	tool := newTool(t)
	for name, c := range map[string]struct {
		file, args string
		wanted     Wanted
	}{
		"container":                         {"in.mkv", fitting + fitted, Wanted{}},
		"codec":                             {"in.mp4", fitting + " -c:v mpeg4 -c:a aac", Wanted{}},
		"pixels":                            {"in.mp4", fitting + " -c:v libx264 -profile:v high -pix_fmt yuvj420p -g 60 -c:a aac", Wanted{}},
		"size":                              {"in.mp4", fitting + fitted, Wanted{Post: Size{160, 90}}},
		"bits":                              {"in.mp4", "-f lavfi -i testsrc2=s=320x180:r=30:d=2,noise=alls=90:allf=t" + speech + fitted + " -b:v 14M", Wanted{}},
		"it is cut":                         {"in.mp4", fitting + fitted, Wanted{Part: Part{0, time.Second}}},
		"open groups":                       {"in.mp4", fitting + fitted + " -flags -cgop -x264-params open-gop=1:keyint=15:min-keyint=15:bframes=3:scenecut=0", Wanted{}},
		"key frames far apart":              {"in.mp4", "-f lavfi -i testsrc2=s=320x180:r=30:d=7" + speech + fitted + " -g 400 -x264-params scenecut=0", Wanted{}},
		"descriptions between the pictures": {"in.mp4", fitting + fitted + " -x264-params repeat-headers=1", Wanted{}},
		"frame rate, a slow one":            {"in.mp4", "-f lavfi -i testsrc2=s=320x180:r=15:d=2" + speech + fitted, Wanted{}},
		"frame rate":                        {"in.mp4", "-f lavfi -i testsrc2=s=320x180:r=30:d=2,select=not(eq(mod(n\\,7)\\,3))" + speech + fitted + " -vsync vfr", Wanted{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want, _, _ := strings.Cut(name, ", ")
			in := clip(t, c.file, c.args)
			media, err := tool.Probe(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			fits, why, err := tool.Fits(t.Context(), in, media, c.wanted)
			if err != nil || fits || why != want {
				t.Errorf("fits %v, %q, %v", fits, why, err)
			}
		})
	}
	// An app that shortens a film without encoding it hides the pictures before its beginning, and leaves them in.
	long := clip(t, "long.mp4", "-f lavfi -i testsrc2=s=320x180:r=30:d=4"+speech+fitted)
	hidden := clip(t, "hidden.mp4", "-ss 1 -i "+long+" -c copy")
	media, err := tool.Probe(t.Context(), hidden)
	if err != nil {
		t.Fatal(err)
	}
	if fits, why, err := tool.Fits(t.Context(), hidden, media, Wanted{}); fits || why != "hidden pictures" || err != nil {
		t.Errorf("with hidden pictures: %v, %q, %v", fits, why, err)
	}
	flipped := matrix(1, 0, 0, -1)(t, clip(t, "flipped.mp4", fitting+fitted))
	if media, err = tool.Probe(t.Context(), flipped); err != nil {
		t.Fatal(err)
	}
	if fits, why, err := tool.Fits(t.Context(), flipped, media, Wanted{}); fits || why != "orientation" || err != nil {
		t.Errorf("flipped: %v, %q, %v", fits, why, err)
	}
	turned := clip(t, "turned.mp4", fitting+fitted)
	turn(t, turned)
	if media, err = tool.Probe(t.Context(), turned); err != nil {
		t.Fatal(err)
	}
	if fits, why, err := tool.Fits(t.Context(), turned, media, Wanted{}); fits || why != "orientation" || err != nil {
		t.Errorf("turned: %v, %q, %v", fits, why, err)
	}
}

// What a header says of its pictures is a sender's word.
func TestWhatAHeaderPromisesIsCounted(t *testing.T) {
	t.Parallel()
	in := clip(t, "in.mp4", fitting+fitted)
	media, err := newTool(t).Probe(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	packets, err := newTool(t).packets(t.Context(), in, media.Video.Index)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := NewPlan(media, Wanted{Copy: true})
	if err != nil {
		t.Fatal(err)
	}
	if why := plan.refusePackets(packets); why != "" {
		t.Fatalf("as it is: %s", why)
	}
	packets[7].shown += 20 * time.Millisecond
	if why := plan.refusePackets(packets); why != "frame rate" {
		t.Errorf("with a picture that is late: %q", why)
	}
	packets[7].shown -= 20 * time.Millisecond
	packets[7].bytes += 1 << 20
	if why := plan.refusePackets(packets); why != "bits" {
		t.Errorf("with a megabyte more in two seconds: %q", why)
	}
	plan.media.Video.Described = 54_000
	if why := plan.refusesCopy(); why != "description" {
		t.Errorf("with a book in its description: %q", why)
	}
}
