package httpd

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/gin-gonic/gin"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/posttext"
	"github.com/belonginstem/belong/web"
)

// A boardAsk is which part of the plan is looked at.
type boardAsk struct {
	date, hour, query string
	post              belong.ID // that is opened
}

// askBoard reads it from the address, or from the form that was sent from there. What ask holds already goes before.
func askBoard(c *gin.Context, ask boardAsk) boardAsk {
	read := func(name string) string {
		if v := c.Query(name); v != "" {
			return v
		}
		return c.PostForm(name)
	}
	ask.date, ask.hour, ask.query = read("date"), read("hour"), strings.TrimSpace(read("q"))
	if ask.post == "" {
		ask.post = belong.ID(read("post"))
	}
	return ask
}

// A boardView is one day of the plan, a column for each channel.
type boardView struct {
	Date, Hour, Query string
	Title             string
	Tabs              []boardTab // the days, where there are several
	Hours             []boardTab // the hours of the day, where it holds more than a page does
	Columns           []columnView
	Found             string // how much the search found; empty without one
	All               string // the address without the search
	slug              string
}

// A boardTab leads to a day or an hour. Count is how many posts are there, of those that the search found.
type boardTab struct {
	Link, Words string
	Count       int
	Current     bool
}

// A columnView is a channel's day.
type columnView struct {
	ID            belong.ID
	Name, Network string
	Sum           string // how many posts, and what they cost
	Items         []itemView
	More          int // that are not shown
}

// An itemView is what stands in a column: a card, a pause, a stretch in which nothing goes out, or the present moment.
type itemView struct {
	Card        *cardView
	Pause, Free string
	Now         string
}

// A cardView is a post on the board.
type cardView struct {
	ID                            belong.ID
	Link, At, Stamp, Name, Poster string
	Detail, Role                  string
	Chip                          chip
	Tone                          string
	Pinned, Movable, Open, Dimmed bool
	Count                         countView
	Broken                        []string
}

// A countView is how long a text is in its network's own measure.
type countView struct {
	Length int    `json:"length"`
	Limit  int    `json:"limit"`
	Over   bool   `json:"over"`
	Words  string `json:"words"`
}

// How many cards a column shows before the day is shown by the hour, and how many at most.
const (
	boardDay  = 150
	boardMost = 300
)

func newBoardView(c belong.Campaign, plan plan, ask boardAsk) boardView {
	d := plan.day
	v := boardView{Query: ask.query, slug: c.Slug}
	found := search(c, plan.Posts, ask.query)
	byDate := map[string]int{}
	for _, w := range found {
		byDate[dateOf(w.Post.SlotAt, d.Zone)]++
	}
	dates := boardDates(c, plan)
	v.Date = chosenDate(dates, plan, ask)
	day, _ := time.ParseInLocation(time.DateOnly, v.Date, d.Zone) // it is one of the dates
	v.Title = web.Words(staffLocale).Weekday(day, d.Zone)
	if len(dates) > 1 {
		for _, date := range dates {
			at, _ := time.ParseInLocation(time.DateOnly, date, d.Zone) // we wrote it
			v.Tabs = append(v.Tabs, boardTab{Link: v.path("date", date), Words: at.Format("Mon Jan 2"), Count: byDate[date], Current: date == v.Date})
		}
	}
	onDay := func(w belong.Showing) bool { return dateOf(w.Post.SlotAt, d.Zone) == v.Date }
	shown := kept(found, onDay)
	if most(shown) > boardDay {
		v.byHour(shown, plan, ask)
		shown = kept(shown, func(w belong.Showing) bool { return hourOf(w.Post.SlotAt, d.Zone) == v.Hour })
	}
	for _, ch := range plan.Channels {
		onChannel := func(w belong.Showing) bool { return w.Channel.ID == ch.ID }
		v.Columns = append(v.Columns, v.column(c, plan, ch, kept(shown, onChannel), kept(kept(plan.Posts, onDay), onChannel), ask.post))
	}
	if v.Query != "" {
		v.Found = numbered(len(found), "post", "posts") + " found"
		if n := byDate[v.Date]; len(dates) > 1 {
			v.Found += fmt.Sprintf(", %d on this day", n)
		}
		v.Found += "."
		v.All = boardView{slug: v.slug, Date: v.Date}.path()
	}
	return v
}

// path is the address of the board, with some of it changed.
func (v boardView) path(changes ...string) string {
	values := url.Values{}
	pairs := append([]string{"campaign", v.slug, "date", v.Date, "hour", v.Hour, "q", v.Query}, changes...)
	for i := 0; i+1 < len(pairs); i += 2 {
		if values.Del(pairs[i]); pairs[i+1] != "" {
			values.Set(pairs[i], pairs[i+1])
		}
	}
	return "/staff/schedule?" + values.Encode()
}

// boardDates are the days of the campaign, and those to which posts were moved besides.
func boardDates(c belong.Campaign, plan plan) []string {
	var out []string
	windows, err := c.Windows()
	if err != nil {
		windows = []belong.Window{{From: plan.day.From, To: plan.day.To}}
	}
	for _, w := range windows {
		out = append(out, dateOf(w.From, plan.day.Zone))
	}
	for _, w := range plan.Posts {
		out = append(out, dateOf(w.Post.SlotAt, plan.day.Zone))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// chosenDate is the day that was asked for, or that of the opened post, or today, or the first.
func chosenDate(dates []string, plan plan, ask boardAsk) string {
	want := []string{ask.date, dateOf(plan.day.Now, plan.day.Zone)}
	if w, ok := plan.find(ask.post); ok {
		want = append([]string{dateOf(w.Post.SlotAt, plan.day.Zone)}, want...)
	}
	for _, date := range want {
		if slices.Contains(dates, date) {
			return date
		}
	}
	return dates[0]
}

// byHour cuts the day at its hours, and chooses one: that which was asked for, or of the opened post, or the next.
func (v *boardView) byHour(shown []belong.Showing, plan plan, ask boardAsk) {
	zone := plan.day.Zone
	counts := map[string]int{}
	var hours []string
	for _, w := range shown {
		hour := hourOf(w.Post.SlotAt, zone)
		if counts[hour]++; counts[hour] == 1 {
			hours = append(hours, hour)
		}
	}
	v.Hour = hours[0]
	for _, hour := range hours {
		if dateOf(plan.day.Now, zone) == v.Date && hour <= hourOf(plan.day.Now, zone) {
			v.Hour = hour
		}
	}
	if slices.Contains(hours, ask.hour) {
		v.Hour = ask.hour
	}
	if w, ok := plan.find(ask.post); ok && slices.Contains(hours, hourOf(w.Post.SlotAt, zone)) {
		v.Hour = hourOf(w.Post.SlotAt, zone)
	}
	for _, hour := range hours {
		n, _ := strconv.Atoi(hour) // we wrote it
		at := time.Date(2027, 1, 1, n, 0, 0, 0, time.UTC)
		v.Hours = append(v.Hours, boardTab{Link: v.path("hour", hour), Words: at.Format("3 PM"), Count: counts[hour], Current: hour == v.Hour})
	}
}

func hourOf(t time.Time, zone *time.Location) string { return t.In(zone).Format("15") }

// column is a channel's day: the cards that are shown, with what lies between them. all is the whole day of the channel.
func (v boardView) column(c belong.Campaign, plan plan, ch belong.Channel, shown, all []belong.Showing, open belong.ID) columnView {
	col := columnView{ID: ch.ID, Name: ch.Name, Network: ch.Kind.Words(), More: max(0, len(shown)-boardMost)}
	if tellsNetwork(ch) {
		col.Network = ""
	}
	posts, cost := 0, posttext.Money(0)
	for _, w := range all {
		if counts(w.Post.State) {
			posts++
			cost += posttext.Cost(ch.Kind, w.Post.Text)
		}
	}
	if col.Sum = numbered(posts, "post", "posts"); cost > 0 {
		col.Sum += ", " + cost.String()
	}
	between := v.between(c, plan, shown)
	for _, w := range shown[:min(len(shown), boardMost)] {
		for len(between) > 0 && !between[0].at.After(w.Post.SlotAt) {
			col.Items, between = append(col.Items, between[0].itemView), between[1:]
		}
		card := v.card(c, plan, w)
		card.Open = w.Post.ID == open
		col.Items = append(col.Items, itemView{Card: &card})
	}
	if col.More == 0 {
		for _, b := range between {
			col.Items = append(col.Items, b.itemView)
		}
	}
	return col
}

// counts tells whether a post in that state has a place in the day: what it costs is to be paid.
func counts(s belong.PostState) bool {
	return s.Waits() || s == belong.Publishing || s == belong.Published || s == belong.Unconfirmed
}

// A momentItem is an item with its moment.
type momentItem struct {
	itemView
	at time.Time
}

// longGap is how long nothing has to go out for the board to say so.
const longGap = 30 * time.Minute

// between is what stands between the cards of a column: pauses, gaps, and the present moment. A search has none of it.
func (v boardView) between(c belong.Campaign, plan plan, shown []belong.Showing) []momentItem {
	if v.Query != "" || len(shown) == 0 {
		return nil
	}
	d, words := plan.day, web.Words(staffLocale)
	var out []momentItem
	first, last := shown[0].Post.SlotAt, shown[len(shown)-1].Post.SlotAt
	within := func(t time.Time) bool {
		return dateOf(t, d.Zone) == v.Date && (v.Hour == "" || hourOf(t, d.Zone) == v.Hour)
	}
	for _, b := range c.Posting.Blackouts {
		if underWay := b.From.Before(first) && b.To.After(first); !within(b.From) && !underWay {
			continue
		}
		said := fmt.Sprintf("Pause, %s to %s", words.Clock(b.From, d.Zone), words.Clock(b.To, d.Zone))
		if b.Reason != "" {
			said += ": " + b.Reason
		}
		out = append(out, momentItem{itemView{Pause: said}, b.From})
	}
	for i := range shown[1:] {
		from, to := shown[i].Post.SlotAt, shown[i+1].Post.SlotAt
		paused := slices.ContainsFunc(c.Posting.Blackouts, func(b belong.Blackout) bool { return b.From.Before(to) && b.To.After(from) })
		if gap := to.Sub(from); gap >= longGap && !paused {
			out = append(out, momentItem{itemView{Free: long(gap) + " with nothing"}, from.Add(1)})
		}
	}
	if within(d.Now) && d.Now.After(first) && d.Now.Before(last) {
		out = append(out, momentItem{itemView{Now: "Now, " + words.Clock(d.Now, d.Zone)}, d.Now})
	}
	slices.SortStableFunc(out, func(a, b momentItem) int { return a.at.Compare(b.at) })
	return out
}

// long is a length of time as people say it: "1 h 20 min".
func long(d time.Duration) string {
	h, m := int(d/time.Hour), int(d%time.Hour/time.Minute)
	switch {
	case h == 0:
		return fmt.Sprintf("%d min", m)
	case m == 0:
		return fmt.Sprintf("%d h", h)
	}
	return fmt.Sprintf("%d h %d min", h, m)
}

func (v boardView) card(c belong.Campaign, plan plan, w belong.Showing) cardView {
	slot := newSlotView(w, plan.day)
	card := cardView{
		ID: w.Post.ID, Link: v.path("post", string(w.Post.ID)) + "#card-" + string(w.Post.ID), At: web.Words(staffLocale).Clock(w.Post.SlotAt, plan.day.Zone),
		Stamp: w.Post.SlotAt.UTC().Format(time.RFC3339), Name: slot.Name, Poster: posterOf(w.Entry.Clip), Detail: slot.Detail, Chip: slot.Chip, Tone: slot.Tone,
		Pinned: w.Post.Pinned, Movable: w.Post.State.Waits() || w.Post.State == belong.Missed, Broken: plan.broken(w.Post.ID),
		Count: newCountView(w.Channel, w.Post.Text),
	}
	switch w.Post.SubmissionID {
	case c.Posting.Opener:
		card.Role = "First"
	case c.Posting.Finale:
		card.Role = "Last"
	}
	return card
}

func newCountView(ch belong.Channel, text string) countView {
	n := countView{Length: posttext.Length(ch.Kind, text), Limit: posttext.Limit(ch)}
	n.Over = n.Limit > 0 && n.Length > n.Limit
	switch {
	case ch.Kind == belong.Wall:
		n.Words = ""
	case n.Over:
		n.Words = fmt.Sprintf("%d of %d characters, %d too many", n.Length, n.Limit, n.Length-n.Limit)
	default:
		n.Words = lengthWords(ch.Kind, posttext.Text{Words: text, Length: n.Length, Limit: n.Limit})
	}
	return n
}

// search keeps the posts of whom or of which the query's words are all said: name, job title, organization, question.
func search(c belong.Campaign, posts []belong.Showing, query string) []belong.Showing {
	want := strings.Fields(folded(query))
	if len(want) == 0 {
		return posts
	}
	return kept(posts, func(w belong.Showing) bool {
		sub := w.Entry.Submission
		said := folded(strings.Join([]string{nameOf(sub), sub.Label.Title, sub.Label.Organization, questionText(c, sub, staffLocale), w.Channel.Name}, " "))
		return !slices.ContainsFunc(want, func(word string) bool { return !strings.Contains(said, word) })
	})
}

// folded is text without case and accents, so that "nunez" finds Núñez.
func folded(text string) string {
	bare, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), text)
	if err != nil {
		bare = text
	}
	return strings.ToLower(bare)
}

func kept(posts []belong.Showing, keep func(belong.Showing) bool) []belong.Showing {
	var out []belong.Showing
	for _, w := range posts {
		if keep(w) {
			out = append(out, w)
		}
	}
	return out
}

// most is how many posts the fullest channel has.
func most(posts []belong.Showing) int {
	n, most := map[belong.ID]int{}, 0
	for _, w := range posts {
		n[w.Channel.ID]++
		most = max(most, n[w.Channel.ID])
	}
	return most
}

func numbered(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
