package belong

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// PostRules are a campaign's own for its day: what is said with a video, and when nothing goes out. The zero value says what
// the campaign was made for: one day, names by the privacy rule, no link.
type PostRules struct {
	Days       int                  // how many days in a row, from Day.Date on; 0 is one
	Blackouts  []Blackout           // in the order of time
	Opener     ID                   // the submission that goes first; may be empty
	Finale     ID                   // the one that goes last; may be empty
	Templates  map[ChannelKind]Text // post text by channel and language; "" stands for every channel that has none
	Link       bool                 // the wall's address stands in the text
	FullMinors bool                 // minors are called by their whole name, and not by the first only
	Seed       int64                // of the order: another one mixes anew
}

// A Blackout is a time in which nothing goes out.
type Blackout struct {
	From, To time.Time // To is exclusive
	Reason   string    // for staff; may be empty
}

// paused tells whether t lies in a pause.
func (r PostRules) paused(t time.Time) bool {
	return slices.ContainsFunc(r.Blackouts, func(b Blackout) bool { return Window{b.From, b.To}.Has(t) })
}

// How long a campaign may post, and how many pauses it may make.
const (
	MostDays   = 31
	MostPauses = 100
)

// Validate tells the first rule that can't be.
func (r PostRules) Validate() error {
	if r.Days < 0 || r.Days > MostDays {
		return Refuse(Invalid, "days", "A campaign posts on 1 to %d days.", MostDays).In("days")
	}
	if len(r.Blackouts) > MostPauses {
		return Refuse(Invalid, "blackouts", "A campaign makes at most %d pauses.", MostPauses).In("blackouts")
	}
	for _, b := range r.Blackouts {
		if !b.To.After(b.From) {
			return Refuse(Invalid, "blackout", "A pause ends after it begins.").In("blackouts")
		}
	}
	if r.Opener != "" && r.Opener == r.Finale {
		return Refuse(Invalid, "finale", "One video can't be both the first and the last.").In("finale")
	}
	for kind, text := range r.Templates {
		if kind != "" && kind.Words() == "" {
			return Refuse(Invalid, "template", "There is no network %q.", string(kind)).In("templates")
		}
		for locale, words := range text {
			if locale != "en" && locale != "es" {
				return Refuse(Invalid, "template", "Posts are in English (en) and Spanish (es).").In("templates")
			}
			if len(words) > 2000 || strings.TrimSpace(words) == "" {
				return Refuse(Invalid, "template", "A post's text has 1 to 2000 characters.").In("templates")
			}
		}
	}
	return nil
}

// SetTemplate gives the posts of a channel's kind (the empty kind is all that have none of their own) a template in a language;
// an empty one takes it away.
func (r *PostRules) SetTemplate(kind ChannelKind, locale, template string) {
	if r.Templates == nil {
		r.Templates = map[ChannelKind]Text{}
	}
	text := maps.Clone(r.Templates[kind])
	if text == nil {
		text = Text{}
	}
	text[locale] = template
	if template == "" {
		delete(text, locale)
	}
	r.Templates[kind] = text
	if len(text) == 0 {
		delete(r.Templates, kind)
	}
}
