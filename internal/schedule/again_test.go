package schedule_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/schedule"
)

// then is the campaign after a plan was carried out.
func then(in schedule.Input, plan schedule.Plan) schedule.Input {
	has := posts(in)
	for _, s := range plan.Slots {
		p := has[spot{s.ClipID, s.ChannelID}]
		p.SubmissionID, p.ClipID, p.ChannelID, p.SlotAt = s.SubmissionID, s.ClipID, s.ChannelID, s.At
		p.Pinned, p.State = p.Pinned && p.State != belong.Missed, belong.Scheduled
		p.ID = belong.ID(fmt.Sprint(s.ClipID, s.ChannelID))
		has[spot{s.ClipID, s.ChannelID}] = p
	}
	for _, u := range plan.Unplaced {
		at := spot{"c" + u.SubmissionID[1:], u.ChannelID}
		if p := has[at]; p.State.Waits() {
			p.State = belong.Missed
			has[at] = p
		}
	}
	in.Posts, in.Anew = nil, false
	for _, p := range has {
		in.Posts = append(in.Posts, p)
	}
	slices.SortFunc(in.Posts, func(a, b belong.Post) int { return cmp.Compare(a.ID, b.ID) })
	return in
}

func TestPlacingTwiceMovesNothing(t *testing.T) {
	always(t, func(in schedule.Input) string {
		plan := schedule.Place(in)
		return gocmp.Diff(plan, schedule.Place(then(in, plan)))
	})
}

func TestALateApprovalMovesNobodyWhereThereIsRoom(t *testing.T) {
	always(t, func(in schedule.Input) string {
		plan := schedule.Place(in)
		late := then(in, plan)
		late.Entries = append(slices.Clone(late.Entries), entry("9999", "late school", "q1"))
		after := schedule.Place(late)
		was := map[spot]time.Time{}
		for _, s := range plan.Slots {
			was[spot{s.ClipID, s.ChannelID}] = s.At
		}
		moved := map[belong.ID]bool{}
		for _, s := range after.Slots {
			if at, has := was[spot{s.ClipID, s.ChannelID}]; has && !at.Equal(s.At) {
				moved[s.ChannelID] = true
			}
		}
		for ch := range moved {
			// Only where the new one had no gap to go to, and only if all got a slot so.
			if !crowded(late, plan, ch) || slices.ContainsFunc(after.Shortages, func(s schedule.Shortage) bool { return s.ChannelID == ch && s.Count > 1 }) {
				return "others were moved on " + string(ch)
			}
		}
		return ""
	})
}

// crowded tells whether none of a channel's gaps has room for one more. With an opener or a finale, gaps beyond it don't count.
func crowded(in schedule.Input, plan schedule.Plan, id belong.ID) bool {
	ch := in.Channels[slices.IndexFunc(in.Channels, func(ch belong.Channel) bool { return ch.ID == id })]
	var all []time.Time
	for _, m := range line(in, plan, id) {
		all = append(all, m.at)
	}
	return most(in, ch, all, 1) == 0 || in.Rules.Opener != ""
}

func TestTheOrderOfWhatGoesInDoesNotMatter(t *testing.T) {
	always(t, func(in schedule.Input) string {
		turned := in
		turned.Entries, turned.Posts = slices.Clone(in.Entries), slices.Clone(in.Posts)
		slices.Reverse(turned.Entries)
		slices.Reverse(turned.Posts)
		return gocmp.Diff(schedule.Place(in), schedule.Place(turned)) + gocmp.Diff(schedule.Conflicts(in), schedule.Conflicts(turned))
	})
}

func TestAnotherSeedChangesTheOrderAlone(t *testing.T) {
	always(t, func(in schedule.Input) string {
		in.Posts, in.Rules.Opener, in.Rules.Finale = nil, "", ""
		if len(in.Days) > 1 {
			in.Days = in.Days[:1]
		}
		in.Rules.Blackouts = nil
		other := in
		in.Rules.Seed, other.Rules.Seed = 1, 2
		a, b := schedule.Place(in), schedule.Place(other)
		if diff := gocmp.Diff(clocks(a.Slots), clocks(b.Slots)); diff != "" {
			return diff
		}
		if len(a.Slots) > 20*len(in.Channels) && gocmp.Equal(a.Slots, b.Slots) {
			return "the order is the same"
		}
		return ""
	})
}
