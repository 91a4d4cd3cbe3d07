package belong

import "time"

// A Line is who waits before a clip until it is processed, and how fast that goes.
type Line struct {
	Ahead []Clip  // that are processed first
	Pace  float64 // seconds of processing for a second of film, of late; 0 where nothing is known
}

// Remaining estimates how long it takes until c is processed, as if one clip were processed at a time; with several
// machines it is sooner. ok is false where nothing is known to estimate by.
func (l Line) Remaining(c Clip) (left time.Duration, ok bool) {
	if l.Pace <= 0 || c.Length <= 0 {
		return 0, false
	}
	for _, other := range append([]Clip{c}, l.Ahead...) {
		undone := 1 - float64(min(other.Progress, 100))/100
		left += time.Duration(l.Pace * undone * float64(other.Length))
	}
	return left, true
}
