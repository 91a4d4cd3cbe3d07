package belong

import (
	"slices"
	"time"
)

// A Finding is something measured about a clip that its owner or a moderator should know.
type Finding struct {
	Code     FindingCode
	Severity Severity
	At       time.Duration // where in the clip; 0 also when it is about the whole
	Value    float64       // what was measured, in the unit that the code names
	Limit    float64       // what it was held against, in the same unit; 0 where nothing was
}

// A Severity is how much a finding matters.
type Severity string

// The severities: Info is good to know, Warning deserves a look, Fatal keeps the clip from being used as it is: the
// submission goes back to its owner.
const (
	Info    Severity = "info"
	Warning Severity = "warning"
	Fatal   Severity = "error"
)

// A FindingCode says what was found. The sentences for people are in the locales, under "finding.<code>".
type FindingCode string

// The findings. The unit of Value and Limit stands behind each; those marked with @ say where.
const (
	TooShort      FindingCode = "too_short"      // seconds
	TooLong       FindingCode = "too_long"       // seconds
	NoSound       FindingCode = "no_sound"       // -
	NearSilence   FindingCode = "near_silence"   // LUFS
	Clipping      FindingCode = "clipping"       // parts in ten thousand of the sound @
	NoSpeech      FindingCode = "no_speech"      // seconds of speech
	Black         FindingCode = "black"          // seconds @
	Frozen        FindingCode = "frozen"         // seconds @
	VeryDark      FindingCode = "very_dark"      // brightness in per cent
	Blurred       FindingCode = "blurred"        // ffmpeg's measure of blur
	Sideways      FindingCode = "sideways"       // -
	Scenes        FindingCode = "several_scenes" // cuts @ the first
	LowResolution FindingCode = "low_resolution" // pixels on the short side
	Truncated     FindingCode = "truncated"      // seconds decoded, of seconds declared

	// These are advice: a campaign can make them warnings, not errors.
	LineHeard     FindingCode = "line_heard"       // confidence in per cent @
	LineUnclear   FindingCode = "line_unclear"     // confidence in per cent @
	LineNotHeard  FindingCode = "line_not_heard"   // -
	LineUnchecked FindingCode = "line_not_checked" // -

	NotVideo   FindingCode = "not_video"   // -: nothing can be read
	TooComplex FindingCode = "too_complex" // -: over a limit in pixels, streams, time or memory
)

// FindingCodes are all codes, in the order above.
var FindingCodes = []FindingCode{
	TooShort, TooLong, NoSound, NearSilence, Clipping, NoSpeech, Black, Frozen, VeryDark, Blurred, Sideways, Scenes,
	LowResolution, Truncated, LineHeard, LineUnclear, LineNotHeard, LineUnchecked, NotVideo, TooComplex,
}

// Local tells whether a finding of this code is about one moment of the clip, be it the first.
func (c FindingCode) Local() bool {
	switch c {
	case Clipping, Black, Frozen, Scenes, LineHeard, LineUnclear:
		return true
	default:
		return false
	}
}

// Advice tells whether a finding of this code is a program's guess at what was said, which keeps no clip from being used.
func (c FindingCode) Advice() bool {
	switch c {
	case LineHeard, LineUnclear, LineNotHeard, LineUnchecked:
		return true
	default:
		return false
	}
}

// Unusable tells whether the campaign calls one of the findings an error.
func (c Clip) Unusable() bool {
	return slices.ContainsFunc(c.Findings, func(f Finding) bool { return f.Severity == Fatal })
}
