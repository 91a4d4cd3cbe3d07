package httpd

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/belonginstem/belong/internal/belong"
)

// jane is a form that nothing is wrong with.
var jane = []string{
	"question", "why-everyone", "role", "leader", "name", "Jane Doe", "title", "Chief Scientist", "organization", "STEMx",
	"email", "jane@example.org", "agree", "true", "release", "1",
}

// but is a form with other values in it; an empty one leaves the field out.
func but(form []string, pairs ...string) []string {
	changed := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		changed[pairs[i]] = pairs[i+1]
	}
	var out []string
	for i := 0; i < len(form); i += 2 {
		if _, other := changed[form[i]]; !other {
			out = append(out, form[i], form[i+1])
		}
	}
	for name, value := range changed {
		if value != "" {
			out = append(out, name, value)
		}
	}
	return out
}

const submitPath = "/c/you-belong-in-stem/submit"

func TestAFormWithoutScriptsTakesAVideoIn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	page := s.visitor().upload(submitPath, "IMG 1.mp4", "every byte of it", jane...).was(http.StatusOK)
	if !strings.HasPrefix(page.path, "/s/") || !strings.HasSuffix(page.path, "?done=arrived") {
		t.Fatalf("it led to %s, want the status page", page.path)
	}
	page.says("h1", "Jane Doe").says(".chip", "Processing").says("[role=status]", "Your video has arrived")

	e := s.entry(belong.ID(page.attr(".js-page", "data-id")))
	if e.Submission.Label != (belong.Label{Name: "Jane Doe", Title: "Chief Scientist", Organization: "STEMx"}) {
		t.Errorf("label %+v", e.Submission.Label)
	}
	file, err := s.Blobs.Open(t.Context(), e.Clip.OriginalKey)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	if got, err := io.ReadAll(file); err != nil || string(got) != "every byte of it" {
		t.Errorf("stored %q (%v)", got, err)
	}
}

func TestAFormWithMistakesComesBackWithEverythingThatWasTyped(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	form := but(jane, "role", "student", "organization", "", "email", "jane@", "minor", "true", "agree", "", "whole_name", "true", "partner", "lincoln")
	page := s.visitor().upload(submitPath, "", "", form...).was(http.StatusUnprocessableEntity)

	for selector, want := range map[string]string{
		"#name": "Jane Doe", "#title": "Chief Scientist", "#email": "jane@", "[name=partner]": "lincoln",
		"[name=question][checked]": "why-everyone", "[name=role][checked]": "student",
	} {
		if got := page.attr(selector, "value"); got != want {
			t.Errorf("%s came back as %q, want %q", selector, got, want)
		}
	}
	page.one("#minor[checked]")
	page.one("[name=whole_name][checked]")
	for _, field := range []string{"organization", "guardian_email", "agree", "file"} {
		if page.one(".summary a[href='#" + field + "']"); len(page.all("#"+field)) != 1 {
			t.Errorf("the summary leads to #%s, which is not there", field)
		}
		if textOf(page.one("#"+field+"-error")) == "" {
			t.Errorf("nothing is said at %s", field)
		}
	}
	if n := count(t, s); n != 0 {
		t.Errorf("%d submissions were made", n)
	}
}

// What only the rules of the nouns can tell stands at its field, too, in the visitor's language.
func TestWhatIntakeRefusesStandsAtItsField(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for field, c := range map[string]struct{ value, says string }{
		"name":           {"Jane", "Falta el apellido"},
		"email":          {"jane@", "no es un correo"},
		"question":       {"nonsense", "Elige una de las preguntas"},
		"organization":   {strings.Repeat("x", 300), "acortar la organización"},
		"guardian_email": {"jane@example.org", "distinto del tuyo"},
	} {
		v := s.visitor()
		v.header.Set("Accept-Language", "es")
		form := but(jane, field, c.value)
		if field == "guardian_email" {
			form = append(form, "minor", "true")
		}
		page := v.upload(submitPath, "x.mp4", "video", form...).was(http.StatusUnprocessableEntity)
		page.says("#"+field+"-error", c.says)
	}
	if n := count(t, s); n != 0 {
		t.Errorf("%d submissions were made", n)
	}
}

func TestAVideoThatIsTooLargeCostsNoAnswer(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.campaign
	c.Limits.Bytes = 1000
	s.must(s.Store.SaveCampaign(t.Context(), c, belong.Outcome{}))
	page := s.visitor().upload(submitPath, "x.mp4", strings.Repeat("x", 1500), jane...).was(http.StatusUnprocessableEntity)
	page.says("#file-error", "larger than 1 KB")
	if got := page.attr("#name", "value"); got != "Jane Doe" {
		t.Errorf("the name came back as %q", got)
	}
	if n := count(t, s); n != 0 {
		t.Errorf("%d submissions were made", n)
	}
}

func TestACampaignThatIsShutSaysSince(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.now.Store(s.campaign.Deadline.UnixMilli())
	s.visitor().get(submitPath).was(http.StatusOK).says("main", "Videos came in until November 7, 2027, 11:59 PM EST.")
	s.visitor().upload(submitPath, "x.mp4", "video", jane...).was(http.StatusServiceUnavailable)
	s.now.Store(s.campaign.Opens.UnixMilli() - 1)
	s.visitor().get(submitPath).was(http.StatusOK).says("main", "from October 2, 2027, 12:00 PM EDT on")
}

func TestTheLinkOfAQuestionChoosesIt(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	page := s.visitor().get("/c/you-belong-in-stem").was(http.StatusOK)
	link := page.attr(".questions li:nth-child(3) a", "href")
	if got := s.visitor().get(link).attr("[name=question][checked]", "value"); got != "what-you-do" {
		t.Errorf("chosen is %q", got)
	}
}

func count(t *testing.T, s *site) int {
	t.Helper()
	states, err := s.Store.CountStates(t.Context(), s.campaign.ID)
	s.must(err)
	n := 0
	for _, of := range states {
		n += of
	}
	return n
}
