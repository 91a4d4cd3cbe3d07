package ffmpeg

import (
	"fmt"
	"math"
	"strconv"
	"time"

	ff "github.com/u2takey/ffmpeg-go"
)

// Part is a stretch of a file that its owner chose, from its first picture on. The zero Part is the whole file.
type Part struct{ From, To time.Duration }

// frames are the numbers of the part's first picture and of the first after it.
func (p Part) frames(r Rate) (first, end int) {
	number := func(t time.Duration) int { return int(math.Round(t.Seconds() * r.PerSecond())) }
	first = number(p.From)
	return first, max(first+1, number(p.To))
}

// lead is how much before its first picture, in frames, a part is read from, so that a time stamp that was rounded loses
// none.
const lead = 0.25

// sought tells whether a part is read from a key frame before it on. Where frames are uneven, what is on screen when the part begins
// may have come long before, and seeking would drop it: there it is cut out of the whole.
func (p Part) sought(m Media) bool { return p != (Part{}) && m.Video.Even }

// options read the part: where it is sought, ffmpeg drops what is too early, exact to the frame.
func (p Part) options(m Media) ff.KwArgs {
	if p == (Part{}) {
		return ff.KwArgs{}
	}
	first, end := p.frames(m.Video.Rate)
	frame := 1 / m.Video.Rate.PerSecond()
	if !p.sought(m) {
		return ff.KwArgs{"t": precise(float64(end) * frame)}
	}
	from := max(0, (float64(first)-lead)*frame)
	return ff.KwArgs{
		"ss": precise(from),
		"t":  precise((float64(end)-lead)*frame - from),
	}
}

// undo takes the lead of a part that was sought away again, with the filter setpts or asetpts, so that pictures fall where they do
// in the whole file.
func (p Part) undo(setter string, m Media) []filter {
	if first, _ := p.frames(m.Video.Rate); first == 0 || !p.sought(m) {
		return nil
	}
	return []filter{{setter, ff.Args{"PTS-" + precise(lead/m.Video.Rate.PerSecond()) + "/TB"}, nil}}
}

// cut takes the part out of all pictures. They have to be steady by then: their clock ticks once a frame.
func (p Part) cut(r Rate) []filter {
	first, end := p.frames(r)
	return []filter{
		{"trim", ff.Args{fmt.Sprintf("start_pts=%d", first), fmt.Sprintf("end_pts=%d", end)}, nil},
		{"setpts", ff.Args{fmt.Sprintf("PTS-%d", first)}, nil},
	}
}

// sound brings the sound of a part to its beginning.
func (p Part) sound(m Media) []filter {
	if p == (Part{}) || p.sought(m) {
		return p.undo("asetpts", m)
	}
	first, end := p.frames(m.Video.Rate)
	at := func(frame int) string { return precise(float64(frame) / m.Video.Rate.PerSecond()) }
	return []filter{
		{"atrim", ff.Args{"start=" + at(first), "end=" + at(end)}, nil},
		{"asetpts", ff.Args{"PTS-" + at(first) + "/TB"}, nil},
	}
}

// length is how long the part is, in whole frames.
func (p Part) length(r Rate) time.Duration {
	first, end := p.frames(r)
	return r.lasts(end - first)
}

// precise writes seconds to the microsecond, which is as fine as ffmpeg's own clock.
func precise(seconds float64) string { return strconv.FormatFloat(seconds, 'f', 6, 64) }
