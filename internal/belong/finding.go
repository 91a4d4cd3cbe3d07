package belong

import "time"

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

// Measured is what the worker knows of a clip when it decides on findings.
type Measured struct {
	Length   time.Duration // declared
	Decoded  time.Duration
	Width    int
	Height   int
	HasSound bool
	Loudness float64 // integrated, in LUFS; only where HasSound
}

// Shortest is the least that can say anything.
const Shortest = 3 * time.Second

const (
	quietest    = -45.0 // LUFS; below it nothing can be made out on a phone
	leastPixels = 480   // on the short side; networks blow up what is smaller
)

// FindingsOf holds what was measured against a campaign's limits.
func FindingsOf(m Measured, l Limits) []Finding {
	var out []Finding
	add := func(code FindingCode, severity Severity, value, limit float64) {
		out = append(out, Finding{Code: code, Severity: severity, Value: value, Limit: limit})
	}
	switch {
	case m.Length < Shortest:
		add(TooShort, Warning, m.Length.Seconds(), Shortest.Seconds())
	case m.Length > l.Length:
		add(TooLong, Warning, m.Length.Seconds(), l.Length.Seconds())
	}
	switch {
	case !m.HasSound:
		add(NoSound, Warning, 0, 0)
	case m.Loudness < quietest:
		add(NearSilence, Warning, m.Loudness, quietest)
	}
	if short := min(m.Width, m.Height); short < leastPixels {
		add(LowResolution, Warning, float64(short), leastPixels)
	}
	// Containers round: a frame or an audio packet may be missing at the end of a whole file.
	if slack := max(500*time.Millisecond, m.Length/20); m.Decoded+slack < m.Length {
		add(Truncated, Warning, m.Decoded.Seconds(), m.Length.Seconds())
	}
	return out
}
