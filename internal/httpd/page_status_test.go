package httpd

import (
	"net/http"
	"strings"
	"testing"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/intake"
)

func TestAPrivatePageOpensWithItsKeyOnly(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	mine, key := s.submitted()
	_, another := s.submitted()
	path := "/s/" + string(mine.Submission.ID)
	s.visitor().get(path).was(http.StatusNotFound)
	s.visitor().get(path + "/" + another).was(http.StatusNotFound)
	s.visitor().post(path+"/withdraw", "x", "y").was(http.StatusNotFound)
	s.visitor().post(path+"/label", "name", "Mallory Doe", "title", "x", "organization", "y").was(http.StatusNotFound)

	v := s.visitor()
	page := v.get(path + "/" + key).was(http.StatusOK)
	if page.path != path {
		t.Errorf("the page is at %s, want the key out of the address", page.path)
	}
	if link := page.attr("#link", "value"); !strings.HasSuffix(link, path+"/"+key) {
		t.Errorf("the page offers %q to keep, want the link with its key", link)
	}
	if page.header.Get("Cache-Control") != "no-store" {
		t.Errorf("a private page may be kept: %q", page.header.Get("Cache-Control"))
	}
	page.one("meta[name=robots][content=noindex]")
	if src := page.attr("video", "src"); v.get(src).status != http.StatusOK || s.visitor().get(src).status != http.StatusNotFound {
		t.Errorf("%s is not for its owner only", src)
	}
}

func TestWhatIsShownCanBeMended(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e, key := s.submitted()
	v := s.visitor()
	v.get("/s/" + string(e.Submission.ID) + "/" + key)
	path := "/s/" + string(e.Submission.ID) + "/label"

	page := v.post(path, "name", "Ana", "title", "Engineer", "organization", "NASA").was(http.StatusUnprocessableEntity)
	page.says("#name-error", "last name is missing")
	if got := page.attr("#organization", "value"); got != "NASA" {
		t.Errorf("the organization came back as %q", got)
	}
	page = v.post(path, "name", "Ana", "title", "Engineer", "organization", "NASA", "whole_name", "true").was(http.StatusOK)
	page.says("h1", "Ana").says("[role=status]", "Saved")
	if got, want := s.entry(e.Submission.ID).Submission.Label.String(), "Ana_Engineer_NASA"; got != want {
		t.Errorf("label %q, want %q", got, want)
	}
}

// What is wrong with a file's name is told once, and in the language that the page is read in.
func TestATroubleWithTheLabelIsToldOnce(t *testing.T) {
	t.Parallel()
	e := sampleEntry(1, belong.ChangesRequested)
	e.Submission.Label, e.Submission.Filename = belong.Label{}, "Jane_Doe_Chief Scientist_STEMx.mp4"
	problem := belong.ParseLabel(e.Submission.Filename).Problem
	for _, c := range []struct{ note, left string }{
		{problem.Sentence("en") + " You may have meant something.", ""},
		{"Louder, please.", "Louder, please."},
	} {
		e.Submission.Note = c.note
		p := newStatusPage(statusCase{Entry: e, campaign: sampleCampaign(), day: sampleDay(t, noon)}, statusAsk{}, "es")
		if p.Note != c.left || p.LabelProblem != problem.Sentence("es") {
			t.Errorf("of the note %q the page says %q and %q", c.note, p.Note, p.LabelProblem)
		}
	}
}

// A file that came by its name alone is explained, and the label that was meant is offered.
func TestAFileNameThatBreaksTheConventionIsExplained(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	draft, err := s.Intake.Create(t.Context(), intake.Draft{Campaign: s.campaign.Slug, Filename: "Jane_Doe_Chief Scientist_STEMx.mp4", Role: "leader", Release: "1"})
	s.must(err)
	page := s.visitor().get("/s/" + string(draft.Submission.ID) + "/" + draft.Token).was(http.StatusOK)
	page.says("main", "There are 4 parts instead of three")
	for field, want := range map[string]string{"name": "Jane Doe", "title": "Chief Scientist", "organization": "STEMx"} {
		if got := page.attr("#"+field, "value"); got != want {
			t.Errorf("%s is offered as %q, want %q", field, got, want)
		}
	}
}

func TestTakingAVideoBackNeedsNoScript(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e, key := s.submitted()
	v := s.visitor()
	page := v.get("/s/" + string(e.Submission.ID) + "/" + key)
	page = v.post(page.attr("form[action$=withdraw]", "action"), "x", "y").was(http.StatusOK)
	page.says(".chip", "Withdrawn")
	if len(page.all("video, form")) != 0 {
		t.Error("there is still something to play or to do")
	}
	if state := s.entry(e.Submission.ID).Submission.State; state != belong.Withdrawn {
		t.Errorf("state %q", state)
	}
}

func TestANewVideoCanBeSentWhenOneIsAskedFor(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e, key := s.submitted()
	s.staff(belong.Moderator).post("/staff/review/"+string(e.Submission.ID)+"/decision", "decision", "request_changes", "note", "Louder, please.", "clip", string(e.Clip.ID))
	v := s.visitor()
	page := v.get("/s/" + string(e.Submission.ID) + "/" + key).was(http.StatusOK)
	page.says("blockquote", "Louder, please.")
	path := page.attr("form.js-upload", "action")
	v.upload(path, "", "").was(http.StatusUnprocessableEntity).says("#file-error", "Record or choose a video")
	v.upload(path, "again.mp4", "a louder video").was(http.StatusOK).says(".chip", "Processing")
	if now := s.entry(e.Submission.ID); now.Clip.ID == e.Clip.ID {
		t.Error("it is still the old clip")
	}
}

func TestAGuardianDecidesAndCanTakeItBack(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e, _ := s.submitted()
	sub := e.Submission
	sub.Minor, sub.GuardianEmail = true, "parent@example.org"
	s.must(s.Store.SaveSubmission(t.Context(), sub, belong.Outcome{}))
	path := "/g/" + s.secret(belong.GuardianToken, sub.ID)
	v := s.visitor()
	page := v.get(path).was(http.StatusOK)
	page.says("h1", sub.Label.Name)
	if v.get(page.attr("video", "src")).status != http.StatusOK {
		t.Error("the guardian can't watch the video")
	}
	v.post(path, "answer", "yes", "name", "Kim Lee", "release", "1").was(http.StatusUnprocessableEntity).says("#agree-error", "Say that you agree")
	clip := page.attr("input[name=clip]", "value")
	page = v.post(path, "answer", "yes", "name", "", "clip", clip, "release", "1", "agree", "true").was(http.StatusUnprocessableEntity)
	page.says("#name-error", "first and last name")
	v.post(path, "answer", "yes", "name", "Kim Lee", "clip", string(sampleID(1)), "release", "1", "agree", "true").
		was(http.StatusUnprocessableEntity).says(".summary", "changed")
	v.post(path, "answer", "yes", "name", "Kim Lee", "clip", clip, "release", "1", "agree", "true").was(http.StatusOK).says("[role=status]", "Signed by \u2068Kim Lee\u2069")
	v.post(path, "answer", "no").was(http.StatusOK).says("[role=status]", "not shown")
	if state := s.entry(sub.ID).Submission.State; state != belong.Withdrawn {
		t.Errorf("state %q after the guardian's no", state)
	}
	s.visitor().get("/g/" + s.secret(belong.StatusToken, sub.ID)).was(http.StatusNotFound)
}

func TestTheLanguageIsTheVisitorsChoice(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.visitor()
	v.header.Set("Accept-Language", "es-MX")
	page := v.get("/c/you-belong-in-stem")
	if got := page.attr("html", "lang"); got != "es" {
		t.Errorf("a browser that asks for Spanish gets %q", got)
	}
	link := page.attr("a.language", "href")
	if !strings.HasSuffix(link, "?lang=en") {
		t.Fatalf("the other language is at %q", link)
	}
	v.get(link)
	if got := v.get(submitPath).attr("html", "lang"); got != "en" {
		t.Errorf("after choosing English the next page is in %q", got)
	}
	if got := v.get(submitPath+"?lang=xx").attr("html", "lang"); got != "en" {
		t.Errorf("a language that is not there gives %q", got)
	}
}
