package belong

import "time"

// A Clip is the video of a submission: the original as it came, and what was made from it.
type Clip struct {
	ID           ID
	SubmissionID ID
	UploadID     string // the upload that it came by; the same upload never makes two clips
	OriginalKey  string // where the original is stored; empty once it was deleted
	Bytes        int64
	SHA256       string // of the original, in hexadecimal; empty until it was inspected
	Length       time.Duration
	Width        int // as shown, upright
	Height       int
	Progress     int // of processing, in per cent
	Ready        bool
	Renditions   []Rendition
	Findings     []Finding
	CreatedAt    time.Time
}

// A RenditionKind is what a rendition is for.
type RenditionKind string

// The renditions.
const (
	PostRendition   RenditionKind = "post"   // for networks: MP4, 720 on the short side
	WebRendition    RenditionKind = "web"    // for pages: MP4, small
	PosterRendition RenditionKind = "poster" // a still: JPEG
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
