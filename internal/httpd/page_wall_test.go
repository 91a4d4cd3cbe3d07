package httpd

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/belonginstem/belong/internal/belong"
)

// shownFor puts a new clip on the wall that answers the question and came by the partner.
func (s *site) shownFor(question, partner string) belong.Entry {
	s.t.Helper()
	e, _ := s.submitted()
	e = s.entry(e.Submission.ID)
	e.Submission.Question, e.Submission.Partner = question, partner
	s.must(s.Store.SaveSubmission(s.t.Context(), e.Submission, belong.Outcome{}))
	s.live(e.Submission.ID)
	return s.entry(e.Submission.ID)
}

func (s *site) switchOn() {
	s.t.Helper()
	c, err := s.Store.Campaign(s.t.Context(), s.campaign.ID)
	s.must(err)
	c.On = true
	s.must(s.Store.SaveCampaign(s.t.Context(), c, belong.Outcome{}))
}

func TestTheWallTellsWhenTheNextOneIsDueAndNotWhoItIs(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	shown := s.shown()
	e, _ := s.submitted()
	e = s.entry(e.Submission.ID)
	s.must(e.Submission.Become(belong.Approved, s.Now()))
	s.must(s.Store.SaveSubmission(t.Context(), e.Submission, belong.Outcome{}))
	at := time.Date(2027, 11, 8, 19, 35, 0, 0, time.UTC)
	next := belong.Post{
		ID: belong.NewID(s.Now()), CampaignID: s.campaign.ID, SubmissionID: e.Submission.ID, ClipID: e.Clip.ID, ChannelID: sampleChannel().ID,
		State: belong.Scheduled, SlotAt: at, CreatedAt: s.Now(), UpdatedAt: s.Now(),
	}
	s.must(s.Store.PlacePosts(t.Context(), s.campaign.ID, []belong.Post{next}, belong.Outcome{}))
	wall := "/wall/" + s.campaign.Slug
	if got := s.visitor().get(wall).text("#next"); got != "" {
		t.Errorf("while everything is stopped, it says %q", got)
	}
	s.switchOn()
	s.visitor().get(wall).says("#next", "Next at 2:35 PM EST")
	s.visitor().get(wall+"/projector").says("#next", "Next at 2:35 PM EST")
	for _, path := range []string{wall, wall + "/projector", wall + "/feed.atom", wall + "/feed.rss"} {
		text := s.visitor().fetch(path).text
		for _, secret := range []string{e.Submission.Label.Name, e.Submission.Label.Organization, string(e.Clip.ID), string(e.Submission.ID)} {
			if strings.Contains(text, secret) {
				t.Errorf("%s tells %q before its time", path, secret)
			}
		}
		if !strings.Contains(text, string(shown.Clip.ID)) {
			t.Errorf("%s does not show what is there", path)
		}
	}
}

func TestTheWallCanBeSifted(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	wall := "/wall/" + s.campaign.Slug
	for range 3 {
		s.shownFor("why-everyone", "north")
	}
	s.shownFor("how-you-belong", "north")
	s.shownFor("how-you-belong", "rude-words")
	d := s.visitor().get(wall).was(http.StatusOK)
	links := map[string]string{}
	for _, a := range d.all(".sift a") {
		links[attrOf(a, "href")] = textOf(a)
	}
	if len(links) != 3 || links[wall+"?partner=north"] != "north 4" || !strings.HasSuffix(links[wall+"?question=why-everyone"], " 3") || !strings.HasSuffix(links[wall+"?question=how-you-belong"], " 2") {
		t.Errorf("%v", links)
	}
	count := func(query string) int {
		t.Helper()
		return len(s.visitor().get(wall + query).was(http.StatusOK).all(".newest, .tiles li"))
	}
	for query, want := range map[string]int{
		"": 5, "?question=why-everyone": 3, "?partner=north": 4, "?question=how-you-belong&partner=north": 1, "?partner=rude-words": 1,
		"?partner=south": 0, "?question=why-diversity": 0,
	} {
		if got := count(query); got != want {
			t.Errorf("%s shows %d, want %d", query, got, want)
		}
	}
	s.visitor().get(wall+"?question=why-everyone").says(".sifted h2", "Why is it important").says(".sifted", "3 videos")
	d = s.visitor().get(wall + "?partner=rude-words")
	if strings.Contains(textOf(d.root), "rude-words") {
		t.Error("the wall says what stood in somebody's link")
	}
	s.visitor().get(wall+"?question=why-diversity").says(".waiting", "No video for this yet")
	s.visitor().get(wall + "?question=what-nobody-asked").was(http.StatusNotFound)
	other := s.visitor().get(wall+"?question=why-everyone&partner=north").attr("a.language", "href")
	s.visitor().get(other).was(http.StatusOK).says(".sifted h2", "¿Por qué es importante que todos")
	if n := len(s.visitor().get(wall + "/projector?question=how-you-belong").all(".voices li")); n != 2 {
		t.Errorf("the projector shows %d", n)
	}
}

func TestALongWallHasPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const many = 2*wallSize + 2
	for range many {
		s.shown()
	}
	seen := map[string]bool{}
	at, pages := "/wall/"+s.campaign.Slug, 0
	for ; at != ""; pages++ {
		d := s.visitor().get(at).was(http.StatusOK)
		for _, n := range d.all(".newest, .tiles li") {
			if key := attrOf(n, "data-key"); seen[key] {
				t.Fatalf("%s shows %s once more", at, key)
			} else {
				seen[key] = true
			}
		}
		if newest := len(d.all(".newest")); newest != 1 && pages == 0 || newest != 0 && pages > 0 {
			t.Errorf("%s shows %d large", at, newest)
		}
		if at = ""; len(d.all(".more a")) > 0 {
			at = d.attr(".more a", "href")
		}
	}
	if len(seen) != many || pages != 3 {
		t.Errorf("%d clips on %d pages, want %d on 3", len(seen), pages, many)
	}
}

// meta is what a page says of itself to those who show a link to it.
func (d *document) meta(name string) string {
	d.t.Helper()
	return d.attr("meta[property='"+name+"'], meta[name='"+name+"']", "content")
}

func TestAClipTellsThoseWhoShareItWhatItIs(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e := s.shown()
	page, media, embed := s.Address+"/wall/"+s.campaign.Slug+"/"+string(e.Clip.ID), s.Address+"/media/"+string(e.Clip.ID), s.Address+"/embed/"+string(e.Clip.ID)
	d := s.visitor().get(strings.TrimPrefix(page, s.Address)).was(http.StatusOK)
	for name, want := range map[string]string{
		"og:title": "Ana María Núñez · YOU Belong in STEM", "og:description": "Profesora de Física, Universidad de Puerto Rico · Why is diversity in STEM important?",
		"og:url": page, "og:type": "video.other", "og:image": media + "/poster", "og:image:width": "540", "og:image:height": "960",
		"og:image:alt": "Ana María Núñez, speaking to the camera", "og:video": media + "/web", "og:video:type": "video/mp4", "og:video:width": "540", "og:video:height": "960",
		"twitter:card": "player", "twitter:player": embed, "twitter:player:width": "360", "twitter:player:height": "716",
		"twitter:player:stream": media + "/web", "twitter:player:stream:content_type": "video/mp4",
	} {
		if got := d.meta(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got := d.attr("link[rel=canonical]", "href"); got != page {
		t.Errorf("canonical: %s", got)
	}
	frame, err := html.Parse(strings.NewReader(d.attr(".embed input", "value")))
	s.must(err)
	code := &document{t: t, path: "embed code", root: frame}
	if got := code.attr("iframe", "src"); got != embed || code.attr("iframe", "title") != "Ana María Núñez · YOU Belong in STEM" {
		t.Errorf("the frame shows %s", got)
	}
	for _, a := range d.all(".pass a") {
		to := attrOf(a, "href")
		if !strings.Contains(to, string(e.Clip.ID)) || !strings.HasPrefix(to, "https://") && !strings.HasPrefix(to, "mailto:?body=Ana%20Mar") {
			t.Errorf("%s leads to %s", textOf(a), to)
		}
	}
	if len(d.all(".pass a")) < 4 || len(d.all("a[download]")) != 0 {
		t.Error("there are too few ways to share, or one to take the file away")
	}
}

func TestOnlyAnEmbeddedClipMayBeFramed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e := s.shown()
	hidden, _ := s.submitted()
	wall := "/wall/" + s.campaign.Slug
	for _, path := range []string{wall, wall + "/" + string(e.Clip.ID), wall + "/projector", "/c/" + s.campaign.Slug, "/embed"} {
		if policy := s.visitor().get(path).header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("%s: %s", path, policy)
		}
	}
	look := func(id belong.ID, status int) *document {
		t.Helper()
		d := s.visitor().get("/embed/" + string(id) + "?lang=es").was(status)
		policy := d.header.Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none'; style-src 'self'") || !strings.Contains(policy, "frame-ancestors *") || strings.Contains(policy, "script-src") {
			t.Errorf("%s", policy)
		}
		if d.header.Get("Set-Cookie") != "" || d.header.Get("X-Frame-Options") != "" || len(d.all("script, form")) != 0 {
			t.Errorf("a frame has a script, a form, a cookie, or may be none: %v", d.header)
		}
		return d
	}
	d := look(e.Clip.ID, http.StatusOK)
	if d.attr("video", "src") == "" || d.attr("h1 a", "target") != "_blank" || d.text("h1") != e.Submission.Label.Name {
		t.Errorf("%s", textOf(d.root))
	}
	look(hidden.Clip.ID, http.StatusNotFound)
	s.takenBack(e)
	look(e.Clip.ID, http.StatusNotFound).says("h1", "Este video ya no se muestra")
}

func TestTheProjectorShowsConfirmedCaptions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	right, draft := s.shown(), s.shown()
	captions := sampleCaptions(right)
	captions.ConfirmedAt = s.Now()
	s.must(s.Store.AddCaptions(t.Context(), captions, belong.Outcome{}))
	s.must(s.Store.AddCaptions(t.Context(), sampleCaptions(draft), belong.Outcome{}))
	d := s.visitor().get("/wall/" + s.campaign.Slug + "/projector").was(http.StatusOK)
	if n := len(d.all(".voices li")); n != 2 {
		t.Errorf("%d voices", n)
	}
	if got := d.attr("[data-track]", "data-track"); got != "/media/"+string(right.Clip.ID)+"/captions.vtt" {
		t.Errorf("captions are at %s", got)
	}
}

// A minor's family name is the campaign's to keep: neither a page nor a feed nor a frame tells it, in no corner.
func TestNothingOfTheWallTellsAMinorsWholeName(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e, _ := s.submitted()
	e = s.entry(e.Submission.ID)
	e.Submission.Minor, e.Submission.Label = true, belong.Label{Name: "Zelda Quixworth", Title: "Vexillologist", Organization: "STEMx"}
	s.must(s.Store.SaveSubmission(t.Context(), e.Submission, belong.Outcome{}))
	s.live(e.Submission.ID)
	wall := "/wall/" + s.campaign.Slug
	for _, path := range []string{wall, wall + "/" + string(e.Clip.ID), wall + "/projector", wall + "/feed.atom", wall + "/feed.rss", "/embed/" + string(e.Clip.ID)} {
		text := s.visitor().fetch(path).text
		if !strings.Contains(text, "Zelda") || strings.Contains(text, "Quixworth") || strings.Contains(text, "Vexillologist") {
			t.Errorf("%s does not keep to the rule:\n%s", path, text)
		}
	}
}
