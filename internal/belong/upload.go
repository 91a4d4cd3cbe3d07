package belong

import "time"

// An Upload is a file on its way in, resumable until it expires.
type Upload struct {
	ID           string // tus's own
	SubmissionID ID
	Bytes        int64
	Filename     string // from the sender
	CreatedAt    time.Time
	ExpiresAt    time.Time
	FinishedAt   time.Time // zero while bytes are missing
}
