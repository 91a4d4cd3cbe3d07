package notify

import (
	"strings"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/web"
)

// A writer puts a message in words, all of which are in the locales.
type writer struct {
	words      web.Language
	campaign   belong.Campaign
	submission belong.Submission
	link       string
	posts      string
}

// write is the letter's subject and text. It fails where a word is missing, so that nobody is sent half a letter.
func (w writer) write(kind belong.MessageKind) (subject, text string, err error) {
	say := func(key string) string {
		var s string
		if err == nil {
			s, err = w.words.Lookup("mail."+key, w.params()...)
		}
		return s
	}
	name := string(kind)
	subject = say(name + ".subject")
	parts := []string{w.greeting(kind, say), say(name + ".body")}
	switch {
	case kind == belong.ReceivedMessage && w.submission.State != belong.AwaitingRelease:
		parts = append(parts, say("received.next"))
	case kind == belong.RejectedMessage && w.submission.Note != "":
		parts = append(parts, say("rejected.note"), say("rejected.link"))
	case kind == belong.RejectedMessage:
		parts = append(parts, say("rejected.link"))
	}
	parts = append(parts, say("farewell"), "-- \n"+say("why"))
	return subject, strings.Join(parts, "\n\n") + "\n", err
}

func (w writer) greeting(kind belong.MessageKind, say func(string) string) string {
	if kind == belong.GuardianMessage || w.submission.Label.Name == "" {
		return say("greeting_plain")
	}
	return say("greeting")
}

func (w writer) params() []any {
	return []any{
		"name", w.submission.Label.Name, "campaign", w.campaign.Name, "day", w.day(), "note", w.submission.Note,
		"link", w.link, "post", w.posts,
	}
}

// day is the campaign's day in words, where it is known.
func (w writer) day() string {
	from, _, err := w.campaign.Day.Window()
	if err != nil {
		return w.campaign.Day.Date
	}
	zone, err := time.LoadLocation(w.campaign.Day.Zone)
	if err != nil {
		return w.campaign.Day.Date
	}
	return w.words.Weekday(from, zone)
}
