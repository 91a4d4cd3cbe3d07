package schedule_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/quick"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/schedule"
)

var (
	nine = time.Date(2027, 11, 8, 14, 0, 0, 0, time.UTC) // 9:00 AM EST
	wall = belong.Channel{ID: "wall", Kind: belong.Wall}
)

// entries are n approved ones, each of its own organization; the question changes with every one.
func entries(n int) []belong.Entry {
	out := make([]belong.Entry, n)
	for i := range out {
		out[i] = entry(fmt.Sprintf("%04d", i), fmt.Sprintf("school %d", i), fmt.Sprintf("q%d", i%5))
	}
	return out
}

func entry(id, organization, question string) belong.Entry {
	sub := belong.Submission{
		ID: belong.ID("s" + id), ClipID: belong.ID("c" + id), State: belong.Approved, Question: question,
		Label: belong.Label{Name: "Jane Doe", Title: "Teacher", Organization: organization},
	}
	return belong.Entry{Submission: sub, Clip: belong.Clip{ID: sub.ClipID, SubmissionID: sub.ID, Ready: true}}
}

func post(e belong.Entry, state belong.PostState, at time.Time) belong.Post {
	return belong.Post{SubmissionID: e.Submission.ID, ClipID: e.Clip.ID, ChannelID: wall.ID, State: state, SlotAt: at}
}

func hour(in schedule.Input) schedule.Input {
	in.From, in.To = nine, nine.Add(time.Hour)
	if in.Channels == nil {
		in.Channels = []belong.Channel{wall}
	}
	return in
}

// clocks are the slots' times, in order, by New York's clocks.
func clocks(slots []belong.Slot) []string {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		panic(err)
	}
	var out []string
	for _, s := range slots {
		out = append(out, s.At.In(zone).Format("15:04:05"))
	}
	slices.Sort(out)
	return out
}

func TestSlotsAreSpreadEvenlyFromTheWindowsFirstMoment(t *testing.T) {
	t.Parallel()
	slots, unplaced := schedule.Place(hour(schedule.Input{Entries: entries(4)}))
	if diff := cmp.Diff([]string{"09:00:00", "09:15:00", "09:30:00", "09:45:00"}, clocks(slots)); diff != "" || len(unplaced) > 0 {
		t.Errorf("slots (-want +got):\n%s\nunplaced: %v", diff, unplaced)
	}
}

func TestNothingIsPlacedBeforeTheEarliestMoment(t *testing.T) {
	t.Parallel()
	slots, _ := schedule.Place(hour(schedule.Input{Entries: entries(3), Earliest: nine.Add(30 * time.Minute)}))
	if diff := cmp.Diff([]string{"09:30:00", "09:40:00", "09:50:00"}, clocks(slots)); diff != "" {
		t.Error(diff)
	}
}

func TestALateApprovalGoesIntoTheLargestGap(t *testing.T) {
	t.Parallel()
	all := entries(4)
	in := hour(schedule.Input{Entries: all, Posts: []belong.Post{
		post(all[0], belong.Published, nine),
		post(all[1], belong.Staged, nine.Add(10*time.Minute)),
		post(all[2], belong.Staged, nine.Add(40*time.Minute)),
	}})
	slots, _ := schedule.Place(in)
	if diff := cmp.Diff([]string{"09:25:00"}, clocks(slots)); diff != "" {
		t.Error(diff)
	}
}

func TestAScheduledOrMissedPostIsSpreadAnew(t *testing.T) {
	t.Parallel()
	all := entries(3)
	in := hour(schedule.Input{Entries: all, Earliest: nine.Add(30 * time.Minute), Posts: []belong.Post{
		post(all[0], belong.Missed, nine), post(all[1], belong.Scheduled, nine.Add(20*time.Minute)),
	}})
	slots, _ := schedule.Place(in)
	if diff := cmp.Diff([]string{"09:30:00", "09:40:00", "09:50:00"}, clocks(slots)); diff != "" {
		t.Error(diff)
	}
}

func TestWhatDoesNotFitIsToldWithWhatWouldHelp(t *testing.T) {
	t.Parallel()
	all := entries(5)
	slow := wall
	slow.Gap = 20 * time.Minute
	in := hour(schedule.Input{Entries: all, Channels: []belong.Channel{slow}, Posts: []belong.Post{
		post(all[4], belong.Scheduled, nine.Add(time.Minute)), // it had a slot, so it goes before newer ones
	}})
	slots, unplaced := schedule.Place(in)
	if diff := cmp.Diff([]string{"09:00:00", "09:20:00", "09:40:00"}, clocks(slots)); diff != "" {
		t.Error(diff)
	}
	help := "The window has no room for 2 more posts. Make it 40 minutes longer, or allow less than 20 minutes between two posts; then place again."
	want := []belong.Unplaced{
		{SubmissionID: "s0002", ChannelID: "wall", Reason: schedule.WindowFull, Help: help},
		{SubmissionID: "s0003", ChannelID: "wall", Reason: schedule.WindowFull, Help: help},
	}
	if diff := cmp.Diff(want, unplaced); diff != "" {
		t.Error(diff)
	}
}

func TestAWindowThatIsOverPlacesNothing(t *testing.T) {
	t.Parallel()
	slots, unplaced := schedule.Place(hour(schedule.Input{Entries: entries(1), Earliest: nine.Add(time.Hour)}))
	if len(slots) > 0 || len(unplaced) != 1 || unplaced[0].Reason != schedule.WindowOver {
		t.Errorf("slots %v, unplaced %v", slots, unplaced)
	}
}

func TestAPostThatWasCanceledOrRefusedIsLeftToPeople(t *testing.T) {
	t.Parallel()
	for state, reason := range map[belong.PostState]string{belong.Canceled: schedule.PostCanceled, belong.PostFailed: schedule.PostFailed} {
		all := entries(2)
		slots, unplaced := schedule.Place(hour(schedule.Input{Entries: all, Posts: []belong.Post{post(all[0], state, nine)}}))
		if len(slots) != 1 || slots[0].ClipID != all[1].Clip.ID || len(unplaced) != 1 || unplaced[0].Reason != reason {
			t.Errorf("%s: slots %v, unplaced %v", state, slots, unplaced)
		}
	}
}

func TestAStagedPostMovesOnlyWithTheDay(t *testing.T) {
	t.Parallel()
	all := entries(3)
	slots, unplaced := schedule.Place(hour(schedule.Input{Entries: all, Posts: []belong.Post{
		post(all[0], belong.Staged, nine.Add(-24*time.Hour)), post(all[1], belong.Staged, nine), post(all[2], belong.Staged, nine.Add(time.Hour)),
	}}))
	if diff := cmp.Diff([]string{"09:20:00", "09:40:00"}, clocks(slots)); diff != "" || len(unplaced) > 0 {
		t.Errorf("%s\nunplaced %v", diff, unplaced)
	}
}

func TestASlotKeepsItsDistanceFromPostsOutsideTheWindow(t *testing.T) {
	t.Parallel()
	all := entries(3)
	slow := wall
	slow.Gap = 25 * time.Minute
	in := hour(schedule.Input{Entries: all, Channels: []belong.Channel{slow}, Posts: []belong.Post{
		post(all[0], belong.Published, nine.Add(-15*time.Minute)), post(all[1], belong.Unconfirmed, nine.Add(70*time.Minute)),
	}})
	slots, _ := schedule.Place(in)
	if diff := cmp.Diff([]string{"09:10:00"}, clocks(slots)); diff != "" {
		t.Error(diff)
	}
}

func TestOneOrganizationInARowOnlyWhereItCannotBeHelped(t *testing.T) {
	t.Parallel()
	apart := func(seed uint64) bool {
		r := rand.New(rand.NewPCG(seed, 2))
		var all []belong.Entry
		most := 0
		for group := range 1 + r.IntN(8) {
			size := 1 + r.IntN(12)
			most = max(most, size)
			for range size {
				all = append(all, entry(fmt.Sprintf("%04d", r.IntN(1e9)), fmt.Sprintf("School %d", group), fmt.Sprint("q", r.IntN(3))))
			}
		}
		slots, _ := schedule.Place(hour(schedule.Input{Entries: all}))
		order, rows := organizations(slots, all), 0
		for i := 1; i < len(order); i++ {
			if order[i] == order[i-1] {
				rows++
			}
		}
		if unavoidable := max(0, 2*most-len(all)-1); rows != unavoidable {
			t.Errorf("seed %d: %d in a row, %d can't be helped: %v", seed, rows, unavoidable, order)
			return false
		}
		return true
	}
	if err := quick.Check(apart, &quick.Config{MaxCount: 3000}); err != nil {
		t.Error(err)
	}
}

func TestAnOrganizationIsKeptApartFromItsPostsThatStay(t *testing.T) {
	t.Parallel()
	staged, mit, stemx := entry("0", "mit", "q"), entry("1", "MIT", "q"), entry("2", "STEMx", "q")
	for _, c := range []struct {
		at   time.Time
		want []string
	}{
		{nine, []string{"stemx", "mit"}},
		{nine.Add(59 * time.Minute), []string{"mit", "stemx"}},
	} {
		all := []belong.Entry{staged, mit, stemx}
		slots, _ := schedule.Place(hour(schedule.Input{Entries: all, Posts: []belong.Post{post(staged, belong.Staged, c.at)}}))
		if diff := cmp.Diff(c.want, organizations(slots, all)); diff != "" {
			t.Errorf("staged at %v:\n%s", c.at, diff)
		}
	}
}

func TestWhatCameInAtOnceIsSpreadOverTheDay(t *testing.T) {
	t.Parallel()
	var all []belong.Entry
	for i := range 90 { // question by question, and first those of a district
		organization := fmt.Sprintf("school %d", i)
		if i%30 < 10 {
			organization = "district"
		}
		all = append(all, entry(fmt.Sprintf("%04d", i), organization, []string{"a", "b", "c"}[i/30]))
	}
	slots, _ := schedule.Place(hour(schedule.Input{Entries: all}))
	order := organizations(slots, all)
	slices.SortFunc(slots, func(a, b belong.Slot) int { return a.At.Compare(b.At) })
	for third := range 3 {
		district, second := 0, 0
		for i := third * 30; i < third*30+30; i++ {
			if order[i] == "district" {
				district++
			}
			if id := slots[i].ClipID; id >= "c0030" && id < "c0060" { // on the second question
				second++
			}
		}
		if district < 8 || district > 12 || second < 8 || second > 12 {
			t.Errorf("in the day's third %d: %d of the district's 30, %d of 30 on one question", third+1, district, second)
		}
	}
}

func organizations(slots []belong.Slot, all []belong.Entry) []string {
	of := map[belong.ID]string{}
	for _, e := range all {
		of[e.Clip.ID] = strings.ToLower(e.Submission.Label.Organization)
	}
	slices.SortFunc(slots, func(a, b belong.Slot) int { return a.At.Compare(b.At) })
	var out []string
	for _, s := range slots {
		out = append(out, of[s.ClipID])
	}
	return out
}

// A day is a random thing to place.
func day(seed uint64) schedule.Input {
	r := rand.New(rand.NewPCG(seed, 1))
	in := schedule.Input{
		From: nine, To: nine.Add(time.Duration(1+r.IntN(720)) * time.Minute),
		Earliest: nine.Add(time.Duration(r.IntN(240)-120) * time.Minute),
	}
	for i := range 1 + r.IntN(3) {
		gap := []time.Duration{0, time.Second, 90 * time.Second, 7 * time.Minute}[r.IntN(4)]
		in.Channels = append(in.Channels, belong.Channel{ID: belong.ID(fmt.Sprint("channel", i)), Gap: gap})
	}
	for i := range r.IntN(120) {
		e := entry(fmt.Sprintf("%04d", i), fmt.Sprint("school ", r.IntN(1+r.IntN(40))), fmt.Sprint("q", r.IntN(5)))
		in.Entries = append(in.Entries, e)
		for _, ch := range in.Channels {
			if r.IntN(3) > 0 {
				continue
			}
			p := post(e, belong.PostStates[r.IntN(len(belong.PostStates))], nine.Add(time.Duration(r.IntN(800)-40)*time.Minute))
			p.ChannelID = ch.ID
			in.Posts = append(in.Posts, p)
		}
	}
	return in
}

func TestWhateverTheDayTheRulesHold(t *testing.T) {
	t.Parallel()
	holds := func(seed uint64) bool {
		in := day(seed)
		slots, unplaced := schedule.Place(in)
		if problem := broken(in, slots, unplaced); problem != "" {
			t.Errorf("day %d: %s", seed, problem)
			return false
		}
		return true
	}
	if err := quick.Check(holds, &quick.Config{MaxCount: 2000}); err != nil {
		t.Error(err)
	}
}

func TestTheOrderOfWhatGoesInDoesNotMatter(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		in := day(seed)
		slots, unplaced := schedule.Place(in)
		shuffled := in
		shuffled.Entries, shuffled.Posts = slices.Clone(in.Entries), slices.Clone(in.Posts)
		slices.Reverse(shuffled.Entries)
		slices.Reverse(shuffled.Posts)
		again, left := schedule.Place(shuffled)
		if diff := cmp.Diff(slots, again) + cmp.Diff(unplaced, left); diff != "" {
			t.Fatalf("day %d:\n%s", seed, diff)
		}
	}
}

type spot struct{ clip, channel belong.ID }

// stands tells how each post stands for placing: one that is staged outside the window is as good as scheduled.
func stands(in schedule.Input) map[spot]belong.PostState {
	out := map[spot]belong.PostState{}
	for _, p := range in.Posts {
		if p.State == belong.Staged && (p.SlotAt.Before(in.From) || !p.SlotAt.Before(in.To)) {
			p.State = belong.Scheduled
		}
		out[spot{p.ClipID, p.ChannelID}] = p.State
	}
	return out
}

// broken names the first rule that a plan breaks.
func broken(in schedule.Input, slots []belong.Slot, unplaced []belong.Unplaced) string {
	state := stands(in)
	lines := map[belong.ID][]time.Time{} // by channel: all that is live or will be
	for _, p := range in.Posts {
		stand := state[spot{p.ClipID, p.ChannelID}]
		if slices.Contains([]belong.PostState{belong.Staged, belong.Publishing, belong.Published, belong.Unconfirmed}, stand) {
			lines[p.ChannelID] = append(lines[p.ChannelID], p.SlotAt)
		}
	}
	own := map[belong.ID][]time.Time{}
	seen := map[spot]bool{}
	for _, s := range slots {
		at := spot{s.ClipID, s.ChannelID}
		if seen[at] {
			return "a clip twice on a channel"
		}
		seen[at] = true
		if has, ok := state[at]; ok && !has.Movable() {
			return "moved what is " + string(has)
		}
		if s.At.Before(in.From) || !s.At.Before(in.To) || s.At.Before(in.Earliest) {
			return "outside the window: " + s.At.String()
		}
		if !s.At.Equal(s.At.Truncate(time.Millisecond)) {
			return "finer than the database keeps"
		}
		own[s.ChannelID] = append(own[s.ChannelID], s.At)
	}
	for _, ch := range in.Channels {
		for i, a := range own[ch.ID] {
			for _, b := range slices.Concat(own[ch.ID][i+1:], lines[ch.ID]) {
				if a.Sub(b).Abs() < ch.Gap {
					return fmt.Sprintf("%v apart, not %v", a.Sub(b).Abs(), ch.Gap)
				}
			}
		}
	}
	return lost(in, state, seen, unplaced)
}

// lost names a clip that should have a slot or a reason, and has neither, or both.
func lost(in schedule.Input, state map[spot]belong.PostState, seen map[spot]bool, unplaced []belong.Unplaced) string {
	reasons := map[spot]int{}
	for _, u := range unplaced {
		reasons[spot{"c" + u.SubmissionID[1:], u.ChannelID}]++
		if u.Help == "" || u.Reason == "" {
			return "no reason or no help"
		}
	}
	for _, e := range in.Entries {
		for _, ch := range in.Channels {
			at := spot{e.Clip.ID, ch.ID}
			has, posted := state[at]
			told := reasons[at]
			if seen[at] {
				told++
			}
			want := 1
			if posted && !has.Movable() && has != belong.Canceled && has != belong.PostFailed {
				want = 0
			}
			if told != want {
				return fmt.Sprintf("%s on %s (%q) is told of %d times, not %d", e.Clip.ID, ch.ID, has, told, want)
			}
		}
	}
	return ""
}

func TestWhereRoomIsLeftNobodyIsLeftOut(t *testing.T) {
	t.Parallel()
	for minutes := 1; minutes <= 90; minutes++ {
		for gap := 1; gap <= 13; gap++ {
			ch := wall
			ch.Gap = time.Duration(gap) * time.Minute
			in := schedule.Input{Entries: entries(100), Channels: []belong.Channel{ch}, From: nine, To: nine.Add(time.Duration(minutes) * time.Minute)}
			slots, _ := schedule.Place(in)
			if room := (minutes + gap - 1) / gap; len(slots) != min(room, 100) {
				t.Errorf("%d minutes, a post each %d: %d slots, room for %d", minutes, gap, len(slots), room)
			}
		}
	}
}

func BenchmarkPlace(b *testing.B) {
	for _, n := range []int{100, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			all := entries(n)
			for i := range all {
				all[i].Submission.Label.Organization = fmt.Sprint("school ", i*i%(n/4))
			}
			in := schedule.Input{Entries: all, Channels: []belong.Channel{wall}, From: nine, To: nine.Add(12 * time.Hour)}
			for b.Loop() {
				if slots, _ := schedule.Place(in); len(slots) != n {
					b.Fatal(len(slots))
				}
			}
		})
	}
}
