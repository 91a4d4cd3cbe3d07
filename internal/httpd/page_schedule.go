package httpd

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/schedule"
	"github.com/belonginstem/belong/web"
)

// schedulePage is the plan: what goes out when, what did, and the switch that stops it. It shows one day at a time.
type schedulePage struct {
	staffPage
	dayView
	mistakes
	On          bool
	MayChange   bool
	SwitchWords string
	ZoneName    string
	SameDay     bool // it is one of the days, in the campaign's zone
	Day         belong.Day
	Days        int
	DayOpen     bool
	Sums        []sum
	View        boardView
	Post        *postView // the one that is opened
	Trouble     troubles
	Prices      []priceView
	Pauses      pausesView
	Feed        string // the address of the calendar, told once
	Empty       bool
	Waiting     string
	Unplaced    []unplacedView
	MoreLeft    int // without a slot that are not listed
	Flash       string
	Undo        *undo
}

type sum struct {
	Words, Tone string
	Count       int
}

// A slotView is a post in the plan.
type slotView struct {
	ID                                                                belong.ID
	At, Name, Detail, Review, Problem, Said, Link, Tone, Channel, Out string
	Chip                                                              chip
	Actions                                                           []action
}

// An action is what can be done to a post. With Ask, it is asked for again.
type action struct {
	Verb, Words, Ask, Then, Yes string
	Danger, NeedsLink, Bundle   bool
}

type unplacedView struct{ Name, Channel, Why string }

// unplacedMost is how many videos without a slot are listed. Where there are more, shortages say what would help all.
const unplacedMost = 30

// The actions by the state of a post.
var (
	retry   = action{Verb: "retry", Words: "Send now", Ask: "Send it now?", Then: "It goes out at once, if the switch is on.", Yes: "Send it now"}
	again   = action{Verb: "retry", Words: "It is not there", Ask: "Did you look, and it is not there?", Then: "It is sent again. If it is there after all, it is there twice then.", Yes: "It is not there, send it", Danger: true}
	cancel  = action{Verb: "cancel", Words: "Cancel", Ask: "Cancel this post?", Then: "It does not go out. It can be sent by hand later.", Yes: "Cancel the post", Danger: true}
	now     = action{Verb: "retry", Words: "Post now", Ask: "Post it now?", Then: "It goes out at once, before its time, if the switch is on.", Yes: "Post it now"}
	skip    = action{Verb: "cancel", Words: "Skip", Ask: "Skip this post?", Then: "It does not go out. It can be sent by hand later.", Yes: "Skip the post", Danger: true}
	byHand  = action{Verb: "confirm", Words: "By hand", Ask: "Post it by hand?", Then: "Post it at the network yourself, then give its address here. It counts as published then, and is not sent again.", Yes: "I posted it", NeedsLink: true, Bundle: true}
	gone    = action{Verb: "removed", Words: "It is down", Ask: "Did you take it down there?", Then: "It counts as taken down then.", Yes: "It is down"}
	confirm = action{Verb: "confirm", Words: "It is there", Ask: "Did you see it there?", Then: "It counts as published then.", Yes: "It is there", NeedsLink: true}
	remove  = action{Verb: "remove", Words: "Take down", Ask: "Take this post down?", Then: "It is no longer shown. It can't be put up again.", Yes: "Take it down", Danger: true}
)

var postActions = map[belong.PostState][]action{
	belong.Scheduled: {now, byHand, skip}, belong.Staged: {now, byHand, skip}, belong.Published: {remove},
	belong.Unconfirmed: {confirm, again}, belong.PostFailed: {retry, byHand, cancel}, belong.Missed: {retry, byHand, cancel},
	belong.Canceled: {retry, byHand},
}

// scheduleAsk is what a request adds to the page.
type scheduleAsk struct {
	mistakes mistakes
	day      *belong.Day // as typed
	days     int
	pause    *pauseForm
	text     *string // of the opened post, as typed
	flash    string
	undo     *undo
	feed     string
	board    boardAsk
}

func (s *Server) pageScheduleGet(c *gin.Context) {
	s.showSchedule(c, http.StatusOK, scheduleAsk{flash: doneWords[c.Query("done")]})
}

// doneWords tell what was just done.
var doneWords = map[string]string{
	"placed": "The plan is filled in.", "anew": "The plan is spread anew.", "day": "The day is changed.",
	"moved": "The day is changed. Some posts still have slots outside it: fill in the plan again to move them.",
	"retry": "It goes out now.", "cancel": "Canceled.", "confirm": "It counts as published.", "remove": "Taken down.", "removed": "It counts as taken down.",
	"on": "Posts go out.", "off": "Everything is stopped. Nothing goes out until you let it.",
	"pause": "Nothing goes out in that time. Posts in it keep their slots until you fill in the plan.", "unpause": "The pause is gone.",
	"feed_off": "The calendar's link does not work any more.",
}

// doneSaid is what was just done, as it stands with the switch.
func doneSaid(words string, on bool) string {
	if words == doneWords["retry"] && !on {
		return "It goes out as soon as you let posts go out."
	}
	return words
}

func (s *Server) showSchedule(c *gin.Context, status int, ask scheduleAsk) {
	base, ok := s.staffPage(c, "schedule")
	if !ok {
		return
	}
	ask.board = askBoard(c, ask.board)
	plan, err := s.readPlan(c, base.campaign, ask.board)
	if err != nil {
		s.oops(c, err)
		return
	}
	ask.flash = doneSaid(ask.flash, base.campaign.On)
	if status == http.StatusOK {
		ask.tellArranged(c.Request.URL.Query(), plan)
	}
	user := callerOf(c.Request.Context()).user
	s.render(c, status, "schedule", staffLocale, newSchedulePage(base, plan, ask, user.Role.May(belong.Scheduler)))
}

// A plan is all that the page tells of.
type plan struct {
	schedule.Board
	day      dayView
	captions belong.Captions // of the post that is opened
}

func (s *Server) readPlan(c *gin.Context, campaign belong.Campaign, ask boardAsk) (p plan, err error) {
	ctx := c.Request.Context()
	if p.day, err = newDayView(campaign, s.Now()); err != nil {
		return p, err
	}
	if p.Board, err = s.Schedule.Board(ctx, campaign.Slug); err != nil {
		return p, err
	}
	if w, ok := p.find(ask.post); ok {
		p.captions, err = s.captionsOf(ctx, w.Post.ClipID)
	}
	return p, err
}

// find is one of the plan's posts.
func (p plan) find(id belong.ID) (belong.Showing, bool) {
	i := slices.IndexFunc(p.Posts, func(w belong.Showing) bool { return w.Post.ID == id })
	if i < 0 {
		return belong.Showing{}, false
	}
	return p.Posts[i], true
}

// broken are the sentences about what a post breaks.
func (p plan) broken(id belong.ID) []string {
	var out []string
	for _, c := range p.Conflicts {
		if c.PostID == id {
			out = append(out, c.Sentence)
		}
	}
	return out
}

func newSchedulePage(base staffPage, plan plan, ask scheduleAsk, may bool) schedulePage {
	c, d := base.campaign, plan.day
	p := schedulePage{
		staffPage: base, dayView: d, mistakes: ask.mistakes, On: c.On, MayChange: may, ZoneName: c.Day.Zone,
		Day: c.Day, Days: max(1, c.Posting.Days), Flash: ask.flash, Undo: ask.undo, Feed: ask.feed, Empty: len(plan.Posts) == 0,
	}
	today := dateOf(d.Now, d.Zone)
	p.SameDay = dateOf(d.From, d.Zone) <= today && today <= dateOf(d.Last(), d.Zone)
	if ask.day != nil {
		p.Day, p.Days, p.DayOpen = *ask.day, ask.days, true
	}
	if !may {
		p.Undo = nil
	}
	p.Sums = sums(plan)
	p.SwitchWords = switchWords(plan.Posts, d.Now)
	p.View = newBoardView(c, plan, ask.board)
	if w, ok := plan.find(ask.board.post); ok {
		post := newPostView(c, plan, w, p.View, ask, may)
		p.Post = &post
	}
	p.Trouble = newTroubles(plan, p.View)
	p.Prices = newPriceViews(plan)
	p.Pauses = newPausesView(c, d, p.View.Date, ask.pause)
	p.tellUnplaced(plan)
	return p
}

func dateOf(t time.Time, zone *time.Location) string { return t.In(zone).Format(time.DateOnly) }

func newSlotView(w belong.Showing, d dayView) slotView {
	words, sub := web.Words(staffLocale), w.Entry.Submission
	v := slotView{
		ID: w.Post.ID, At: words.Clock(w.Post.SlotAt, d.Zone), Name: nameOf(sub), Detail: titleLine(sub.Label),
		Review: reviewPath(sub.ID, "state", string(sub.State)), Problem: w.Post.Problem, Said: w.Post.Said, Link: w.Post.Link, Chip: postChip(w.Post.State),
		Actions: postActions[w.Post.State],
	}
	if dateOf(w.Post.SlotAt, d.Zone) != dateOf(d.From, d.Zone) {
		v.At = words.Moment(w.Post.SlotAt, d.Zone)
	}
	if w.Post.State == belong.Canceled || w.Post.State == belong.Removed {
		v.Tone = "gone"
	}
	if w.Channel.Kind == belong.Wall {
		v.Actions = slices.DeleteFunc(slices.Clone(v.Actions), func(a action) bool { return a.Bundle }) // it is here
	}
	switch {
	case w.Post.State == belong.Published && w.Post.Problem != "":
		v.Actions = []action{remove, gone}
	case w.Post.State == belong.Unconfirmed && sub.State != belong.Approved: // it has to come down, if it is there
		v.Actions = []action{confirm, gone}
	}
	if w.Post.State != belong.Published {
		v.Link = ""
	} else {
		v.Out = moment(w.Post, d.Zone)
	}
	return v
}

// sums are the figures at a glance.
func sums(plan plan) []sum {
	n, needs := map[belong.PostState]int{}, 0
	for _, w := range plan.Posts {
		if n[w.Post.State]++; needsPerson(w.Post) {
			needs++
		}
	}
	out := []sum{
		{Words: "Approved", Count: len(plan.Approved)},
		{Words: "To go out", Count: n[belong.Scheduled] + n[belong.Staged] + n[belong.Publishing]},
		{Words: "Published", Count: n[belong.Published]},
		{Words: "Need you", Count: needs},
	}
	for i, tone := range []string{"", "", "good", "bad"} {
		if out[i].Count > 0 {
			out[i].Tone = tone
		}
	}
	return out
}

// switchWords say what turning the switch on would do.
func switchWords(posts []belong.Showing, now time.Time) string {
	due, ahead := 0, 0
	for _, w := range posts {
		switch {
		case !w.Post.State.Waits():
		case w.Post.SlotAt.After(now):
			ahead++
		default:
			due++
		}
	}
	switch {
	case due > 0:
		return fmt.Sprintf("The slots of %d have come already: they go out at once, or are missed if it is too late. %d wait for their time.", due, ahead)
	case ahead == 1:
		return "1 post is in the plan. It goes out when its time comes."
	case ahead > 1:
		return fmt.Sprintf("%d posts are in the plan. Each goes out when its time comes.", ahead)
	}
	return "Nothing is in the plan yet. What you plan later goes out when its time comes."
}

// tellUnplaced says which approved videos have no slot: those that a new plan would give one, and those that don't fit.
func (p *schedulePage) tellUnplaced(plan plan) {
	placed := map[[2]belong.ID]bool{}
	for _, w := range plan.Posts {
		if w.Post.State != belong.Missed {
			placed[[2]belong.ID{w.Post.ClipID, w.Post.ChannelID}] = true
		}
	}
	waiting := map[belong.ID]bool{}
	for _, slot := range plan.Next.Slots {
		if !placed[[2]belong.ID{slot.ClipID, slot.ChannelID}] {
			waiting[slot.SubmissionID] = true
		}
	}
	switch n := len(waiting); {
	case n == 1:
		p.Waiting = "1 approved video has no slot yet. Fill in the plan to give it one."
	case n > 1:
		p.Waiting = fmt.Sprintf("%d approved videos have no slot yet. Fill in the plan to give them one.", n)
	}
	names := map[belong.ID]string{}
	for _, e := range plan.Approved {
		names[e.Submission.ID] = nameOf(e.Submission)
	}
	channels := map[belong.ID]string{}
	for _, ch := range plan.Channels {
		channels[ch.ID] = channelWords(ch)
	}
	p.MoreLeft = max(0, len(plan.Next.Unplaced)-unplacedMost)
	for _, u := range plan.Next.Unplaced[:min(len(plan.Next.Unplaced), unplacedMost)] {
		p.Unplaced = append(p.Unplaced, unplacedView{names[u.SubmissionID], channels[u.ChannelID], u.Help})
	}
}
