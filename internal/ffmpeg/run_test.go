package ffmpeg

import (
	"bytes"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/sandbox/sandboxtest"
)

// A landscape clip with sound: the renditions are what every network takes.
func TestRenditionsFitEveryNetwork(t *testing.T) {
	t.Parallel()
	m := transcode(t, clip(t, "in.mp4", "-f lavfi -i testsrc2=s=1920x1080:r=30:d=1"+speech+quick), Wanted{})
	for _, c := range []struct {
		file          string
		width, height int
	}{{PostFile, 1280, 720}, {WebFile, 960, 540}} {
		s := show(t, filepath.Join(m.dir, c.file))
		if len(s.Streams) != 2 {
			t.Fatalf("%s has %d streams", c.file, len(s.Streams))
		}
		v, a := s.Streams[0], s.Streams[1]
		got := []any{v.Codec, v.Profile, v.Pixel, v.Width, v.Height, v.Aspect, v.Rate, v.Transfer, v.Matrix, v.Range}
		want := []any{"h264", "High", "yuv420p", c.width, c.height, "1:1", "30/1", "bt709", "bt709", "tv"}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s, picture: %s", c.file, d)
		}
		if d := cmp.Diff([]any{"aac", "LC", "48000", 2}, []any{a.Codec, a.Profile, a.SampleRate, a.Channels}); d != "" {
			t.Errorf("%s, sound: %s", c.file, d)
		}
		b := boxes(t, filepath.Join(m.dir, c.file))
		if slices.Index(b, "moov") > slices.Index(b, "mdat") || !slices.Contains(b, "moov") {
			t.Errorf("%s does not play while it loads: %v", c.file, b)
		}
	}
	if b := picture(t, filepath.Join(m.dir, PosterFile)).Bounds(); b.Dx() != 960 || b.Dy() != 540 {
		t.Errorf("poster is %v", b)
	}
	if left := names(t, m.dir); !slices.Equal(left, []string{PostFile, PosterFile, StoryboardFile, WebFile}) {
		t.Errorf("the folder holds %v", left)
	}
	r := m.Result
	if r.Errors != 0 || r.Truncated() || r.Frames != 30 || r.CPU <= 0 {
		t.Errorf("%+v", r)
	}
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestKeyFramesAreAtMostTwoSecondsApart(t *testing.T) {
	t.Parallel()
	m := transcode(t, clip(t, "in.mp4", "-f lavfi -i testsrc2=s=320x180:r=25:d=5"+quick+"-g 250"), Wanted{})
	last, keys := 0.0, 0
	for _, p := range show(t, filepath.Join(m.dir, PostFile)).Packets {
		if p.Type != "video" || p.Flags[0] != 'K' {
			continue
		}
		at, err := strconv.ParseFloat(p.Time, 64)
		if err != nil || at-last > 2.001 {
			t.Errorf("a key frame at %s, the one before at %v: %v", p.Time, last, err)
		}
		last, keys = at, keys+1
	}
	if keys != 3 {
		t.Errorf("%d key frames in five seconds", keys)
	}
}

// The stored picture is red above blue; turned clockwise, blue comes to the left.
func TestPhoneClipComesOutUpright(t *testing.T) {
	t.Parallel()
	in := clip(t, "in.mp4", "-f lavfi -i color=red:s=640x180:r=30:d=1 -f lavfi -i color=blue:s=640x180:r=30:d=1"+speech+
		"-filter_complex [0][1]vstack -map 2:a"+quick)
	turn(t, in)
	m := transcode(t, in, Wanted{})
	if m.Video.Rotation != 90 || m.Video.Width != 360 || m.Video.Height != 640 {
		t.Errorf("probed as %+v", m.Video)
	}
	v := show(t, filepath.Join(m.dir, PostFile)).Streams[0]
	if v.Width != 360 || v.Height != 640 || v.SideData != nil {
		t.Errorf("post is %dx%d, side data %v", v.Width, v.Height, v.SideData)
	}
	img := picture(t, filepath.Join(m.dir, PosterFile))
	lr, _, lb, _ := img.At(img.Bounds().Dx()/8, img.Bounds().Dy()/2).RGBA()
	rr, _, rb, _ := img.At(img.Bounds().Dx()*7/8, img.Bounds().Dy()/2).RGBA()
	if lb < 2*lr || rr < 2*rb {
		t.Errorf("left %x/%x, right %x/%x (red/blue)", lr>>8, lb>>8, rr>>8, rb>>8)
	}
}

// Encoders refuse odd sizes, and a small picture gains nothing from being blown up.
func TestOddSmallPicture(t *testing.T) {
	t.Parallel()
	m := transcode(t, clip(t, "in.mkv", "-f lavfi -i testsrc2=s=321x241:r=15:d=1 -c:v mpeg4"), Wanted{})
	v := show(t, filepath.Join(m.dir, PostFile)).Streams[0]
	if v.Width != 320 || v.Height != 240 || v.Rate != "24/1" {
		t.Errorf("post is %dx%d at %s", v.Width, v.Height, v.Rate)
	}
}

func TestSilentFilmGetsSilence(t *testing.T) {
	t.Parallel()
	const film = "-f lavfi -i testsrc2=s=320x180:r=30:d=2"
	for name, path := range map[string]string{
		"no track":         clip(t, "in.mp4", film+quick),
		"nothing in track": clip(t, "in.mkv", film+speech+quick+"-af atrim=end=0"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := transcode(t, path, Wanted{})
			if m.heard != nil {
				t.Errorf("heard %+v", m.heard)
			}
			s := show(t, filepath.Join(m.dir, PostFile))
			if len(s.Streams) != 2 || s.Streams[1].Codec != "aac" || s.Streams[1].Profile != "LC" {
				t.Fatalf("%+v", s.Streams)
			}
			if d, err := strconv.ParseFloat(s.Format.Duration, 64); err != nil || math.Abs(d-2) > 0.1 {
				t.Errorf("2 s became %s", s.Format.Duration)
			}
		})
	}
}

// What a browser records has no length in its header.
func TestBrowserRecording(t *testing.T) {
	t.Parallel()
	in := clip(t, "in.webm", "-f lavfi -i testsrc2=s=320x180:r=30:d=2 -f lavfi -i sine=d=2 -c:v libvpx -deadline realtime "+
		"-cpu-used 8 -c:a libopus -f webm -live 1")
	if d := show(t, in).Format.Duration; d != "" {
		t.Fatalf("the file says that it lasts %s", d)
	}
	m := transcode(t, in, Wanted{})
	if m.Media.Length < 1900*time.Millisecond || m.Media.Length > 2100*time.Millisecond {
		t.Errorf("2 s measured as %v", m.Media.Length)
	}
	if m.Truncated() {
		t.Errorf("%+v", m.Result)
	}
}

// The same picture filmed for an ordinary screen and for an HDR one looks the same in the end. Merely relabelled it would
// come out pale, some 16 steps of brightness off.
func TestHDRBecomesSDR(t *testing.T) {
	t.Parallel()
	const (
		source = "-f lavfi -i smptehdbars=s=320x180:r=24:d=0.5,format=yuv420p," +
			"setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
		toHLG = ",zscale=t=linear:npl=203,format=gbrpf32le,zscale=p=bt2020,zscale=t=arib-std-b67:m=bt2020nc:r=tv:npl=203," +
			"format=yuv420p10le -c:v libx265 -preset ultrafast -x265-params log-level=error " +
			"-color_trc arib-std-b67 -color_primaries bt2020 -colorspace bt2020nc"
	)
	sdr := transcode(t, clip(t, "sdr.mp4", source+quick), Wanted{})
	hdr := transcode(t, clip(t, "hdr.mp4", source+toHLG), Wanted{})
	if sdr.Video.HDR() || !hdr.Video.HDR() {
		t.Fatalf("probed as %+v, %+v", sdr.Video, hdr.Video)
	}
	v := show(t, filepath.Join(hdr.dir, PostFile)).Streams[0]
	if v.Transfer != "bt709" || v.Matrix != "bt709" || v.Pixel != "yuv420p" {
		t.Errorf("post is %s, %s, %s", v.Transfer, v.Matrix, v.Pixel)
	}
	off := difference(picture(t, filepath.Join(sdr.dir, PosterFile)), picture(t, filepath.Join(hdr.dir, PosterFile)))
	if off > 12 {
		t.Errorf("they differ by %v", off)
	}
}

func TestOverlongClipIsCut(t *testing.T) {
	t.Parallel()
	in := clip(t, "in.mp4", "-f lavfi -i testsrc2=s=160x90:r=24:d=4 -f lavfi -i sine=d=4"+quick)
	m := transcode(t, in, Wanted{MaxLength: time.Second})
	if m.Result.Length > 1200*time.Millisecond || m.Truncated() {
		t.Errorf("%+v", m.Result)
	}
}

func TestPosterShowsSomething(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		source       string
		mean, spread float64 // at least
	}{
		"mostly black":      {"testsrc2=s=320x180:r=24:d=2,fade=in:st=1.4:d=0.2", 60, 30},
		"mostly dark noise": {"testsrc2=s=320x180:r=24:d=2,fade=in:st=1.4:d=0.2,noise=alls=8:allf=t", 60, 30},
		"begins white":      {"testsrc2=s=320x180:r=24:d=2,fade=in:st=1.4:d=0.2:color=white", 60, 30},
		"nothing but black": {"color=black:s=320x180:r=24:d=1", 0, 0},
		"one frame":         {"testsrc2=s=320x180:r=24:d=0.04", 60, 30},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := transcode(t, clip(t, "in.mp4", "-f lavfi -i "+c.source+quick), Wanted{})
			if mean, spread := brightness(picture(t, filepath.Join(m.dir, PosterFile))); mean < c.mean || spread < c.spread {
				t.Errorf("mean %v, spread %v", mean, spread)
			}
		})
	}
}

// A phone writes where and by whom a clip was made into it. A minor's place must not leave.
func TestNothingOfThePersonLeaves(t *testing.T) {
	t.Parallel()
	marks := []string{"+27.5916+086.5640", "Jane Doe"}
	in := clip(t, "in.mp4", "-f lavfi -i testsrc2=s=160x90:r=24:d=1"+speech+quick+"-movflags use_metadata_tags "+
		"-metadata com.apple.quicktime.location.ISO6709=+27.5916+086.5640/ -metadata location=+27.5916+086.5640/")
	tagged := filepath.Join(t.TempDir(), "tagged.mp4")
	clipArgs := []string{
		"-i", in, "-c", "copy", "-map_metadata", "0", "-movflags", "use_metadata_tags",
		"-metadata", "title=Jane Doe", "-metadata:s:v", "handler_name=Jane Doe", "-metadata:s:a", "handler_name=Jane Doe", tagged,
	}
	ffmpegMust(t, clipArgs...)
	for _, mark := range marks {
		if !bytes.Contains(sandboxtest.Read(t, tagged), []byte(mark)) {
			t.Fatalf("the clip has no %q to begin with", mark)
		}
	}
	m := transcode(t, tagged, Wanted{})
	for _, name := range names(t, m.dir) {
		for _, mark := range marks {
			if bytes.Contains(sandboxtest.Read(t, filepath.Join(m.dir, name)), []byte(mark)) {
				t.Errorf("%s holds %q", name, mark)
			}
		}
	}
	ours := map[string]string{
		"language": "und", "handler_name": "VideoHandler", "vendor_id": "[0][0][0][0]", "encoder": "Lavc libx264",
		"major_brand": "isom", "minor_version": "512", "compatible_brands": "isomiso2avc1mp41",
	}
	s := show(t, filepath.Join(m.dir, PostFile))
	for _, tags := range []map[string]string{s.Format.Tags, s.Streams[0].Tags} {
		for k, v := range tags {
			if ours[k] != v {
				t.Errorf("post has the tag %s=%s", k, v)
			}
		}
	}
}

// ffmpeg calls it a success when a file ends in the middle.
func TestTruncatedFileIsNoticed(t *testing.T) {
	t.Parallel()
	in := clip(t, "in.mp4", "-f lavfi -i testsrc2=s=320x180:r=30:d=4"+quick+"-movflags +faststart")
	whole := sandboxtest.Read(t, in)
	if err := os.WriteFile(in, whole[:len(whole)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	m := transcode(t, in, Wanted{})
	if !m.Truncated() || m.Errors == 0 {
		t.Errorf("%+v", m.Result)
	}
}

func TestProgressRunsFromNoneToAll(t *testing.T) {
	t.Parallel()
	tool := newTool(t)
	in := clip(t, "in.mp4", "-f lavfi -i testsrc2=s=1280x720:r=30:d=20"+quick)
	media, err := tool.Probe(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := NewPlan(media, Wanted{})
	if err != nil {
		t.Fatal(err)
	}
	var seen []Progress
	if _, err := tool.Run(t.Context(), Job{Input: in, Dir: t.TempDir(), Plan: plan}, func(p Progress) { seen = append(seen, p) }); err != nil {
		t.Fatal(err)
	}
	if len(seen) == 0 || seen[0].Fraction > 0.9 || seen[len(seen)-1].Fraction < 0.95 || seen[len(seen)-1].Speed <= 0 {
		t.Errorf("%v", seen)
	}
	if !slices.IsSortedFunc(seen, func(a, b Progress) int { return int(math.Copysign(1, a.Fraction-b.Fraction)) }) {
		t.Errorf("it went back: %v", seen)
	}
}

func TestPlanForAnotherFileFails(t *testing.T) {
	t.Parallel()
	tool := newTool(t)
	plan, err := NewPlan(Media{Length: time.Second, Video: Video{Width: 64, Height: 64, Rate: Rate{30, 1}}}, Wanted{})
	if err != nil {
		t.Fatal(err)
	}
	in := sandboxtest.File(t, "in.mp4", "no video at all")
	if _, err := tool.Run(t.Context(), Job{Input: in, Dir: t.TempDir(), Plan: plan}, nil); !errors.Is(err, ErrDamaged) {
		t.Errorf("got %v", err)
	}
}
