package belong

import "time"

// A Release is what was agreed to, word for word, when, and by whom.
type Release struct {
	ID           ID
	SubmissionID ID
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

// Agreed tells whether a release by that signer holds.
func Agreed(releases []Release, by Signer) bool {
	for _, r := range releases {
		if r.By == by && r.WithdrawnAt.IsZero() {
			return true
		}
	}
	return false
}

// MayBeShown tells whether the people in a submission's video agreed that the world sees it: the submitter, and for a
// minor the guardian as well, or staff who attest to both. It is asked when a moderator approves and again when a post
// goes out.
func MayBeShown(s Submission, releases []Release) bool {
	if Agreed(releases, ByStaff) {
		return true
	}
	return Agreed(releases, BySubmitter) && (!s.Minor || Agreed(releases, ByGuardian))
}
