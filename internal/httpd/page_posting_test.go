package httpd

import (
	"net/http"
	"strings"
	"testing"

	"github.com/belonginstem/belong/internal/belong"
)

func postingSamples(t testing.TB) []sample {
	t.Helper()
	const address = "https://belong.example.org"
	base, own := sampleStaff("schedule"), sampleStaff("schedule")
	own.campaign.Posting = belong.PostRules{Link: true, FullMinors: true}
	own.campaign.Posting.SetTemplate("", "en", "{name} belongs in STEM, and so do YOU.\n{question}\n{hashtag}")
	own.campaign.Posting.SetTemplate(belong.X, "es", "{name} ({handle})\n{hashtag} {link}")
	var approved []belong.Entry
	for i := range 12 {
		approved = append(approved, sampleEntry(i, belong.Approved))
	}
	typed := newPostingForm(base.campaign.Posting)
	typed.Groups[1].Fields[0].Text, typed.Groups[1].Open = strings.Repeat("{name} belongs in STEM, and so do YOU. ", 12)+"{hashtag}", true
	wrong := newPostingForm(base.campaign.Posting)
	wrong.Minors, wrong.Groups[3].Fields[1].Text, wrong.Groups[3].Open = fullName, "{nombre} está en STEM.", true
	mistaken := postingAsk{form: &wrong, video: exampleSpanish}
	wrong.check(base.campaign, &mistaken.mistakes)
	looks := newPostingPage(own, boardChannels(), approved, address, postingAsk{})
	looks.MayChange = false
	return []sample{
		{"posting", "posting", newPostingPage(base, boardChannels()[:1], nil, address, postingAsk{})},
		{"posting-own", "posting", newPostingPage(own, boardChannels(), approved, address, postingAsk{saved: true, video: string(approved[5].Submission.ID)})},
		{"posting-preview", "posting", newPostingPage(base, boardChannels(), approved, address, postingAsk{form: &typed})},
		{"posting-mistakes", "posting", newPostingPage(base, boardChannels(), approved, address, mistaken)},
		{"posting-look", "posting", looks},
	}
}

func TestWhatPostsSayIsSetOnAPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	x := s.x()
	posts := s.planned(2)
	v := s.staff(belong.Scheduler)
	path := v.get("/staff/schedule").was(http.StatusOK).attr("a[href*='/texts']", "href")
	page := v.get(path).was(http.StatusOK).says("#link-hint", "$0.20 for a post with an address in it, and $0.015 for one without")
	channels, approved := boardChannels(), []belong.Entry{posts[0].Entry, posts[1].Entry}
	costs := linkCosts(s.campaign, channels, approved, "https://belong.example.org")
	if want := "2 posts at X, that is $0.40 with the link and $0.03 without."; !strings.HasSuffix(costs, want) {
		t.Errorf("%q, want %q in it", costs, want)
	}
	if got := page.attr("#text_en", "placeholder"); !strings.HasPrefix(got, "{name}") {
		t.Errorf("what goes out instead is %q", got)
	}
	typed := []string{"campaign", s.campaign.Slug, "text_en", "{name} belongs.", "text_x_es", "En X: {name}", "link", "true", "minors", "given_name", "video", "es"}
	page = v.post(postingPath, append(typed, "preview", "true")...).was(http.StatusOK)
	page.says(".previews .note[role=status]", "not saved yet").says("#text_x_es", "En X: {name}")
	if shown := textOf(page.all(".previews .shown-words")[0]); !strings.HasPrefix(shown, "En X: Nombre Apellido") {
		t.Errorf("the preview shows %q", shown)
	}
	if c := s.stored(); len(c.Posting.Templates) != 0 || c.Posting.Link {
		t.Fatalf("a preview was saved: %+v", c.Posting)
	}
	v.post(postingPath, typed...).was(http.StatusOK).says(".flash", "Saved").says("#text_en", "{name} belongs.")
	if r := s.stored().Posting; r.Templates[""]["en"] != "{name} belongs." || r.Templates[belong.X]["es"] != "En X: {name}" || !r.Link || r.FullMinors {
		t.Errorf("stored %+v", r)
	}
	v.post("/staff/schedule/place", "campaign", s.campaign.Slug).was(http.StatusOK)
	for _, w := range posts {
		if got := s.post(w.Post.ID).Text; w.Channel.ID == x.ID && !strings.Contains(got, " belongs.\nhttps://") {
			t.Errorf("after the plan was filled in, a post says %q", got)
		}
	}
}

// stored is the campaign as the database has it.
func (s *site) stored() belong.Campaign {
	s.t.Helper()
	c, err := s.Store.CampaignBySlug(s.t.Context(), s.campaign.Slug)
	s.must(err)
	return c
}

func TestWhatIsWrongWithATemplateIsToldAndKept(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.staff(belong.Scheduler)
	post := func(pairs ...string) *document {
		return v.post(postingPath, append(pairs, "campaign", s.campaign.Slug)...)
	}
	page := post("text_mastodon_es", "{nombre} está.", "text_en", "Well: {name}", "minors", "given_name").was(http.StatusUnprocessableEntity)
	page.says("#text_mastodon_es-error", "{nombre} is no placeholder").says("#text_mastodon_es", "{nombre} está.").says("#text_en", "Well: {name}")
	if link := page.attr(".summary a", "href"); link != "#text_mastodon_es" {
		t.Errorf("the mistake leads to %s", link)
	}
	post("text_en", strings.Repeat("x", 2001), "minors", "given_name").was(http.StatusUnprocessableEntity).says("#text_en-error", "1 to 2000 characters")
	post("minors", "full_name").was(http.StatusUnprocessableEntity).says("#sure-error", "every guardian agreed")
	post().was(http.StatusUnprocessableEntity).says("#minors-error", "Choose how")
	if r := s.stored().Posting; r.FullMinors || len(r.Templates) != 0 {
		t.Errorf("a mistake was saved: %+v", r)
	}
	post("minors", "full_name", "sure", "true").was(http.StatusOK)
	if !s.stored().Posting.FullMinors {
		t.Error("whole names that were agreed to are not shown")
	}
	post("minors", "full_name").was(http.StatusOK) // they are shown already
	v.post(postingPath, "campaign", "nowhere", "minors", "given_name").was(http.StatusNotFound)
	if !s.stored().Posting.FullMinors {
		t.Error("a form about another campaign changed this one")
	}

	look := s.staff(belong.Moderator)
	if page := look.get(postingPath).was(http.StatusOK).says("h1", "What posts say"); len(page.all("form[method=post][action*=texts]")) != 0 {
		t.Error("a moderator is offered what a moderator may not do")
	}
	look.post(postingPath, "campaign", s.campaign.Slug, "minors", "given_name").was(http.StatusForbidden)
	s.visitor().get(postingPath).says("h1", "Log in")
}
