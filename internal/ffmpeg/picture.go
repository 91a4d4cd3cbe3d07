package ffmpeg

import (
	"strconv"
	"time"

	ff "github.com/u2takey/ffmpeg-go"
)

// Picture is what Run sees in a clip, looking at it five times a second.
type Picture struct {
	// Black and Frozen are the stretches in which nothing is seen, and in which nothing moves.
	Black, Frozen []Part
	// Cuts are the moments at which one scene gives way to another.
	Cuts []time.Duration
	// Brightness is that of the picture as a whole, from 0, black, to 1.
	Brightness float64
	// Blur is how wide edges are, in pixels of the web rendition, in the sharper half of the stills: about 2 to 6 where the
	// picture is sharp.
	Blur float64
	// Sideways is true where the picture looks as if it lay on its side.
	Sideways bool
}

const (
	pictureFile = "picture.txt"
	lookRate    = 5   // times a second
	lookWidth   = 320 // pixels
	// leastBlack is shorter than any pause between two scenes, leastFrozen longer than a speaker holds still.
	leastBlack, leastFrozen = "0.4", "2"
	// cutScore is how much changes at once, of a hundred, when the scene does; what moves, and a hand before the lens, is
	// below 8.
	cutScore = 11.0
)

// looked are the filters that Picture is read from.
func looked(file string) []filter {
	return []filter{
		{"fps", ff.Args{strconv.Itoa(lookRate)}, nil},
		{"scale", ff.Args{strconv.Itoa(lookWidth), "-2", "flags=fast_bilinear"}, nil},
		{"blackdetect", ff.Args{"d=" + leastBlack, "pix_th=0.1"}, nil},
		{"freezedetect", ff.Args{"n=0.003", "d=" + leastFrozen}, nil},
		{"signalstats", nil, nil},
		{"scdet", ff.Args{"t=100"}, nil}, // it only scores: what counts as a cut is decided here
		{"metadata", ff.Args{"print", "file=" + file}, nil},
	}
}

// seen makes Picture of what the filters of looked printed; the clip ends at end.
func seen(samples []sample, end time.Duration) Picture {
	var p Picture
	black, frozen := spans{into: &p.Black, end: end}, spans{into: &p.Frozen, end: end}
	sum, n := 0.0, 0
	for i, s := range samples {
		black.note(s, "lavfi.black_start", "lavfi.black_end")
		frozen.note(s, "lavfi.freezedetect.freeze_start", "lavfi.freezedetect.freeze_end")
		if y, ok := s.values["lavfi.signalstats.YAVG"]; ok {
			sum, n = sum+(y-16)/(235-16), n+1
		}
		if score := s.values["lavfi.scd.score"]; i > 0 && score >= cutScore {
			p.Cuts = append(p.Cuts, s.at)
		}
	}
	black.close()
	frozen.close()
	if n > 0 {
		p.Brightness = min(max(sum/float64(n), 0), 1)
	}
	return p
}

// spans collects stretches whose beginnings and ends are told one after the other.
type spans struct {
	into *[]Part
	end  time.Duration
	open *time.Duration
}

func (s *spans) note(x sample, start, end string) {
	if at, ok := x.values[start]; ok {
		from := time.Duration(at * float64(time.Second))
		s.open = &from
	}
	if at, ok := x.values[end]; ok && s.open != nil {
		*s.into = append(*s.into, Part{*s.open, time.Duration(at * float64(time.Second))})
		s.open = nil
	}
}

// close ends what lasted to the end of the clip.
func (s *spans) close() {
	if s.open != nil && s.end > *s.open {
		*s.into = append(*s.into, Part{*s.open, s.end})
	}
}
