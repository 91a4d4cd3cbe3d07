package ffmpeg

import "testing"

// Whatever phones, browsers and cameras make comes out as what every network takes, upright, in its colours, and with
// sound in step with the picture.
func TestFilms(t *testing.T) {
	t.Parallel()
	for name, f := range films() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f.check(t, transcode(t, f.make(t), Wanted{}))
		})
	}
}
