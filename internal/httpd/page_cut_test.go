package httpd

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/blob"
	"github.com/belonginstem/belong/web"
)

func TestAVideoIsShortenedByItsOwnerWithoutAScript(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e, key := s.submitted()
	v := s.visitor()
	page := v.get("/s/" + string(e.Submission.ID) + "/" + key).was(http.StatusOK)
	path, clip := page.attr(".js-trim-form", "action"), page.attr(".js-trim [name=clip]", "value")
	if len(page.all(".js-trim[open], .whole")) != 0 {
		t.Error("a video that fits and is whole is as if it were neither")
	}
	s.visitor().post(path, "clip", clip, "from", "1", "to", "9").was(http.StatusNotFound)

	page = v.post(path, "clip", clip, "from", "soon", "to", "9").was(http.StatusUnprocessableEntity).says("#from-error", "such as 3.5")
	if to := page.attr("#to", "value"); to != "9" || len(page.all(".js-trim[open]")) != 1 {
		t.Errorf("the end came back as %q", to)
	}
	v.post(path, "clip", clip, "from", "0", "to", "0").was(http.StatusUnprocessableEntity).says("#to-error", "where the part ends")
	v.post(path, "clip", clip, "from", "9", "to", "0:03.5").was(http.StatusUnprocessableEntity).says("#to-error", "ends before it begins")
	v.post(path, "clip", clip, "from", "9", "to", "31").was(http.StatusUnprocessableEntity).says("#to-error", "within the video")
	v.post(path, "clip", clip, "whole", "true").was(http.StatusUnprocessableEntity).says(".summary", "whole video is in use")

	v.post(path, "clip", clip, "from", "3,5", "to", "0:20.25").was(http.StatusOK).says(".chip", "Processing").says("[role=status]", "with this part")
	now := s.entry(e.Submission.ID)
	if want := (belong.Cut{From: 3500 * time.Millisecond, To: 20250 * time.Millisecond}); now.Clip.Cut != want || now.Clip.ID == e.Clip.ID {
		t.Errorf("cut %v", now.Clip.Cut)
	}
	v.post(path, "clip", clip, "from", "1", "to", "9").was(http.StatusUnprocessableEntity).says(".summary", "another video here by now")

	s.finished(now)
	page = v.get("/s/" + string(e.Submission.ID))
	v.post(page.attr(".whole", "action"), "clip", page.attr(".whole [name=clip]", "value"), "whole", "true").was(http.StatusOK).says(".chip", "Processing")
	if now := s.entry(e.Submission.ID); !now.Clip.Whole() {
		t.Errorf("cut %v", now.Clip.Cut)
	}
}

// finished does what the worker does with a clip, and gives it a storyboard.
func (s *site) finished(e belong.Entry) {
	s.t.Helper()
	e.Clip.Ready, e.Clip.Length = true, max(e.Clip.Length, 12*time.Second)
	for _, kind := range []belong.RenditionKind{belong.WebRendition, belong.StoryboardRendition} {
		key := blob.Rendition(string(e.Clip.ID), string(kind)+".bin")
		s.must(s.Blobs.Put(s.t.Context(), key, strings.NewReader("made of it")))
		e.Clip.Renditions = append(e.Clip.Renditions, belong.Rendition{Kind: kind, Key: key, ContentType: "image/jpeg", Width: 1080, Height: 160})
	}
	s.must(e.Submission.Become(belong.InReview, s.Now()))
	s.must(s.Store.SaveClip(s.t.Context(), e.Clip, e.Submission, belong.Outcome{}))
}

func TestAModeratorShortensAVideoAndLooksAtItsStoryboard(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e, key := s.submitted()
	desk := "/staff/review/" + string(e.Submission.ID)
	v := s.staff(belong.Moderator)
	page := v.get(desk).was(http.StatusOK)
	if len(page.all(".strip")) != 0 {
		t.Error("there is a strip of nothing")
	}
	path := page.attr(".js-trim-form", "action")
	form := []string{"clip", page.attr(".js-trim [name=clip]", "value"), "state", "in_review", "from", "1"}
	s.staff(belong.Scheduler).post(path, append(form, "to", "9")...).was(http.StatusForbidden)
	v.post(path, append(form, "to", "1.5")...).was(http.StatusUnprocessableEntity).says("#to-error", "shorter than a second")
	page = v.post(path, append(form, "to", "25")...).was(http.StatusOK)
	page.says(".note.panel", "being prepared: 0%.")
	if !strings.HasPrefix(page.path, desk) {
		t.Errorf("it led to %s", page.path)
	}
	events, err := s.Store.Events(t.Context(), e.Submission.ID)
	s.must(err)
	byStaff := func(e belong.Event) bool {
		return e.Kind == "clip.cut" && e.Actor.Kind == belong.Staff && e.Actor.ID != ""
	}
	if !slices.ContainsFunc(events, byStaff) {
		t.Errorf("the audit trail says %+v", events)
	}

	s.finished(s.entry(e.Submission.ID))
	page = v.get(desk)
	var names []string
	for _, b := range page.all("ol.strip button") {
		names = append(names, textOf(b))
	}
	want := []string{"0:00", "0:02", "0:04", "0:06", "0:08", "0:10", "0:12", "0:14", "0:16", "0:18", "0:20", "0:22"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
	if at := attrOf(page.all("ol.strip button")[3], "data-seconds"); at != "6" {
		t.Errorf("the fourth cell leads to %s", at)
	}
	source := attrOf(page.all("ol.strip img")[0], "src")
	owner := s.visitor()
	owner.get("/s/" + string(e.Submission.ID) + "/" + key)
	if v.get(source).status != http.StatusOK || owner.get(source).status != http.StatusOK || s.visitor().get(source).status != http.StatusNotFound {
		t.Errorf("%s is not for staff and its owner", source)
	}
}

func TestCellsOfAShortVideoBearDifferentNames(t *testing.T) {
	t.Parallel()
	clip := belong.Clip{Length: 6 * time.Second, Renditions: []belong.Rendition{{Kind: belong.StoryboardRendition, Width: 600, Height: 160}}}
	s := newStrip(clip)
	if s.Cells[1].Name != "0:00.5" || s.Cells[11].Name != "0:05.5" || !s.Tall {
		t.Errorf("%+v", s)
	}
	clip.Renditions[0].Width = 1080
	if newStrip(clip).Tall {
		t.Error("a portrait is too narrow for its cell")
	}
}

func TestMomentsAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]time.Duration{
		"0": 0, "9": 9 * time.Second, "9.5": 9500 * time.Millisecond, "9,5": 9500 * time.Millisecond, "1:09.25": 69250 * time.Millisecond,
		"0:07": 7 * time.Second, web.Tenths(83400 * time.Millisecond): 83400 * time.Millisecond,
		"": -1, "soon": -1, "-1": -1, "1:-5": -1, "NaN": -1, "Inf": -1, "1e9": -1, ":5": -1, "99999:0": -1, "1:2:3": -1,
	} {
		got, ok := parseMoment(in)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("%q is %v, want %v", in, got, want)
		}
	}
}

// call asks the API, as the holder of a token, and reads the answer.
func (s *site) call(method, path, token, body string, into any) int {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.Address+"/api/v1"+path, strings.NewReader(body))
	s.must(err)
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	a, err := http.DefaultClient.Do(r)
	s.must(err)
	defer a.Body.Close() //nolint:errcheck // it was read
	text, err := io.ReadAll(a.Body)
	s.must(err)
	if a.StatusCode != http.StatusNoContent {
		s.must(json.Unmarshal(text, into))
	}
	return a.StatusCode
}

func TestTheAPICutsAndTellsHowLongItTakes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	quick, _ := s.submitted()
	e, token := s.submitted()
	path := "/submissions/" + string(e.Submission.ID)
	var got struct {
		State, Code, Field string
		Ahead              *int
		Remaining          *int `json:"remaining_seconds"`
	}
	if status := s.call("GET", path, token, "", &got); status != http.StatusOK || got.Ahead != nil || got.Remaining != nil {
		t.Errorf("%d, and in review %+v", status, got)
	}
	cut := func(clip belong.ID, from, to string) string {
		return `{"clip": "` + string(clip) + `", "from": ` + from + `, "to": ` + to + `}`
	}
	if status := s.call("POST", path+"/cut", token, cut(e.Clip.ID, "5", "40"), &got); status != http.StatusUnprocessableEntity || got.Code != "part_outside" || got.Field != "to" {
		t.Errorf("%d %+v", status, got)
	}
	if status := s.call("POST", path+"/cut", "nobody's", cut(e.Clip.ID, "5", "20"), &got); status != http.StatusNotFound {
		t.Errorf("%d %+v", status, got)
	}
	if status := s.call("POST", path+"/cut", token, cut(e.Clip.ID, "5.5", "25.5"), &got); status != http.StatusOK || got.State != "processing" {
		t.Fatalf("%d %+v", status, got)
	}
	if *got.Ahead != 0 || got.Remaining != nil {
		t.Errorf("of a pace that nobody knows, there is an estimate: %+v", got)
	}
	quick.Clip.Took = 45 * time.Second // for 30 seconds of film
	s.must(s.Store.SaveClip(t.Context(), quick.Clip, quick.Submission, belong.Outcome{}))
	if s.call("GET", path, token, "", &got); got.Remaining == nil || *got.Remaining != 30 {
		t.Errorf("%+v", got)
	}
	if status := s.call("POST", path+"/cut", token, cut(e.Clip.ID, "0", "0"), &got); status != http.StatusConflict || got.Code != "stale" {
		t.Errorf("%d %+v", status, got)
	}
}

func TestAnotherVideoTakesThePlaceOfTheOneThatIsPrepared(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e, key := s.submitted()
	v := s.visitor()
	page := v.get("/s/" + string(e.Submission.ID) + "/" + key)
	v.post(page.attr(".js-trim-form", "action"), "clip", string(e.Clip.ID), "from", "1", "to", "9")
	cut := s.entry(e.Submission.ID)

	page = v.get("/s/" + string(e.Submission.ID))
	page.says(".confirm-body[method=get] h3", "Send another video instead?")
	if len(page.all(".js-upload")) != 0 {
		t.Error("there is a form before anybody asked for it")
	}
	page = v.get(page.attr(".confirm-body[method=get]", "action") + "?another=" + page.attr("[name=another]", "value"))
	v.upload(page.attr(".js-upload", "action"), "other.mp4", "another video").was(http.StatusOK).says(".chip", "Processing")
	if now := s.entry(e.Submission.ID); now.Clip.ID == cut.Clip.ID || !now.Clip.Whole() {
		t.Error("it is still the video before")
	}

	s.now.Store(s.campaign.Deadline.Add(time.Hour).UnixMilli())
	if page = v.get("/s/" + string(e.Submission.ID) + "?another=true"); len(page.all(".js-upload, [name=another]")) != 0 {
		t.Error("after the deadline, another video is asked for")
	}
}

func TestAWaitIsToldInWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		wait       wait
		en, es, by string
	}{
		{wait{Processing: true}, "", "", ""},
		{wait{Ahead: 1}, "1 video is before yours.", "Hay 1 video antes del tuyo.", "1 video is before it."},
		{
			wait{Ahead: 2, Known: true, Left: 121 * time.Second},
			"2 videos are before yours. Ready in about 3 minutes.",
			"Hay 2 videos antes del tuyo. Estará listo en unos 3 minutos.", "2 videos are before it. Ready in about 3 minutes.",
		},
		{wait{Known: true, Left: time.Second}, "Ready in about a minute.", "Estará listo en un minuto, más o menos.", "Ready in about a minute."},
		{wait{Known: true, Left: 91 * time.Minute}, "Ready in about 2 hours.", "Estará listo en unas 2 horas.", "Ready in about 2 hours."},
		{wait{Ahead: 150}, "More than 100 videos are before yours.", "Hay más de 100 videos antes del tuyo.", "More than 100 videos are before it."},
	} {
		got := []string{c.wait.sentences(web.Words("en")), c.wait.sentences(web.Words("es")), strings.TrimSpace(c.wait.told(web.Words("en")))}
		if diff := cmp.Diff([]string{c.en, c.es, c.by}, got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestEveryFindingHasASentenceInEveryLanguage(t *testing.T) {
	t.Parallel()
	for _, code := range belong.FindingCodes {
		seen := map[string]bool{}
		for _, locale := range web.Locales {
			words := web.Words(locale)
			got := findingText(belong.Finding{Code: code, Value: 1, Limit: 35}, sampleCampaign(), words)
			if !words.Has("finding."+string(code)) || seen[got] || strings.Contains(got, "finding.") || !strings.HasSuffix(got, ".") {
				t.Errorf("%s in %q: %q", code, locale, got)
			}
			if line := strings.HasPrefix(string(code), "line_"); line != strings.Contains(got, sampleCampaign().ClosingLine) {
				t.Errorf("%s in %q does not say the campaign's own line, or says it out of place: %q", code, locale, got)
			}
			seen[got] = true
		}
	}
}
