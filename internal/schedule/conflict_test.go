package schedule_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/schedule"
)

func TestEachBrokenRuleIsTold(t *testing.T) {
	t.Parallel()
	at := func(minute int) time.Time { return nine.Add(time.Duration(minute) * time.Minute) }
	all := entries(5)
	pause := belong.PostRules{Blackouts: []belong.Blackout{{From: at(20), To: at(30)}}}
	tests := []struct {
		name  string
		kind  belong.ChannelKind
		gap   time.Duration
		rules belong.PostRules
		at    []time.Time
		now   time.Time
		posts func([]belong.Post)
		want  []string
	}{
		{name: "all is well", at: []time.Time{at(0), at(5), at(40)}},
		{name: "outside", at: []time.Time{at(-1), at(0), at(60)}, want: []string{
			"c0000 outside_window Its time lies outside the campaign's window.", "c0002 outside_window Its time lies outside the campaign's window.",
		}},
		{name: "in a pause", rules: pause, at: []time.Time{at(20), at(30)}, want: []string{"c0000 in_pause Its time lies in a pause."}},
		{name: "closer than the channel wants", gap: 5 * time.Minute, at: []time.Time{at(0), at(3), at(8)}, want: []string{
			"c0001 too_close It goes out 3 minutes after another post; the channel asks for 5 minutes.",
		}},
		{name: "at the same moment", gap: time.Minute, at: []time.Time{at(0), at(0)}, want: []string{
			"c0001 too_close It goes out at the same moment as another post; the channel asks for 60 seconds.",
		}},
		{name: "closer than the network takes", kind: belong.Mastodon, at: []time.Time{at(0), at(0).Add(45 * time.Second), at(2)}, want: []string{
			"c0001 over_limit It goes out 45 seconds after another post; Mastodon takes one every 60 seconds at most.",
		}},
		{
			name: "not approved any more", at: []time.Time{at(0)}, posts: func(p []belong.Post) { p[0].ClipID, p[0].ID = "other", "other" },
			want: []string{"other not_approved Its video is not approved, so it does not go out."},
		},
		{name: "over", at: []time.Time{at(0), at(8)}, now: at(9), want: []string{"c0000 slot_passed Its time has passed, and it did not go out."}},
		{
			name: "what is out is not told", at: []time.Time{at(-9), at(-9)},
			posts: func(p []belong.Post) { p[0].State, p[1].State = belong.Published, belong.Publishing },
		},
		{name: "the ends", rules: belong.PostRules{Opener: "s0001", Finale: "s0000"}, at: []time.Time{at(0), at(5)}, want: []string{
			"c0000 not_last It is the finale, but other posts come after it.", "c0001 not_first It is the opener, but other posts come before it.",
		}},
	}
	for _, tt := range tests {
		in := hour(schedule.Input{Entries: all, Rules: tt.rules, Now: tt.now, Channels: []belong.Channel{{ID: wall.ID, Kind: tt.kind, Gap: tt.gap}}})
		for i, slot := range tt.at {
			p := post(all[i], belong.Scheduled, slot)
			p.ID = p.ClipID
			in.Posts = append(in.Posts, p)
		}
		if tt.posts != nil {
			tt.posts(in.Posts)
		}
		var got []string
		for _, c := range schedule.Conflicts(in) {
			got = append(got, string(c.PostID)+" "+c.Code+" "+c.Sentence)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s:\n%s", tt.name, diff)
		}
	}
}

func TestMoreVideosThanBlueskyTakesAreTold(t *testing.T) {
	t.Parallel()
	in := hour(schedule.Input{Entries: entries(30), Channels: []belong.Channel{{ID: wall.ID, Kind: belong.Bluesky}}})
	plan := schedule.Place(in)
	help := "Bluesky takes about 25 videos a day from one account; there is no room for 5 more posts. " +
		"Post on 1 more day, or add 1 more account at Bluesky; then place again."
	want := []schedule.Shortage{{ChannelID: wall.ID, Reason: schedule.DayFull, Count: 5, Days: 1, Accounts: 1, Help: help}}
	if diff := cmp.Diff(want, plan.Shortages); diff != "" || len(plan.Slots) != 25 {
		t.Errorf("%d slots\n%s", len(plan.Slots), diff)
	}
	for _, e := range in.Entries {
		p := post(e, belong.Scheduled, nine.Add(time.Duration(len(in.Posts))*time.Minute))
		p.ID = p.ClipID
		in.Posts = append(in.Posts, p)
	}
	found := schedule.Conflicts(in)
	if len(found) != 5 || found[0].PostID != "c0025" || found[0].Code != schedule.OverLimit {
		t.Errorf("%+v", found)
	}
}

func TestAPersonsVideosAreFarApart(t *testing.T) {
	t.Parallel()
	all := entries(60)
	for i := range 4 { // sent one after the other, by one school
		all[i].Submission.Label.Name, all[i].Submission.Label.Organization = "Ada Lovelace", "district"
	}
	for i := range all[4:] {
		all[4+i].Submission.Label.Name = "Speaker " + string(all[4+i].Clip.ID)
		if i%3 == 0 {
			all[4+i].Submission.Label.Organization = "district"
		}
	}
	for seed := range int64(20) {
		slots := schedule.Place(hour(schedule.Input{Entries: all, Rules: belong.PostRules{Seed: seed}})).Slots
		last := -60
		for i, s := range slots {
			if s.ClipID < "c0004" {
				if i-last < 8 {
					t.Errorf("seed %d: %d posts apart", seed, i-last)
				}
				last = i
			}
		}
	}
}

func TestRolesAndQuestionsAlternate(t *testing.T) {
	t.Parallel()
	all := entries(60)
	for i := range all {
		all[i].Submission.Role, all[i].Submission.Question = belong.Leader, []string{"a", "b", "c"}[i/20]
		if i%20 < 10 {
			all[i].Submission.Role = belong.Student
		}
	}
	of := map[belong.ID]belong.Submission{}
	for _, e := range all {
		of[e.Clip.ID] = e.Submission
	}
	slots := schedule.Place(hour(schedule.Input{Entries: all})).Slots
	roles, questions := 0, 0
	for i := 1; i < len(slots); i++ {
		a, b := of[slots[i-1].ClipID], of[slots[i].ClipID]
		if a.Role == b.Role {
			roles++
		}
		if a.Question == b.Question {
			questions++
		}
	}
	if roles > 12 || questions > 4 { // in any order, about 30 and 20
		t.Errorf("%d times the same role twice, %d times the same question", roles, questions)
	}
}

func TestAFreshPlanHasNoConflict(t *testing.T) {
	always(t, func(in schedule.Input) string {
		for _, p := range in.Posts {
			if stays(in, p) {
				return "" // it may lie anywhere
			}
		}
		in.Anew = true
		if found := schedule.Conflicts(then(in, schedule.Place(in))); len(found) > 0 {
			return fmt.Sprintf("%+v", found[0])
		}
		return ""
	})
}
