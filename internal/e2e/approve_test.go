package e2e

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/blob"
	"github.com/belonginstem/belong/internal/queue"
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

// A take is a film of a person, worked on already: what networks get, what pages play, and a still of it.
type take struct {
	post, web, poster []byte
	length            time.Duration
	width, height     int
}

// approve puts a submission and its clip into the database, as a moderator would have left them. Of the submission it takes
// who it is of and what it answers.
func approve(t testing.TB, st *store.Store, blobs blob.Store, c belong.Campaign, sub belong.Submission, film take) belong.Entry {
	t.Helper()
	now := time.Now().UTC().Truncate(time.Millisecond)
	clip := belong.Clip{
		ID: belong.NewID(now), SubmissionID: belong.NewID(now), Bytes: int64(len(film.post)), SHA256: "00", Length: film.length,
		Width: film.width, Height: film.height, Progress: 100, Ready: true, CreatedAt: now,
	}
	clip.UploadID = string(clip.ID)
	for _, r := range []struct {
		kind       belong.RenditionKind
		name, what string
		data       []byte
	}{
		{belong.PostRendition, "post.mp4", "video/mp4", film.post},
		{belong.WebRendition, "web.mp4", "video/mp4", film.web},
		{belong.PosterRendition, "poster.jpg", "image/jpeg", film.poster},
	} {
		key, path := blob.Rendition(string(clip.ID), r.name), filepath.Join(t.TempDir(), r.name)
		if err := os.WriteFile(path, r.data, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := blobs.PutFile(t.Context(), key, path); err != nil {
			t.Fatal(err)
		}
		clip.Renditions = append(clip.Renditions, belong.Rendition{
			Kind: r.kind, Key: key, ContentType: r.what, Bytes: int64(len(r.data)), SHA256: sum(r.data), Width: film.width, Height: film.height,
		})
	}
	sub.ID, sub.ClipID, sub.CampaignID, sub.State = clip.SubmissionID, clip.ID, c.ID, belong.Approved
	sub.CreatedAt, sub.UpdatedAt = now, now
	release := belong.Release{ID: belong.NewID(now), SubmissionID: sub.ID, By: belong.BySubmitter, Name: sub.Label.Name, Version: c.Release.Version, Text: "Yes.", At: now}
	releases := []belong.Release{release}
	if sub.Minor {
		release.ID, release.By, release.Name, release.ClipID = belong.NewID(now), belong.ByGuardian, "A Guardian", clip.ID
		releases = append(releases, release)
	}
	if err := st.CreateImported(t.Context(), sub, clip, releases, belong.Outcome{}); err != nil {
		t.Fatal(err)
	}
	return belong.Entry{Submission: sub, Clip: clip}
}
