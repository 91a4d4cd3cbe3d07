package ffmpeg

import (
	"errors"
	"strings"
	"syscall"
	"testing"

	"github.com/belonginstem/belong/internal/sandbox"
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

func TestErrorsAreCounted(t *testing.T) {
	t.Parallel()
	var n errorCount
	for _, line := range []string{"[h264 @ 0x1] [error] x", "[warning] y", "[fatal] z", ""} {
		n.line([]byte(line))
	}
	if n != 2 {
		t.Errorf("%d errors", n)
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

func ended(e sandbox.Exit) exit { return exit{Exit: e} }

func TestWhoIsToBlame(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		e    exit
		want error // nil: not the file
	}{
		"a full disk":    {ended(sandbox.Exit{Code: 1, Tail: "Invalid data found\nNo space left on device"}), nil},
		"another ffmpeg": {ended(sandbox.Exit{Code: 1, Tail: "Unrecognized option"}), nil},
		"some other":     {ended(sandbox.Exit{Code: 1, Tail: "Conversion failed!"}), ErrFailed},
		"no library":     {ended(sandbox.Exit{Code: 127, Tail: "cannot open shared object file"}), nil},
		"a crash":        {ended(sandbox.Exit{Code: -1, Signal: syscall.SIGSEGV}), ErrFailed},
		"no memory left": {ended(sandbox.Exit{Code: -1, Signal: syscall.SIGKILL}), ErrFailed},
		"no index":       {ended(sandbox.Exit{Code: 1, Tail: "moov atom not found\nInvalid data found when processing input"}), ErrDamaged},
		"mostly garbage": {ended(sandbox.Exit{Code: exitTooManyErrors}), ErrDamaged},
		"memory":         {ended(sandbox.Exit{Code: 1, Tail: "Cannot allocate memory"}), ErrTooLarge},
		"file size":      {ended(sandbox.Exit{Code: -1, Signal: syscall.SIGXFSZ}), ErrTooLarge},
		"time":           {ended(sandbox.Exit{Code: 255, Overtime: true}), ErrTimeout},
	} {
		if got := c.e.blame(); !errors.Is(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		if err := c.e.failure(); err == nil || !strings.Contains(err.Error(), c.e.Tail) {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}

func TestNoPosterIsChosenThatWasNotKept(t *testing.T) {
	t.Parallel()
	if got := len(stillsOf(make([]sample, 500))); got != mostStills {
		t.Errorf("%d stills of 500", got)
	}
}
