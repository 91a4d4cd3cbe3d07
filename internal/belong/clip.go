package belong

import (
	"slices"
	"time"
)

// A Clip is the video of a submission: the original as it came, and what was made from it.
type Clip struct {
	ID           ID
	SubmissionID ID
	UploadID     string // the upload that it came by, see Upload; no two clips have the same
	OriginalKey  string // where the original is stored; empty once it was deleted
	Bytes        int64
	SHA256       string        // of the original, in hexadecimal; empty until it was inspected
	Length       time.Duration // of what is used of it: of the cut, where there is one
	Width        int           // as shown, upright
	Height       int
	Cut          Cut           // the part of the original that its owner chose
	Progress     int           // of processing, in per cent
	Took         time.Duration // how long processing took, on the clock; 0 until it is done
	Ready        bool
	Renditions   []Rendition
	Findings     []Finding
	CreatedAt    time.Time
}

// A Span is a stretch of time in a clip. To is exclusive.
type Span struct{ From, To time.Duration }

// Length is how long the span lasts.
func (s Span) Length() time.Duration { return s.To - s.From }

// A Cut is the part of an original that is used. The zero Cut is all of it. A clip's cut never changes: another one makes
// another clip, which takes over the original, so that nobody's agreement to the one counts for the other.
type Cut = Span

// A RenditionKind is what a rendition is for.
type RenditionKind string

// The renditions.
const (
	PostRendition       RenditionKind = "post"       // for networks: MP4, 720 on the short side
	WebRendition        RenditionKind = "web"        // for pages: MP4, small
	PosterRendition     RenditionKind = "poster"     // a still: JPEG
	StoryboardRendition RenditionKind = "storyboard" // stills from beginning to end, side by side, for staff: JPEG
)

// A Rendition is a file made from the original.
type Rendition struct {
	Kind        RenditionKind
	Key         string // where it is stored
	ContentType string
	Bytes       int64
	SHA256      string
	Width       int
	Height      int
}

// Rendition finds a rendition by its kind.
func (c Clip) Rendition(kind RenditionKind) (Rendition, bool) {
	for _, r := range c.Renditions {
		if r.Kind == kind {
			return r, true
		}
	}
	return Rendition{}, false
}

// Stopped tells whether the clip's processing ended, or was ended, before it came to anything, good or bad.
func (c Clip) Stopped() bool {
	refused := slices.ContainsFunc(c.Findings, func(f Finding) bool { return f.Severity == Fatal })
	return !c.Ready && !refused && c.OriginalKey != ""
}

// NextJob is what is to be done with the clip while it is processed: with its hash, it counts as inspected.
func (c Clip) NextJob() JobKind {
	if c.SHA256 == "" {
		return InspectJob
	}
	return TranscodeJob
}
