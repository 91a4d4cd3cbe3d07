package schedule

import (
	"container/heap"
	"time"
)

// spread finds n moments in [from, to), at least gap from each other and from what is taken, in the order of time and as
// evenly as what is taken allows. Fewer come back only where no more have room. taken is in the order of time.
func spread(n int, from, to time.Time, gap time.Duration, taken []taken) []time.Time {
	all := stretches(from, to, gap, taken)
	roomy := append(widest(nil), all...)
	heap.Init(&roomy)
	for ; n > 0 && len(roomy) > 0; n-- {
		for len(roomy) > 0 && !roomy[0].fits(roomy[0].slots+1) {
			heap.Pop(&roomy)
		}
		if len(roomy) > 0 {
			roomy[0].slots++
			heap.Fix(&roomy, 0)
		}
	}
	var out []time.Time
	for _, s := range all {
		out = s.appendSlots(out)
	}
	return out
}

// A stretch is free time: between two posts that keep their slots, or between one and an end of the window.
type stretch struct {
	from   time.Time
	length time.Duration
	gap    time.Duration
	open   bool // no post lies at from: the first slot may lie there
	shut   bool // a post lies at the end: the last slot keeps its distance
	slots  int
}

// stretches are what is free of the window.
func stretches(from, to time.Time, gap time.Duration, taken []taken) []*stretch {
	var out []*stretch
	open := true
	add := func(until time.Time, shut bool) {
		if length := until.Sub(from).Truncate(time.Millisecond); length > 0 {
			out = append(out, &stretch{from: from, length: length, gap: gap, open: open, shut: shut})
		}
	}
	for _, t := range taken {
		switch {
		case t.at.Before(from):
			// It may be so short before the window that the first slot has to wait.
			from = later(from, t.at.Add(gap))
		case t.at.Before(to):
			add(t.at, true)
			from, open = t.at, false
		default:
			// It lies behind the window, and still wants its distance.
			if last := t.at.Add(-gap); last.Before(to) {
				to = last
			}
		}
	}
	add(to, false)
	return out
}

// step is the time between two of n slots.
func (s *stretch) step(n int) time.Duration {
	parts := n
	if !s.open {
		parts++
	}
	return max(s.gap, (s.length / time.Duration(parts)).Truncate(time.Millisecond))
}

// first is where the first of n slots lies, from the stretch's beginning.
func (s *stretch) first(n int) time.Duration {
	if s.open {
		return 0
	}
	return s.step(n)
}

func (s *stretch) fits(n int) bool {
	last := s.first(n) + time.Duration(n-1)*s.step(n)
	if s.shut {
		return last+s.gap <= s.length
	}
	return last < s.length
}

func (s *stretch) appendSlots(out []time.Time) []time.Time {
	at := s.from.Add(s.first(s.slots))
	for range s.slots {
		out = append(out, at)
		at = at.Add(s.step(s.slots))
	}
	return out
}

// widest is a heap of stretches; on top is the one in which one more slot leaves the most time between slots.
type widest []*stretch

func (w widest) Len() int { return len(w) }

func (w widest) Less(i, j int) bool {
	a, b := w[i].step(w[i].slots+1), w[j].step(w[j].slots+1)
	return a > b || a == b && w[i].from.Before(w[j].from)
}

func (w widest) Swap(i, j int) { w[i], w[j] = w[j], w[i] }

func (w *widest) Push(s any) { *w = append(*w, s.(*stretch)) }

func (w *widest) Pop() any {
	last := len(*w) - 1
	s := (*w)[last]
	*w = (*w)[:last]
	return s
}
