package httpd

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"html"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/web"
)

// feedSize is how many clips a feed tells of, the newest.
const feedSize = 50

// A feed is a wall as feed readers know it, before it is written in one of their languages.
type feed struct {
	Title, About string
	Locale       string
	Page, Self   string // addresses of the wall and of the feed itself
	ChangedAt    time.Time
	Items        []feedItem
}

type feedItem struct {
	Title, About string
	Page         string
	At           time.Time
	Video, Still belong.Rendition
	VideoAt      string
	StillAt      string
}

func (s *Server) feedAtomGet(c *gin.Context) {
	s.feedGet(c, "/feed.atom", "application/atom+xml", func(f feed) any { return newAtom(f) })
}

func (s *Server) feedRSSGet(c *gin.Context) {
	s.feedGet(c, "/feed.rss", "application/rss+xml", func(f feed) any { return newRSS(f) })
}

// feedGet answers with a feed, or with 304 to whoever has the same already. What was taken down makes it another feed, too.
// The language is the one that the address names; a reader who fetches it for many asks for none.
func (s *Server) feedGet(c *gin.Context, name, kind string, as func(feed) any) {
	it, ok := s.wallOf(c, feedSize)
	if !ok {
		return
	}
	f := newFeed(it, askedLocale(c, web.Locales[0]))
	f.Self = s.Address + c.Request.URL.Path
	if c.Request.URL.RawQuery != "" {
		f.Self = s.Address + page{Here: wallPath(it.campaign.Slug) + name, Query: it.ask.values()}.Translated(f.Locale)
	}
	b, err := xml.MarshalIndent(as(f), "", "  ")
	if err != nil {
		s.oops(c, err)
		return
	}
	content := append([]byte(xml.Header), b...)
	sum := sha256.Sum256(content)
	c.Header("Content-Type", kind+"; charset=utf-8")
	c.Header("Cache-Control", "no-cache")
	c.Header("ETag", `"`+hex.EncodeToString(sum[:16])+`"`)
	http.ServeContent(c.Writer, c.Request, "", f.ChangedAt, bytes.NewReader(content))
}

func newFeed(it wallCase, locale string) feed {
	c := it.campaign
	f := feed{
		Title: c.Name, About: c.Description.In(locale), Locale: locale, Page: it.address + wallPath(c.Slug), ChangedAt: it.tally.ChangedAt,
	}
	if f.ChangedAt.IsZero() {
		f.ChangedAt = c.Opens
	}
	for _, w := range it.live {
		t := newTile(c, w, locale)
		item := feedItem{Title: t.Name, Page: it.address + t.Link, At: w.Post.PublishedAt, StillAt: it.address + t.Poster}
		item.About = strings.Trim(t.TitleLine+"\n\n"+t.Question, "\n")
		item.Still, _ = w.Entry.Clip.Rendition(belong.PosterRendition)
		item.Video, _ = w.Entry.Clip.Rendition(belong.WebRendition)
		if t.Player != nil {
			item.VideoAt = it.address + t.Player.Source
		}
		f.Items = append(f.Items, item)
	}
	return f
}

const mediaSpace = "http://search.yahoo.com/mrss/"

// A thumbnail is an item's still, in both languages.
type thumbnail struct {
	URL    string `xml:"url,attr"`
	Width  int    `xml:"width,attr,omitempty"`
	Height int    `xml:"height,attr,omitempty"`
}

// still is nil where there is none.
func (i feedItem) still() *thumbnail {
	if i.Still.Kind == "" {
		return nil
	}
	return &thumbnail{i.StillAt, i.Still.Width, i.Still.Height}
}

type atomFeed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Media    string      `xml:"xmlns:media,attr"`
	Language string      `xml:"xml:lang,attr"`
	ID       string      `xml:"id"`
	Title    string      `xml:"title"`
	Subtitle string      `xml:"subtitle,omitempty"`
	Updated  string      `xml:"updated"`
	Author   string      `xml:"author>name"`
	Links    []atomLink  `xml:"link"`
	Entries  []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel    string `xml:"rel,attr"`
	Type   string `xml:"type,attr,omitempty"`
	Href   string `xml:"href,attr"`
	Length int64  `xml:"length,attr,omitempty"`
}

type atomEntry struct {
	ID        string     `xml:"id"`
	Title     string     `xml:"title"`
	Summary   string     `xml:"summary,omitempty"`
	Published string     `xml:"published"`
	Updated   string     `xml:"updated"`
	Links     []atomLink `xml:"link"`
	Thumbnail *thumbnail `xml:"media:thumbnail"`
}

// newAtom is f as Atom 1.0 (RFC 4287).
func newAtom(f feed) atomFeed {
	a := atomFeed{
		Media: mediaSpace, Language: f.Locale, ID: f.Page, Title: f.Title, Subtitle: f.About, Author: f.Title,
		Updated: f.ChangedAt.UTC().Format(time.RFC3339),
		Links:   []atomLink{{Rel: "self", Type: "application/atom+xml", Href: f.Self}, {Rel: "alternate", Type: "text/html", Href: f.Page}},
	}
	for _, i := range f.Items {
		at := i.At.UTC().Format(time.RFC3339)
		e := atomEntry{ID: i.Page, Title: i.Title, Summary: i.About, Published: at, Updated: at, Thumbnail: i.still()}
		e.Links = []atomLink{{Rel: "alternate", Type: "text/html", Href: i.Page}}
		if i.VideoAt != "" {
			e.Links = append(e.Links, atomLink{Rel: "enclosure", Type: i.Video.ContentType, Href: i.VideoAt, Length: i.Video.Bytes})
		}
		a.Entries = append(a.Entries, e)
	}
	return a
}

type rssFeed struct {
	XMLName xml.Name   `xml:"rss"`
	Version string     `xml:"version,attr"`
	Atom    string     `xml:"xmlns:atom,attr"`
	Media   string     `xml:"xmlns:media,attr"`
	Channel rssChannel `xml:"channel"`
}

type rssChannel struct {
	Title    string    `xml:"title"`
	Link     string    `xml:"link"`
	About    string    `xml:"description"`
	Language string    `xml:"language"`
	Built    string    `xml:"lastBuildDate"`
	Self     atomLink  `xml:"atom:link"`
	Items    []rssItem `xml:"item"`
}

type rssItem struct {
	Title     string        `xml:"title"`
	Link      string        `xml:"link"`
	GUID      string        `xml:"guid"` // an address, as it is where nothing else is said
	About     string        `xml:"description,omitempty"`
	At        string        `xml:"pubDate"`
	Enclosure *rssEnclosure `xml:"enclosure"`
	Thumbnail *thumbnail    `xml:"media:thumbnail"`
}

type rssEnclosure struct {
	URL    string `xml:"url,attr"`
	Length int64  `xml:"length,attr"`
	Type   string `xml:"type,attr"`
}

// newRSS is f as RSS 2.0, whose descriptions are HTML.
func newRSS(f feed) rssFeed {
	r := rssFeed{Version: "2.0", Atom: "http://www.w3.org/2005/Atom", Media: mediaSpace, Channel: rssChannel{
		Title: f.Title, Link: f.Page, About: f.About, Language: f.Locale, Built: f.ChangedAt.UTC().Format(time.RFC1123Z),
		Self: atomLink{Rel: "self", Type: "application/rss+xml", Href: f.Self},
	}}
	for _, i := range f.Items {
		item := rssItem{Title: i.Title, Link: i.Page, GUID: i.Page, About: html.EscapeString(i.About), At: i.At.UTC().Format(time.RFC1123Z), Thumbnail: i.still()}
		if i.VideoAt != "" {
			item.Enclosure = &rssEnclosure{i.VideoAt, i.Video.Bytes, i.Video.ContentType}
		}
		r.Channel.Items = append(r.Channel.Items, item)
	}
	return r
}
