package schedule_test

import (
	"strings"
	"testing"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/schedule"
	"github.com/belonginstem/belong/internal/store/storetest"
)

// templated is a desk whose campaign has a template of its own for every channel.
func templated(t *testing.T, template string) *desk {
	t.Helper()
	d := open(t, storetest.SQLite)
	c := d.campaign()
	c.Posting.Link = true
	c.Posting.Templates = map[belong.ChannelKind]belong.Text{"": {"en": template}}
	d.Must(d.Store.SaveCampaign(t.Context(), c, belong.Outcome{}))
	return d
}

func (d *desk) campaign() belong.Campaign {
	d.t.Helper()
	c, err := d.Store.Campaign(d.t.Context(), d.Campaign.ID)
	d.Must(err)
	return c
}

func TestATextIsTheTemplatesUnlessSomebodyWroteItByHand(t *testing.T) {
	t.Parallel()
	d := templated(t, "{name}!")
	for range 2 {
		d.Submit(belong.Approved, nil)
	}
	d.place()
	want := "Jane Doe!\nhttps://belong.example.org/wall/you-belong-in-stem"
	if got := d.posts()[0].Post.Text; got != want {
		t.Errorf("text %q", got)
	}
	written := d.posts()[0].Post
	written.Text, written.Written = "Look at Jane.", true
	d.Must(d.Store.SavePost(t.Context(), written, belong.Outcome{}))
	c := d.campaign()
	c.Posting.Templates[""]["en"], c.Posting.Link = "{name}?", false
	d.Must(d.Store.SaveCampaign(t.Context(), c, belong.Outcome{}))
	d.place()
	for i, want := range []string{"Look at Jane.", "Jane Doe?"} {
		if got := d.posts()[i].Post; got.Text != want || got.State != belong.Scheduled || got.Written != (i == 0) {
			t.Errorf("%+v", got)
		}
	}
}

func TestAClipWhoseTextDoesNotFitHasNoSlotThere(t *testing.T) {
	t.Parallel()
	d := templated(t, "{name}"+strings.Repeat("!", 600))
	now := d.Now()
	toot := belong.Channel{ID: belong.NewID(now), CampaignID: d.Campaign.ID, Kind: belong.Mastodon, Name: "Mastodon", CreatedAt: now}
	d.Must(d.Store.CreateChannel(t.Context(), toot, belong.Outcome{}))
	s := d.Submit(belong.Approved, nil)
	plan := d.place()
	if len(plan.Slots) != 1 || plan.Slots[0].ChannelID != d.Wall.ID || len(plan.Unplaced) != 1 {
		t.Fatalf("plan %+v", plan)
	}
	if u := plan.Unplaced[0]; u.Reason != schedule.TextTooLong || u.SubmissionID != s.ID || u.ChannelID != toot.ID || !strings.Contains(u.Help, "132 characters too long") {
		t.Errorf("unplaced %+v", u)
	}
}
