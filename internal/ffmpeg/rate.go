package ffmpeg

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// Rate is a frame rate: Num frames in Den seconds.
type Rate struct{ Num, Den int }

// PerSecond is the rate as a number.
func (r Rate) PerSecond() float64 { return float64(r.Num) / float64(r.Den) }

// String is as ffmpeg takes it: "30", "30000/1001".
func (r Rate) String() string {
	if r.Den == 1 {
		return strconv.Itoa(r.Num)
	}
	return fmt.Sprintf("%d/%d", r.Num, r.Den)
}

// lasts is how long so many frames are.
func (r Rate) lasts(frames int) time.Duration {
	return time.Duration(float64(frames) / r.PerSecond() * float64(time.Second))
}

// half is the rate for a small rendition: at most 30.
func (r Rate) half() Rate {
	if r.PerSecond() <= 30.5 {
		return r
	}
	return Rate{r.Num / 2, r.Den}
}

// maxRate is what every network takes.
const maxRate = 60

// rates are those that networks and players expect, slowest first.
var rates = []Rate{{24, 1}, {25, 1}, {30, 1}, {50, 1}, {60, 1}}

// ntsc are the rates of television, a thousandth slower, which must not be rounded: the sound would drift.
var ntsc = []Rate{{24000, 1001}, {30000, 1001}, {60000, 1001}}

// chooseRate picks a steady rate. lowest is ffprobe's r_frame_rate, the lowest in which all timestamps can be told, and
// right for a steady stream; where frames come unevenly it is absurdly high, and the average serves. Neither loses
// frames but those over 60.
func chooseRate(lowest, average float64) Rate {
	fps := average
	if lowest > 0 && lowest <= maxRate+0.1 {
		fps = lowest
	}
	if fps <= 0 {
		return Rate{30, 1}
	}
	for _, r := range ntsc {
		if math.Abs(fps-r.PerSecond()) < 0.01 {
			return r
		}
	}
	for _, r := range rates {
		if fps <= r.PerSecond()*1.02 {
			return r
		}
	}
	return Rate{maxRate, 1}
}
