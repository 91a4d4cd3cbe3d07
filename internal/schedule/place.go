package schedule

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// Reasons why a clip got no slot.
const (
	WindowFull   = "window_full"
	WindowOver   = "window_over"
	PostCanceled = "post_canceled"
	PostFailed   = "post_failed"
)

// Input is all that placing looks at.
type Input struct {
	Entries  []belong.Entry // approved
	Channels []belong.Channel
	Posts    []belong.Post // all that the campaign has, in whatever state
	From     time.Time     // the window's first moment
	To       time.Time     // its end, no longer part of it
	Earliest time.Time     // nothing is placed before
}

// Place gives every entry a slot on every channel, or says why it has none. It is pure, and the order of what goes in
// does not matter.
//
// Posts that are staged for a slot in the window, or further on, keep their slots; all others are spread anew, each time: evenly over what is
// left of the window, in the largest gaps between those that stay, with at least the channel's Gap between any two. Where
// not all fit, those that had a slot come first, then those that were submitted first. Questions and organizations are
// mixed: two new slots in a row go to one organization only where it can't be helped. A post that
// was canceled, or failed, is left to people.
func Place(in Input) ([]belong.Slot, []belong.Unplaced) {
	var slots []belong.Slot
	var unplaced []belong.Unplaced
	for _, ch := range in.Channels {
		p := in.on(ch)
		slots, unplaced = append(slots, p.slots...), append(unplaced, p.unplaced...)
	}
	return slots, unplaced
}

// A placing is the work on one channel.
type placing struct {
	channel  belong.Channel
	waiting  []clip  // for a slot
	taken    []taken // in the order of time
	slots    []belong.Slot
	unplaced []belong.Unplaced
}

// A clip is what placing looks at of an entry.
type clip struct {
	id           belong.ID
	submission   belong.ID
	question     string
	organization string // in lower case
}

func clipOf(e belong.Entry) clip {
	s := e.Submission
	return clip{id: e.Clip.ID, submission: s.ID, question: s.Question, organization: strings.ToLower(s.Label.Organization)}
}

// A taken moment is a post's that keeps its slot.
type taken struct {
	at           time.Time
	organization string
}

func (in Input) on(ch belong.Channel) *placing {
	p := &placing{channel: ch}
	p.sort(in)
	from := later(in.From, in.Earliest)
	if !from.Before(in.To) {
		p.leave(p.waiting, WindowOver, "The day's window is over. Choose another day or a later end, then place again.")
		return p
	}
	times := spread(len(p.waiting), from, in.To, ch.Gap, p.taken)
	fit, rest := p.waiting[:len(times)], p.waiting[len(times):]
	p.leave(rest, WindowFull, fullHelp(len(rest), ch.Gap))
	for i, c := range mix(fit, times, p.taken) {
		p.slots = append(p.slots, belong.Slot{SubmissionID: c.submission, ClipID: c.id, ChannelID: ch.ID, At: times[i]})
	}
	return p
}

// sort tells what waits for a slot, the first to be served first, from what has one for good.
func (p *placing) sort(in Input) {
	posts := map[belong.ID]belong.Post{} // by clip
	for _, post := range in.Posts {
		if post.ChannelID == p.channel.ID {
			posts[post.ClipID] = post
		}
	}
	for _, e := range in.Entries {
		c := clipOf(e)
		post, has := posts[c.id]
		switch {
		case !has || in.moves(post):
			p.waiting = append(p.waiting, c)
		case post.State == belong.Canceled:
			p.leave([]clip{c}, PostCanceled, "Its post was canceled. Retry the post to send it after all.")
		case post.State == belong.PostFailed:
			p.leave([]clip{c}, PostFailed, "Its post was refused. Retry the post once what was wrong is put right, or cancel it.")
		case occupies(post.State):
			p.taken = append(p.taken, taken{at: post.SlotAt, organization: c.organization})
			delete(posts, c.id)
		}
	}
	// What is left is of entries that are no longer approved, and yet on the channel.
	for _, post := range posts {
		if occupies(post.State) {
			p.taken = append(p.taken, taken{at: post.SlotAt})
		}
	}
	slices.SortFunc(p.taken, func(a, b taken) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.organization, b.organization))
	})
	first := func(c clip) int {
		if s := posts[c.id].State; s == belong.Scheduled || s == belong.Staged {
			return 0
		}
		return 1
	}
	slices.SortFunc(p.waiting, func(a, b clip) int { return cmp.Or(first(a)-first(b), cmp.Compare(a.submission, b.submission)) })
	slices.SortFunc(p.unplaced, func(a, b belong.Unplaced) int { return cmp.Compare(a.SubmissionID, b.SubmissionID) })
}

// moves tells whether a post gets a slot anew: also one that is staged, when the day was moved away from under it.
func (in Input) moves(p belong.Post) bool {
	return p.State.Movable() || p.State == belong.Staged && (p.SlotAt.Before(in.From) || !p.SlotAt.Before(in.To))
}

// occupies tells whether a post in that state is, or may be, live at its slot.
func occupies(s belong.PostState) bool {
	return s == belong.Staged || s == belong.Publishing || s == belong.Published || s == belong.Unconfirmed
}

func (p *placing) leave(clips []clip, reason, help string) {
	for _, c := range clips {
		p.unplaced = append(p.unplaced, belong.Unplaced{SubmissionID: c.submission, ChannelID: p.channel.ID, Reason: reason, Help: help})
	}
}

func fullHelp(rest int, gap time.Duration) string {
	return fmt.Sprintf("The window has no room for %s. Make it %s longer, or allow less than %s between two posts; then place again.",
		count(rest, "more post", "more posts"), spoken(time.Duration(rest)*gap), spoken(gap))
}

// spoken is a length of time in minutes, or in seconds where those are few.
func spoken(d time.Duration) string {
	if d < 2*time.Minute {
		return count(int(d.Round(time.Second)/time.Second), "second", "seconds")
	}
	return count(int((d+time.Minute-1)/time.Minute), "minute", "minutes")
}

// count is a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
