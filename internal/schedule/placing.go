package schedule

import (
	"cmp"
	"slices"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

const (
	lead   = 10 * time.Second // between placing and the earliest slot
	passed = time.Minute      // so long after its slot, a post that still waits may be on its way
)

// A placing is the work on one channel.
type placing struct {
	Input
	channel  belong.Channel
	lineup   *lineup
	earliest time.Time
	openings []opening // all, also what is over
	gap      time.Duration
	movable  []*clip // that are to have a slot, and may move, in the order in which they were submitted
	had      []bool  // by the clip's index, whether it has one
	fixed    []taken // what stays, whatever else is done
	kept     []taken // what stays as long as all get a slot
	unplaced []belong.Unplaced
}

// A taken moment is a post's that has a slot.
type taken struct {
	at   time.Time
	clip *clip // nil when it is not approved any more
	told bool  // its slot is part of the plan
}

func byTime(a, b taken) int {
	name := func(t taken) belong.ID {
		if t.clip == nil {
			return ""
		}
		return t.clip.submission
	}
	if order := a.at.Compare(b.at); order != 0 {
		return order
	}
	return cmp.Compare(name(a), name(b))
}

func newPlacing(in Input, l *lineup, ch belong.Channel, posts []*belong.Post) *placing {
	p := &placing{Input: in, channel: ch, lineup: l, gap: gapOf(ch), had: make([]bool, len(l.clips))}
	p.earliest = in.Now.Truncate(time.Second).Add(lead)
	p.open()
	p.sort(posts)
	return p
}

// open cuts the pauses out of the days.
func (p *placing) open() {
	p.openings = nil
	for day, w := range p.Days {
		for _, open := range p.Rules.Open(w) {
			p.openings = append(p.openings, opening{open, day})
		}
	}
}

// sort tells what may move from what stays.
func (p *placing) sort(posts []*belong.Post) {
	of := make([]*belong.Post, len(p.lineup.clips))
	for _, post := range posts {
		c := p.lineup.of[post.ClipID]
		switch {
		case c != nil:
			of[c.index] = post
		case occupies(post.State):
			p.fixed = append(p.fixed, taken{at: post.SlotAt})
		}
	}
	for _, c := range p.lineup.clips {
		post := of[c.index]
		switch {
		case post == nil || post.State == belong.Missed:
			p.movable = append(p.movable, c)
		case p.stays(post):
			p.fixed = append(p.fixed, taken{post.SlotAt, c, post.State == belong.Scheduled})
		case post.State == belong.Staged:
			p.movable, p.had[c.index] = append(p.movable, c), true
		case post.State == belong.Scheduled:
			p.movable, p.had[c.index] = append(p.movable, c), true
			p.kept = append(p.kept, taken{post.SlotAt, c, true})
		case post.State == belong.Canceled:
			p.leave(c, PostCanceled, "Its post was canceled. Retry the post to send it after all.")
		case post.State == belong.PostFailed:
			p.leave(c, PostFailed, "Its post was refused. Retry the post once what was wrong is put right, or cancel it.")
		}
	}
	slices.SortFunc(p.fixed, byTime)
	slices.SortFunc(p.kept, byTime)
	if p.Anew {
		p.kept = nil
	}
	p.kept = p.legal(p.kept)
}

// stays tells whether a post has its slot for good.
func (p *placing) stays(post *belong.Post) bool {
	if post.State.Waits() {
		due := !post.SlotAt.Before(p.Now.Add(-passed)) && post.SlotAt.Before(p.earliest)
		return post.Pinned || due || post.State == belong.Staged && isOpen(p.openings, post.SlotAt)
	}
	return occupies(post.State)
}

// occupies tells whether a post in that state is, or may be, live at its slot.
func occupies(s belong.PostState) bool {
	return s == belong.Staged || s == belong.Publishing || s == belong.Published || s == belong.Unconfirmed
}

func isOpen(openings []opening, at time.Time) bool {
	i, _ := slices.BinarySearchFunc(openings, at, func(o opening, at time.Time) int {
		if o.To.After(at) {
			return 1
		}
		return -1
	})
	return i < len(openings) && openings[i].Has(at)
}

// legal is which of the slots keep to the rules: as many as can be. They are in the order of time.
func (p *placing) legal(slots []taken) []taken {
	var out []taken
	left, fixed := p.allowed(p.fixed), p.fixed
	for _, s := range slots {
		for len(fixed) > 0 && !fixed[0].at.Add(p.gap).After(s.at) {
			fixed = fixed[1:]
		}
		near := len(fixed) > 0 && fixed[0].at.Before(s.at.Add(p.gap)) ||
			len(out) > 0 && s.at.Before(out[len(out)-1].at.Add(p.gap))
		if day := p.dayOf(s.at); !near && !s.at.Before(p.Now) && isOpen(p.openings, s.at) && left[day] > 0 {
			out = append(out, s)
			left[day]--
		}
	}
	return out
}

const unlimited = 1 << 30

// allowed is how many posts the network takes on each day besides those that are taken.
func (p *placing) allowed(taken []taken) []int {
	left := make([]int, len(p.Days))
	for day := range left {
		left[day] = cmp.Or(paces[p.channel.Kind].day, unlimited)
	}
	for _, t := range taken {
		if day := p.dayOf(t.at); day >= 0 {
			left[day] = max(0, left[day]-1)
		}
	}
	return left
}

// dayOf is the day that a moment belongs to, from its window's beginning to the next one's; -1 before all.
func (p *placing) dayOf(at time.Time) int {
	day := len(p.Days) - 1
	for day >= 0 && at.Before(p.Days[day].From) {
		day--
	}
	return day
}

func (p *placing) leave(c *clip, reason, help string) {
	p.unplaced = append(p.unplaced, belong.Unplaced{SubmissionID: c.submission, ChannelID: p.channel.ID, Reason: reason, Help: help})
}

// An attempt is one way to place what waits.
type attempt struct {
	taken  []taken // all that stays, in the order of time
	kept   []taken // of that, what may move
	opener *clip   // if it waits
	finale *clip
	others []*clip // that wait, those who are to be served first before the others
	times  []time.Time
	rest   int // so many get no slot
}

// place adds the channel's part to the plan: the first way that gives all a slot, or else the most.
func (p *placing) place(plan *Plan) {
	p.lead()
	best := p.try(p.kept, true)
	for _, next := range []struct {
		kept    []taken
		ordered bool
	}{{nil, true}, {p.kept, false}, {nil, false}} {
		if best.rest == 0 {
			break
		}
		if a := p.try(next.kept, next.ordered); a.rest < best.rest {
			best = a
		}
	}
	p.tell(plan, best)
}

// lead gives the opener the first of the slots that are kept, and the finale the last. Where one that is fixed lies beyond,
// and there is room beyond that, they wait for a slot there.
func (p *placing) lead() {
	last := len(p.kept) - 1
	if last < 0 {
		return
	}
	if c := p.mover(p.Rules.Opener); c != nil {
		if len(p.fixed) == 0 || p.kept[0].at.Before(p.fixed[0].at) {
			p.hand(0, c)
		} else {
			p.release(c, free.before)
		}
	}
	if last = len(p.kept) - 1; last < 0 || p.kept[last].clip.submission == p.Rules.Opener {
		return
	}
	if c := p.mover(p.Rules.Finale); c != nil {
		if len(p.fixed) == 0 || p.kept[last].at.After(p.fixed[len(p.fixed)-1].at) {
			p.hand(last, c)
		} else {
			p.release(c, free.behind)
		}
	}
}

// release lets the clip wait for a better slot than its own, if there is one beyond all that is taken.
func (p *placing) release(c *clip, beyond func(free, []*stretch) *stretch) {
	rest := slices.DeleteFunc(slices.Clone(p.kept), func(t taken) bool { return t.clip == c })
	f := p.free(p.line(rest), p.earliest, p.to())
	if beyond(f, f.stretches()) != nil {
		p.kept = rest
	}
}

// line is all that is fixed or kept, in the order of time.
func (p *placing) line(kept []taken) []taken {
	all := slices.Concat(p.fixed, kept)
	slices.SortFunc(all, byTime)
	return all
}

// mover finds the clip of a submission among those that may move; nil where it is none of them.
func (p *placing) mover(submission belong.ID) *clip {
	for _, c := range p.movable {
		if c.submission == submission {
			return c
		}
	}
	return nil
}

// hand gives the clip a slot that is kept. Who has it gets the clip's own, or waits.
func (p *placing) hand(slot int, c *clip) {
	if own := slices.IndexFunc(p.kept, func(t taken) bool { return t.clip == c }); own >= 0 {
		p.kept[own].clip = p.kept[slot].clip
	}
	p.kept[slot].clip = c
}

// try spreads all that may move, but for what is kept. In order, nothing goes before an opener that stays first, or behind
// a finale that stays last.
func (p *placing) try(kept []taken, ordered bool) attempt {
	a := attempt{kept: kept, taken: p.line(kept)}
	a.opener, a.finale, a.others = p.queue(kept)
	w := want{slots: len(a.others), first: a.opener != nil, last: a.finale != nil, seed: p.Rules.Seed}
	for _, end := range []*clip{a.opener, a.finale} {
		if end != nil {
			w.slots++
		}
	}
	if w.slots == 0 {
		return a
	}
	from, to := p.earliest, p.to()
	if ordered && len(a.taken) > 0 {
		if first := a.taken[0]; first.of(p.Rules.Opener) {
			from = later(from, first.at)
		}
		if last := a.taken[len(a.taken)-1]; last.of(p.Rules.Finale) {
			to = last.at
		}
	}
	a.times = p.free(a.taken, from, to).spread(w)
	a.rest = w.slots - len(a.times)
	return a
}

// of tells whether it is the submission's.
func (t taken) of(submission belong.ID) bool { return t.clip != nil && t.clip.submission == submission }

// to is the end of the last day.
func (p *placing) to() time.Time {
	if len(p.Days) == 0 {
		return time.Time{}
	}
	return p.Days[len(p.Days)-1].To
}

// queue is all who wait when those keep their slots, who are to be served first before the others.
func (p *placing) queue(kept []taken) (opener, finale *clip, others []*clip) {
	stays := make([]bool, len(p.lineup.clips))
	for _, t := range kept {
		stays[t.clip.index] = true
	}
	var fresh []*clip
	for _, c := range p.movable {
		switch {
		case stays[c.index]:
		case c.submission == p.Rules.Opener:
			opener = c
		case c.submission == p.Rules.Finale:
			finale = c
		case p.had[c.index]:
			others = append(others, c)
		default:
			fresh = append(fresh, c)
		}
	}
	return opener, finale, append(others, fresh...)
}

// free is what is free of the openings from from to to.
func (p *placing) free(taken []taken, from, to time.Time) free {
	f := free{left: p.allowed(taken), gap: p.gap, taken: taken}
	for _, o := range p.openings {
		o.From, o.To = later(o.From, from), earlier(o.To, to)
		if o.From.Before(o.To) {
			f.openings = append(f.openings, o)
		}
	}
	return f
}

// tell adds the channel's part to the plan.
func (p *placing) tell(plan *Plan, a attempt) {
	before := len(plan.Slots)
	give := func(c *clip, at time.Time) {
		plan.Slots = append(plan.Slots, belong.Slot{SubmissionID: c.submission, ClipID: c.id, ChannelID: p.channel.ID, At: at})
	}
	for _, t := range a.taken {
		if t.told {
			give(t.clip, t.at)
		}
	}
	given, rest := p.assign(a)
	for i, c := range given {
		give(c, a.times[i])
	}
	slices.SortFunc(plan.Slots[before:], func(a, b belong.Slot) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.SubmissionID, b.SubmissionID))
	})
	if len(rest) > 0 {
		short := p.shortage(len(rest))
		plan.Shortages = append(plan.Shortages, short)
		for _, c := range rest {
			p.leave(c, short.Reason, short.Help)
		}
	}
	slices.SortFunc(p.unplaced, func(a, b belong.Unplaced) int { return cmp.Compare(a.SubmissionID, b.SubmissionID) })
	plan.Unplaced = append(plan.Unplaced, p.unplaced...)
}

// assign tells which clip gets which of the attempt's times, and which get none.
func (p *placing) assign(a attempt) (given, rest []*clip) {
	all, times := slices.Clone(a.taken), a.times
	var first, last []*clip
	if a.opener != nil && len(times) > 0 {
		all, times, first = append(all, taken{at: times[0], clip: a.opener}), times[1:], []*clip{a.opener}
	}
	if end := len(times) - 1; a.finale != nil && end >= 0 {
		all, times, last = append(all, taken{at: times[end], clip: a.finale}), times[:end], []*clip{a.finale}
	}
	slices.SortFunc(all, byTime)
	others := mix(p.lineup, a.others[:len(times)], times, all)
	rest = a.others[len(times):]
	if a.opener != nil && first == nil {
		rest = append(rest, a.opener)
	}
	if a.finale != nil && last == nil {
		rest = append(rest, a.finale)
	}
	return slices.Concat(first, others, last), rest
}
