package schedule

import (
	"cmp"
	"slices"
	"time"
)

// mix tells which clip goes to which of the times, so that questions and organizations alternate. As many clips as times
// go in; both times and taken are in order.
func mix(clips []clip, times []time.Time, taken []taken) []clip {
	left := interleave(interleave(clips, clip.ofQuestion), clip.ofOrganization)
	crowd := newCrowd(left)
	out := make([]clip, 0, len(clips))
	last := ""
	for i, at := range times {
		next := ""
		for len(taken) > 0 && taken[0].at.Before(at) {
			last, taken = taken[0].organization, taken[1:]
		}
		if len(taken) > 0 && (i+1 == len(times) || taken[0].at.Before(times[i+1])) {
			next = taken[0].organization
		}
		pick := crowd.pick(left, last, next)
		last = left[pick].organization
		out = append(out, left[pick])
		crowd.count[last]--
		// Hardly ever far from the front, so that moving what lies before it is cheap.
		copy(left[1:], left[:pick])
		left = left[1:]
	}
	return out
}

// interleave orders clips so that the members of each group are spread over the whole, and small groups among each other.
func interleave(clips []clip, group func(clip) string) []clip {
	type seat struct {
		clip clip
		at   float64 // of the whole, from 0 to 1
	}
	size, number, seen := map[string]int{}, map[string]int{}, map[string]int{}
	for _, c := range clips {
		g := group(c)
		if size[g]++; size[g] == 1 {
			number[g] = len(number)
		}
	}
	seats := make([]seat, len(clips))
	for i, c := range clips {
		g := group(c)
		start := float64(number[g]) / float64(len(number))
		seats[i] = seat{c, (float64(seen[g]) + start) / float64(size[g])}
		seen[g]++
	}
	slices.SortStableFunc(seats, func(a, b seat) int { return cmp.Compare(a.at, b.at) })
	out := make([]clip, len(clips))
	for i, s := range seats {
		out[i] = s.clip
	}
	return out
}

func (c clip) ofQuestion() string     { return c.question }
func (c clip) ofOrganization() string { return c.organization }

// A crowd counts how many of each organization are left.
type crowd struct {
	count   map[string]int
	most    int    // no organization has more
	largest string // the one that had most when they were last compared
}

func newCrowd(clips []clip) *crowd {
	c := &crowd{count: map[string]int{}}
	for _, one := range clips {
		c.count[one.organization]++
	}
	c.compare()
	return c
}

// pick is the index of who comes next: the first that is of neither organization, last's or next's. An organization
// that has more than half of what is left goes before all others, or it would end in a row.
func (c *crowd) pick(left []clip, last, next string) int {
	if 2*c.most > len(left) {
		c.compare()
	}
	if 2*c.most > len(left) && c.largest != last {
		return slices.IndexFunc(left, func(one clip) bool { return one.organization == c.largest })
	}
	for _, apart := range [][]string{{last, next}, {last}} {
		if i := slices.IndexFunc(left, func(one clip) bool { return !slices.Contains(apart, one.organization) }); i >= 0 {
			return i
		}
	}
	return 0
}

func (c *crowd) compare() {
	c.most = 0
	for name, n := range c.count {
		if n > c.most || n == c.most && name < c.largest {
			c.most, c.largest = n, name
		}
		if n == 0 {
			delete(c.count, name)
		}
	}
}
