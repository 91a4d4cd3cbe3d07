package schedule

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// A Shortage tells that a channel has no slot for some, and what would give all of them one. Of what would help, each is
// enough alone, and zero where it would not be.
type Shortage struct {
	ChannelID belong.ID
	Reason    string // WindowFull, DayFull or WindowOver
	Count     int    // so many get no slot
	Longer    time.Duration
	Gap       time.Duration // at most, between two posts
	Days      int           // more
	Accounts  int           // more, at the same network
	Help      string        // all of this as a sentence
}

// shortage is why so many get no slot, and what would help.
func (p *placing) shortage(rest int) Shortage {
	s := Shortage{ChannelID: p.channel.ID, Reason: WindowFull, Count: rest}
	if !p.earliest.Before(p.to()) {
		s.Reason, s.Help = WindowOver, "The day's window is over. Choose another day or a later end, then place again."
		return s
	}
	all, pace := len(p.movable), paces[p.channel.Kind]
	if pace.day > 0 && p.room(func(q *placing) { q.channel.Kind = "" }) > all-rest {
		s.Reason = DayFull
	}
	const day = 24 * 60
	longest := 0
	for _, w := range p.Days {
		longest = max(longest, int(w.To.Sub(w.From)/time.Minute))
	}
	s.Longer = time.Duration(least(day-longest, func(n int) bool { return p.room(longer(n)) >= all })) * time.Minute
	s.Days = least(belong.MostDays-len(p.Days), func(n int) bool { return p.room(moreDays(n)) >= all })
	own := int((p.channel.Gap - 1) / time.Second) // the longest that would be less
	floor := int((max(pace.gap, time.Second) + time.Second - 1) / time.Second)
	if n := least(own-floor+1, func(n int) bool { return p.room(shorterGap(own-n+1)) >= all }); n > 0 {
		s.Gap = time.Duration(own-n+1) * time.Second
	}
	if room := p.room(func(q *placing) { q.fixed = nil }); p.channel.Kind != belong.Wall && room > 0 {
		s.Accounts = (rest + room - 1) / room
	}
	s.Help = s.help(p)
	return s
}

// least is the smallest number from 1 to most that is enough; 0 where none is.
func least(most int, enough func(int) bool) int {
	if n := 1 + sort.Search(most, func(i int) bool { return enough(i + 1) }); n <= most {
		return n
	}
	return 0
}

// room is how many would get a slot with that change, if all that may move were packed.
func (p *placing) room(change func(*placing)) int {
	q := *p
	change(&q)
	q.open()
	return len(q.free(q.fixed, q.earliest, q.to()).pack(len(q.movable)))
}

func longer(minutes int) func(*placing) {
	return func(q *placing) {
		q.Days = slices.Clone(q.Days)
		for i := range q.Days {
			q.Days[i].To = q.Days[i].To.Add(time.Duration(minutes) * time.Minute)
		}
	}
}

func moreDays(n int) func(*placing) {
	return func(q *placing) {
		q.Days = slices.Clone(q.Days)
		for range n {
			last := q.Days[len(q.Days)-1]
			q.Days = append(q.Days, belong.Window{From: last.From.Add(24 * time.Hour), To: last.To.Add(24 * time.Hour)})
		}
	}
}

func shorterGap(seconds int) func(*placing) {
	return func(q *placing) { q.gap = time.Duration(seconds) * time.Second }
}

func (s Shortage) help(p *placing) string {
	network := p.channel.Kind.Words()
	why := fmt.Sprintf("The window has no room for %s.", count(s.Count, "more post", "more posts"))
	if s.Reason == DayFull {
		why = fmt.Sprintf("%s takes about %d videos a day from one account; there is no room for %s.", network, paces[p.channel.Kind].day,
			count(s.Count, "more post", "more posts"))
	}
	var ways []string
	if s.Longer > 0 {
		which := "it"
		if len(p.Days) > 1 {
			which = "each day's"
		}
		ways = append(ways, fmt.Sprintf("make %s %s longer", which, spoken(s.Longer)))
	}
	if s.Gap > 0 {
		gap := s.Gap
		if gap >= 2*time.Minute {
			gap = gap.Truncate(time.Minute)
		}
		ways = append(ways, fmt.Sprintf("allow %s between two posts", spoken(gap)))
	}
	if s.Days > 0 {
		ways = append(ways, "post on "+count(s.Days, "more day", "more days"))
	}
	if s.Accounts > 0 {
		ways = append(ways, "add "+count(s.Accounts, "more account at ", "more accounts at ")+network)
	}
	if len(ways) == 0 {
		ways = []string{"choose other days"}
	}
	ways[0] = strings.ToUpper(ways[0][:1]) + ways[0][1:]
	if last := len(ways) - 1; last > 0 {
		ways[last] = "or " + ways[last]
	}
	return why + " " + strings.Join(ways, ", ") + "; then place again."
}

// spoken is a length of time in minutes and seconds, or in seconds alone where those are few.
func spoken(d time.Duration) string {
	minutes, seconds := int(d/time.Minute), int(d%time.Minute/time.Second)
	switch {
	case minutes < 2:
		return count(int(d/time.Second), "second", "seconds")
	case seconds == 0:
		return count(minutes, "minute", "minutes")
	}
	return count(minutes, "minute", "minutes") + " " + count(seconds, "second", "seconds")
}

// count is a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
