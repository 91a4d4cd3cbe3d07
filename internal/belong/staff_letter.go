package belong

import "time"

// A StaffLetter is a letter to a member of staff about a campaign. It holds no keys and names nobody whose video it
// tells of, so its words are kept as they were written.
type StaffLetter struct {
	ID         ID
	CampaignID ID
	Occasion   string // what it is written on: nobody is written to twice on the same one
	To         string
	Subject    string
	Text       string // plain, lines divided by "\n"
	CreatedAt  time.Time
	SentAt     time.Time // zero while it waits, or is kept because no mail server is set
}

// NewStaffLetters are the letters to all who run the day: schedulers and administrators.
func NewStaffLetters(now time.Time, campaign ID, occasion, subject, text string, staff []User) []StaffLetter {
	var out []StaffLetter
	for _, u := range staff {
		if u.Role.May(Scheduler) {
			l := StaffLetter{ID: NewID(now), CampaignID: campaign, Occasion: occasion, To: u.Email, Subject: subject, Text: text, CreatedAt: now}
			out = append(out, l)
		}
	}
	return out
}
