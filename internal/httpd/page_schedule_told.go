package httpd

import (
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/posttext"
	"github.com/belonginstem/belong/internal/schedule"
	"github.com/belonginstem/belong/web"
)

// troubles are what is wrong with the plan, and what would help.
type troubles struct {
	Conflicts []conflictView
	More      int // conflicts that are not listed
	Shortages []shortageView
}

// A conflictView is a post that breaks a rule.
type conflictView struct{ Link, At, Name, Channel, Sentence string }

type shortageView struct{ Channel, Help string }

// A priceView is what a channel's posts cost, all days together. The last one is the sum.
type priceView struct {
	Channel, Cost string
	Posts         int
}

// conflictsMost is how many conflicts are listed. All are on the cards.
const conflictsMost = 20

func newTroubles(plan plan, view boardView) troubles {
	t := troubles{More: max(0, len(plan.Conflicts)-conflictsMost)}
	for _, c := range plan.Conflicts[:min(len(plan.Conflicts), conflictsMost)] {
		w, ok := plan.find(c.PostID)
		if !ok {
			continue // it came since
		}
		slot := newSlotView(w, plan.day)
		link := boardView{slug: view.slug}.path("post", string(c.PostID)) + "#card-" + string(c.PostID)
		t.Conflicts = append(t.Conflicts, conflictView{link, slot.At, slot.Name, channelWords(w.Channel), c.Sentence})
	}
	for _, s := range plan.Next.Shortages {
		t.Shortages = append(t.Shortages, shortageView{plan.channelName(s.ChannelID), s.Help})
	}
	return t
}

func (p plan) channelName(id belong.ID) string {
	for _, ch := range p.Channels {
		if ch.ID == id {
			return channelWords(ch)
		}
	}
	return ""
}

func newPriceViews(plan plan) []priceView {
	var out []priceView
	sum, posts := posttext.Money(0), 0
	for _, p := range plan.Next.Prices {
		cost := "free"
		if p.Cost > 0 {
			cost = p.Cost.String()
		}
		out = append(out, priceView{plan.channelName(p.ChannelID), cost, p.Posts})
		sum, posts = sum+p.Cost, posts+p.Posts
	}
	if len(out) == 0 {
		return nil
	}
	return append(out, priceView{"All", sum.String(), posts})
}

// pausesView are the times in which nothing goes out, and the form for another.
type pausesView struct {
	Items []pauseView
	Form  pauseForm
	Open  bool
}

// A pauseView is a pause. At names it in a form.
type pauseView struct{ Words, Reason, At string }

// A pauseForm is a pause as typed.
type pauseForm struct{ Date, From, To, Reason string }

func newPausesView(c belong.Campaign, d dayView, date string, typed *pauseForm) pausesView {
	words := web.Words(staffLocale)
	v := pausesView{Form: pauseForm{Date: date}}
	if typed != nil {
		v.Form, v.Open = *typed, true
	}
	for _, b := range c.Posting.Blackouts {
		said := words.Clock(b.From, d.Zone) + " to " + words.Clock(b.To, d.Zone)
		if dateOf(b.From, d.Zone) != dateOf(b.To, d.Zone) {
			said = words.Moment(b.From, d.Zone) + " to " + words.Moment(b.To, d.Zone)
		} else if c.Posting.Days > 1 || dateOf(b.From, d.Zone) != c.Day.Date {
			said = words.Date(b.From, d.Zone) + ", " + said
		}
		v.Items = append(v.Items, pauseView{said, b.Reason, b.From.UTC().Format(time.RFC3339)})
	}
	return v
}

// An undo takes back what was just done, as a form.
type undo struct {
	Action string
	Fields []hidden
}

// A hidden is a field of a form that nobody fills in.
type hidden struct{ Name, Value string }

// tellArranged says what was just done to a post, what rules it breaks now, and how to take it back. The address holds only
// what was before; where the post is now is read from the plan.
func (a *scheduleAsk) tellArranged(query url.Values, plan plan) {
	w, ok := plan.find(belong.ID(query.Get("post")))
	if !ok {
		return
	}
	name := web.Isolate(nameOf(w.Entry.Submission))
	slot := newSlotView(w, plan.day)
	action := "/staff/posts/" + string(w.Post.ID)
	fields := []hidden{{"campaign", query.Get("campaign")}, {"post", string(w.Post.ID)}}
	for _, from := range query["unpin"] {
		fields = append(fields, hidden{"unpin", from})
	}
	switch query.Get("done") {
	case "slot":
		a.flash = fmt.Sprintf("Moved %s to %s, and pinned there.", name, slot.At)
		if !w.Post.Pinned {
			a.flash = fmt.Sprintf("Moved %s back to %s.", name, slot.At)
		}
		if was, err := time.Parse(time.RFC3339, query.Get("was")); err == nil && was.After(plan.day.Now) && w.Post.Pinned {
			a.undo = &undo{action + "/move", append(fields, hidden{"at", was.UTC().Format(time.RFC3339)})}
		}
	case "swap":
		a.flash = fmt.Sprintf("Changed places: %s is at %s now.", name, slot.At)
		if other, ok := plan.find(belong.ID(query.Get("with"))); ok && w.Post.State.Waits() && other.Post.State.Waits() {
			a.undo = &undo{action + "/swap", append(fields, hidden{"with", string(other.Post.ID)})}
		}
	case "pin":
		a.flash = fmt.Sprintf("Pinned: %s stays at %s.", name, slot.At)
	case "unpin":
		a.flash = fmt.Sprintf("Not pinned any more: %s may move when you fill in the plan.", name)
	case "text":
		a.flash = "The text is changed."
		if query.Get("own") != "" && rewordable(w.Post.State) {
			a.undo = &undo{action + "/text", append(fields, hidden{"own", "true"})}
		}
	case "own_text":
		a.flash = "The text is the campaign's own again."
	case "first":
		a.flash = fmt.Sprintf("%s is the first on every channel, as soon as you fill in the plan.", name)
	case "last":
		a.flash = fmt.Sprintf("%s is the last on every channel, as soon as you fill in the plan.", name)
	case "anywhere":
		a.flash = fmt.Sprintf("%s may be anywhere in the day.", name)
	default:
		return
	}
	if slices.Contains([]string{"slot", "swap"}, query.Get("done")) {
		for _, sentence := range plan.broken(w.Post.ID) {
			a.flash += " " + sentence
		}
		a.tellFollowed(w, plan)
	}
}

// tellFollowed says that the post after one that was moved stands too close to it now. Of two, the later one breaks the rule.
func (a *scheduleAsk) tellFollowed(w belong.Showing, plan plan) {
	line := kept(plan.Posts, func(o belong.Showing) bool { return o.Channel.ID == w.Channel.ID && counts(o.Post.State) })
	i := slices.IndexFunc(line, func(o belong.Showing) bool { return o.Post.ID == w.Post.ID })
	if i < 0 || i+1 == len(line) {
		return
	}
	next := line[i+1]
	for _, c := range plan.Conflicts {
		if c.PostID == next.Post.ID && (c.Code == schedule.TooClose || c.Code == schedule.OverLimit) {
			a.flash += fmt.Sprintf(" Look at %s, too: %s", nameOf(next.Entry.Submission), c.Sentence)
		}
	}
}
