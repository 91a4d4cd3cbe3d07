// Package reviewtest gives tests a campaign in a real database, with submissions that stand where a test needs them.
package reviewtest

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/queue"
	"github.com/belonginstem/belong/internal/store"
	"github.com/belonginstem/belong/internal/store/storetest"
)

// Day is when the campaign's window begins; it lasts for an hour.
var Day = time.Date(2027, 11, 8, 14, 0, 0, 0, time.UTC) // 9:00 AM in New York

// A House is a database with a campaign, its wall and a moderator in it. Its clock stands a week before Day, until a test
// sets it.
type House struct {
	Store     *store.Store
	Queue     *queue.Queue
	Campaign  belong.Campaign // as it was made; its switch is on
	Wall      belong.Channel
	Moderator belong.User

	t   testing.TB
	now atomic.Int64 // unix milliseconds
}

// New fills a new, migrated database.
func New(t testing.TB, db *store.DB) *House {
	t.Helper()
	h := &House{t: t, Queue: storetest.Queue(t, db)}
	h.Store = store.New(db, h.Queue)
	h.SetNow(Day.Add(-7 * 24 * time.Hour))
	h.Campaign = belong.Campaign{
		ID: belong.NewID(h.Now()), Slug: "you-belong-in-stem", Name: "YOU Belong in STEM", Hashtag: "#YOUbelonginSTEM",
		ClosingLine: "YOU Belong in STEM", Description: belong.Text{"en": "Say how you belong."},
		Questions: []belong.Question{
			{Key: "why", Text: belong.Text{"en": "Why is diversity in STEM important?", "es": "¿Por qué importa?"}},
			{Key: "how", Text: belong.Text{"en": "How do you belong in STEM?", "es": "¿Cuál es tu lugar?"}},
		},
		Release: belong.ReleaseText{Version: "1", Text: belong.Text{"en": "You may show it.", "es": "Pueden mostrarlo."}},
		Opens:   Day.Add(-60 * 24 * time.Hour), Deadline: Day.Add(-10 * time.Hour),
		Day:    belong.Day{Date: "2027-11-08", From: "09:00", To: "10:00", Zone: "America/New_York"},
		Grace:  5 * time.Minute,
		Limits: belong.Limits{Bytes: 1 << 30, Length: 35 * time.Second, Longest: 3 * time.Minute}, Retention: 90 * 24 * time.Hour,
		On: true,
	}
	h.Wall = belong.Channel{ID: belong.NewID(h.Now()), CampaignID: h.Campaign.ID, Kind: belong.Wall, Name: "Wall", CreatedAt: h.Now()}
	h.Moderator = belong.User{ID: belong.NewID(h.Now()), Email: "mod@example.org", Role: belong.Moderator, CreatedAt: h.Now()}
	h.Must(h.Store.CreateCampaign(t.Context(), h.Campaign, []belong.Channel{h.Wall}, belong.Outcome{}))
	h.Must(h.Store.CreateUser(t.Context(), h.Moderator, belong.Outcome{}))
	return h
}

// Now is the house's clock. It moves on by a millisecond each time it is read, so that IDs keep the order in which they
// were made.
func (h *House) Now() time.Time { return time.UnixMilli(h.now.Add(1)).UTC() }

// SetNow sets the clock.
func (h *House) SetNow(now time.Time) { h.now.Store(now.UnixMilli()) }

// Must ends the test on an error.
func (h *House) Must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// Submit stores a submission in the given state, with a clip that is ready, an address and the submitter's release, each
// of which change may still alter; change may be nil.
func (h *House) Submit(state belong.SubmissionState, change func(*belong.Submission, *belong.Clip)) belong.Submission {
	h.t.Helper()
	now := h.Now()
	s := belong.Submission{
		ID: belong.NewID(now), CampaignID: h.Campaign.ID, State: state, Question: "why", Role: belong.Leader, Locale: "en",
		Label: belong.Label{Name: "Jane Doe", Title: "Chief Scientist", Organization: "STEMx"},
		Email: "jane@example.org", CreatedAt: now, UpdatedAt: now,
	}
	clip := belong.Clip{
		ID: belong.NewID(now), SubmissionID: s.ID, Bytes: 7, SHA256: "00", Length: 30 * time.Second, Width: 1280, Height: 720,
		Progress: 100, Ready: true, CreatedAt: now,
	}
	clip.UploadID, clip.OriginalKey = string(clip.ID), "originals/"+string(clip.ID)
	for kind, name := range map[belong.RenditionKind]string{belong.PostRendition: "post.mp4", belong.WebRendition: "web.mp4", belong.PosterRendition: "poster.jpg"} {
		clip.Renditions = append(clip.Renditions, belong.Rendition{Kind: kind, Key: "renditions/" + string(clip.ID) + "/" + name})
	}
	s.ClipID = clip.ID
	if change != nil {
		change(&s, &clip)
	}
	release := belong.Release{
		ID: belong.NewID(now), SubmissionID: s.ID, By: belong.BySubmitter, Name: s.Label.Name, Version: "1", Text: "You may show it.", At: now,
	}
	h.Must(h.Store.CreateImported(h.t.Context(), s, clip, []belong.Release{release}, belong.Outcome{}))
	return h.Submission(s.ID)
}

// Submission reads a submission anew.
func (h *House) Submission(id belong.ID) belong.Submission {
	h.t.Helper()
	s, err := h.Store.Submission(h.t.Context(), id)
	h.Must(err)
	return s
}

// Letters are the kinds of message about a submission, in the order in which they were written, with whom each is for.
func (h *House) Letters(submission belong.ID) []string {
	h.t.Helper()
	all, err := h.Store.Messages(h.t.Context(), "", 1000)
	h.Must(err)
	var out []string
	for _, m := range all {
		if m.SubmissionID == submission {
			out = append([]string{string(m.Kind) + " to " + m.To}, out...)
		}
	}
	return out
}

// Events are the kinds of event that happened to a subject, the oldest first.
func (h *House) Events(subject belong.ID) []string {
	h.t.Helper()
	all, err := h.Store.Events(h.t.Context(), subject)
	h.Must(err)
	var out []string
	for _, e := range all {
		out = append(out, string(e.Actor.Kind)+" "+e.Kind)
	}
	return out
}
