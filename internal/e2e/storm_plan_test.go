package e2e

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/blob"
	"github.com/belonginstem/belong/internal/queue"
	"github.com/belonginstem/belong/internal/social/socialtest"
	"github.com/belonginstem/belong/internal/store"
)

// stored is what a deployment keeps in its database, whether it runs or not.
func stored(t testing.TB, database string) *store.Store {
	t.Helper()
	db, err := store.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	jobs, err := queue.New(queue.Config{SQL: db.SQL(), Pool: db.Pool(), Node: "plan", Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return store.New(db, jobs)
}

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
	film, err := os.ReadFile(socialtest.Film(t))
	must(err)
	now := time.Now().UTC().Truncate(time.Millisecond)
	var entries []belong.Entry
	for i := range clips {
		e := approved(c, now, i, film)
		for _, r := range e.Clip.Renditions {
			path := filepath.Join(t.TempDir(), "rendition")
			must(os.WriteFile(path, film, 0o600))
			must(blobs.PutFile(t.Context(), r.Key, path))
		}
		release := belong.Release{ID: belong.NewID(now), SubmissionID: e.Submission.ID, By: belong.BySubmitter, Name: "A Person", Version: "1", Text: "Yes.", At: now}
		must(st.CreateImported(t.Context(), e.Submission, e.Clip, []belong.Release{release}, belong.Outcome{}))
		entries = append(entries, e)
	}
	now = time.Now().UTC().Truncate(time.Millisecond)
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

func approved(c belong.Campaign, now time.Time, i int, film []byte) belong.Entry {
	sub := belong.Submission{
		ID: belong.NewID(now), CampaignID: c.ID, State: belong.Approved, Role: belong.Leader, Locale: "en", Question: c.Questions[0].Key,
		Label: belong.Label{Name: "Person " + letters(i), Title: "Engineer", Organization: "Engines"}, CreatedAt: now, UpdatedAt: now,
	}
	clip := belong.Clip{
		ID: belong.NewID(now), SubmissionID: sub.ID, Bytes: int64(len(film)), SHA256: "00", Length: time.Second, Width: 360, Height: 640,
		Progress: 100, Ready: true, CreatedAt: now,
	}
	clip.UploadID = string(clip.ID)
	sub.ClipID = clip.ID
	for kind, name := range map[belong.RenditionKind]string{belong.PostRendition: "post.mp4", belong.WebRendition: "web.mp4", belong.PosterRendition: "poster.jpg"} {
		clip.Renditions = append(clip.Renditions, belong.Rendition{
			Kind: kind, Key: blob.Rendition(string(clip.ID), name), ContentType: "video/mp4", Bytes: int64(len(film)), SHA256: fmt.Sprintf("%064d", i), Width: 360, Height: 640,
		})
	}
	return belong.Entry{Submission: sub, Clip: clip}
}
