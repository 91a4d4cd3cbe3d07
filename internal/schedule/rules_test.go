package schedule_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/quick"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/schedule"
)

// The least time between two posts that networks ask for, and how many a day they take.
var (
	networkGap = map[belong.ChannelKind]time.Duration{belong.X: 3 * time.Hour / 300, belong.Mastodon: 30 * time.Minute / 30}
	networkDay = map[belong.ChannelKind]int{belong.Bluesky: 25}
)

func gapOf(ch belong.Channel) time.Duration { return max(ch.Gap, networkGap[ch.Kind]) }

// week is a random campaign to place: one or more days, with pauses, channels of all kinds, pins and posts in all states.
func week(seed uint64) schedule.Input {
	r := rand.New(rand.NewPCG(seed, 1))
	minutes := func(n int) time.Duration { return time.Duration(r.IntN(n)) * time.Minute }
	in := schedule.Input{Now: nine.Add(minutes(300) - 3*time.Hour), Anew: r.IntN(3) == 0}
	length := time.Minute + minutes(720)
	for day := range 1 + r.IntN(4)*r.IntN(2) {
		from := nine.Add(time.Duration(day) * 24 * time.Hour)
		in.Days = append(in.Days, belong.Window{From: from, To: from.Add(length)})
	}
	in.Rules.Seed = r.Int64N(3)
	for range r.IntN(4) {
		from := nine.Add(minutes(24*60*len(in.Days)) - time.Hour)
		in.Rules.Blackouts = append(in.Rules.Blackouts, belong.Blackout{From: from, To: from.Add(time.Minute + minutes(90))})
	}
	for i := range 1 + r.IntN(3) {
		gap := []time.Duration{0, time.Second, 90 * time.Second, 7 * time.Minute}[r.IntN(4)]
		kind := belong.ChannelKinds[r.IntN(len(belong.ChannelKinds))]
		in.Channels = append(in.Channels, belong.Channel{ID: belong.ID(fmt.Sprint("channel", i)), Kind: kind, Gap: gap})
	}
	busy := r.IntN(3) > 0 // posts stand in all states, and not only for slots
	for i := range r.IntN(120) {
		e := entry(fmt.Sprintf("%04d", i), fmt.Sprint("school ", r.IntN(1+r.IntN(40))), fmt.Sprint("q", r.IntN(5)))
		in.Entries = append(in.Entries, e)
		for _, ch := range in.Channels {
			if r.IntN(3) > 0 {
				continue
			}
			p := post(e, belong.Scheduled, nine.Add(minutes(24*60*(len(in.Days)-1)+800)-40*time.Minute))
			if busy {
				p.State, p.Pinned = belong.PostStates[r.IntN(len(belong.PostStates))], r.IntN(5) == 0
			}
			p.ID, p.ChannelID = belong.ID(fmt.Sprint(e.Clip.ID, ch.ID)), ch.ID
			in.Posts = append(in.Posts, p)
		}
	}
	if len(in.Entries) > 3 && r.IntN(2) == 0 {
		in.Rules.Opener, in.Rules.Finale = in.Entries[r.IntN(2)].Submission.ID, in.Entries[2].Submission.ID
	}
	return in
}

// always checks a claim for many random campaigns.
func always(t *testing.T, holds func(in schedule.Input) string) {
	t.Helper()
	t.Parallel()
	check := func(seed uint64) bool {
		problem := holds(week(seed))
		if problem != "" {
			t.Errorf("week %d: %s", seed, problem)
		}
		return problem == ""
	}
	if err := quick.Check(check, &quick.Config{MaxCount: 400}); err != nil {
		t.Error(err)
	}
}

type spot struct{ clip, channel belong.ID }

func posts(in schedule.Input) map[spot]belong.Post {
	out := map[spot]belong.Post{}
	for _, p := range in.Posts {
		out[spot{p.ClipID, p.ChannelID}] = p
	}
	return out
}

// isOpen tells whether posts may go out at a moment.
func isOpen(in schedule.Input, at time.Time) bool {
	inDay := slices.ContainsFunc(in.Days, func(w belong.Window) bool { return !at.Before(w.From) && at.Before(w.To) })
	paused := slices.ContainsFunc(in.Rules.Blackouts, func(b belong.Blackout) bool { return !at.Before(b.From) && at.Before(b.To) })
	return inDay && !paused
}

// stays tells whether no placing may move a post.
func stays(in schedule.Input, p belong.Post) bool {
	due := !p.SlotAt.Before(in.Now.Add(-time.Minute)) && p.SlotAt.Before(in.Now.Add(10*time.Second))
	switch p.State {
	case belong.Publishing, belong.Published, belong.Unconfirmed:
		return true
	case belong.Staged:
		return p.Pinned || due || isOpen(in, p.SlotAt)
	case belong.Scheduled:
		return p.Pinned || due
	}
	return false
}

// A mark is a moment of a channel when a plan is carried out.
type mark struct {
	at    time.Time
	clip  belong.ID
	fixed bool
}

// line is all that a channel posts, in order.
func line(in schedule.Input, plan schedule.Plan, ch belong.ID) (out []mark) {
	has := posts(in)
	for _, p := range in.Posts {
		if p.ChannelID == ch && stays(in, p) {
			out = append(out, mark{p.SlotAt, p.ClipID, true})
		}
	}
	for _, s := range plan.Slots {
		if p, old := has[spot{s.ClipID, ch}]; s.ChannelID == ch && (!old || !stays(in, p)) {
			out = append(out, mark{s.At, s.ClipID, false})
		}
	}
	slices.SortFunc(out, func(a, b mark) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.clip, b.clip)) })
	return out
}

func TestSlotsLieInTheWindowsAndOutsideOfPauses(t *testing.T) {
	always(t, func(in schedule.Input) string {
		plan := schedule.Place(in)
		for _, ch := range in.Channels {
			for _, m := range line(in, plan, ch.ID) {
				switch {
				case m.fixed:
				case !isOpen(in, m.at):
					return "outside: " + m.at.String()
				case m.at.Before(in.Now.Add(10 * time.Second)):
					return "too soon: " + m.at.String()
				case !m.at.Equal(m.at.Truncate(time.Millisecond)):
					return "finer than the database keeps"
				}
			}
		}
		return ""
	})
}

func TestNoTwoPostsAreCloserThanTheGapOrTheNetworkAllows(t *testing.T) {
	always(t, func(in schedule.Input) string {
		plan := schedule.Place(in)
		for _, ch := range in.Channels {
			all := line(in, plan, ch.ID)
			for i := 1; i < len(all); i++ {
				a, b := all[i-1], all[i]
				if apart := b.at.Sub(a.at); (!a.fixed || !b.fixed) && (apart < gapOf(ch) || apart == 0) {
					return fmt.Sprintf("%v apart on %s, not %v", apart, ch.Kind, gapOf(ch))
				}
			}
		}
		return ""
	})
}

func TestADayHasNoMorePostsThanTheNetworkTakes(t *testing.T) {
	always(t, func(in schedule.Input) string {
		plan := schedule.Place(in)
		for _, ch := range in.Channels {
			most := networkDay[ch.Kind]
			for _, day := range in.Days {
				n, fixed := 0, 0
				for _, m := range line(in, plan, ch.ID) {
					if day.Has(m.at) {
						n++
						if m.fixed {
							fixed++
						}
					}
				}
				if most > 0 && n > max(most, fixed) {
					return fmt.Sprintf("%d on %s in a day", n, ch.Kind)
				}
			}
		}
		return ""
	})
}

func TestWhatIsPinnedStagedOrOutIsNeverMoved(t *testing.T) {
	always(t, func(in schedule.Input) string {
		has := posts(in)
		for _, s := range schedule.Place(in).Slots {
			p, old := has[spot{s.ClipID, s.ChannelID}]
			if old && stays(in, p) && (p.State != belong.Scheduled || !p.SlotAt.Equal(s.At)) {
				return fmt.Sprintf("%s (pinned: %v) was moved", p.State, p.Pinned)
			}
			if old && !p.State.Waits() && p.State != belong.Missed {
				return "a slot for what is " + string(p.State)
			}
		}
		return ""
	})
}

func TestEveryClipHasOneSlotOnAChannelOrAReason(t *testing.T) {
	always(t, func(in schedule.Input) string {
		plan, told := schedule.Place(in), map[spot]int{}
		for _, s := range plan.Slots {
			told[spot{s.ClipID, s.ChannelID}]++
		}
		short := map[belong.ID]int{}
		for _, u := range plan.Unplaced {
			told[spot{"c" + u.SubmissionID[1:], u.ChannelID}]++
			if u.Help == "" || u.Reason == "" {
				return "no reason or no help"
			}
			if u.Reason != schedule.PostCanceled && u.Reason != schedule.PostFailed {
				short[u.ChannelID]++
			}
		}
		for _, s := range plan.Shortages {
			if short[s.ChannelID] != s.Count {
				return fmt.Sprintf("%d lack a slot, not %d", short[s.ChannelID], s.Count)
			}
			delete(short, s.ChannelID)
		}
		if len(short) > 0 {
			return "a shortage that is not told"
		}
		has := posts(in)
		for _, e := range in.Entries {
			for _, ch := range in.Channels {
				p, old := has[spot{e.Clip.ID, ch.ID}]
				want := 1
				if old && (p.State == belong.Removed || stays(in, p) && p.State != belong.Scheduled) {
					want = 0
				}
				if got := told[spot{e.Clip.ID, ch.ID}]; got != want {
					return fmt.Sprintf("%s (%q) is told of %d times, not %d", e.Clip.ID, p.State, got, want)
				}
			}
		}
		return ""
	})
}

// most is how many of n moments fit at best: each as early as can be.
func most(in schedule.Input, ch belong.Channel, fixed []time.Time, n int) (fit int) {
	gap := max(gapOf(ch), time.Millisecond)
	earliest := in.Now.Truncate(time.Second).Add(10 * time.Second)
	starts := []time.Time{earliest}
	for _, d := range in.Days {
		starts = append(starts, d.From)
	}
	for _, b := range in.Rules.Blackouts {
		starts = append(starts, b.To)
	}
	for _, at := range fixed {
		starts = append(starts, at.Add(gap))
	}
	slices.SortFunc(starts, time.Time.Compare)
	perDay := make([]int, len(in.Days))
	dayOf := func(at time.Time) (day int) {
		for day = len(in.Days) - 1; day >= 0 && at.Before(in.Days[day].From); day-- {
		}
		return day
	}
	for _, at := range fixed {
		if day := dayOf(at); day >= 0 {
			perDay[day]++
		}
	}
	legal := func(at time.Time) bool {
		full := networkDay[ch.Kind] > 0 && isOpen(in, at) && perDay[dayOf(at)] >= networkDay[ch.Kind]
		near := slices.ContainsFunc(fixed, func(f time.Time) bool { return f.Sub(at).Abs() < gap })
		return !full && !near && isOpen(in, at) && !at.Before(earliest)
	}
	var last time.Time
	for fit < n {
		next := last.Add(gap)
		if last.IsZero() || !legal(next) {
			i := slices.IndexFunc(starts, func(at time.Time) bool { return !at.Before(next) && legal(at) })
			if i < 0 {
				return fit
			}
			next = starts[i]
		}
		perDay[dayOf(next)]++
		fit++
		last = next
	}
	return fit
}

func TestWhereRoomIsLeftNobodyIsLeftOut(t *testing.T) {
	always(t, func(in schedule.Input) string {
		plan := schedule.Place(in)
		for _, ch := range in.Channels {
			var fixed []time.Time
			placed, unplaced := 0, 0
			for _, m := range line(in, plan, ch.ID) {
				if m.fixed {
					fixed = append(fixed, m.at)
				} else {
					placed++
				}
			}
			for _, s := range plan.Shortages {
				if s.ChannelID == ch.ID {
					unplaced = s.Count
				}
			}
			if fit := most(in, ch, fixed, placed+unplaced); placed < fit {
				return fmt.Sprintf("%d of %d got a slot on %s; %d could have", placed, placed+unplaced, ch.Kind, fit)
			}
		}
		return ""
	})
}

func TestTheOpenerIsFirstAndTheFinaleLast(t *testing.T) {
	always(t, func(in schedule.Input) string {
		plan := schedule.Place(in)
		for _, ch := range in.Channels {
			all := line(in, plan, ch.ID)
			if slices.ContainsFunc(all, func(m mark) bool { return m.fixed }) {
				continue
			}
			for i, m := range all {
				first, last := "s"+m.clip[1:] == in.Rules.Opener, "s"+m.clip[1:] == in.Rules.Finale
				if first && i > 0 || last && i < len(all)-1 {
					return fmt.Sprintf("%d of %d is the opener: %v, the finale: %v", i, len(all), first, last)
				}
			}
		}
		return ""
	})
}
