package httpd

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/posttext"
	"github.com/belonginstem/belong/web"
)

// A postView is a post that is opened, with all that can be changed about it.
type postView struct {
	slotView
	Network     string
	OnWall      bool // the wall shows no text of its own
	When        string
	Back, Video string
	Broken      []string
	Count       countView
	Text        string
	Wrong       string // what is wrong with the text that was typed
	Editable    bool
	Written     bool
	Preview     previewView
	Alt         string
	AltOver     string // where the network takes no description as long
	Captions    captionsView
	Movable     bool
	Waits       bool
	Pinned      bool
	Date, Time  string // of its slot, in the campaign's zone
	Seconds     bool   // its slot is not at a full minute
	Dates       []choice
	Others      []choice // with which it can change places
	First, Last bool
	Player      *player
}

// A choice is one of a list.
type choice struct {
	Value, Words string
	Chosen       bool
}

// A previewView is a post as its network shows it.
type previewView struct {
	Account, Name, Detail string
	Runs                  []run
	Poster                string
}

// A run is a part of a text; a marked one is an address, a name or a hashtag that the network makes a link.
type run struct {
	Words  string `json:"words"`
	Marked bool   `json:"marked"`
}

// A captionsView tells whether the captions go along.
type captionsView struct{ Tone, Icon, Words string }

func newPostView(c belong.Campaign, plan plan, w belong.Showing, view boardView, ask scheduleAsk, may bool) postView {
	d, sub, state := plan.day, w.Entry.Submission, w.Post.State
	at := w.Post.SlotAt.In(d.Zone)
	v := postView{
		slotView: newSlotView(w, d), Network: w.Channel.Kind.Words(), OnWall: w.Channel.Kind == belong.Wall, When: web.Words(staffLocale).Moment(w.Post.SlotAt, d.Zone),
		Back: view.path() + "#card-" + string(w.Post.ID), Broken: plan.broken(w.Post.ID), Text: w.Post.Text, Written: w.Post.Written,
		Alt: posttext.Alt(c, sub), Movable: may && (state.Waits() || state == belong.Missed), Waits: may && state.Waits(), Pinned: w.Post.Pinned,
		Date: at.Format(time.DateOnly), Time: at.Format("15:04"), Seconds: at.Second() != 0,
		First: sub.ID == c.Posting.Opener, Last: sub.ID == c.Posting.Finale, Player: newPlayer(w.Entry.Clip, nameOf(sub)),
	}
	v.Channel = channelWords(w.Channel)
	if v.Seconds {
		v.Time = at.Format("15:04:05")
	}
	v.Editable = may && !v.OnWall && rewordable(state)
	if ask.text != nil && v.Editable { // or it came too late, and what went out is shown
		v.Text, v.Wrong = *ask.text, ask.mistakes.Errors["text"]
	}
	v.Count = newCountView(w.Channel, strings.TrimSpace(v.Text)) // as it is saved
	v.Preview = newPreviewView(c, w, v.Text)
	if most := w.Channel.Standing.Limits.Alt; most > 0 && len([]rune(v.Alt)) > most {
		v.AltOver = numbered(len([]rune(v.Alt))-most, "character more", "characters more") + " than " + v.Network + " takes."
	}
	v.Captions = newCaptionsView(w, plan.captions)
	v.Player.caption(plan.captions)
	for _, date := range boardDates(c, plan) {
		day, _ := time.ParseInLocation(time.DateOnly, date, d.Zone) // it is one of the days
		v.Dates = append(v.Dates, choice{date, day.Format("Mon Jan 2"), date == v.Date})
	}
	if v.Waits {
		v.Others = others(plan, w)
	}
	return v
}

// rewordable tells whether a post's text can still be changed in that state.
func rewordable(s belong.PostState) bool {
	return s.Waits() || s == belong.PostFailed || s == belong.Missed || s == belong.Canceled
}

// othersMost is how many posts are offered to change places with.
const othersMost = 300

// others are the posts with which one can change places: those that wait on its channel, the nearest where those are many.
func others(plan plan, w belong.Showing) []choice {
	words, zone := web.Words(staffLocale), plan.day.Zone
	waiting := kept(plan.Posts, func(o belong.Showing) bool { return o.Channel.ID == w.Channel.ID && o.Post.State.Waits() })
	own := slices.IndexFunc(waiting, func(o belong.Showing) bool { return o.Post.ID == w.Post.ID })
	from := min(max(0, own-othersMost/2), max(0, len(waiting)-othersMost-1))
	var out []choice
	for _, o := range waiting[from:min(len(waiting), from+othersMost+1)] {
		if o.Post.ID == w.Post.ID {
			continue
		}
		it := choice{Value: string(o.Post.ID), Words: words.Clock(o.Post.SlotAt, zone) + " " + web.Isolate(nameOf(o.Entry.Submission))}
		if dateOf(o.Post.SlotAt, zone) != dateOf(w.Post.SlotAt, zone) {
			it.Words = o.Post.SlotAt.In(zone).Format("Mon Jan 2, ") + it.Words
		}
		out = append(out, it)
	}
	return out
}

func newPreviewView(c belong.Campaign, w belong.Showing, text string) previewView {
	v := previewView{Account: w.Channel.Standing.Account, Poster: posterOf(w.Entry.Clip)}
	if v.Account == "" {
		v.Account = w.Channel.Name
	}
	if w.Channel.Kind != belong.Wall {
		v.Runs = runsOf(w.Channel.Kind, text)
		return v
	}
	who := posttext.Public(c, w.Entry.Submission)
	v.Name, v.Detail = who.Label.Name, titleLine(who.Label)
	if q := questionText(c, who, who.Locale); q != "" {
		v.Runs = []run{{Words: q}}
	}
	return v
}

// marked is what networks make a link of: addresses, names and hashtags.
var marked = regexp.MustCompile(`https?://[^\s<>]+|(?:^|\s)[#@][\p{L}\p{N}_](?:[\p{L}\p{N}_.@-]*[\p{L}\p{N}_])?`)

// runsOf cuts a text at what the network makes a link of. Addresses are as it shows them: X and Mastodon leave out the protocol,
// and what is longer than 30 characters.
func runsOf(kind belong.ChannelKind, text string) []run {
	var out []run
	add := func(words string, marked bool) {
		if words != "" {
			out = append(out, run{words, marked})
		}
	}
	at := 0
	for _, found := range marked.FindAllStringIndex(text, -1) {
		from := found[0] + len(text[found[0]:found[1]]) - len(strings.TrimLeft(text[found[0]:found[1]], " \n\t"))
		add(text[at:from], false)
		add(asShown(kind, text[from:found[1]]), true)
		at = found[1]
	}
	add(text[at:], false)
	return out
}

func asShown(kind belong.ChannelKind, words string) string {
	_, bare, isAddress := strings.Cut(words, "://")
	if !isAddress || kind == belong.Bluesky {
		return words
	}
	if letters := []rune(bare); len(letters) > 30 {
		return string(letters[:30]) + "…"
	}
	return bare
}

// newCaptionsView says whether a post's captions go along: those that a person confirmed, where the network has any.
func newCaptionsView(w belong.Showing, captions belong.Captions) captionsView {
	var v captionsView
	network := w.Channel.Kind.Words()
	switch state := captionsState(captions); {
	case w.Channel.Kind == belong.Mastodon:
		v.Icon, v.Words = "info", "Mastodon has no captions: they are on the wall only."
	case state == "confirmed":
		v.Tone, v.Icon, v.Words = "good", "check", "Captions go along, in "+languageNames[captions.Locale]+"."
	case state == "draft":
		v.Tone, v.Icon, v.Words = "warn", "pencil", "Nobody has checked the captions yet, so "+network+" gets none."
	default:
		v.Icon, v.Words = "info", "There are no captions."
	}
	return v
}
