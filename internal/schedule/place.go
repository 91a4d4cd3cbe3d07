package schedule

import (
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// Reasons why a clip got no slot.
const (
	WindowFull   = "window_full"
	DayFull      = "day_full" // the network takes no more posts on those days
	WindowOver   = "window_over"
	PostCanceled = "post_canceled"
	PostFailed   = "post_failed"
)

// Input is all that placing looks at.
type Input struct {
	Entries  []belong.Entry // approved
	Channels []belong.Channel
	Posts    []belong.Post   // all that the campaign has, in whatever state
	Days     []belong.Window // when posts go out: Campaign.Windows
	Rules    belong.PostRules
	Now      time.Time // nothing is placed before ten seconds later
	Anew     bool      // all that may move is spread anew
}

// A Plan is all slots that placing gives, new or as before, and what gets none.
type Plan struct {
	Slots     []belong.Slot
	Unplaced  []belong.Unplaced
	Shortages []Shortage
	Prices    []Price
}

// Place gives every entry a slot on every channel, or says why it has none. It is pure, and the order of what goes in
// does not matter. It prices nothing.
//
// No slot lies outside the days, in a pause, or closer to another post of its channel than the channel's Gap and its
// network's limits allow. What is pinned stays where it is, whatever else is said here, and so does what is on its way or
// live, or due this moment. What is staged moves only when the days and pauses leave no time where it is.
//
// Any other post that has a slot keeps it as long as the rules allow it. New ones go where the most time is, so that a late
// approval moves nothing. With Anew, or where not all would get a slot otherwise, those that may move are spread evenly over
// what is left of the days, and organizations, people, roles and questions are mixed. The opener comes first on every
// channel and the finale last, as far as what stays allows that: one that is placed late changes places with who has
// its slot. Where not all fit, these two come first, then those that had a slot, then those that were submitted first. A
// post that was canceled, or failed, is left to people.
func Place(in Input) Plan {
	l := lineUp(in.Entries, in.Rules.Seed)
	posts := map[belong.ID][]*belong.Post{} // by channel
	for _, ch := range in.Channels {
		posts[ch.ID] = make([]*belong.Post, 0, len(in.Entries))
	}
	for i := range in.Posts {
		p := &in.Posts[i]
		posts[p.ChannelID] = append(posts[p.ChannelID], p)
	}
	plan := Plan{Slots: make([]belong.Slot, 0, len(in.Entries)*len(in.Channels))}
	for _, ch := range in.Channels {
		newPlacing(in, l, ch, posts[ch.ID]).place(&plan)
	}
	return plan
}
