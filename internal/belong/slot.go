package belong

import "time"

// A Slot is a time on the day at which one clip goes to one channel.
type Slot struct {
	SubmissionID ID
	ClipID       ID
	ChannelID    ID
	At           time.Time
}

// An Unplaced is a clip that got no slot on a channel: why, as a code ("window_full", "day_full", "window_over",
// "post_canceled", "post_failed", "text_too_long"), and what would help, as a sentence for staff.
type Unplaced struct {
	SubmissionID ID
	ChannelID    ID
	Reason       string
	Help         string
}
