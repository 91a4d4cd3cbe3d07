package ffmpeg

import (
	"fmt"
	"image"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// turnedPhone is what a browser records of a phone that is turned after three seconds in the dark: one stream of pictures of two
// sizes. The second half shows the middle of a test picture.
func turnedPhone(t *testing.T) string {
	t.Helper()
	const vp8 = " -c:v libvpx -colorspace bt709 -deadline realtime -cpu-used 8 -b:v 2M "
	list := filepath.Join(t.TempDir(), "list")
	dark := clip(t, "dark.webm", "-f lavfi -i color=black:s=320x240:d=3:r=30"+vp8)
	bright := clip(t, "bright.webm", "-f lavfi -i testsrc2=s=240x320:d=3:r=30"+vp8)
	if err := os.WriteFile(list, fmt.Appendf(nil, "file '%s'\nfile '%s'\n", dark, bright), 0o600); err != nil {
		t.Fatal(err)
	}
	return clip(t, "in.webm", "-f concat -safe 0 -i "+list+" -f lavfi -i sine=frequency=300:duration=6 -c:v copy -c:a libopus")
}

// A phone that is turned on the way spoils neither what is seen nor what is shown of it.
func TestATurnedPhoneIsOneFilm(t *testing.T) {
	t.Parallel()
	m := transcode(t, turnedPhone(t), Wanted{})
	if m.Truncated() || m.Result.Length < 5900*time.Millisecond {
		t.Errorf("lasts %v of %v", m.Result.Length, m.Declared)
	}
	if b := m.Picture.Black; len(b) != 1 || !near(b[0].From, 0) || !near(b[0].To, 3*time.Second) {
		t.Errorf("black: %v", b)
	}
	if mean, spread := brightness(picture(t, filepath.Join(m.dir, PosterFile))); mean < 40 || spread < 20 {
		t.Errorf("the poster's brightness is %.0f ± %.0f", mean, spread)
	}
	board := picture(t, filepath.Join(m.dir, StoryboardFile))
	width := board.Bounds().Dx() / BoardCells
	for cell, bright := range []bool{false, false, false, false, false, false, true, true, true, true, true, true} {
		middle := part(t, board, image.Rect(cell*width+width*4/10, 0, cell*width+width*6/10, boardHeight))
		if mean, _ := brightness(middle); (mean > 40) != bright {
			t.Errorf("cell %d: the brightness of its middle is %.0f", cell, mean)
		}
		if left, _ := brightness(part(t, board, image.Rect(cell*width, 0, cell*width+width/10, boardHeight))); left > 30 {
			t.Errorf("cell %d: what is high was made wide, the left is %.0f bright", cell, left)
		}
	}
}

func part(t *testing.T, img image.Image, r image.Rectangle) image.Image {
	t.Helper()
	whole, ok := img.(*image.YCbCr)
	if !ok {
		t.Fatalf("it is a %T", img)
	}
	return whole.SubImage(r.Add(img.Bounds().Min))
}

// What is on screen when a part begins may have come long before, as in the record of a screen.
func TestAPartOfUnevenFramesBeginsWithWhatIsOnScreen(t *testing.T) {
	t.Parallel()
	for name, codec := range map[string]string{"in.mp4": "-c:v libx264 -preset veryfast -qp 1 -c:a aac", "in.webm": "-c:v libvpx -colorspace bt709 -b:v 2M -c:a libopus"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// The frames from 20 to 59 were dropped: frame 19 stays on screen.
			in := clip(t, name, "-f lavfi -i color=s=64x64:d=3:r=30,format=gray,geq=lum='16+2.6*N',format=yuv420p,select='lt(n,20)+gte(n,60)'"+
				" -f lavfi -i sine=frequency=300:duration=3 -fps_mode vfr "+codec)
			odd := transcode(t, in, Wanted{Part: Part{1967 * time.Millisecond, 2500 * time.Millisecond}})
			if got := counted(t, filepath.Join(odd.dir, WebFile)); len(got) != 16 || got[0] != 19 || got[1] != 60 || got[15] != 74 {
				t.Errorf("from the 59th: %d frames: %v", len(got), got)
			}
			m := transcode(t, in, Wanted{Part: Part{time.Second, 2500 * time.Millisecond}})
			got := counted(t, filepath.Join(m.dir, PostFile))
			if len(got) != 45 || got[0] != 19 || got[29] != 19 || got[30] != 60 || got[44] != 74 {
				t.Errorf("%d frames: %v", len(got), got)
			}
			if m.Result.Length != 1500*time.Millisecond || m.Truncated() {
				t.Errorf("lasts %v of %v", m.Result.Length, m.Declared)
			}
		})
	}
}
