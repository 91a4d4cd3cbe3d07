package belong

import (
	"strings"
	"time"
)

// A Decision is a moderator's, with who, when and why.
type Decision struct {
	ID           ID
	SubmissionID ID
	ClipID       ID // the clip that was looked at
	Verdict      Verdict
	By           ID     // a user
	Note         string // to the submitter
	PrivateNote  string // to other staff
	At           time.Time
}

// A Verdict is what a moderator decided.
type Verdict string

// The verdicts. Reopen takes a decision back: the submission is in review again.
const (
	Approve        Verdict = "approve"
	RequestChanges Verdict = "request_changes"
	Reject         Verdict = "reject"
	Reopen         Verdict = "reopen"
)

var verdictStates = map[Verdict]SubmissionState{
	Approve: Approved, RequestChanges: ChangesRequested, Reject: Rejected, Reopen: InReview,
}

// State is where the verdict puts a submission; ok is false when there is no such verdict.
func (v Verdict) State() (s SubmissionState, ok bool) { s, ok = verdictStates[v]; return s, ok }

// Decided tells whether s is where a verdict puts a submission, so that there is something to take back.
func (s SubmissionState) Decided() bool {
	return s == Approved || s == ChangesRequested || s == Rejected
}

// Decide applies a verdict to a submission, or says why it cannot be: a state that does not allow it, a clip that is not
// ready, a release that is missing, or a request for changes that does not say which.
func Decide(s *Submission, clip Clip, releases []Release, d Decision) error {
	next, ok := d.Verdict.State()
	if !ok {
		return Refuse(Invalid, "decision", "A decision is approve, request_changes, reject or reopen.").In("decision")
	}
	if d.Verdict == RequestChanges && strings.TrimSpace(d.Note) == "" {
		return Refuse(Invalid, "note_missing", "Say what should change, so that the person can act on it.").In("note")
	}
	if len(d.Note) > 2000 || len(d.PrivateNote) > 2000 {
		return Refuse(Invalid, "note_long", "A note has at most 2,000 characters.").In("note")
	}
	if d.Verdict == Reopen && !s.State.Decided() {
		return Refuse(Conflict, "state", "There is no decision to take back while the video is %q.", s.State.Words())
	}
	if d.Verdict == Approve {
		switch {
		case !clip.Ready || s.ClipID != clip.ID:
			return Refuse(Conflict, "clip_not_ready", "The video is not ready yet. Wait until it can be played.")
		case s.Label == (Label{}):
			return Refuse(Conflict, "label_missing", "The name, job title and organization are not known yet.")
		case !MayBeShown(*s, releases):
			return Refuse(Conflict, "release_missing", "There is no valid release for this video, so it can't be approved.")
		}
	}
	if err := s.Become(next, d.At); err != nil {
		return err
	}
	s.Note = strings.TrimSpace(d.Note)
	return nil
}
