package belong

import (
	"strings"
	"time"
)

// ShortestPart is the least of a clip that can be left of it.
const ShortestPart = time.Second

// clockSlack is how far behind a clip's end a player's clock may be when it shows the last frame.
const clockSlack = 100 * time.Millisecond

// A clip that was cut bears the name of the upload that its original came by, and its own ID behind this mark.
const cutMark = "#"

// Upload is the upload that the clip's original came by.
func (c Clip) Upload() string {
	upload, _, _ := strings.Cut(c.UploadID, cutMark)
	return upload
}

// Whole tells whether all of the original is used.
func (c Clip) Whole() bool { return c.Cut == Cut{} }

// Keep is the clip that takes the original over when only part of c is wanted, in the time of c as it is shown; with the
// zero part, all of the original again. It has still to be processed. The error says why there can't be such a clip.
func (c Clip) Keep(part Cut, l Limits, now time.Time) (Clip, error) {
	next := Clip{
		ID: NewID(now), SubmissionID: c.SubmissionID, OriginalKey: c.OriginalKey, Bytes: c.Bytes, SHA256: c.SHA256,
		Width: c.Width, Height: c.Height, CreatedAt: now,
	}
	next.UploadID = c.Upload() + cutMark + string(next.ID)
	if c.OriginalKey == "" {
		return next, Refuse(Conflict, "original_gone", "The original of this video is deleted by now, so no other part of it can be taken. Send the video again.")
	}
	if part == (Cut{}) {
		if c.Whole() {
			return next, Refuse(Invalid, "part_whole", "The whole video is in use already.")
		}
		return next, nil // its length is known when the original is read again
	}
	if over := part.To - c.Length; over > 0 && over <= clockSlack {
		part.To = c.Length
	}
	if err := c.check(part, l); err != nil {
		return next, err
	}
	next.Length = part.Length()
	next.Cut = Cut{From: c.Cut.From + part.From, To: c.Cut.From + part.To}
	return next, nil
}

// check tells the first thing that keeps part from being one of c.
func (c Clip) check(part Cut, l Limits) error {
	switch {
	case part.From < 0 || part.From >= c.Length:
		return Refuse(Invalid, "part_outside", "The part has to lie within the video, which lasts %.1f seconds.", c.Length.Seconds()).In("from")
	case part.To > c.Length:
		return Refuse(Invalid, "part_outside", "The part has to lie within the video, which lasts %.1f seconds.", c.Length.Seconds()).In("to")
	case part.Length() <= 0:
		return Refuse(Invalid, "part_empty", "The part ends before it begins. Choose an end that comes after the start.").In("to")
	case part.Length() < ShortestPart:
		return Refuse(Invalid, "part_short", "The part is shorter than a second. Choose a longer one.").In("to")
	case part.Length() > l.Longest:
		return Refuse(Invalid, "part_long", "The part is still longer than %.0f seconds. Choose a shorter one.", l.Longest.Seconds()).In("to")
	case part.Length() == c.Length:
		return Refuse(Invalid, "part_whole", "This is the whole video, as it is in use already.").In("to")
	}
	return nil
}
