package httpd

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/web"
)

func (s *site) captions(clip belong.ID) belong.Captions {
	s.t.Helper()
	c, err := s.Store.Captions(s.t.Context(), clip)
	s.must(err)
	return c
}

// drafted gives a clip captions that a machine made, to the hundredth of a second.
func (s *site) drafted(e belong.Entry) belong.Captions {
	s.t.Helper()
	c := sampleCaptions(e)
	c.UpdatedAt = s.Now()
	s.must(s.Store.AddCaptions(s.t.Context(), c, belong.Outcome{}))
	return c
}

// typed is a captions page's form as a browser sends it, with some fields in place of those on the page.
func typed(page *document, from, to, text []string) []string {
	pairs := []string{"clip", page.attr("[name=clip]", "value"), "version", page.attr("[name=version]", "value"), "locale", page.attr("[name=locale][checked]", "value")}
	for i := range text {
		pairs = append(pairs, "from", from[i], "to", to[i], "text", text[i])
	}
	return pairs
}

// asItIs is the form as it stands on the page, untouched.
func asItIs(page *document) []string {
	pairs := typed(page, nil, nil, nil)
	for _, n := range page.all(".js-rows input, .js-rows textarea") {
		value := attrOf(n, "value")
		if n.Data == "textarea" && n.FirstChild != nil {
			value = strings.ReplaceAll(n.FirstChild.Data, "\n", "\r\n")
		}
		pairs = append(pairs, attrOf(n, "name"), value)
	}
	return pairs
}

func TestTheOwnerWritesCaptionsWithoutAScript(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e, key := s.submitted()
	v := s.visitor()
	page := v.get("/s/"+string(e.Submission.ID)+"/"+key).says(".captions-line", "no captions yet")
	path := page.attr(".captions-line a", "href")
	page = v.get(path).was(http.StatusOK).says("form h2", "No captions yet")
	if n := len(page.all(".js-rows .js-line")); n != emptyRows || len(page.all("track")) != 0 {
		t.Errorf("%d rows to begin with", n)
	}
	s.visitor().get(path).was(http.StatusNotFound)
	s.visitor().post(path, typed(page, []string{"0"}, []string{"2"}, []string{"Mine now."})...).was(http.StatusNotFound)

	wrong := v.post(path, typed(page, []string{"soon", "3", ""}, []string{"2", "", "5"}, []string{"One", "Two", ""})...).was(http.StatusUnprocessableEntity)
	wrong.says("#from-0-error", "such as 3.5").says("#to-1-error", "such as 3.5").says(".summary", "Line 2: Enter a time")
	if from, to := wrong.attr("#from-0", "value"), wrong.attr("#to-2", "value"); from != "soon" || to != "5" {
		t.Errorf("typed as %q and %q", from, to)
	}
	wrong = v.post(path, typed(page, []string{"4", "", "0", "2"}, []string{"60", "", "3", "4"}, []string{"Last", "", "First", "Middle"})...).was(http.StatusUnprocessableEntity)
	wrong.says("#text-0", "First").says("#from-1-error", "above it ends").says("#to-2-error", "after the video does")

	saved := v.post(path, typed(page, []string{"4", "", "0"}, []string{"0:06.5", "", "3,2"}, []string{"Last", " ", "First"})...).was(http.StatusOK)
	saved.says("[role=status].panel", "as a draft").says("#text-0", "First")
	got := s.captions(e.Clip.ID)
	want := []belong.Cue{{Span: belong.Span{To: 3200 * time.Millisecond}, Text: "First"}, {Span: belong.Span{From: 4 * time.Second, To: 6500 * time.Millisecond}, Text: "Last"}}
	if diff := cmp.Diff(want, got.Cues); diff != "" || got.Source != belong.FromPerson || got.Confirmed() {
		t.Errorf("%+v\n%s", got, diff)
	}
	v.post(path, append(typed(saved, nil, nil, nil), "confirm", "true")...).was(http.StatusUnprocessableEntity).says(".summary", "no words yet")

	stale := v.post(path, typed(page, []string{"1"}, []string{"2"}, []string{"Older"})...).was(http.StatusUnprocessableEntity)
	stale.says(".summary", "changed a moment ago").says("#text-0", "Older")
	v.post(path, append(asItIs(stale), "confirm", "true")...).was(http.StatusOK).says("[role=status].panel", "are right")
	if got := s.captions(e.Clip.ID); !got.Confirmed() || len(got.Cues) != 1 || got.Cues[0].Text != "Older" {
		t.Errorf("%+v", got)
	}
	v.get("/s/"+string(e.Submission.ID)).says(".captions-line.good", "captions are right")
}

func TestAnUntouchedFormChangesNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e, _ := s.submitted()
	draft := s.drafted(e)
	desk := "/staff/review/" + string(e.Submission.ID)
	path := s.staff(belong.Admin).get(desk).attr(".captions-line.warn a", "href")
	scheduler := s.staff(belong.Scheduler)
	scheduler.get(path).was(http.StatusForbidden)
	if len(scheduler.get(desk).all(".captions-line a")) != 0 {
		t.Error("a scheduler is led to what they may not do")
	}
	v := s.staff(belong.Moderator)
	page := v.get(path).was(http.StatusOK)
	v.post(path, append(asItIs(page), "confirm", "true")...).was(http.StatusOK).says("[role=status].panel", "are right")
	got := s.captions(e.Clip.ID)
	if diff := cmp.Diff(draft.Cues, got.Cues); diff != "" || got.Source != belong.FromScript || !got.Confirmed() {
		t.Errorf("%+v\n%s", got, diff)
	}
	events, err := s.Store.Events(t.Context(), e.Submission.ID)
	s.must(err)
	if !slices.ContainsFunc(events, func(e belong.Event) bool {
		return e.Kind == "captions.confirmed" && e.Actor.Kind == belong.Staff && e.Actor.ID != ""
	}) {
		t.Errorf("the audit trail says %+v", events)
	}
}

// The longest captions that there can be come through a form, and what is longer is refused in words, with nothing changed.
func TestAFormTakesTheLongestCaptions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e, key := s.submitted()
	v := s.visitor()
	page := v.get("/s/" + string(e.Submission.ID) + "/" + key)
	path := page.attr(".captions-line a", "href")
	page = v.get(path)
	line := strings.Repeat("กิ้", 42)
	lines := func(n int) (from, to, text []string) {
		for i := range n {
			at := time.Duration(i) * 200 * time.Millisecond
			from, to, text = append(from, web.Tenths(at)), append(to, web.Tenths(at+200*time.Millisecond)), append(text, line+"\r\n"+line)
		}
		return from, to, text
	}
	from, to, text := lines(100)
	page = v.post(path, typed(page, from, to, text)...).was(http.StatusOK).says("[role=status].panel", "as a draft")
	if got := s.captions(e.Clip.ID); len(got.Cues) != 100 || got.Cues[99].Text != line+"\n"+line {
		t.Errorf("%d lines, the last %+v", len(got.Cues), got.Cues[len(got.Cues)-1])
	}
	from, to, text = lines(101)
	many := v.post(path, typed(page, from, to, text)...).was(http.StatusUnprocessableEntity).says(".summary", "at most 100").says("#text-100", line)
	if n := len(many.all(".js-rows .js-line")); n != 101+emptyRows {
		t.Errorf("%d rows are shown again", n)
	}
	from, to, text = lines(240)
	v.post(path, typed(page, from, to, text)...).was(http.StatusRequestEntityTooLarge).says("main", "nothing was changed")
	if got := s.captions(e.Clip.ID); len(got.Cues) != 100 || got.Version != 1 {
		t.Errorf("%d lines of version %d", len(got.Cues), got.Version)
	}
}

// What is too long for the API is called so, and no fault of the server's.
func TestTheAPISaysWhatIsTooLong(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e, key := s.submitted()
	put := func(bytes int) int {
		t.Helper()
		body := `{"clip": "` + string(e.Clip.ID) + `", "locale": "en", "version": 0, "cues": []` + strings.Repeat(" ", bytes) + `}`
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, s.Address+"/api/v1/submissions/"+string(e.Submission.ID)+"/captions", strings.NewReader(body))
		s.must(err)
		r.Header.Set("Authorization", "Bearer "+key)
		r.Header.Set("Content-Type", "application/json")
		a, err := http.DefaultClient.Do(r)
		s.must(err)
		s.must(a.Body.Close())
		return a.StatusCode
	}
	if got := put(bodyLimit); got != http.StatusOK {
		t.Errorf("as long as captions can be: %d", got)
	}
	if got := put(captionsLimit); got != http.StatusRequestEntityTooLarge {
		t.Errorf("longer: %d", got)
	}
}

// A press of Enter in a field is not somebody's word that all the lines are right: browsers press the first button.
func TestEnterSavesADraft(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e, key := s.submitted()
	s.drafted(e)
	v := s.visitor()
	page := v.get(v.get("/s/"+string(e.Submission.ID)+"/"+key).attr(".captions-line a", "href"))
	if first := page.all(".js-lines button:not([type=button])")[0]; attrOf(first, "name") != "" || textOf(first) != "Save" {
		t.Errorf("the first button is %q", textOf(first))
	}
}

func TestStaffComeBackFromCaptionsToWhereTheyWere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e, _ := s.submitted()
	s.drafted(e)
	v := s.staff(belong.Moderator)
	desk := "/staff/review/" + string(e.Submission.ID) + "?after=" + string(e.Submission.ID) + "&state=awaiting_release"
	page := v.get(v.get(desk).attr(".captions-line a", "href")).was(http.StatusOK)
	if back := page.attr("a.back", "href"); back != desk {
		t.Errorf("back leads to %s", back)
	}
	page = v.post(page.attr(".js-lines", "action"), append(asItIs(page), "confirm", "true")...).was(http.StatusOK).says("[role=status].panel", "are right")
	if back := page.attr("a.back", "href"); back != desk {
		t.Errorf("once saved, back leads to %s", back)
	}
}

// file asks for something that is no page.
func (v *visitor) file(path string) (status int, kind, text string) {
	v.site.t.Helper()
	r, err := http.NewRequestWithContext(v.site.t.Context(), http.MethodGet, v.site.Address+path, http.NoBody)
	v.site.must(err)
	a, err := v.client.Do(r)
	v.site.must(err)
	defer a.Body.Close() //nolint:errcheck // it was read
	b, err := io.ReadAll(a.Body)
	v.site.must(err)
	return a.StatusCode, a.Header.Get("Content-Type"), string(b)
}

func TestEveryMistakeInACaptionHasASentenceInEveryLanguage(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("wordy ", 30)
	for _, locale := range web.Locales {
		f := captionsForm{Locale: "fr", Rows: []captionsRow{
			{From: "0", To: "0", Text: "backwards"}, {From: "1", To: "2", Text: long}, {From: "1", To: "99", Text: "over and late"}, {From: "soon", Text: " "},
		}}
		var m mistakes
		f.captions(30*time.Second, web.Words(locale), &m)
		for _, field := range []string{"locale", "to-0", "text-1", "from-2", "to-2"} {
			if m.Errors[field] == "" || locale == "es" && strings.Contains(m.Errors[field], " the ") {
				t.Errorf("%s in %q: %q", field, locale, m.Errors[field])
			}
		}
	}
}
