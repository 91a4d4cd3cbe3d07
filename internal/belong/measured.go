package belong

import "time"

// Measured is what the worker knows of a clip when it decides on findings.
type Measured struct {
	Length        time.Duration // declared, of the part that is used
	Decoded       time.Duration
	Width, Height int

	HasSound  bool
	Loudness  float64 // integrated, in LUFS; this and what follows only where HasSound
	Clipped   float64 // the share of the sound that was cut off for being too loud, from 0 to 1
	ClippedAt time.Duration
	Speech    []Span

	Black, Frozen []Span
	Cuts          []time.Duration
	Brightness    float64 // from 0 to 1
	Blur          float64 // how wide edges are, in pixels of the web rendition
	Sideways      bool

	Line LineCheck
}

// A LineCheck is what came of listening for the campaign's closing line.
type LineCheck struct {
	Checked    bool // false where nothing here can understand speech, or not that line
	Heard      bool
	Confidence float64 // that it was said, from 0 to 1, also where Heard is false
	At         time.Duration
}

// Shortest is the least that can say anything.
const Shortest = 3 * time.Second

// What is worth a look.
const (
	quietest     = -36.0 // LUFS; what is quieter can't be made as loud as others without its noise
	leastSpeech  = time.Second
	mostClipped  = 0.15 // of the sound: less is a laugh or a slap
	longestBlack = time.Second
	longestStill = 4 * time.Second // people hold still, pictures of people don't
	darkest      = 0.12
	mostBlur     = 9.0 // sharp pictures have 3 to 6, those that are out of focus 10 and more
	leastPixels  = 480 // on the short side; networks blow up what is smaller
	mostSpans    = 3   // of one kind are told; who looks at these sees the others
)

// FindingsOf holds what was measured against a campaign's limits. How much each matters is the campaign's to say.
func FindingsOf(m Measured, l Limits, rules ClipRules) []Finding {
	f := findings{rules: rules}
	f.aboutLength(m, l)
	f.aboutSound(m)
	f.aboutPicture(m)
	if m.HasSound {
		f.aboutLine(m)
	}
	return f.list
}

type findings struct {
	list  []Finding
	rules ClipRules
}

func (f *findings) add(x Finding) {
	if severity, ok := f.rules.Severities[x.Code]; ok {
		x.Severity = severity
	}
	f.list = append(f.list, x)
}

func (f *findings) warn(code FindingCode, value, limit float64) {
	f.add(Finding{Code: code, Severity: Warning, Value: value, Limit: limit})
}

func (f *findings) aboutLength(m Measured, l Limits) {
	switch {
	case m.Length < Shortest:
		f.warn(TooShort, m.Length.Seconds(), Shortest.Seconds())
	case m.Length > l.Length+oneFrame:
		f.warn(TooLong, m.Length.Seconds(), l.Length.Seconds())
	}
	// Containers round: a frame or an audio packet may be missing at the end of a whole file.
	if slack := max(500*time.Millisecond, m.Length/20); m.Decoded+slack < m.Length {
		f.warn(Truncated, m.Decoded.Seconds(), m.Length.Seconds())
	}
}

// oneFrame is what rounding may add to a part that was chosen to be just as long as it may be.
const oneFrame = 50 * time.Millisecond

func (f *findings) aboutSound(m Measured) {
	switch {
	case !m.HasSound:
		f.warn(NoSound, 0, 0)
		return
	case m.Loudness < quietest:
		f.warn(NearSilence, m.Loudness, quietest)
		return
	}
	if m.Clipped > mostClipped {
		f.add(Finding{Code: Clipping, Severity: Warning, At: m.ClippedAt, Value: 1e4 * m.Clipped, Limit: 1e4 * mostClipped})
	}
	if spoken := total(m.Speech); spoken < leastSpeech {
		f.warn(NoSpeech, spoken.Seconds(), leastSpeech.Seconds())
	}
}

func total(spans []Span) (sum time.Duration) {
	for _, s := range spans {
		sum += s.Length()
	}
	return sum
}

func (f *findings) aboutPicture(m Measured) {
	lit, cut := m.lit()
	if cut {
		f.spans(Black, m.Black, longestBlack)
	}
	f.spans(Frozen, without(m.Frozen, m.Black), longestStill)
	if lit < darkest || !cut {
		f.warn(VeryDark, 100*lit, 100*darkest)
	}
	if m.Blur > mostBlur {
		f.warn(Blurred, m.Blur, mostBlur)
	}
	if m.Sideways {
		f.add(Finding{Code: Sideways, Severity: Info})
	}
	if len(m.Cuts) > 0 {
		f.add(Finding{Code: Scenes, Severity: Info, At: m.Cuts[0], Value: float64(len(m.Cuts))})
	}
	if short := min(m.Width, m.Height); short < leastPixels {
		f.warn(LowResolution, float64(short), leastPixels)
	}
}

// lit is the brightness of what is not black. Where hardly anything is left without that, it is that of all, and nothing is gained
// by cutting.
func (m Measured) lit() (brightness float64, cut bool) {
	share := 1 - total(m.Black).Seconds()/m.Decoded.Seconds()
	if share < 0.1 {
		return m.Brightness, false
	}
	return m.Brightness / share, true
}

// spans tells of the first stretches that are longer than limit.
func (f *findings) spans(code FindingCode, all []Span, limit time.Duration) {
	told := 0
	for _, s := range all {
		if s.Length() >= limit && told < mostSpans {
			f.add(Finding{Code: code, Severity: Warning, At: s.From, Value: s.Length().Seconds(), Limit: limit.Seconds()})
			told++
		}
	}
}

// without is all but what overlaps others: a black picture is still, too.
func without(all, others []Span) (out []Span) {
next:
	for _, s := range all {
		for _, o := range others {
			if s.From < o.To && o.From < s.To {
				continue next
			}
		}
		out = append(out, s)
	}
	return out
}

func (f *findings) aboutLine(m Measured) {
	at := Finding{Severity: Info, At: m.Line.At, Value: 100 * m.Line.Confidence}
	switch {
	case !m.Line.Checked:
		f.add(Finding{Code: LineUnchecked, Severity: Info})
	case m.Line.Heard:
		at.Code = LineHeard
		f.add(at)
	case m.Line.Confidence > 0:
		at.Code = LineUnclear
		f.add(at)
	default:
		f.add(Finding{Code: LineNotHeard, Severity: Info})
	}
}
