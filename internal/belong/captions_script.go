package belong

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// What captions that a machine makes keep to. People may write a little more on a line.
const (
	scriptColumns = 37
	shortestCue   = time.Second
	longestCue    = 6 * time.Second
	readingRate   = 20 // columns in a second
)

// How speech is read.
const (
	click       = 80 * time.Millisecond  // what is shorter is no speech
	breath      = 200 * time.Millisecond // a shorter silence is part of speech
	longSilence = time.Second            // nothing is shown over a longer one
	lingering   = 900 * time.Millisecond // what was said is shown for no longer than that
	fastest     = 20.0                   // syllables in a second: nobody said more
	tick        = 10 * time.Millisecond  // to which times are told
)

// CaptionsFromScript are the words that somebody meant to say, as cues timed on the stretches in which somebody speaks:
// every word once and in order, between the first speech and the last, on at most two lines. A cue is shown for one to six
// seconds where the speech leaves room for that, never over a long silence, and ends with a sentence, a phrase or a pause
// rather than within. Where nobody speaks, or not for long enough to have said it all, there are none.
func CaptionsFromScript(script string, speech []Span) []Cue {
	words, spans := captionWords(script), stretches(speech)
	if len(spans) == 0 || !slices.ContainsFunc(words, func(w captionWord) bool { return w.weight >= 1 }) {
		return nil
	}
	t := newTiming(words, spans)
	if t.said[len(words)]/t.spoken.Seconds() > fastest {
		return nil
	}
	var cues []Cue
	begin := 0
	for _, end := range t.cut() {
		cues = append(cues, Cue{Span{t.from[begin].Round(tick), t.until[end].Round(tick)}, inLines(words[begin:end], scriptColumns)})
		begin = end
	}
	hull := Span{(spans[0].From + tick - 1).Truncate(tick), spans[len(spans)-1].To.Truncate(tick)}
	return linger(cues, hull)
}

// stretches are the spans of speech in order, none over another, without clicks, and with what is only a breath apart
// taken together.
func stretches(speech []Span) []Span {
	sorted := slices.Clone(speech)
	slices.SortFunc(sorted, func(a, b Span) int { return cmp.Compare(a.From, b.From) })
	var joined []Span
	for _, s := range sorted {
		s.From = max(s.From, 0)
		switch n := len(joined); {
		case s.Length() <= 0:
		case n > 0 && s.From < joined[n-1].To+breath:
			joined[n-1].To = max(joined[n-1].To, s.To)
		default:
			joined = append(joined, s)
		}
	}
	return slices.DeleteFunc(joined, func(s Span) bool { return s.Length() < click })
}

// A timing says when each word is said. Boundary i is before word i and behind word i-1.
type timing struct {
	words  []captionWord
	spans  []Span
	said   []float64       // the weight of all words before boundary i
	width  []int           // their columns
	spoken time.Duration   // all speech, without the silence
	starts []time.Duration // of each span, in that
	from   []time.Duration // when word i begins
	until  []time.Duration // when word i-1 ends
	hard   []bool          // a long silence is at boundary i
}

func newTiming(words []captionWord, spans []Span) *timing {
	n := len(words)
	t := &timing{
		words: words, spans: spans, said: make([]float64, n+1), width: make([]int, n+1),
		from: make([]time.Duration, n+1), until: make([]time.Duration, n+1), hard: make([]bool, n+1),
	}
	for i, w := range words {
		t.said[i+1] = t.said[i] + w.weight
		t.width[i+1] = t.width[i] + columns(w.text)
		if !w.glued {
			t.width[i+1]++
		}
	}
	for _, s := range spans {
		t.starts = append(t.starts, t.spoken)
		t.spoken += s.Length()
	}
	t.settle(t.anchors())
	return t
}

// gap is the silence behind span k.
func (t *timing) gap(k int) time.Duration { return t.spans[k+1].From - t.spans[k].To }

const skipped = -1

// anchors finds, for the silence behind each span but the last, the boundary between words that it most likely is at: near
// where it is expected when everybody speaks evenly, rather where a sentence or a phrase ends. A short silence with no
// such boundary near it is skipped; a long one never is.
func (t *timing) anchors() []int {
	n := len(t.words)
	least := make([]float64, n+1) // cost of all silences so far, the last of them at boundary i or before
	chosen := make([][]int, len(t.spans)-1)
	for k := range chosen {
		chosen[k] = make([]int, n+1)
		next := make([]float64, n+1)
		cheapest, at := math.Inf(1), skipped
		for i := range n + 1 {
			if c := least[i] + t.strain(i, k); c < cheapest {
				cheapest, at = c, i
			}
			if next[i], chosen[k][i] = cheapest, at; t.gap(k) < longSilence && least[i] <= cheapest {
				next[i], chosen[k][i] = least[i], skipped
			}
		}
		least = next
	}
	out := make([]int, len(chosen))
	last := n
	for k := len(chosen) - 1; k >= 0; k-- {
		if out[k] = chosen[k][last]; out[k] != skipped {
			last = out[k]
		}
	}
	return out
}

// strain is how much it takes to believe that the silence behind span k is at boundary i, in seconds; below zero it is
// believed of a short one, too.
func (t *timing) strain(i, k int) float64 {
	n := len(t.words)
	expected := t.said[i] / t.said[n] * t.spoken.Seconds()
	strain := math.Abs(expected - t.starts[k+1].Seconds())
	switch short := t.gap(k) < longSilence; {
	case (i == 0 || i == n) && short:
		return math.Inf(1)
	case i > 0 && i < n && t.words[i-1].end == nothingEnds:
		strain++
	case i > 0 && i < n && t.words[i-1].end == phraseEnds:
		strain += 0.3
	}
	return strain - 1
}

// settle gives every boundary its time: those with a silence theirs, those in between by what is said up to them.
func (t *timing) settle(anchors []int) {
	n := len(t.words)
	boundary, position := 0, time.Duration(0) // of the silence before, in all speech
	t.from[0], t.until[0] = t.spans[0].From, t.spans[0].From
	between := func(next int, to time.Duration) {
		for i := boundary + 1; i < next; i++ {
			part := (t.said[i] - t.said[boundary]) / (t.said[next] - t.said[boundary])
			t.from[i], t.until[i] = t.moment(position + time.Duration(part*float64(to-position)))
		}
	}
	for k, i := range anchors {
		if i == skipped {
			continue
		}
		between(i, t.starts[k+1])
		if i > boundary || i == 0 {
			t.until[i] = t.spans[k].To
		}
		t.from[i] = t.spans[k+1].From
		t.hard[i] = t.hard[i] || t.from[i]-t.until[i] >= longSilence
		boundary, position = i, t.starts[k+1]
	}
	if boundary < n {
		between(n, t.spoken)
		t.until[n] = t.spans[len(t.spans)-1].To
	}
}

// moment is a position in all speech as a time of the clip: of what begins there, and of what ends there.
func (t *timing) moment(position time.Duration) (from, until time.Duration) {
	k, exact := slices.BinarySearch(t.starts, position)
	if !exact {
		k--
	}
	from = t.spans[k].From + position - t.starts[k]
	if until = from; exact && k > 0 {
		until = t.spans[k-1].To
	}
	return from, until
}

// cut chooses the boundaries at which cues end.
func (t *timing) cut() []int {
	n := len(t.words)
	least, begins := make([]float64, n+1), make([]int, n+1)
	for end := 1; end <= n; end++ {
		least[end] = math.Inf(1)
		for begin := end - 1; begin >= 0 && t.fits(begin, end); begin-- {
			if cost := least[begin] + t.cost(begin, end); cost < least[end] {
				least[end], begins[end] = cost, begin
			}
			if t.hard[begin] {
				break
			}
		}
	}
	var out []int
	for end := n; end > 0; end = begins[end] {
		out = append(out, end)
	}
	slices.Reverse(out)
	return out
}

// fits tells whether the words between two boundaries fit on two lines.
func (t *timing) fits(begin, end int) bool {
	i := begin + 1
	for i < end && t.columns(begin, i+1) <= scriptColumns {
		i++
	}
	return i == end || t.columns(i, end) <= scriptColumns
}

func (t *timing) columns(begin, end int) int {
	width := t.width[end] - t.width[begin]
	if !t.words[begin].glued {
		width--
	}
	return width
}

// cost is how far the words between two boundaries are from a good cue.
func (t *timing) cost(begin, end int) float64 {
	length := (t.until[end] - t.from[begin]).Seconds()
	cost := 1 + (length-3)*(length-3)/20
	if short := shortestCue.Seconds() - length; short > 0 {
		cost += 20 * short
	}
	if long := length - longestCue.Seconds(); long > 0 {
		cost += 4 * long
	}
	for i := begin + 1; i < end; i++ {
		if t.words[i-1].end == sentenceEnds {
			cost += 0.7
		}
	}
	if end == len(t.words) || t.hard[end] {
		return cost
	}
	ending := map[ending]float64{sentenceEnds: 0, phraseEnds: 1, nothingEnds: 3}[t.words[end-1].end]
	if t.from[end]-t.until[end] >= breath {
		ending -= 1.5
	}
	return cost + max(0, ending)
}

// linger shows each cue for as long as reading it takes, where the silence around it leaves room, and for the shortest
// time where its neighbors can do without.
func linger(cues []Cue, hull Span) []Cue {
	for i := range cues {
		c, end := &cues[i], hull.To
		if i+1 < len(cues) {
			end = cues[i+1].From
		}
		c.From, c.To = max(c.From, hull.From), min(c.To, hull.To, c.From+longestCue)
		reading := (time.Duration(columns(c.Text)) * time.Second / readingRate).Truncate(tick)
		want := min(max(reading, shortestCue), longestCue)
		c.To = max(c.To, min(c.From+want, c.To+lingering, end))
	}
	for i := range cues {
		before, after := hull.From, hull.To
		if i > 0 {
			before = cues[i-1].To
		}
		if i+1 < len(cues) {
			after = cues[i+1].From
		}
		c := &cues[i]
		c.To += min(lacks(*c), max(0, after-c.To))
		c.From -= min(lacks(*c), max(0, c.From-before))
		if i+1 < len(cues) && c.To == after {
			more := share(*c, cues[i+1])
			c.To, cues[i+1].From = c.To+more, cues[i+1].From+more
		}
		if i > 0 && c.From == before {
			more := share(*c, cues[i-1])
			c.From, cues[i-1].To = c.From-more, cues[i-1].To-more
		}
	}
	return cues
}

// lacks is what a cue is short of the shortest time.
func lacks(c Cue) time.Duration { return max(0, shortestCue-c.Length()) }

// share is what a cue gets of the time of its neighbor: all that it lacks where the neighbor has it to spare, else so much
// that they are alike.
func share(c, neighbor Cue) time.Duration {
	spare, alike := neighbor.Length()-shortestCue, (neighbor.Length()-c.Length())/2
	return max(0, min(lacks(c), max(spare, alike))).Truncate(tick)
}
