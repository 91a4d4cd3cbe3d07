package belong

import (
	"slices"
	"time"
)

// An Outcome is what follows from a change and is stored in the same transaction as the change itself: the lines of the
// audit trail, the letters, to staff as well, the keys that are handed out, and the jobs.
type Outcome struct {
	Events   []Event
	Messages []Message
	Letters  []StaffLetter // to staff, but for those who were written to on the occasion; their jobs come with them
	Tokens   []Token
	Jobs     []Job
}

// Did is an Outcome that tells of one event.
func Did(e Event, jobs ...Job) Outcome { return Outcome{Events: []Event{e}, Jobs: jobs} }

// Tell adds a letter and the job that sends it.
func (o *Outcome) Tell(m Message) {
	o.Messages = append(o.Messages, m)
	o.Jobs = append(o.Jobs, Job{Kind: NotifyJob, Subject: m.ID})
}

// Write adds the letter of that kind about s, where there is an address to write to.
func (o *Outcome) Write(now time.Time, kind MessageKind, s Submission) {
	if m, ok := NewMessage(now, kind, s); ok {
		o.Tell(m)
	}
}

// Unwrite takes back the letters of a kind, with the jobs that send them.
func (o *Outcome) Unwrite(kind MessageKind) {
	var letters []Message
	for _, m := range o.Messages {
		if m.Kind != kind {
			letters = append(letters, m)
			continue
		}
		o.Jobs = slices.DeleteFunc(slices.Clone(o.Jobs), func(j Job) bool { return j == Job{Kind: NotifyJob, Subject: m.ID} })
	}
	o.Messages = letters
}
