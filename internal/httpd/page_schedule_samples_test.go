package httpd

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/posttext"
	"github.com/belonginstem/belong/internal/schedule"
)

// boardChannels are a wall and two networks, with accounts that say what they take.
func boardChannels() []belong.Channel {
	x, mastodon := sampleChannel(), sampleChannel()
	x.ID, x.Kind, x.Name, x.Standing = sampleID(401), belong.X, "@STEMx", belong.Standing{Account: "@STEMx"}
	mastodon.ID, mastodon.Kind, mastodon.Name, mastodon.Gap = sampleID(402), belong.Mastodon, "stemx@mastodon.example.org", 2*time.Minute
	return []belong.Channel{sampleChannel(), x, mastodon}
}

// boardPlan is a plan of so many videos on three channels, as placing makes it.
func boardPlan(t testing.TB, c belong.Campaign, videos int, now time.Time) plan {
	t.Helper()
	p := plan{day: sampleDay(t, now), Board: schedule.Board{Channels: boardChannels()}}
	from, to, err := c.Bounds()
	if err != nil {
		t.Fatal(err)
	}
	p.day.From, p.day.To = from, to
	entries := map[belong.ID]belong.Entry{}
	for i := range videos {
		e := sampleEntry(i, belong.Approved)
		e.Submission.ID, e.Clip.ID = sampleID(10_000+i), sampleID(30_000+i)
		e.Submission.ClipID, e.Clip.SubmissionID = e.Clip.ID, e.Submission.ID
		p.Approved = append(p.Approved, e)
		entries[e.Submission.ID] = e
	}
	in := boardInput(t, c, p)
	p.Next = schedule.Place(in)
	for i, slot := range p.Next.Slots {
		w := belong.Showing{Entry: entries[slot.SubmissionID]}
		for _, ch := range p.Channels {
			if ch.ID == slot.ChannelID {
				w.Channel = ch
			}
		}
		text, err := posttext.Write(c, w.Channel, w.Entry.Submission, "https://belong.example.org/wall/"+c.Slug)
		if err != nil {
			t.Fatal(err)
		}
		w.Post = belong.Post{
			ID: sampleID(50_000 + i), CampaignID: c.ID, SubmissionID: slot.SubmissionID, ClipID: slot.ClipID, ChannelID: slot.ChannelID,
			State: belong.Scheduled, SlotAt: slot.At, Text: text.Words,
		}
		p.Posts = append(p.Posts, w)
	}
	inOrder(p.Posts)
	return p
}

func inOrder(posts []belong.Showing) {
	slices.SortStableFunc(posts, func(a, b belong.Showing) int { return a.Post.SlotAt.Compare(b.Post.SlotAt) })
}

func boardInput(t testing.TB, c belong.Campaign, p plan) schedule.Input {
	t.Helper()
	in := schedule.Input{Entries: p.Approved, Channels: p.Channels, Rules: c.Posting, Now: p.day.Now}
	var err error
	if in.Days, err = c.Windows(); err != nil {
		t.Fatal(err)
	}
	for _, w := range p.Posts {
		in.Posts = append(in.Posts, w.Post)
	}
	return in
}

// boardSamples are the schedule with much on it.
func boardSamples(t testing.TB) []sample {
	t.Helper()
	staff := sampleStaff("schedule")
	c := &staff.campaign
	c.Posting.Link = true
	lunch := time.Date(2027, 11, 8, 17, 0, 0, 0, time.UTC)
	c.Posting.Blackouts = []belong.Blackout{{From: lunch, To: lunch.Add(time.Hour), Reason: "The governor speaks"}}
	full := boardPlan(t, *c, 40, noon)
	x := 0
	for i, w := range full.Posts {
		if w.Channel.Kind == belong.X {
			x = i
		}
	}
	opened := scheduleAsk{board: boardAsk{post: full.Posts[x].Post.ID}, flash: "Moved Jane Doe to 9:40 AM EST, and pinned there."}
	opened.undo = &undo{"/staff/posts/1/move", []hidden{{"campaign", c.Slug}}}

	broken := boardPlan(t, *c, 40, noon)
	for i := range broken.Posts[:4] {
		p := &broken.Posts[i*7].Post
		p.Pinned, p.SlotAt = true, []time.Time{lunch.Add(5 * time.Minute), lunch.Add(-6 * time.Hour), broken.Posts[1].Post.SlotAt.Add(time.Second), lunch.Add(12 * time.Hour)}[i]
	}
	inOrder(broken.Posts)
	broken.Conflicts = schedule.Conflicts(boardInput(t, *c, broken))
	wrong := scheduleAsk{board: boardAsk{post: full.Posts[x].Post.ID}}
	long := fmt.Sprintf("%0300d https://belong.example.org/wall/you-belong-in-stem #YOUbelonginSTEM", 1)
	wrong.text = &long
	wrong.mistakes.add("text", "For X the text is 61 characters too long: 341, and 280 is the most. Shorten it.")

	week := sampleStaff("schedule")
	week.campaign.Posting.Days = 7
	days := boardPlan(t, week.campaign, 100, time.Date(2027, 11, 10, 17, 0, 0, 0, time.UTC))
	found := scheduleAsk{board: boardAsk{query: "nunez"}}

	crowd := sampleStaff("schedule")
	many := boardPlan(t, crowd.campaign, 1000, noon)
	return []sample{
		{"board", "schedule", newSchedulePage(staff, full, scheduleAsk{}, true)},
		{"board-post", "schedule", newSchedulePage(staff, full, opened, true)},
		{"board-wall", "schedule", newSchedulePage(staff, full, scheduleAsk{board: boardAsk{post: full.Posts[0].Post.ID}}, true)},
		{"board-look", "schedule", newSchedulePage(staff, full, opened, false)},
		{"board-text", "schedule", newSchedulePage(staff, full, wrong, true)},
		{"board-conflicts", "schedule", newSchedulePage(staff, broken, scheduleAsk{pause: &pauseForm{"2027-11-08", "13:00", "12:00", "Lunch"}}, true)},
		{"board-week", "schedule", newSchedulePage(week, days, scheduleAsk{}, true)},
		{"board-found", "schedule", newSchedulePage(week, days, found, true)},
		{"board-crowd", "schedule", newSchedulePage(crowd, many, scheduleAsk{}, true)},
	}
}
