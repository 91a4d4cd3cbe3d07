package ffmpeg

import (
	"errors"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadVersion(t *testing.T) {
	t.Parallel()
	const libs = "\nconfiguration: --enable-gpl --enable-libx264 --enable-libzimg\nlibavutil      "
	for printed, want := range map[string]struct {
		text, problem string
	}{
		"ffmpeg version 5.1.9-0+deb12u1 Copyright" + libs + "57. 28.100 / 57. 28.100": {"5.1.9-0+deb12u1", ""},
		"ffprobe version N-113000-gabc Copyright" + libs + "58. 36.100 / 58. 36.100":  {"N-113000-gabc", ""},
		"ffmpeg version 4.4.2 Copyright" + libs + "56. 70.100 / 56. 70.100":           {"4.4.2", "too old"},
		"ffmpeg version 5.0.1 Copyright" + libs + "57. 17.100 / 57. 17.100":           {"5.0.1", "too old"},
		"ffmpeg version 6.0\nconfiguration: --enable-libzimg\nlibavutil  58. 2.100":   {"6.0", "libx264"},
		"ffmpeg version 6.0\nconfiguration: --enable-libx264\nlibavutil  58. 2.100":   {"6.0", "libzimg"},
		"GNU bash, version 5.2": {"", "not ffmpeg"},
		"":                      {"", "not ffmpeg"},
	} {
		v, err := readVersion(printed)
		if v.Text != want.text || (err == nil) != (want.problem == "") || err != nil && !strings.Contains(err.Error(), want.problem) {
			t.Errorf("%q: %+v, %v", printed, v, err)
		}
	}
}

func TestMissingProgramSaysWhatToInstall(t *testing.T) {
	t.Parallel()
	_, err := New(t.Context(), Config{Helper: helper, FFprobe: "no-such-ffprobe"})
	if err == nil || !strings.Contains(err.Error(), "apt install ffmpeg") {
		t.Errorf("got %v", err)
	}
	_, err = New(t.Context(), Config{Helper: helper, FFmpeg: "bash"})
	if err == nil || !strings.Contains(err.Error(), "ffmpeg") {
		t.Errorf("another program: %v", err)
	}
}

func TestReadLoudness(t *testing.T) {
	t.Parallel()
	const frame = "frame:0    pts:0       pts_time:0\nlavfi.r128.I=-70.000\nlavfi.r128.true_peak=0.001\n"
	for printed, want := range map[string]Loudness{
		"":    {Silence, Silence},
		frame: {-70, -60},
		frame + "lavfi.r128.I=-16.500\nlavfi.r128.true_peak=1.000\n": {-16.5, 0},
		"lavfi.r128.I=-inf\nlavfi.r128.true_peak=0.000\n":            {Silence, Silence},
	} {
		got, err := readLoudness([]byte(printed))
		if err != nil || cmp.Diff(want, got) != "" {
			t.Errorf("%q: %+v, %v; want %+v", printed, got, err, want)
		}
	}
	if _, err := readLoudness([]byte("lavfi.r128.I=loud")); err == nil {
		t.Error("a word is taken for a number")
	}
}

func TestLinesComeWholeHoweverTheyAreCut(t *testing.T) {
	t.Parallel()
	const text = "one\n\ntwo and a half\r\nthree\nnever ended"
	for size := range len(text) {
		var got []string
		w := lines{each: func(b []byte) { got = append(got, string(b)) }}
		for part := range slices.Chunk([]byte(text), size+1) {
			if n, err := w.Write(part); n != len(part) || err != nil {
				t.Fatal(n, err)
			}
		}
		if d := cmp.Diff([]string{"one", "", "two and a half\r", "three"}, got); d != "" {
			t.Fatalf("in pieces of %d: %s", size+1, d)
		}
	}
}

func TestWhatIsKeptOfStderrIsBounded(t *testing.T) {
	t.Parallel()
	var s stderr
	w := lines{each: s.line}
	for range 1000 {
		if _, err := w.Write([]byte("[h264 @ 0x1] [error] " + strings.Repeat("x", 5000) + "\n[warning] y\n")); err != nil {
			t.Fatal(err)
		}
	}
	if s.count != 1000 || s.tail.Len() > maxTail || !strings.HasSuffix(s.tail.String(), "y\n") {
		t.Errorf("%d errors, %d bytes, ends %q", s.count, s.tail.Len(), s.tail.String()[s.tail.Len()-20:])
	}
}

func TestPosition(t *testing.T) {
	t.Parallel()
	var p position
	reports := 0
	p.report = func() { reports++ }
	for _, line := range []string{
		"frame=12", "fps=30.0", "out_time_us=N/A", "speed=N/A", "progress=continue", "garbage", "=", "frame=x",
		"out_time_us=1500000", "speed= 1.5x", "progress=end",
	} {
		p.line([]byte(line))
	}
	if p.time.Seconds() != 1.5 || p.frames != 12 || p.speed != 1.5 || reports != 2 {
		t.Errorf("%+v, %d reports", p, reports)
	}
}

func TestWhoIsToBlame(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		e    exit
		want error // nil: not the file
	}{
		"a full disk":    {exit{code: 1, tail: "Invalid data found\nNo space left on device"}, nil},
		"some other":     {exit{code: 1, tail: "Unrecognized option"}, nil},
		"killed by us":   {exit{code: -1, signal: syscall.SIGKILL}, nil},
		"no index":       {exit{code: 1, tail: "moov atom not found\nInvalid data found when processing input"}, ErrDamaged},
		"mostly garbage": {exit{code: exitTooManyErrors}, ErrDamaged},
		"memory":         {exit{code: 1, tail: "Cannot allocate memory"}, ErrTooLarge},
		"file size":      {exit{code: -1, signal: syscall.SIGXFSZ}, ErrTooLarge},
		"time":           {exit{code: 255, overtime: true}, ErrTimeout},
	} {
		if got := c.e.blame(); !errors.Is(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		if err := c.e.failure(); err == nil || !strings.Contains(err.Error(), c.e.tail) {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}
