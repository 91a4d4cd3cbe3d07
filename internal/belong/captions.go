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
