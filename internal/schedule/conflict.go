package schedule

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// Codes of conflicts.
const (
	OutsideWindow = "outside_window"
	InPause       = "in_pause"
	TooClose      = "too_close"
	OverLimit     = "over_limit" // of the network
	NotApproved   = "not_approved"
	SlotPassed    = "slot_passed"
	NotFirst      = "not_first" // the opener
	NotLast       = "not_last"  // the finale
)

// A Conflict is a post that waits, and a rule that its slot breaks.
type Conflict struct {
	PostID    belong.ID
	ChannelID belong.ID
	Code      string
	Sentence  string // what is wrong, for staff
}

// Conflicts are all rules that posts break where they are now, in the order of channels and slots. After placing, only
// such a post breaks one that is pinned or staged, or whose neighbour is, or that had to give way to others.
func Conflicts(in Input) []Conflict {
	l := lineUp(in.Entries, 0)
	var out []Conflict
	for _, ch := range in.Channels {
		w := watch{placing: newPlacing(in, &lineup{}, ch, nil), approved: l.of}
		for _, p := range in.Posts {
			if p.ChannelID == ch.ID && (p.State.Waits() || occupies(p.State)) {
				w.line = append(w.line, p)
			}
		}
		slices.SortFunc(w.line, func(a, b belong.Post) int { return cmp.Or(a.SlotAt.Compare(b.SlotAt), cmp.Compare(a.ID, b.ID)) })
		w.left = w.allowed(nil)
		for i := range w.line {
			w.look(i)
		}
		out = append(out, w.found...)
	}
	return out
}

// A watch looks for conflicts on one channel.
type watch struct {
	*placing
	approved map[belong.ID]*clip
	line     []belong.Post // all that wait, are under way or live, in the order of their slots
	left     []int         // how many more the network takes, by day
	found    []Conflict
}

// look notes what is wrong with a post, if it still waits.
func (w *watch) look(i int) {
	p := w.line[i]
	note := func(wrong bool, code, sentence string, args ...any) {
		if wrong && p.State.Waits() {
			w.found = append(w.found, Conflict{PostID: p.ID, ChannelID: p.ChannelID, Code: code, Sentence: fmt.Sprintf(sentence, args...)})
		}
	}
	note(w.approved[p.ClipID] == nil, NotApproved, "Its video is not approved, so it does not go out.")
	note(p.SlotAt.Before(w.Now.Add(-passed)), SlotPassed, "Its time has passed, and it did not go out.")
	inDay := slices.ContainsFunc(w.Days, func(d belong.Window) bool { return d.Has(p.SlotAt) })
	note(!inDay, OutsideWindow, "Its time lies outside the campaign's window.")
	note(inDay && !isOpen(w.openings, p.SlotAt), InPause, "Its time lies in a pause.")
	near := w.near(i)
	note(near < w.channel.Gap, TooClose, "It goes out %s another post; the channel asks for %s.", after(near), spoken(w.channel.Gap))
	note(near >= w.channel.Gap && near < paces[w.channel.Kind].gap, OverLimit, "It goes out %s another post; %s takes one every %s at most.",
		after(near), w.channel.Kind.Words(), spoken(w.gap))
	if day := w.dayOf(p.SlotAt); day >= 0 {
		note(w.left[day] == 0, OverLimit, "%s takes about %d videos a day from one account, and it is one more.", w.channel.Kind.Words(), paces[w.channel.Kind].day)
		w.left[day] = max(0, w.left[day]-1)
	}
	note(p.SubmissionID == w.Rules.Opener && i > 0, NotFirst, "It is the opener, but other posts come before it.")
	note(p.SubmissionID == w.Rules.Finale && i < len(w.line)-1, NotLast, "It is the finale, but other posts come after it.")
}

// after says how close something is to what was before it.
func after(d time.Duration) string {
	if d < time.Second {
		return "at the same moment as"
	}
	return spoken(d) + " after"
}

// near is how long before a post the one before it goes out, or how long after it one that waits no more.
func (w *watch) near(i int) time.Duration {
	near := time.Duration(1<<63 - 1)
	if i > 0 {
		near = w.line[i].SlotAt.Sub(w.line[i-1].SlotAt)
	}
	if i+1 < len(w.line) && !w.line[i+1].State.Waits() {
		near = min(near, w.line[i+1].SlotAt.Sub(w.line[i].SlotAt))
	}
	return near
}
