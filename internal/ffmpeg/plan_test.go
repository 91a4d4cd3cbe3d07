package ffmpeg

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/sandbox/sandboxtest"
)

var update = flag.Bool("update", false, "write the golden files anew")

func landscape() Media {
	return Media{
		Format: "mov,mp4,m4a,3gp,3g2,mj2",
		Length: 30 * time.Second,
		Video:  Video{Index: 0, Codec: "h264", Width: 1920, Height: 1080, Rate: Rate{30, 1}, PixelFormat: "yuv420p", Matrix: "bt709", Square: true, Even: true},
		Audio:  []Audio{{Index: 1, Codec: "aac", Channels: 2}},
	}
}

// The whole command, argument by argument, for clips that differ in what they need.
func TestArguments(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*Media)
		wanted Wanted
	}{
		"landscape": {func(*Media) {}, Wanted{}},
		"portrait-60fps": {func(m *Media) {
			m.Video.Width, m.Video.Height, m.Video.Rotation, m.Video.Rate = 1080, 1920, 90, Rate{60000, 1001}
		}, Wanted{}},
		"silent":         {func(m *Media) { m.Audio = nil }, Wanted{}},
		"hdr":            {func(m *Media) { m.Video.Transfer, m.Video.PixelFormat = "arib-std-b67", "yuv420p10le" }, Wanted{}},
		"webcam":         {func(m *Media) { m.Video.Matrix, m.Video.FullRange, m.Video.PixelFormat = "smpte170m", true, "yuvj422p" }, Wanted{}},
		"tv-1080":        {func(m *Media) { m.Video.Interlaced, m.Video.Index, m.Audio[0].Index = true, 2, 5 }, Wanted{Post: Size{1920, 1080}, MaxLength: 35 * time.Second, Threads: 4}},
		"quiet":          {func(*Media) {}, Wanted{Sound: &Sound{Integrated: -28, Peak: -14}}},
		"peaks":          {func(*Media) {}, Wanted{Sound: &Sound{Integrated: -25, Peak: -8}}},
		"shouts":         {func(*Media) {}, Wanted{Sound: &Sound{Integrated: -30, Peak: -3}}},
		"part":           {func(*Media) {}, Wanted{Part: Part{1033 * time.Millisecond, 21 * time.Second}}},
		"part-of-uneven": {func(m *Media) { m.Video.Even = false }, Wanted{Part: Part{1033 * time.Millisecond, 21 * time.Second}}},
		"long":           {func(m *Media) { m.Length = 3 * time.Minute }, Wanted{}},
		"copied":         {func(m *Media) { m.Video.Width, m.Video.Height = 1280, 720 }, Wanted{Copy: true}},
		"small-copied": {func(m *Media) {
			m.Video.Width, m.Video.Height, m.Video.BitRate = 478, 850, 1_200_000
		}, Wanted{Copy: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := landscape()
			c.change(&m)
			plan, err := NewPlan(m, c.wanted)
			if err != nil {
				t.Fatal(err)
			}
			args, err := plan.Args("/in/clip")
			if err != nil {
				t.Fatal(err)
			}
			again, err := plan.Args("/in/clip")
			if err != nil || !slices.Equal(args, again) {
				t.Errorf("asked again: %v, %v", again, err)
			}
			golden(t, name, args)
		})
	}
}

// golden holds arguments against a file with one on each line, and one step of the graph on each.
func golden(t *testing.T, name string, args []string) {
	t.Helper()
	path := filepath.Join("testdata", "args", name+".txt")
	got := strings.ReplaceAll(strings.Join(args, "\n"), ";[", ";\n    [") + "\n"
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if d := cmp.Diff(string(sandboxtest.Read(t, path)), got); d != "" {
		t.Errorf("%s (-update writes it anew):\n%s", path, d)
	}
}

func TestHostileInputIsGuardedBeforeItIsNamed(t *testing.T) {
	t.Parallel()
	plan, err := NewPlan(landscape(), Wanted{})
	if err != nil {
		t.Fatal(err)
	}
	args, err := plan.Args("/in/clip")
	if err != nil {
		t.Fatal(err)
	}
	input := slices.Index(args, "-i")
	for _, guard := range []string{"-protocol_whitelist", "-format_whitelist", "-codec_whitelist", "-max_pixels", "-max_streams", "-t"} {
		if at := slices.Index(args, guard); at < 0 || at > input {
			t.Errorf("%s is at %d, -i at %d", guard, at, input)
		}
		if at := slices.Index(probeArgs("/in/clip"), guard); at < 0 && guard != "-t" {
			t.Errorf("probing without %s", guard)
		}
	}
}

func TestWithin(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ from, box, want Size }{
		{Size{1920, 1080}, Size{1280, 720}, Size{1280, 720}},
		{Size{1080, 1920}, Size{1280, 720}, Size{720, 1280}},
		{Size{3840, 2160}, Size{1920, 1080}, Size{1920, 1080}},
		{Size{640, 480}, Size{1280, 720}, Size{640, 480}}, // never enlarged
		{Size{641, 481}, Size{1280, 720}, Size{640, 480}}, // even
		{Size{1080, 1080}, Size{1280, 720}, Size{720, 720}},
		{Size{1440, 1080}, Size{1280, 720}, Size{960, 720}},
		{Size{4000, 3}, Size{1280, 720}, Size{1280, 2}}, // never nothing
		{Size{2, 9000}, Size{1280, 720}, Size{2, 1280}},
	} {
		if got := c.from.within(c.box); got != c.want {
			t.Errorf("%v within %v: %v, want %v", c.from, c.box, got, c.want)
		}
	}
}

func TestPlanRefusesWhatItCannotMake(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*Media){
		"no length":  func(m *Media) { m.Length = 0 },
		"no picture": func(m *Media) { m.Video = Video{} },
	} {
		m := landscape()
		change(&m)
		if _, err := NewPlan(m, Wanted{}); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, w := range []Wanted{{Post: Size{1280, 0}}, {MaxLength: -1}, {Threads: -1}} {
		if p, err := NewPlan(landscape(), w); err == nil {
			t.Errorf("%+v gives %+v", w, p)
		}
	}
}
