package belong

import (
	"net/mail"
	"strings"
	"time"
)

// A Submission is a person's entry: who they are as they want to be shown, what they answer, and where their video stands.
type Submission struct {
	ID            ID
	CampaignID    ID
	State         SubmissionState
	Label         Label  // zero until it is known to be valid
	Filename      string // as it came, where the label has to be read from it; empty when a form gave the label
	Question      string // a question's key; empty when it came by file name alone
	Role          PersonRole
	Email         string // where decisions are told; may be empty
	Minor         bool
	GuardianEmail string
	Script        string                 // what they meant to say, typed for the teleprompter
	Locale        string                 // "en" or "es": the language that they are written to in
	Handles       map[ChannelKind]string // their names at networks, which they want to be called by there; a minor has none
	Partner       string                 // the key of the partner whose link they came by; may be empty
	ClipID        ID                     // the current clip; empty until an upload finished
	Note          string                 // the moderator's or the worker's words to the submitter, with the last change of state
	CreatedAt     time.Time
	UpdatedAt     time.Time
	Version       int64 // counts writes; a write with an older one is refused as stale
}

// A PersonRole is what a submitter is in the campaign.
type PersonRole string

// The two roles that people submit in.
const (
	Leader  PersonRole = "leader"
	Student PersonRole = "student"
)

// A SubmissionState is where a submission stands.
type SubmissionState string

// The states of a submission; what each may become is in submissionMoves.
const (
	Draft            SubmissionState = "draft"
	Uploading        SubmissionState = "uploading"
	Processing       SubmissionState = "processing"
	AwaitingRelease  SubmissionState = "awaiting_release"
	InReview         SubmissionState = "in_review"
	Approved         SubmissionState = "approved"
	ChangesRequested SubmissionState = "changes_requested"
	Rejected         SubmissionState = "rejected"
	Failed           SubmissionState = "failed"
	Withdrawn        SubmissionState = "withdrawn"
)

// DraftLife is how long a draft is kept that no video comes for, from its last change on.
const DraftLife = 30 * 24 * time.Hour

// SubmissionStates are all states, in the order in which a person meets them.
var SubmissionStates = []SubmissionState{
	Draft, Uploading, Processing, AwaitingRelease, InReview, Approved, ChangesRequested, Rejected, Failed, Withdrawn,
}

var submissionMoves = transitions[SubmissionState]{
	Draft:            {Uploading, Processing, Withdrawn},
	Uploading:        {Uploading, Processing, Draft, Withdrawn},
	Processing:       {Processing, Uploading, AwaitingRelease, InReview, ChangesRequested, Failed, Withdrawn},
	AwaitingRelease:  {InReview, Uploading, Processing, Withdrawn},
	InReview:         {Approved, ChangesRequested, Rejected, Uploading, Processing, Withdrawn},
	Approved:         {InReview, ChangesRequested, Rejected, Withdrawn},
	ChangesRequested: {Uploading, Processing, AwaitingRelease, InReview, Approved, Rejected, Withdrawn},
	Rejected:         {InReview, Withdrawn},
	Failed:           {Uploading, Processing, Withdrawn},
}

// Valid tells whether s is a state at all.
func (s SubmissionState) Valid() bool { _, ok := submissionMoves[s]; return ok || s == Withdrawn }

// CanBecome tells whether a submission in state s may go to next.
func (s SubmissionState) CanBecome(next SubmissionState) bool { return submissionMoves.allows(s, next) }

// Become moves the submission to next at now, or says why it cannot go there.
func (s *Submission) Become(next SubmissionState, now time.Time) error {
	if !s.State.CanBecome(next) {
		return Refuse(Conflict, "state", "This can't be done while the video is %q.", s.State.Words())
	}
	s.State, s.UpdatedAt = next, now
	return nil
}

var submissionWords = map[SubmissionState]string{
	Draft: "Draft", Uploading: "Uploading", Processing: "Processing", AwaitingRelease: "Waiting for a guardian",
	InReview: "In review", Approved: "Approved", ChangesRequested: "Changes requested", Rejected: "Not selected",
	Failed: "Problem with the video", Withdrawn: "Withdrawn",
}

// MayBeCut tells whether another part of the submission's clip may be chosen now.
func (s Submission) MayBeCut() bool {
	return s.State == InReview || s.State == AwaitingRelease || s.State == ChangesRequested
}

// Words is the state as a submitter reads it in English.
func (s SubmissionState) Words() string { return submissionWords[s] }

// Validate tells the first thing about a new submission that a person has to mend. The label is not looked at here: a
// form makes it with NewLabel, and a file name is read by the worker.
func (s Submission) Validate(c Campaign) error {
	if s.Question != "" {
		if _, ok := c.Question(s.Question); !ok {
			return Refuse(Invalid, "question", "Choose one of the campaign's questions.").In("question")
		}
	}
	if s.Role != Leader && s.Role != Student {
		return Refuse(Invalid, "role", "Say whether you are a leader or a student.").In("role")
	}
	if s.Email != "" && !plausibleAddress(s.Email) {
		return Refuse(Invalid, "email", "%q is not an e-mail address. Check it for a typing slip.", s.Email).In("email")
	}
	if s.Minor && !plausibleAddress(s.GuardianEmail) {
		return Refuse(Invalid, "guardian_email", "A parent or guardian has to agree, too. Give an e-mail address of theirs.").In("guardian_email")
	}
	if s.Minor && s.Email != "" && strings.EqualFold(s.Email, s.GuardianEmail) {
		return Refuse(Invalid, "guardian_email", "The guardian's e-mail address has to be another one than yours.").In("guardian_email")
	}
	if s.Locale != "en" && s.Locale != "es" {
		return Refuse(Invalid, "locale", "Pages and mail are in English (en) and Spanish (es).").In("locale")
	}
	if len(s.Script) > 4000 {
		return Refuse(Invalid, "script", "The script is too long: 30 seconds are about 80 words.").In("script")
	}
	return nil
}

func plausibleAddress(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && len(s) <= 254 && !strings.ContainsAny(s, "\r\n")
}

// AfterProcessing is where a submission goes when its clip is ready: back to its owner when the label is not known or the
// clip can't be used as it is, to the guardian when one has to agree to this clip, else to the moderators.
func (s Submission) AfterProcessing(clip Clip, releases []Release) SubmissionState {
	switch {
	case s.Label == (Label{}) || clip.Unusable():
		return ChangesRequested
	case s.Minor && Agreed(s, releases, BySubmitter) && !MayBeShown(s, releases):
		return AwaitingRelease
	default:
		return InReview
	}
}
