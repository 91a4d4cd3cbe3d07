package belong

import "time"

// Captions are what is said in a clip, as timed lines for those who can't hear it. They are a draft, whoever made them,
// until a person says that they are right; only then does the world see them.
type Captions struct {
	ClipID      ID
	Locale      string // the language that is spoken: "en" or "es"
	Source      CaptionSource
	Cues        []Cue     // in the order of time, none over another
	ConfirmedAt time.Time // zero while they are a draft
	UpdatedAt   time.Time
	Version     int64 // counts writes, from 1 on; a write with an older one is refused as stale
}

// A Cue is a line of captions and when it is shown.
type Cue struct {
	Span
	Text string // at most two lines
}

// A CaptionSource is where captions came from.
type CaptionSource string

// The sources of captions.
const (
	FromScript      CaptionSource = "script"      // what the submitter meant to say, timed on the speech
	FromTranscriber CaptionSource = "transcriber" // what a program heard
	FromPerson      CaptionSource = "person"      // edited by hand
)

// Confirmed tells whether a person said that these words are right, so that everybody may read them.
func (c Captions) Confirmed() bool { return !c.ConfirmedAt.IsZero() && len(c.Cues) > 0 }

// leastKept is the least of a cue that a cut leaves: nobody reads what is shown more shortly.
const leastKept = 300 * time.Millisecond

// MoveTo are the captions of old for the clip that takes its original over, on that clip's clock: a draft again, for somebody has
// to see what the cut left of the words. ok is false where there is nothing to be kept, as with a draft that nobody touched of a
// clip that is longer now: a new one is better. What lies outside a part is left out, and doesn't come back with the whole.
func (c Captions) MoveTo(next, old Clip) (moved Captions, ok bool) {
	if next.Whole() && c.Source != FromPerson && !c.Confirmed() {
		return Captions{}, false
	}
	moved = Captions{ClipID: next.ID, Locale: c.Locale, Source: c.Source, UpdatedAt: next.CreatedAt, Version: 1}
	shift := old.Cut.From - next.Cut.From
	for _, cue := range c.Cues {
		cue.From, cue.To = max(cue.From+shift, 0), cue.To+shift
		if !next.Whole() {
			cue.To = min(cue.To, next.Length)
		}
		if cue.Length() >= leastKept {
			moved.Cues = append(moved.Cues, cue)
		}
	}
	return moved, len(moved.Cues) > 0
}
