package httpd

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// live puts a clip on the wall.
func (s *site) live(id belong.ID) {
	s.t.Helper()
	e := s.entry(id)
	s.must(e.Submission.Become(belong.Approved, s.Now()))
	s.must(s.Store.SaveSubmission(s.t.Context(), e.Submission, belong.Outcome{}))
	p := belong.Post{
		ID: belong.NewID(s.Now()), CampaignID: s.campaign.ID, SubmissionID: id, ClipID: e.Clip.ID, ChannelID: sampleChannel().ID,
		State: belong.Scheduled, SlotAt: s.Now().Add(time.Hour), CreatedAt: s.Now(), UpdatedAt: s.Now(),
	}
	s.must(s.Store.PlacePosts(s.t.Context(), s.campaign.ID, []belong.Post{p}, belong.Outcome{}))
	p, err := s.Store.Post(s.t.Context(), p.ID)
	s.must(err)
	p.State, p.PublishedAt, p.Link = belong.Published, s.Now(), "/wall/x"
	s.must(s.Store.SavePost(s.t.Context(), p, belong.Outcome{}))
}

func TestTheWorldReadsOnlyConfirmedCaptions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e, key := s.submitted()
	s.drafted(e)
	s.live(e.Submission.ID)
	owner, anybody, staff, guardian := s.visitor(), s.visitor(), s.staff(belong.Scheduler), s.visitor()
	status := owner.get("/s/" + string(e.Submission.ID) + "/" + key)
	guardian.get("/g/" + s.secret(belong.GuardianToken, e.Submission.ID)).was(http.StatusOK).one("track[kind=captions]")
	vtt := status.attr("track[kind=captions]", "src")
	srt := strings.TrimSuffix(vtt, "vtt") + "srt"
	if lang, label := status.attr("track", "srclang"), status.attr("track", "label"); lang != "en" || label != "English" {
		t.Errorf("the track is called %q, %q", lang, label)
	}
	wall, clip := "/wall/"+s.campaign.Slug, "/wall/"+s.campaign.Slug+"/"+string(e.Clip.ID)
	see := func(v *visitor, path string, want bool) {
		t.Helper()
		if code, _, text := v.file(path); (code == http.StatusOK) != want || want != strings.Contains(text, "YOU Belong in STEM.") {
			t.Errorf("%s: %d %s", path, code, text)
		}
	}
	for _, path := range []string{vtt, srt} {
		see(owner, path, true)
		see(staff, path, true)
		see(guardian, path, true)
		see(anybody, path, false)
	}
	for _, path := range []string{wall, clip} {
		if n := len(anybody.get(path).was(http.StatusOK).all("track")); n != 0 {
			t.Errorf("%s offers a draft", path)
		}
	}
	staff.get("/staff/review/" + string(e.Submission.ID)).one("track")

	var got struct{ Version int64 }
	put := `{"locale": "es", "version": 1, "confirm": true, "cues": [{"from": 0.25, "to": 3.125, "text": "YOU Belong in STEM."}]}`
	moderator := belong.User{ID: belong.NewID(s.Now()), Email: "m@example.org", Role: belong.Moderator, CreatedAt: s.Now()}
	s.must(s.Store.CreateUser(t.Context(), moderator, belong.Outcome{}))
	if code := s.call("PUT", "/submissions/"+string(e.Submission.ID)+"/captions", s.secret(belong.APIKeyToken, moderator.ID), put, &got); code != http.StatusOK || got.Version != 2 {
		t.Fatalf("%d %+v", code, got)
	}
	for _, path := range []string{vtt, srt} {
		see(anybody, path, true)
	}
	for _, path := range []string{wall, clip} {
		if at := anybody.get(path).attr("track[srclang=es]", "src"); at != vtt {
			t.Errorf("%s offers %s", path, at)
		}
	}
	if _, kind, text := anybody.file(vtt); kind != "text/vtt; charset=utf-8" || text != "WEBVTT\n\n00:00:00.250 --> 00:00:03.125\nYOU Belong in STEM.\n" {
		t.Errorf("%s: %q", kind, text)
	}
	if _, kind, text := anybody.file(srt); kind != "application/x-subrip; charset=utf-8" || !strings.HasPrefix(text, "1\n00:00:00,250 --> 00:00:03,125\n") {
		t.Errorf("%s: %q", kind, text)
	}
	s.must(s.Intake.Withdraw(t.Context(), e.Submission.ID, belong.Actor{Kind: belong.Submitter, ID: e.Submission.ID}))
	see(owner, vtt, false)
	see(anybody, srt, false)
}

func TestTheAPIReadsAndWritesCaptions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e, token := s.submitted()
	path := "/submissions/" + string(e.Submission.ID)
	type answer struct {
		Clip, Locale, Source, Code, Field string
		Confirmed                         bool
		Version                           int64
		Cues                              []apiCue
		Renditions                        map[string]string
	}
	ask := func(method, path, body string, want int) (got answer) {
		t.Helper()
		if code := s.call(method, path, token, body, &got); code != want {
			t.Errorf("%d, want %d: %+v", code, want, got)
		}
		return got
	}
	if got := ask("GET", path+"/captions", "", 200); got.Version != 0 || got.Locale != "en" || got.Cues == nil || len(got.Cues) != 0 || got.Clip != string(e.Clip.ID) {
		t.Errorf("before there are any: %+v", got)
	}
	if got := ask("GET", path, "", 200); got.Renditions["captions"] != "" || got.Renditions["web"] == "" {
		t.Errorf("before there are any: %v", got.Renditions)
	}
	cues := `"locale": "en", "cues": [{"from": 0, "to": 1.5, "text": "One"}, {"from": 1.5, "to": 3, "text": "Two"}]`
	if got := ask("PUT", path+"/captions", `{"version": 0, `+cues+`}`, 200); got.Version != 1 || got.Source != "person" || got.Confirmed || len(got.Cues) != 2 || got.Cues[1].From != 1.5 {
		t.Errorf("%+v", got)
	}
	if got := ask("PUT", path+"/captions", `{"version": 0, `+cues+`}`, 409); got.Code != "stale" {
		t.Errorf("%+v", got)
	}
	if got := ask("PUT", path+"/captions", `{"version": 1, "clip": "x", `+cues+`}`, 409); got.Code != "stale" {
		t.Errorf("of another clip: %+v", got)
	}
	if got := ask("PUT", path+"/captions", `{"version": 1, "locale": "en", "cues": [{"from": 2, "to": 1, "text": "One"}]}`, 422); got.Code != "cue_backwards" || got.Field != "cues[0].to" {
		t.Errorf("%+v", got)
	}
	if got := ask("PUT", path+"/captions", `{"version": 1, "confirm": true, `+cues+`}`, 200); !got.Confirmed || got.Version != 2 {
		t.Errorf("%+v", got)
	}
	links := ask("GET", path, "", 200).Renditions
	if !strings.HasSuffix(links["captions"], "/captions.vtt") || !strings.HasSuffix(links["captions_srt"], "/captions.srt") {
		t.Errorf("%v", links)
	}
}
