package ffmpeg

import (
	"path/filepath"
	"testing"
	"time"
)

// near tells whether two moments are the same to somebody who jumps there.
func near(a, b time.Duration) bool { return (a - b).Abs() <= 300*time.Millisecond }

func TestWhatIsSeen(t *testing.T) {
	t.Parallel()
	black := "-f lavfi -i testsrc2=s=320x180:r=24:d=2 -f lavfi -i color=black:s=320x180:r=24:d=1.5 -f lavfi -i testsrc2=s=320x180:r=24:d=2" +
		" -filter_complex [0][1][2]concat=n=3"
	frozen := "-f lavfi -i testsrc2=s=320x180:r=24:d=1,tpad=stop_mode=clone:stop_duration=4"
	p := transcode(t, clip(t, "black.mp4", black+quick), Wanted{}).Picture
	if len(p.Black) != 1 || !near(p.Black[0].From, 2*time.Second) || !near(p.Black[0].To, 3500*time.Millisecond) {
		t.Errorf("black: %+v", p)
	}
	if len(p.Cuts) != 2 || !near(p.Cuts[0], 2*time.Second) {
		t.Errorf("cuts: %+v", p)
	}
	p = transcode(t, clip(t, "frozen.mp4", frozen+quick), Wanted{}).Picture
	if len(p.Frozen) != 1 || !near(p.Frozen[0].From, time.Second) || !near(p.Frozen[0].To, 5*time.Second) || len(p.Black) > 0 {
		t.Errorf("frozen: %+v", p)
	}
	dark := transcode(t, clip(t, "dark.mp4", "-f lavfi -i testsrc2=s=320x180:r=24:d=1,eq=brightness=-0.4:contrast=0.3"+quick), Wanted{}).Picture
	bright := transcode(t, clip(t, "bright.mp4", "-f lavfi -i testsrc2=s=320x180:r=24:d=1"+quick), Wanted{}).Picture
	if dark.Brightness > 0.12 || bright.Brightness < 0.3 {
		t.Errorf("brightness: %v, %v", dark.Brightness, bright.Brightness)
	}
	blurred := transcode(t, clip(t, "blurred.mp4", "-f lavfi -i testsrc2=s=640x360:r=24:d=1,gblur=sigma=6"+quick), Wanted{}).Picture
	sharp := transcode(t, clip(t, "sharp.mp4", "-f lavfi -i testsrc2=s=640x360:r=24:d=1"+quick), Wanted{}).Picture
	if blurred.Blur < 1.6*sharp.Blur || sharp.Blur == 0 {
		t.Errorf("blur: %v, %v", blurred.Blur, sharp.Blur)
	}
}

// head is a film of somebody, drawn with few strokes: a head over shoulders, before a wall that is lit from above.
const head = "-f lavfi -i color=s=180x320:r=24:d=1,format=gray,geq=lum='" +
	"if(lt(hypot(X-90\\,Y-110)\\,48)\\,190\\,if(lt(hypot((X-90)/1.5\\,Y-290)\\,100)\\,70\\,200-Y/3))'"

func TestAHeadThatLiesOnItsSideIsSuspicious(t *testing.T) {
	t.Parallel()
	for turned, want := range map[string]bool{"": false, ",transpose=1": true, ",transpose=2": true, ",crop=180:100:0:60": false} {
		m := transcode(t, clip(t, "in.mp4", head+turned+",format=yuv420p"+quick), Wanted{})
		if m.Picture.Sideways != want {
			t.Errorf("%q: %v", turned, m.Picture.Sideways)
		}
	}
}

func TestTheStoryboardShowsTheWholeClip(t *testing.T) {
	t.Parallel()
	m := transcode(t, clip(t, "in.mp4", "-f lavfi -i color=black:s=320x180:r=24:d=3,fade=in:st=0:d=3:color=white"+quick), Wanted{})
	board := picture(t, filepath.Join(m.dir, StoryboardFile))
	if got := board.Bounds(); got.Dx() != BoardCells*284 || got.Dy() != boardHeight {
		t.Fatalf("%v", got)
	}
	before := 300.0
	for cell := range BoardCells {
		now := brightnessAt(board, cell*284+142, 80)
		if now >= before {
			t.Errorf("cell %d: %v after %v", cell, now, before)
		}
		before = now
	}
}

func TestTheStoryboardOfPicturesThatEndEarlyEndsWithTheLast(t *testing.T) {
	t.Parallel()
	in := clip(t, "in.mp4", "-f lavfi -i color=gray:s=320x180:r=24:d=2 -f lavfi -i sine=d=6"+quick)
	m := transcode(t, in, Wanted{})
	board := picture(t, filepath.Join(m.dir, StoryboardFile))
	for cell := range BoardCells {
		if got := brightnessAt(board, cell*284+142, 80); got < 100 || got > 155 {
			t.Errorf("cell %d: %v", cell, got)
		}
	}
}

func TestThePosterIsSharp(t *testing.T) {
	t.Parallel()
	// Out of focus but for the third of five seconds.
	m := transcode(t, clip(t, "in.mp4", "-f lavfi -i testsrc2=s=640x360:r=24:d=5,gblur=sigma=9:enable=not(between(t\\,2\\,3))"+quick), Wanted{})
	sharp := transcode(t, clip(t, "sharp.mp4", "-f lavfi -i testsrc2=s=640x360:r=24:d=1"+quick), Wanted{})
	_, blurred := brightness(picture(t, filepath.Join(m.dir, PosterFile)))
	_, clear := brightness(picture(t, filepath.Join(sharp.dir, PosterFile)))
	if blurred < clear*0.9 {
		t.Errorf("spread %v, a sharp one has %v", blurred, clear)
	}
	if got := names(t, m.dir); len(got) != 4 {
		t.Errorf("left: %v", got)
	}
}
