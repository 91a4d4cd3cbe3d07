package schedule

import (
	"cmp"
	"container/heap"
	"slices"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// A free is the time of a channel that may get slots.
type free struct {
	openings []opening // in the order of time
	left     []int     // how many more posts the network takes, by day
	gap      time.Duration
	taken    []taken // in the order of time
}

// An opening is time of a day in which posts go out.
type opening struct {
	belong.Window
	day int
}

// A want is what free time is asked for.
type want struct {
	slots int
	first bool // the first of them is to lie before all that is taken, where that can be
	last  bool // the last of them after all that is taken
	seed  int64
}

// spread finds as many moments as are wanted, at least the gap from each other and from what is taken, in the order of time
// and as evenly as what is taken allows. Where that leaves no room for some, it packs them. Fewer come back only where no
// more have room.
func (f free) spread(w want) []time.Time {
	all, left, n := f.stretches(), slices.Clone(f.left), w.slots
	for _, s := range all {
		s.tie = scatter(w.seed, uint64(s.from.UnixMilli())) //nolint:gosec // any bits will do
	}
	grow := func(s *stretch) bool {
		if n == 0 || s == nil || left[s.day] == 0 || !s.fits(s.slots+1) {
			return false
		}
		s.slots++
		left[s.day]--
		n--
		return true
	}
	if w.first {
		grow(f.before(all))
	}
	if w.last {
		grow(f.behind(all))
	}
	roomy := append(widest(nil), all...)
	heap.Init(&roomy)
	for n > 0 && len(roomy) > 0 {
		if grow(roomy[0]) {
			heap.Fix(&roomy, 0)
		} else {
			heap.Pop(&roomy)
		}
	}
	if n > 0 {
		return f.pack(w.slots)
	}
	out := make([]time.Time, 0, w.slots)
	for _, s := range all {
		out = s.appendSlots(out)
	}
	return out
}

// before is the first stretch, if it lies before all that is taken.
func (f free) before(all []*stretch) *stretch {
	if len(all) == 0 || len(f.taken) > 0 && f.taken[0].at.Before(all[0].latest) {
		return nil
	}
	return all[0]
}

// behind is the last stretch, if it lies behind all that is taken.
func (f free) behind(all []*stretch) *stretch {
	if len(all) == 0 || len(f.taken) > 0 && f.taken[len(f.taken)-1].at.After(all[len(all)-1].from) {
		return nil
	}
	return all[len(all)-1]
}

// pack finds n moments, or as many as there are, each as early as can be: no other way has room for more.
func (f free) pack(n int) []time.Time {
	var out []time.Time
	var at time.Time
	left, taken := slices.Clone(f.left), f.taken
	for _, o := range f.openings {
		at = later(at, o.From)
		for len(out) < n && left[o.day] > 0 {
			for len(taken) > 0 && taken[0].at.Add(-f.gap).Before(at) {
				at, taken = later(at, taken[0].at.Add(f.gap)), taken[1:]
			}
			if !at.Before(o.To) {
				break
			}
			out = append(out, at)
			left[o.day]--
			at = at.Add(f.gap)
		}
	}
	return out
}

// A stretch is free time in which a slot fits: between two posts that keep theirs, or between one and an end of an opening.
type stretch struct {
	from, to time.Time
	latest   time.Time // of a slot
	gap      time.Duration
	open     bool // no post lies at from: the first slot may lie there
	slots    int
	day      int
	tie      uint64 // decides between stretches that are alike
}

// stretches are all that is free, in the order of time.
func (f free) stretches() []*stretch {
	var out []*stretch
	var after time.Time // the first moment that is far enough from what is behind
	taken := f.taken
	for i, o := range f.openings {
		for len(taken) > 0 && taken[0].at.Before(o.From) {
			after, taken = later(after, taken[0].at.Add(f.gap)), taken[1:]
		}
		s := stretch{from: later(o.From, after), gap: f.gap, open: true, day: o.day}
		for len(taken) > 0 && taken[0].at.Before(o.To) {
			at := taken[0].at
			s.to, s.latest = at, at.Add(-f.gap)
			out = append(out, new(s))
			s = stretch{from: at, gap: f.gap, day: o.day}
			after, taken = at.Add(f.gap), taken[1:]
		}
		s.to, s.latest = o.To, o.To.Add(-finest)
		if len(taken) > 0 {
			s.latest = earlier(s.latest, taken[0].at.Add(-f.gap))
		}
		if i+1 < len(f.openings) {
			s.latest = earlier(s.latest, f.openings[i+1].From.Add(-f.gap))
		}
		out = append(out, new(s))
	}
	return slices.DeleteFunc(out, func(s *stretch) bool { return f.left[s.day] == 0 || !s.fits(1) })
}

// step is the time between two of n slots.
func (s *stretch) step(n int) time.Duration {
	parts, steps := n, n-1
	if !s.open {
		parts, steps = n+1, n
	}
	step := s.to.Sub(s.from) / time.Duration(parts)
	if steps > 0 {
		step = min(step, s.latest.Sub(s.from)/time.Duration(steps))
	}
	return max(s.gap, step.Truncate(finest))
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
	return !s.from.Add(last).After(s.latest)
}

func (s *stretch) appendSlots(out []time.Time) []time.Time {
	if s.slots == 0 {
		return out
	}
	at, step := s.from.Add(s.first(s.slots)), s.step(s.slots)
	for range s.slots {
		out = append(out, at)
		at = at.Add(step)
	}
	return out
}

// widest is a heap of stretches; on top is the one in which one more slot leaves the most time between slots.
type widest []*stretch

func (w widest) Len() int { return len(w) }

func (w widest) Less(i, j int) bool {
	a, b := w[i].step(w[i].slots+1), w[j].step(w[j].slots+1)
	return cmp.Or(cmp.Compare(b, a), cmp.Compare(w[i].tie, w[j].tie)) < 0
}

func (w widest) Swap(i, j int) { w[i], w[j] = w[j], w[i] }

func (w *widest) Push(s any) { *w = append(*w, s.(*stretch)) }

func (w *widest) Pop() any {
	last := len(*w) - 1
	s := (*w)[last]
	*w = (*w)[:last]
	return s
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
