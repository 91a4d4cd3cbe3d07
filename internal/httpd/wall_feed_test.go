package httpd

import (
	"encoding/xml"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// A fetched file is an answer that was read.
type fetched struct {
	status int
	header http.Header
	text   string
}

// fetch asks for a file; pairs are headers.
func (v *visitor) fetch(path string, pairs ...string) fetched {
	v.site.t.Helper()
	r, err := http.NewRequestWithContext(v.site.t.Context(), http.MethodGet, v.site.Address+path, http.NoBody)
	v.site.must(err)
	for i := 0; i < len(pairs); i += 2 {
		r.Header.Set(pairs[i], pairs[i+1])
	}
	answer, err := v.client.Do(r)
	v.site.must(err)
	defer answer.Body.Close() //nolint:errcheck // it was read
	b, err := io.ReadAll(answer.Body)
	v.site.must(err)
	return fetched{answer.StatusCode, answer.Header, string(b)}
}

// A readFeed is a feed as its readers see it, in either language.
type readFeed struct {
	XMLName xml.Name
	ID      string     `xml:"http://www.w3.org/2005/Atom id"`
	Updated string     `xml:"http://www.w3.org/2005/Atom updated"`
	Author  string     `xml:"http://www.w3.org/2005/Atom author>name"`
	Links   []readLink `xml:"http://www.w3.org/2005/Atom link"`
	Entries []readItem `xml:"http://www.w3.org/2005/Atom entry"`
	Channel struct {
		Links    []readLink `xml:"link"` // with Atom's among them
		Language string     `xml:"language"`
		Built    string     `xml:"lastBuildDate"`
		Items    []readItem `xml:"item"`
	} `xml:"channel"`
}

type readItem struct {
	Title     string     `xml:"title"`
	Links     []readLink `xml:"link"`
	ID        string     `xml:"id"`
	GUID      string     `xml:"guid"`
	Summary   string     `xml:"summary"`
	About     string     `xml:"description"`
	Updated   string     `xml:"updated"`
	Date      string     `xml:"pubDate"`
	Enclosure struct {
		URL    string `xml:"url,attr"`
		Type   string `xml:"type,attr"`
		Length int64  `xml:"length,attr"`
	} `xml:"enclosure"`
	Still struct {
		URL    string `xml:"url,attr"`
		Width  int    `xml:"width,attr"`
		Height int    `xml:"height,attr"`
	} `xml:"http://search.yahoo.com/mrss/ thumbnail"`
}

type readLink struct {
	Rel    string `xml:"rel,attr"`
	Type   string `xml:"type,attr"`
	Href   string `xml:"href,attr"`
	Length int64  `xml:"length,attr"`
	Text   string `xml:",chardata"`
}

func (s *site) feed(path string) readFeed {
	s.t.Helper()
	var f readFeed
	got := s.visitor().fetch(path)
	if err := xml.Unmarshal([]byte(got.text), &f); err != nil || got.status != http.StatusOK {
		s.t.Fatalf("%s: %d, %v\n%s", path, got.status, err, got.text)
	}
	return f
}

func TestFeedsTellOfWhatIsOnTheWall(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	wall := "/wall/" + s.campaign.Slug
	for _, name := range []string{"/feed.atom", "/feed.rss"} { // before anything is there
		s.feed(wall + name)
	}
	const evil = "Zoë “&” <b>Ünal</b> ]]> \"'\u2028\U0001F600 王"
	e := s.shown()
	e.Submission.Label = belong.Label{Name: evil, Title: evil, Organization: "AT&T"}
	s.must(s.Store.SaveSubmission(t.Context(), e.Submission, belong.Outcome{}))
	s.now.Add(1000)
	s.shown()
	page, media := s.Address+wall+"/"+string(e.Clip.ID), s.Address+"/media/"+string(e.Clip.ID)

	f := s.feed(wall + "/feed.atom")
	if len(f.Entries) != 2 || f.XMLName.Local != "feed" || f.ID != s.Address+wall || f.Author == "" {
		t.Fatalf("%+v", f)
	}
	if at, err := time.Parse(time.RFC3339, f.Updated); err != nil || at.After(s.Now()) {
		t.Errorf("updated %q", f.Updated)
	}
	got := f.Entries[1] // the newest is first
	if got.Title != evil || got.ID != page || !strings.HasPrefix(got.Summary, evil+", AT&T\n\nWhy is diversity") {
		t.Errorf("%+v", got)
	}
	if video := got.Links[1]; video.Rel != "enclosure" || video.Href != media+"/web" || video.Type != "video/mp4" {
		t.Errorf("%+v", got.Links)
	}
	if got.Still.URL != media+"/poster" || got.Still.Width != 540 || got.Still.Height != 960 {
		t.Errorf("%+v", got.Still)
	}

	f = s.feed(wall + "/feed.rss?lang=es")
	if f.XMLName.Local != "rss" || f.Channel.Language != "es" || len(f.Channel.Items) != 2 {
		t.Fatalf("%+v", f)
	}
	if self := f.Channel.Links[1]; self.Rel != "self" || self.Href != s.Address+wall+"/feed.rss?lang=es" {
		t.Errorf("%+v", f.Channel.Links)
	}
	got = f.Channel.Items[1]
	if got.Title != evil || got.GUID != page || got.Links[0].Text != page || strings.Contains(got.About, "<b>") || !strings.Contains(got.About, "¿Por qué") {
		t.Errorf("%+v", got)
	}
	if got.Enclosure.URL != media+"/web" || got.Still.URL != media+"/poster" {
		t.Errorf("%+v", got)
	}
	if _, err := time.Parse(time.RFC1123Z, got.Date); err != nil {
		t.Error(err)
	}
	if n := len(s.feed(wall + "/feed.rss?question=how-you-belong").Channel.Items); n != 0 {
		t.Errorf("%d answer another question", n)
	}
	for _, d := range []*document{s.visitor().get(wall), s.visitor().get(wall + "/" + string(e.Clip.ID))} {
		s.feed(d.attr("link[type='application/atom+xml']", "href"))
	}
}

func TestAFeedIsSentAgainOnlyWhenItChanged(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e := s.shown()
	v := s.visitor()
	for _, path := range []string{"/wall/" + s.campaign.Slug + "/feed.atom", "/wall/" + s.campaign.Slug + "/feed.rss"} {
		first := v.fetch(path)
		tag, date := first.header.Get("ETag"), first.header.Get("Last-Modified")
		if first.text == "" || tag == "" || date == "" || first.header.Get("Set-Cookie") != "" {
			t.Fatalf("%s: %v", path, first.header)
		}
		for header, value := range map[string]string{"If-None-Match": tag, "If-Modified-Since": date} {
			if again := v.fetch(path, header, value); again.status != http.StatusNotModified || again.text != "" {
				t.Errorf("%s, %s: %d %q", path, header, again.status, again.text)
			}
		}
		defer func() { // once it was taken back, nobody keeps it for the same
			for header, value := range map[string]string{"If-None-Match": tag, "If-Modified-Since": date} {
				if again := v.fetch(path, header, value); again.status != http.StatusOK || strings.Contains(again.text, string(e.Clip.ID)) {
					t.Errorf("%s, %s: %d %q", path, header, again.status, again.text)
				}
			}
		}()
	}
	s.takenBack(e)
}
