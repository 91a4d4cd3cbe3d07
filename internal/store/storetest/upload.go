package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// upload stores an upload that began, with its submission.
func (w *world) upload(id string, expires time.Time) (belong.Upload, belong.Submission) {
	w.t.Helper()
	s := w.submission()
	u := belong.Upload{ID: id, SubmissionID: s.ID, Bytes: 1234, Filename: "Ada Lovelace_Engineer_Engines.mp4", CreatedAt: noon, ExpiresAt: expires}
	s.State = belong.Uploading
	w.must(w.CreateUpload(w.t.Context(), u, s, belong.Outcome{}))
	s.Version++
	return u, s
}

// finished is an upload that is complete, with what comes of it.
func (w *world) finished(u belong.Upload, s belong.Submission) (belong.Upload, belong.Clip, belong.Submission, belong.Outcome) {
	u.FinishedAt = noon.Add(time.Minute)
	clip := w.newClip(s, u.ID)
	s.State, s.ClipID = belong.Processing, clip.ID
	return u, clip, s, belong.Did(w.event("clip.received", s.ID), belong.Job{Kind: belong.InspectJob, Subject: clip.ID})
}

func finishUpload(t *testing.T, w *world) {
	u, s := w.upload("tus+1/2", noon.Add(time.Hour))
	got, err := w.Upload(t.Context(), u.ID)
	same(w, u, read(w, got, err))
	u, clip, s, out := w.finished(u, s)
	w.must(w.FinishUpload(t.Context(), u, clip, s, out))

	got, err = w.Upload(t.Context(), u.ID)
	same(w, whole(w, u), read(w, got, err))
	s.Version++
	entry, err := w.Entry(t.Context(), s.ID)
	same(w, belong.Entry{Submission: s, Clip: clip}, read(w, entry, err))
	byUpload, err := w.ClipByUpload(t.Context(), u.ID)
	same(w, clip, read(w, byUpload, err))

	// Told again, by somebody who read what came of the first time.
	u, second, s, out := w.finished(u, s)
	w.refused(w.FinishUpload(t.Context(), u, second, s, out), "stale")
	_, err = w.Clip(t.Context(), second.ID)
	w.refused(err, "not_found")
	same(w, []string{"inspect " + string(clip.ID)}, w.jobs())
	uploads, err := w.UploadsOf(t.Context(), s.ID)
	same(w, []belong.Upload{u}, read(w, uploads, err))
}

func finishUploadRace(t *testing.T, w *world) {
	u, s := w.upload("tus", noon.Add(time.Hour))
	won := w.race(8, func(int) error {
		u, clip, s, out := w.finished(u, s)
		return w.FinishUpload(t.Context(), u, clip, s, out)
	}, "stale")
	same(w, 1, won)
	same(w, 1, len(w.jobs()))
	events, err := w.Events(t.Context(), s.ID)
	same(w, 1, len(read(w, events, err)))
}

func dropUpload(t *testing.T, w *world) {
	u, s := w.upload("tus", noon.Add(time.Hour))
	s.State = belong.Draft
	w.must(w.DropUpload(t.Context(), u, s, belong.Outcome{}))
	_, err := w.Upload(t.Context(), u.ID)
	w.refused(err, "not_found")
	s.Version++
	w.refused(w.DropUpload(t.Context(), u, s, belong.Outcome{}), "stale")
	got, err := w.Submission(t.Context(), s.ID)
	same(w, s, read(w, got, err))

	u, s = w.upload("finished", noon.Add(time.Hour))
	u, clip, s, out := w.finished(u, s)
	w.must(w.FinishUpload(t.Context(), u, clip, s, out))
	s.Version++
	w.refused(w.DropUpload(t.Context(), u, s, belong.Outcome{}), "stale")
}

func unfinishedUploads(t *testing.T, w *world) {
	late, _ := w.upload("late", noon.Add(time.Hour))
	first, _ := w.upload("first", noon.Add(-time.Hour))
	second, _ := w.upload("second", noon)
	done, s := w.upload("done", noon.Add(-time.Hour))
	done, clip, s, out := w.finished(done, s)
	w.must(w.FinishUpload(t.Context(), done, clip, s, out))

	got, err := w.ExpiredUploads(t.Context(), noon, 10)
	same(w, []belong.Upload{first, second}, read(w, got, err))
	got, err = w.ExpiredUploads(t.Context(), noon, 1)
	same(w, []belong.Upload{first}, read(w, got, err))
	got, err = w.UnfinishedUploads(t.Context(), 10)
	same(w, []belong.Upload{first, second, late}, read(w, got, err))
}

func importOnce(t *testing.T, w *world) {
	e := w.in(belong.InReview)
	got, err := w.Entry(t.Context(), e.Submission.ID)
	same(w, e, read(w, got, err))

	s := w.newSubmission()
	again := w.newClip(s, e.Clip.UploadID)
	s.ClipID = again.ID
	w.refused(w.CreateImported(t.Context(), s, again, nil, belong.Did(w.event("clip.imported", s.ID))), "stale")
	_, err = w.Submission(t.Context(), s.ID)
	w.refused(err, "not_found")
	events, err := w.Events(t.Context(), s.ID)
	same(w, 0, len(read(w, events, err)))
}

func saveClip(t *testing.T, w *world) {
	e := w.in(belong.Processing)
	e.Clip.SHA256, e.Clip.Length, e.Clip.Width, e.Clip.Height = "ab12", 29970*time.Millisecond, 720, 1280
	e.Clip.Cut, e.Clip.Took = belong.Cut{From: 1033 * time.Millisecond, To: 31003 * time.Millisecond}, 41*time.Second
	e.Clip.Renditions = []belong.Rendition{
		{Kind: belong.PostRendition, Key: "renditions/x/post.mp4", ContentType: "video/mp4", Bytes: 3 << 32, SHA256: "cd", Width: 720, Height: 1280},
		{Kind: belong.PosterRendition, Key: "renditions/x/poster.jpg", ContentType: "image/jpeg", Bytes: 9},
	}
	e.Clip.Findings = []belong.Finding{
		{Code: belong.NearSilence, Severity: belong.Warning, At: 1500 * time.Millisecond, Value: -52.25, Limit: -45},
		{Code: belong.NotVideo, Severity: belong.Fatal},
	}
	e.Submission.State = belong.InReview
	w.must(w.SaveClip(t.Context(), e.Clip, e.Submission, belong.Outcome{}))
	e.Submission.Version++
	got, err := w.Entry(t.Context(), e.Submission.ID)
	same(w, e, read(w, got, err))
	whole(w, e.Clip)
	whole(w, e.Clip.Renditions[0])
	whole(w, e.Clip.Findings[0])
	whole(w, e.Submission, "Filename", "Minor", "GuardianEmail", "Script", "Partner", "Note")

	e.Clip.Findings, e.Clip.Renditions = nil, e.Clip.Renditions[:1]
	w.must(w.SaveClip(t.Context(), e.Clip, e.Submission, belong.Outcome{}))
	e.Submission.Version++
	got, err = w.Entry(t.Context(), e.Submission.ID)
	same(w, e, read(w, got, err))

	stale := e
	stale.Submission.Version--
	stale.Clip.SHA256 = "from a worker that was too slow"
	w.refused(w.SaveClip(t.Context(), stale.Clip, stale.Submission, belong.Outcome{}), "stale")
	got, err = w.Entry(t.Context(), e.Submission.ID)
	same(w, e, read(w, got, err))
}

func setProgress(t *testing.T, w *world) {
	e := w.in(belong.Processing)
	w.must(w.SetProgress(t.Context(), e.Clip.ID, 42))
	got, err := w.Clip(t.Context(), e.Clip.ID)
	same(w, 42, read(w, got, err).Progress)
	// A check of the database, which no caller should ever meet.
	if err := w.SetProgress(t.Context(), e.Clip.ID, 101); err == nil || errors.Is(err, belong.ErrNotFound) {
		t.Fatalf("101 per cent: %v", err)
	}
}
