package schedule

import (
	"cmp"
	"slices"
	"time"
)

// mix tells which clip goes to which of the times, so that organizations, people, roles and questions alternate. As many
// clips as times go in; both times and taken are in order.
func mix(l *lineup, clips []*clip, times []time.Time, taken []taken) []*clip {
	if len(clips) == 0 {
		return nil
	}
	left := slices.Clone(clips)
	slices.SortFunc(left, func(a, b *clip) int { return cmp.Compare(a.rank, b.rank) })
	for trait := range traits {
		if trait == person { // between them, so that a person's clips are apart even within an organization
			left = interleave(left, func(c *clip) int { return c.organization })
		}
		left = interleave(left, func(c *clip) int { return c.trait[trait] })
	}
	crowd := newCrowd(left, l.organizations)
	out := make([]*clip, 0, len(clips))
	var last *clip
	for i, at := range times {
		var next *clip
		for len(taken) > 0 && taken[0].at.Before(at) {
			last, taken = taken[0].clip, taken[1:]
		}
		if len(taken) > 0 && (i+1 == len(times) || taken[0].at.Before(times[i+1])) {
			next = taken[0].clip
		}
		pick := crowd.pick(left, last, next)
		last = left[pick]
		out = append(out, last)
		crowd.take(last)
		// Hardly ever far from the front, so that moving what lies before it is cheap.
		copy(left[1:], left[:pick])
		left = left[1:]
	}
	return out
}

// interleave orders clips so that the members of each group are spread over the whole, and small groups among each other.
func interleave(clips []*clip, group func(*clip) int) []*clip {
	type kin struct{ size, number, seen int }
	groups := map[int]*kin{}
	for _, c := range clips {
		g := groups[group(c)]
		if g == nil {
			g = &kin{number: len(groups)}
			groups[group(c)] = g
		}
		g.size++
	}
	type seat struct {
		clip *clip
		at   float64 // of the whole, from 0 to 1
	}
	seats := make([]seat, len(clips))
	for i, c := range clips {
		g := groups[group(c)]
		start := float64(g.number) / float64(len(groups))
		seats[i] = seat{c, (float64(g.seen) + start) / float64(g.size)}
		g.seen++
	}
	slices.SortStableFunc(seats, func(a, b seat) int { return cmp.Compare(a.at, b.at) })
	out := make([]*clip, len(clips))
	for i, s := range seats {
		out[i] = s.clip
	}
	return out
}

// A crowd counts how many of each organization are left.
type crowd struct {
	left    int // of all
	count   []int
	most    int // no organization has more
	largest int // the one that had most when they were last compared
}

func newCrowd(clips []*clip, organizations int) *crowd {
	c := &crowd{left: len(clips), count: make([]int, organizations)}
	for _, one := range clips {
		c.count[one.organization]++
	}
	c.compare()
	return c
}

func (c *crowd) take(one *clip) {
	c.count[one.organization]--
	c.left--
}

// choice is among how many clips of the right organization the one is chosen that goes best with its neighbours.
const choice = 12

// pick is the index of who comes next: of neither neighbour's organization, where that can be, and then as different from
// both as one near the front is. An organization that has more than half of what is left goes before all others, or it
// would end in a row. last and next may be nil.
func (c *crowd) pick(left []*clip, last, next *clip) int {
	if 2*c.most > c.left {
		c.compare()
	}
	if 2*c.most > c.left && (last == nil || c.largest != last.organization) {
		return best(left, last, next, func(one *clip) bool { return one.organization == c.largest })
	}
	unlike := func(a, b *clip) bool { return b == nil || a.organization != b.organization }
	if c.others(last, next) > 0 {
		return best(left, last, next, func(one *clip) bool { return unlike(one, last) && unlike(one, next) })
	}
	if c.others(last, nil) > 0 {
		return best(left, last, next, func(one *clip) bool { return unlike(one, last) })
	}
	return best(left, last, next, func(*clip) bool { return true })
}

// others is how many of those that are left are of neither's organization.
func (c *crowd) others(a, b *clip) int {
	left := c.left
	if a != nil {
		left -= c.count[a.organization]
	}
	if b != nil && (a == nil || a.organization != b.organization) {
		left -= c.count[b.organization]
	}
	return left
}

// best is the index of the clip near the front that fits, and is least like its neighbours.
func best(left []*clip, last, next *clip, fits func(*clip) bool) int {
	pick, least := 0, 1<<30
	for i, seen := 0, 0; i < len(left) && seen < choice && least > 0; i++ {
		if !fits(left[i]) {
			continue
		}
		seen++
		if like := likeness(left[i], last) + likeness(left[i], next); like < least {
			pick, least = i, like
		}
	}
	return pick
}

// likeness is how little two neighbours go together.
func likeness(a, b *clip) (sum int) {
	if b == nil {
		return 0
	}
	for trait, weight := range [traits]int{question: 2, role: 1, person: 8} {
		if a.trait[trait] == b.trait[trait] {
			sum += weight
		}
	}
	return sum
}

func (c *crowd) compare() {
	if c.most = c.count[c.largest]; 2*c.most >= c.left {
		return // nobody else has more
	}
	c.most = 0
	for organization, n := range c.count {
		if n > c.most {
			c.most, c.largest = n, organization
		}
	}
}
