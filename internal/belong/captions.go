package belong

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// Captions are what is said in a clip, as timed lines for those who can't hear it. They are a draft, whoever made them,
// until a person says that they are right; only then does the world see them.
type Captions struct {
	ClipID      ID
	Locale      string // the language that is spoken: "en" or "es"
	Source      CaptionSource
	Cues        []Cue     // in the order of time, none over another
	Outside     []Cue     // what is said outside the part of the original that the clip shows, on the clip's clock; kept for the whole
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
// to see what the cut left of the words. What lies outside a part waits for the whole. ok is false where there is nothing to be
// kept: of a draft of the whole that nobody touched, only what lies in a part is, for a new one is better.
func (c Captions) MoveTo(next, old Clip) (moved Captions, ok bool) {
	precious := c.Source == FromPerson || c.Confirmed() || len(c.Outside) > 0
	if next.Whole() && !precious {
		return Captions{}, false
	}
	moved = Captions{ClipID: next.ID, Locale: c.Locale, Source: c.Source, UpdatedAt: next.CreatedAt, Version: 1}
	shift := old.Cut.From - next.Cut.From
	end, least := next.Length, leastKept
	if next.Whole() {
		end, least = math.MaxInt64, time.Millisecond // nothing is cut off
	}
	var free time.Duration // from when on no cue is shown
	for _, cue := range c.all() {
		cue.From, cue.To = cue.From+shift, cue.To+shift
		shown := cue
		shown.From, shown.To = max(cue.From, free), min(cue.To, end)
		if shown.Length() >= least {
			moved.Cues, free = append(moved.Cues, shown), shown.To
		} else {
			moved.Outside = append(moved.Outside, cue)
		}
	}
	return moved, len(moved.Cues) > 0 || precious && len(moved.Outside) > 0
}

// all are the cues of the whole original, in the order of time.
func (c Captions) all() []Cue {
	all := slices.Concat(c.Cues, c.Outside)
	slices.SortStableFunc(all, func(a, b Cue) int { return cmp.Compare(a.From, b.From) })
	return all
}
