package storetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/store"
)

// A world is a database with a campaign and its wall, at noon of its day.
type world struct {
	*store.Store
	t        *testing.T
	db       *store.DB
	campaign belong.Campaign
	wall     belong.Channel
	staff    belong.User
	made     int // names what is made
}

var noon = time.Date(2027, 11, 8, 17, 0, 0, 0, time.UTC)

func newWorld(t *testing.T, db *store.DB) *world {
	w := &world{t: t, db: db, Store: store.New(db, Queue(t, db)), campaign: someCampaign("you-belong-in-stem")}
	w.wall = belong.Channel{ID: belong.NewID(noon), CampaignID: w.campaign.ID, Kind: belong.Wall, Name: "Wall", CreatedAt: noon, Version: 1}
	w.staff = belong.User{ID: belong.NewID(noon), Email: "mod@example.org", Role: belong.Moderator, CreatedAt: noon}
	w.must(w.CreateCampaign(t.Context(), w.campaign, []belong.Channel{w.wall}, belong.Outcome{}))
	return w
}

func someCampaign(slug string) belong.Campaign {
	return belong.Campaign{
		ID:          belong.NewID(noon),
		Slug:        slug,
		Name:        "YOU Belong in STEM",
		Description: belong.Text{"en": "Say how you belong.", "es": "Di cómo perteneces."},
		Hashtag:     "#YOUbelonginSTEM",
		ClosingLine: "YOU Belong in STEM",
		Questions:   []belong.Question{{Key: "why", Text: belong.Text{"en": "Why?", "es": "¿Por qué?"}}},
		Release:     belong.ReleaseText{Version: "1", Text: belong.Text{"en": "I agree.", "es": "Acepto."}},
		Opens:       noon.AddDate(0, -1, 0),
		Deadline:    noon.AddDate(0, 0, -1),
		Day:         belong.Day{Date: "2027-11-08", From: "09:00", To: "21:00", Zone: "America/New_York"},
		Grace:       90 * time.Second,
		Limits:      belong.Limits{Bytes: 1 << 30, Length: 35 * time.Second, Longest: 3 * time.Minute},
		Posting: belong.PostRules{
			Days: 7, Blackouts: []belong.Blackout{{From: noon, To: noon.Add(time.Hour), Reason: "Lunch"}}, Opener: "1", Finale: "2",
			Templates: map[belong.ChannelKind]belong.Text{belong.X: {"en": "{name}"}}, Link: true, FullMinors: true, Seed: 7,
		},
		Clips:     belong.ClipRules{ShortSide: 1080, Copy: true, Severities: map[belong.FindingCode]belong.Severity{belong.TooLong: belong.Fatal}},
		Retention: 30 * 24 * time.Hour,
		On:        true,
	}
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// refused holds that err is a refusal of that code.
func (w *world) refused(err error, code string) {
	w.t.Helper()
	if got := codeOf(err); got != code {
		w.t.Fatalf("got %q (%v), want %q", got, err, code)
	}
}

func codeOf(err error) string {
	var refusal *belong.Error
	if err == nil || !errors.As(err, &refusal) {
		return ""
	}
	return refusal.Code
}

// same holds that what was read is what is wanted.
func same[T any](w *world, want, got T) {
	w.t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		w.t.Fatalf("want -, got +\n%s", diff)
	}
}

// whole is v, of which no field is empty: so a field that is added to a noun and not to the tables is missed.
func whole[T any](w *world, v T, but ...string) T {
	w.t.Helper()
	r := reflect.ValueOf(v)
	for i := range r.NumField() {
		if field := r.Type().Field(i).Name; r.Field(i).IsZero() && !slices.Contains(but, field) {
			w.t.Errorf("%s.%s is left empty, so nobody sees whether it is stored", r.Type(), field)
		}
	}
	return v
}

// read is what a look-up found.
func read[T any](w *world, v T, err error) T {
	w.t.Helper()
	w.must(err)
	return v
}

// submission stores a draft.
func (w *world) submission() belong.Submission {
	w.t.Helper()
	s := w.newSubmission()
	w.must(w.CreateSubmission(w.t.Context(), s, []belong.Release{w.release(s, belong.BySubmitter)}, belong.Outcome{}))
	return s
}

func (w *world) newSubmission() belong.Submission {
	w.made++
	return belong.Submission{
		ID:         belong.NewID(noon.Add(time.Duration(w.made) * time.Second)),
		CampaignID: w.campaign.ID,
		State:      belong.Draft,
		Label:      belong.Label{Name: fmt.Sprintf("Ada Number%d", w.made), Title: "Engineer", Organization: "Engines"},
		Question:   "why",
		Role:       belong.Leader,
		Email:      "ada@example.org",
		Locale:     "en",
		Handles:    map[belong.ChannelKind]string{belong.X: "@ada"},
		CreatedAt:  noon,
		UpdatedAt:  noon,
	}
}

func (w *world) release(s belong.Submission, by belong.Signer) belong.Release {
	return belong.Release{ID: belong.NewID(noon), SubmissionID: s.ID, By: by, Name: "Ada", Version: "1", Text: "I agree.", At: noon}
}

func (w *world) newClip(s belong.Submission, uploadID string) belong.Clip {
	id := belong.NewID(noon)
	return belong.Clip{ID: id, SubmissionID: s.ID, UploadID: uploadID, OriginalKey: "originals/" + string(id), Bytes: 1234, CreatedAt: noon}
}

// in stores a submission in a state, with a clip that is ready.
func (w *world) in(state belong.SubmissionState) belong.Entry {
	w.t.Helper()
	w.made++
	s := w.newSubmission()
	clip := w.newClip(s, fmt.Sprintf("upload-%d", w.made))
	clip.Ready, clip.Progress = true, 100
	clip.Renditions = []belong.Rendition{{Kind: belong.PostRendition, Key: "renditions/" + string(clip.ID) + "/post.mp4", ContentType: "video/mp4"}}
	s.State, s.ClipID = state, clip.ID
	w.must(w.CreateImported(w.t.Context(), s, clip, []belong.Release{w.release(s, belong.BySubmitter)}, belong.Outcome{}))
	return belong.Entry{Submission: s, Clip: clip}
}

// newPost is a post of e on the wall.
func (w *world) newPost(e belong.Entry) belong.Post {
	w.made++
	return belong.Post{
		ID:           belong.NewID(noon.Add(time.Duration(w.made) * time.Second)),
		CampaignID:   w.campaign.ID,
		SubmissionID: e.Submission.ID,
		ClipID:       e.Clip.ID,
		ChannelID:    w.wall.ID,
		State:        belong.Scheduled,
		SlotAt:       noon,
		Text:         "Ada #YOUbelonginSTEM",
		CreatedAt:    noon,
		UpdatedAt:    noon,
	}
}

// postIn stores a post of a new approved submission, in a state.
func (w *world) postIn(state belong.PostState) belong.Post {
	w.t.Helper()
	return w.postOf(w.in(belong.Approved), w.wall, state)
}

func (w *world) postOf(e belong.Entry, channel belong.Channel, state belong.PostState) belong.Post {
	w.t.Helper()
	p := w.newPost(e)
	p.ChannelID = channel.ID
	w.must(w.PlacePosts(w.t.Context(), w.campaign.ID, []belong.Post{p}, belong.Outcome{}))
	p = w.post(p.ID)
	if state == belong.Scheduled {
		return p
	}
	p.State = state
	if state == belong.Published {
		p.PublishedAt = noon
	}
	w.must(w.SavePost(w.t.Context(), p, belong.Outcome{}))
	return w.post(p.ID)
}

func (w *world) post(id belong.ID) belong.Post {
	w.t.Helper()
	p, err := w.Post(w.t.Context(), id)
	return read(w, p, err)
}

// channel stores another channel, of an account of its own.
func (w *world) channel(kind belong.ChannelKind) belong.Channel {
	w.t.Helper()
	c := belong.Channel{ID: belong.NewID(noon), CampaignID: w.campaign.ID, Kind: kind, Name: "STEM", BaseURL: "https://example.org", Gap: time.Minute, CreatedAt: noon, Version: 1}
	c.Standing.Account = string(c.ID) // no other's
	w.must(w.CreateChannel(w.t.Context(), c, belong.Outcome{}))
	return c
}

// jobs are the jobs that were taken, as "kind subject".
func (w *world) jobs() []string {
	w.t.Helper()
	query := `SELECT kind, CAST(args AS TEXT) FROM river_job`
	if w.db.Pool() == nil {
		query = `SELECT kind, json(args) FROM river_job` // they are JSONB there, too
	}
	rows, err := w.db.SQL().QueryContext(w.t.Context(), query)
	w.must(err)
	defer func() { _ = rows.Close() }()
	var jobs []string
	for rows.Next() {
		var kind, args string
		w.must(rows.Scan(&kind, &args))
		var subject struct{ Subject string }
		w.must(json.Unmarshal([]byte(args), &subject))
		jobs = append(jobs, kind+" "+subject.Subject)
	}
	w.must(rows.Err())
	slices.Sort(jobs)
	return jobs
}

// race runs do many times at once, and tells how many succeeded. The others must have been refused with one of codes.
func (w *world) race(n int, do func(i int) error, codes ...string) int {
	w.t.Helper()
	gate, results := make(chan struct{}), make(chan error, n)
	for i := range n {
		go func() {
			<-gate
			results <- do(i)
		}()
	}
	close(gate)
	won := 0
	for range n {
		err := <-results
		switch {
		case err == nil:
			won++
		case !slices.Contains(codes, codeOf(err)):
			w.t.Errorf("lost with %v, want one of %q", err, codes)
		}
	}
	return won
}

func (w *world) event(kind string, subject belong.ID) belong.Event {
	return belong.NewEvent(noon, belong.Actor{Kind: belong.System}, kind, w.campaign.ID, subject, "")
}
