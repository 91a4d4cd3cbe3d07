package e2e

import (
	"os"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/blob"
	"github.com/belonginstem/belong/internal/social/socialtest"
	"github.com/belonginstem/belong/internal/store"
)

// planDay puts approved clips into the database, as moderators would have left them, and a post of each for every channel, so
// much time apart: the day begins in a few seconds. By placing it would last hours, since networks take only so many posts in
// a while. It answers the campaign.
func planDay(t testing.TB, st *store.Store, blobs blob.Store, clips int, every time.Duration) belong.Campaign {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	c, err := st.CampaignBySlug(t.Context(), slug)
	must(err)
	channels, err := st.Channels(t.Context(), c.ID)
	must(err)
	data, err := os.ReadFile(socialtest.Film(t))
	must(err)
	film := take{post: data, web: data, poster: data, length: time.Second, width: 360, height: 640}
	var entries []belong.Entry
	for i := range clips {
		entries = append(entries, approve(t, st, blobs, c, belong.Submission{
			Role: belong.Leader, Locale: "en", Question: c.Questions[0].Key, Label: belong.Label{Name: "Person " + letters(i), Title: "Engineer", Organization: "Engines"},
		}, film))
	}
	now := time.Now().UTC().Truncate(time.Millisecond)
	var posts []belong.Post
	for i, e := range entries {
		for _, ch := range channels {
			posts = append(posts, belong.Post{
				ID: belong.NewID(now), CampaignID: c.ID, SubmissionID: e.Submission.ID, ClipID: e.Clip.ID, ChannelID: ch.ID, State: belong.Scheduled,
				Text: stormText(i, string(ch.Kind)), Written: true, SlotAt: now.Add(5*time.Second + time.Duration(i)*every), CreatedAt: now, UpdatedAt: now,
			})
		}
	}
	var stage []belong.Job
	for _, p := range posts {
		stage = append(stage, belong.Job{Kind: belong.StageJob, Subject: p.ID})
	}
	must(st.PlacePosts(t.Context(), c.ID, posts, belong.Did(belong.NewEvent(now, belong.Actor{Kind: belong.Operator}, "campaign.placed", c.ID, c.ID, ""), stage...)))
	c.On, c.Grace = true, time.Hour
	must(st.SaveCampaign(t.Context(), c, belong.Outcome{}))
	return c
}
