package httpd

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/web"
)

// languageCookie holds the locale that a visitor chose.
const languageCookie = "belong_lang"

// pages are the templates of all pages, in every language.
type pages struct{ *web.Pages }

// newPages parses the templates. It fails when the program was built without scripts and styles.
func newPages() (*pages, error) {
	if err := web.Built(); err != nil {
		return nil, err
	}
	p, err := web.LoadPages()
	if err != nil {
		return nil, err
	}
	return &pages{p}, nil
}

// A page is what every page has.
type page struct {
	Here     string        // its own path, for the link to the other language
	Query    string        // what stands behind that in its address, as far as the link has to keep it
	Private  bool          // search engines are told to stay away
	Campaign *campaignHead // whose page it is; nil where it is of none
}

// public tells that the page holds no secret. Only such a page is compressed: the length of one that holds a key beside
// what others may have put there would tell of the key.
func (p page) public() bool { return !p.Private }

// Translated is the page's address in another language.
func (p page) Translated(locale string) string {
	query := url.Values{"lang": {locale}}.Encode()
	if p.Query != "" {
		query = p.Query + "&" + query
	}
	return p.Here + "?" + query
}

// A campaignHead is what the head and the foot of a page say about its campaign.
type campaignHead struct{ Slug, Name, Hashtag string }

func headOf(c belong.Campaign) *campaignHead { return &campaignHead{c.Slug, c.Name, c.Hashtag} }

// A dayView is a campaign's day, for a page that tells times. Where it has several, it is from the first moment of the first
// to the last moment of the last.
type dayView struct {
	From, To time.Time
	Zone     *time.Location
	Now      time.Time
}

// Last is a moment of the last day.
func (d dayView) Last() time.Time { return d.To.Add(-1) }

// Long tells whether there are several days.
func (d dayView) Long() bool { return dateOf(d.From, d.Zone) != dateOf(d.Last(), d.Zone) }

func newDayView(c belong.Campaign, now time.Time) (dayView, error) {
	from, to, err := c.Bounds()
	if err != nil {
		return dayView{}, err
	}
	zone, err := time.LoadLocation(c.Day.Zone)
	return dayView{From: from, To: to, Zone: zone, Now: now}, err
}

// mistakes are what keeps a form from being taken, as sentences: a list to show on top, and by field.
type mistakes struct {
	Problems []formProblem
	Errors   map[string]string
}

// A formProblem is a sentence about a field, or, with an empty one, about the whole.
type formProblem struct{ Field, Sentence string }

func (m *mistakes) add(field, sentence string) {
	if m.Errors == nil {
		m.Errors = map[string]string{}
	}
	if m.Errors[field] != "" {
		return
	}
	m.Problems = append(m.Problems, formProblem{field, sentence})
	if field != "" {
		m.Errors[field] = sentence
	}
}

func (m *mistakes) any() bool { return len(m.Problems) > 0 }

// refused adds what err says to a person, under its field if the form has it. It answers false when err is not for them.
func (m *mistakes) refused(err error, words web.Language, fields ...string) bool {
	sentence, field, ok := sentenceOf(err, words)
	if !ok {
		return false
	}
	if !slices.Contains(fields, field) {
		field = ""
	}
	m.add(field, sentence)
	return true
}

// render answers with a page. Pages are made for one visitor at one moment, so nobody keeps them.
func (s *Server) render(c *gin.Context, status int, name, locale string, data any) {
	var b bytes.Buffer
	if err := s.pages.Render(&b, name, locale, data); err != nil {
		s.log.Error("page not rendered", "page", name, "err", err)
		c.Data(http.StatusInternalServerError, "text/plain; charset=utf-8", []byte(web.Words(locale).T("oops.internal_more")))
		c.Abort()
		return
	}
	c.Header("Cache-Control", "no-store")
	c.Header("Content-Language", web.Words(locale).Locale)
	content := b.Bytes()
	if p, ok := data.(interface{ public() bool }); ok && p.public() && strings.Contains(c.GetHeader("Accept-Encoding"), "gzip") {
		c.Header("Content-Encoding", "gzip")
		content = packed(content)
	}
	c.Data(status, "text/html; charset=utf-8", content)
	c.Abort()
}

func packed(content []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(content) // a buffer takes everything
	_ = z.Close()
	return b.Bytes()
}

// locale is the language that the visitor reads: the one that they just chose, or chose before, or that their browser
// asks for.
func (s *Server) locale(c *gin.Context) string {
	if chosen := c.Query("lang"); slices.Contains(web.Locales, chosen) {
		s.setCookie(c, languageCookie, chosen, 365*24*time.Hour)
		return chosen
	}
	if kept, err := c.Cookie(languageCookie); err == nil && slices.Contains(web.Locales, kept) {
		return kept
	}
	return web.Preferred(c.GetHeader("Accept-Language"))
}

// askedLocale is the language that the address asks for, or else otherwise. No cookie has to do with it.
func askedLocale(c *gin.Context, otherwise string) string {
	if asked := c.Query("lang"); slices.Contains(web.Locales, asked) {
		return asked
	}
	return otherwise
}

// see sends the browser on to another page, after a form was taken.
func see(c *gin.Context, path string, query ...string) {
	c.Redirect(http.StatusSeeOther, asking(path, query...))
}

// asking is a path with a query of names and values, without those that are empty.
func asking(path string, query ...string) string {
	values := url.Values{}
	for i := 0; i+1 < len(query); i += 2 {
		if query[i+1] != "" {
			values.Set(query[i], query[i+1])
		}
	}
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}

// local is a path on this site to go to, or otherwise when to leads elsewhere.
func local(to, otherwise string) string {
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t") {
		return otherwise
	}
	return to
}
