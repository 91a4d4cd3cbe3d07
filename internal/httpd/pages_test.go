package httpd

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/review"
	"github.com/belonginstem/belong/internal/schedule"
	"github.com/belonginstem/belong/web"
)

// writePages is where to put the sample pages for somebody, or some browser, to look at.
var writePages = flag.String("write-pages", "", "folder to write the sample pages to")

func TestEveryPageRendersInEveryStateAndLanguage(t *testing.T) {
	t.Parallel()
	templates, err := web.LoadPages()
	if err != nil {
		t.Fatal(err)
	}
	for _, locale := range web.Locales {
		samples := publicSamples(t, locale)
		if locale == staffLocale {
			samples = append(samples, staffSamples(t)...)
		}
		for _, s := range samples {
			var b bytes.Buffer
			if err := templates.Render(&b, s.page, locale, s.data); err != nil {
				t.Errorf("%s in %s: %v", s.name, locale, err)
				continue
			}
			checkHTML(t, s.name+"."+locale, b.Bytes())
			if *writePages != "" {
				if err := os.WriteFile(filepath.Join(*writePages, s.name+"."+locale+".html"), b.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// checkHTML holds a page to what every page keeps: names that lead somewhere, and nothing that the policy forbids.
func checkHTML(t *testing.T, name string, page []byte) {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	d := &document{t: t, path: name, root: root}
	ids := map[string]int{}
	for _, n := range d.all("[id]") {
		if ids[attrOf(n, "id")]++; ids[attrOf(n, "id")] > 1 {
			t.Errorf("%s: two elements are called %q", name, attrOf(n, "id"))
		}
	}
	for attribute, selector := range map[string]string{"for": "label[for]", "aria-describedby": "[aria-describedby]", "aria-labelledby": "[aria-labelledby]"} {
		for _, n := range d.all(selector) {
			for id := range strings.FieldsSeq(attrOf(n, attribute)) {
				if ids[id] == 0 {
					t.Errorf("%s: %s=%q names nothing", name, attribute, id)
				}
			}
		}
	}
	for _, n := range d.all("a[href^='#']") {
		if id := strings.TrimPrefix(attrOf(n, "href"), "#"); ids[id] == 0 {
			t.Errorf("%s: a link leads to #%s, which is not there", name, id)
		}
	}
	for _, n := range d.all("h1") {
		if textOf(n) == "" {
			t.Errorf("%s: a heading says nothing", name)
		}
	}
	if len(d.all("h1")) == 0 || textOf(d.one("title")) == "" || attrOf(d.one("html"), "lang") == "" {
		t.Errorf("%s: the page does not say what it is", name)
	}
	for _, n := range d.all("a, button, summary") {
		if textOf(n) == "" {
			t.Errorf("%s: a %s without words", name, n.Data)
		}
	}
	for _, n := range d.all("img:not([alt]), [style], script:not([src]), style, [onclick]") {
		t.Errorf("%s: <%s> has no alt, or holds what the policy forbids", name, n.Data)
	}
	for _, word := range []string{"ZgotmplZ", "<no value>", "%!", "December 31, 0", "31 de diciembre de 0", "January 1, 1,"} {
		if bytes.Contains(page, []byte(word)) {
			t.Errorf("%s: %q is on the page", name, word)
		}
	}
}

// Whatever a person types comes out as they typed it, and as nothing else.
func TestNobodysNameIsMarkup(t *testing.T) {
	t.Parallel()
	templates, err := web.LoadPages()
	if err != nil {
		t.Fatal(err)
	}
	const evil = `"><img src=x onerror=alert(1)>{{.}}`
	e := sampleEntry(0, belong.InReview)
	e.Submission.Label = belong.Label{Name: evil, Title: evil, Organization: evil}
	e.Submission.Note, e.Submission.Filename, e.Submission.Script = evil, evil, evil
	it := statusCase{Entry: e, campaign: sampleCampaign(), day: sampleDay(t, noon), token: evil}
	post := samplePost(0, belong.Published)
	post.Entry, post.Post.Problem = e, evil
	base := sampleStaff("review")
	wall := wallCase{campaign: sampleCampaign(), day: sampleDay(t, noon), address: "https://x", live: []belong.Showing{post, post}}
	captions := captionsCase{Entry: e, captions: belong.Captions{Locale: "en", Cues: []belong.Cue{{Text: evil}}}}
	for page, data := range map[string]any{
		"status":    newStatusPage(it, statusAsk{}, "en"),
		"wall":      newWallPage(wall, "en"),
		"projector": newProjectorPage(wall, "en"),
		"embed":     newEmbedPage(sampleCampaign(), "https://x", post, "en"),
		"clip":      newClipPage(sampleCampaign(), "https://x", post, "en"),
		"review":    newReviewPage(base, review.Page{Entries: []belong.Entry{e}}, review.Case{Entry: e, Campaign: base.campaign}, reviewAsk{tab: "in_review"}),
		"captions":  newCaptionsPage(captions, nil, "", mistakes{}),
		"schedule": newSchedulePage(base, plan{day: sampleDay(t, noon), Board: schedule.Board{Channels: []belong.Channel{sampleChannel()}, Posts: []belong.Showing{post}}},
			scheduleAsk{}, true),
	} {
		var b bytes.Buffer
		if err := templates.Render(&b, page, "en", data); err != nil {
			t.Fatal(err)
		}
		root, err := html.Parse(bytes.NewReader(b.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		d := &document{t: t, path: page, root: root}
		if len(d.all("[onerror]")) != 0 || !strings.Contains(textOf(root), evil) {
			t.Errorf("%s does not show the name as it was typed", page)
		}
	}
}
