package belong

import "time"

// A Message is a letter to somebody about a submission. Its words are made when it is sent or read, so that the links in
// it, which are keys, are never stored.
type Message struct {
	ID           ID
	SubmissionID ID
	Kind         MessageKind
	To           string
	Locale       string
	CreatedAt    time.Time
	SentAt       time.Time // zero while it waits, or is kept because no mail server is set
}

// A MessageKind is what a message is about. Its words are in the locales, under "mail.<kind>".
type MessageKind string

// The kinds of message.
const (
	ReceivedMessage         MessageKind = "received"          // to the submitter: we have it, here is your page
	GuardianMessage         MessageKind = "guardian"          // to the guardian: please decide
	GuardianAgainMessage    MessageKind = "guardian_again"    // to the guardian: what you agreed to changed, please decide again
	ApprovedMessage         MessageKind = "approved"          // to the submitter
	ChangesRequestedMessage MessageKind = "changes_requested" // to the submitter
	RejectedMessage         MessageKind = "rejected"          // to the submitter
	FailedMessage           MessageKind = "failed"            // to the submitter: the video could not be used
	PublishedMessage        MessageKind = "published"         // to the submitter: it is live, here
)

// ToGuardian tells whether letters of that kind are for the guardian, and all else for the submitter.
func (k MessageKind) ToGuardian() bool { return k == GuardianMessage || k == GuardianAgainMessage }

// AskGuardian is the letter by which a guardian is asked to agree to a submission's current clip.
func AskGuardian(s Submission, releases []Release) MessageKind {
	if AgreedBefore(s, releases) {
		return GuardianAgainMessage
	}
	return GuardianMessage
}

// NewMessage makes the letter of that kind about s, in the language that s is written to in: what is for the guardian
// to the guardian, all else to the submitter. ok is false when nobody left an address to write to.
func NewMessage(now time.Time, kind MessageKind, s Submission) (m Message, ok bool) {
	to := s.Email
	if kind.ToGuardian() {
		to = s.GuardianEmail
	}
	return Message{ID: NewID(now), SubmissionID: s.ID, Kind: kind, To: to, Locale: s.Locale, CreatedAt: now}, to != ""
}
