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
	if kind.ToGuardian() || w.submission.Label.Name == "" {
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

// day says on which day, or between which, the campaign posts, as far as that is known.
func (w writer) day() string {
	windows, err := w.campaign.Windows()
	if err != nil {
		return w.campaign.Day.Date
	}
	zone, err := time.LoadLocation(w.campaign.Day.Zone)
	if err != nil {
		return w.campaign.Day.Date
	}
	first, last := windows[0].From, windows[len(windows)-1].From
	if len(windows) == 1 {
		return w.words.T("mail.day", "first", w.words.Weekday(first, zone))
	}
	return w.words.T("mail.days", "first", w.words.Weekday(first, zone), "last", w.words.Weekday(last, zone))
}
