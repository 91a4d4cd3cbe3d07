package belong

import (
	"slices"
	"time"
)

// A Release is what was agreed to, word for word, when, and by whom.
type Release struct {
	ID           ID
	SubmissionID ID
	ClipID       ID // the clip that was seen when it was agreed; empty for the submitter's own, which holds for any video of theirs
	By           Signer
	Name         string // of who agreed; a guardian types theirs
	Version      string // of the campaign's release text
	Text         string // the words, as they were shown
	At           time.Time
	WithdrawnAt  time.Time // zero while it holds
}

// A Signer is in what capacity somebody agreed.
type Signer string

// Who can agree. ByStaff is a member of staff who attests to a release that is kept elsewhere, on paper for example;
// it stands for everybody whose consent that paper holds.
const (
	BySubmitter Signer = "submitter"
	ByGuardian  Signer = "guardian"
	ByStaff     Signer = "staff"
)

// Agreed tells whether a release by that signer holds for the submission's current clip. What a guardian or staff agreed
// to was one clip: it says nothing about a later one.
func Agreed(s Submission, releases []Release, by Signer) bool {
	for _, r := range releases {
		if r.By == by && r.holds(s) {
			return true
		}
	}
	return false
}

// AgreedBefore tells whether a guardian agreed to an earlier clip of the submission, which says nothing about the current one.
func AgreedBefore(s Submission, releases []Release) bool {
	before := func(r Release) bool { return r.By == ByGuardian && r.ClipID != s.ClipID && r.WithdrawnAt.IsZero() }
	return slices.ContainsFunc(releases, before) && !Agreed(s, releases, ByGuardian)
}

func (r Release) holds(s Submission) bool {
	seen := r.By == BySubmitter || r.ClipID != "" && r.ClipID == s.ClipID
	return seen && r.WithdrawnAt.IsZero()
}

// MayBeShown tells whether the people in a submission's video agreed that the world sees it: the submitter, and for a
// minor the guardian as well, or staff who attest to both. It is asked when a moderator approves and again when a post
// goes out.
func MayBeShown(s Submission, releases []Release) bool {
	if Agreed(s, releases, ByStaff) {
		return true
	}
	return Agreed(s, releases, BySubmitter) && (!s.Minor || Agreed(s, releases, ByGuardian))
}
