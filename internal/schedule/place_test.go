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

// earliest is when it has to be for placing to begin at that moment.
func earliest(at time.Time) time.Time { return at.Add(-10 * time.Second) }

func hour(in schedule.Input) schedule.Input {
	in.Days = []belong.Window{{From: nine, To: nine.Add(time.Hour)}}
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
	plan := schedule.Place(hour(schedule.Input{Entries: entries(4)}))
	slots, unplaced := plan.Slots, plan.Unplaced
	if diff := cmp.Diff([]string{"09:00:00", "09:15:00", "09:30:00", "09:45:00"}, clocks(slots)); diff != "" || len(unplaced) > 0 {
		t.Errorf("slots (-want +got):\n%s\nunplaced: %v", diff, unplaced)
	}
}

func TestNothingIsPlacedBeforeTheEarliestMoment(t *testing.T) {
	t.Parallel()
	slots := schedule.Place(hour(schedule.Input{Entries: entries(3), Now: earliest(nine.Add(30 * time.Minute))})).Slots
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
	slots := schedule.Place(in).Slots
	if diff := cmp.Diff([]string{"09:25:00"}, clocks(slots)); diff != "" {
		t.Error(diff)
	}
}

func TestAPostWhoseSlotHasPassedIsPlacedAgain(t *testing.T) {
	t.Parallel()
	all := entries(3)
	in := hour(schedule.Input{Entries: all, Now: earliest(nine.Add(30 * time.Minute)), Posts: []belong.Post{
		post(all[0], belong.Missed, nine), post(all[1], belong.Scheduled, nine.Add(20*time.Minute)),
	}})
	slots := schedule.Place(in).Slots
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
		post(all[4], belong.Scheduled, nine), // it had a slot, so it goes before newer ones
	}})
	plan := schedule.Place(in)
	slots, unplaced := plan.Slots, plan.Unplaced
	if diff := cmp.Diff([]string{"09:00:00", "09:20:00", "09:40:00"}, clocks(slots)); diff != "" {
		t.Error(diff)
	}
	help := "The window has no room for 2 more posts. Make it 21 minutes longer, allow 14 minutes between two posts, or post on 1 more day; then place again."
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
	plan := schedule.Place(hour(schedule.Input{Entries: entries(1), Now: earliest(nine.Add(time.Hour))}))
	if len(plan.Slots) > 0 || len(plan.Unplaced) != 1 || plan.Unplaced[0].Reason != schedule.WindowOver || plan.Shortages[0].Count != 1 {
		t.Errorf("%+v", plan)
	}
}

func TestAPostThatWasCanceledOrRefusedIsLeftToPeople(t *testing.T) {
	t.Parallel()
	for state, reason := range map[belong.PostState]string{belong.Canceled: schedule.PostCanceled, belong.PostFailed: schedule.PostFailed} {
		all := entries(2)
		plan := schedule.Place(hour(schedule.Input{Entries: all, Posts: []belong.Post{post(all[0], state, nine)}}))
		if len(plan.Slots) != 1 || plan.Slots[0].ClipID != all[1].Clip.ID || len(plan.Unplaced) != 1 || plan.Unplaced[0].Reason != reason {
			t.Errorf("%s: %+v", state, plan)
		}
	}
}

func TestAStagedPostMovesOnlyWithTheDay(t *testing.T) {
	t.Parallel()
	all := entries(3)
	plan := schedule.Place(hour(schedule.Input{Entries: all, Posts: []belong.Post{
		post(all[0], belong.Staged, nine.Add(-24*time.Hour)), post(all[1], belong.Staged, nine), post(all[2], belong.Staged, nine.Add(time.Hour)),
	}}))
	if diff := cmp.Diff([]string{"09:20:00", "09:40:00"}, clocks(plan.Slots)); diff != "" || len(plan.Unplaced) > 0 {
		t.Errorf("%s\nunplaced %v", diff, plan.Unplaced)
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
	slots := schedule.Place(in).Slots
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
		slots := schedule.Place(hour(schedule.Input{Entries: all})).Slots
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
		slots := schedule.Place(hour(schedule.Input{Entries: all, Posts: []belong.Post{post(staged, belong.Staged, c.at)}})).Slots
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
	slots := schedule.Place(hour(schedule.Input{Entries: all})).Slots
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
