package ffmpeg

import (
	"math"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// counting is a film whose every frame is lighter than the one before by the same step, wide enough to be told after encoding.
const counting = "-f lavfi -i color=s=64x64:d=3:r=%rate%,format=gray,geq=lum='16+2.6*N',format=yuv420p" +
	" -f lavfi -i sine=frequency=300:duration=3"

// counted are the numbers of the frames of a counting film that are left in a file, in order.
func counted(t *testing.T, path string) []int {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "ffmpeg", "-nostdin", "-v", "error", "-i", path, "-vf",
		"signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-", "-f", "null", "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	samples, err := readSamples(out)
	if err != nil {
		t.Fatal(err)
	}
	var numbers []int
	for _, s := range samples {
		grey := (s.values["lavfi.signalstats.YAVG"] - 16) * 255 / 219 // it was made in full range
		numbers = append(numbers, int(math.Round((grey-16)/2.6)))
	}
	return numbers
}

func TestAPartIsExactToTheFrame(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ file, rate, codec string }{
		"one key frame, pictures out of order": {"in.mp4", "30", "-c:v libx264 -preset veryfast -qp 1 -g 250 -bf 3 -c:a aac"},
		"television's rate":                    {"in.mov", "30000/1001", "-c:v libx264 -preset ultrafast -qp 1 -c:a aac"},
		"HEVC":                                 {"in.mp4", "30", "-c:v libx265 -preset ultrafast -x265-params log-level=error:qp=1:keyint=90 -c:a aac"},
		"a browser's":                          {"in.webm", "30", "-c:v libvpx -colorspace bt709 -deadline realtime -cpu-used 8 -b:v 2M -c:a libopus -f webm -live 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := clip(t, c.file, strings.ReplaceAll(counting, "%rate%", c.rate)+" "+c.codec)
			for _, p := range []Part{{time.Second, 2 * time.Second}, {333 * time.Millisecond, 2967 * time.Millisecond}, {0, time.Second / 2}} {
				m := transcode(t, in, Wanted{Part: p})
				first, end := p.frames(m.Video.Rate)
				got := counted(t, filepath.Join(m.dir, PostFile))
				if len(got) != end-first || got[0] != first || got[len(got)-1] != end-1 {
					t.Errorf("%v: %d frames, from %d to %d; want %d to %d", p, len(got), got[0], got[len(got)-1], first, end-1)
				}
				if want := m.Video.Rate.lasts(end - first); (m.Result.Length - want).Abs() > 50*time.Millisecond {
					t.Errorf("%v: lasts %v, want %v", p, m.Result.Length, want)
				}
			}
		})
	}
}
