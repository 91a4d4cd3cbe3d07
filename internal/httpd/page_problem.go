package httpd

import (
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/web"
)

// problemPage says what went wrong, and where to go from here.
type problemPage struct {
	page
	Title    string
	Sentence string
	Link     string
	Action   string
	LogOut   bool // somebody is logged in whose account does not do
}

// sentenceOf is what err says to a person in their language, and about which field; ok is false when it is not for them.
// Refusals are written in English; the translations lie under "problem.<code>".
func sentenceOf(err error, words web.Language) (sentence, field string, ok bool) {
	var refused *belong.Error
	if !errors.As(err, &refused) || refused.Kind == belong.Internal {
		return "", "", false
	}
	sentence = refused.Sentence
	if key := "problem." + refused.Code; words.Locale != "en" && words.Has(key) {
		sentence = words.T(key)
	}
	return sentence, refused.Field, true
}

// oops answers a page's request with what went wrong. Who is not logged in is sent to do so.
func (s *Server) oops(c *gin.Context, err error) {
	if belong.KindOf(err) == belong.Unauthorized {
		to := ""
		if c.Request.Method == http.MethodGet {
			to = c.Request.URL.RequestURI()
		}
		see(c, "/login", "to", to)
		c.Abort()
		return
	}
	words := web.Words(s.locale(c))
	told := s.refusal(err)
	p := problemPage{page: page{Here: c.Request.URL.Path, Private: true}, Link: "/", Action: words.T("oops.home")}
	p.Title, p.Sentence = words.T("oops.refused"), told.Detail
	if sentence, _, ok := sentenceOf(err, words); ok {
		p.Sentence = sentence
	}
	switch told.Status {
	case http.StatusNotFound:
		p.Title = words.T("oops.not_found")
		if told.Code == belong.ErrNotFound.Code {
			p.Sentence = words.T("oops.not_found_more")
		}
	case http.StatusForbidden:
		p.Title, p.Sentence = words.T("oops.forbidden"), words.T("oops.forbidden_more")
		if p.LogOut = callerOf(c.Request.Context()).user != nil; p.LogOut {
			p.Link, p.Action = "/staff", words.T("oops.staff")
		}
	case http.StatusInternalServerError:
		p.Title, p.Sentence = words.T("oops.internal"), words.T("oops.internal_more")
	case http.StatusServiceUnavailable:
		p.Title = words.T("oops.unavailable")
	}
	s.render(c, told.Status, "problem", words.Locale, p)
}

// pageNotFound answers for every path that is none of ours; programs get a problem, people a page.
func (s *Server) pageNotFound(c *gin.Context) {
	if strings.HasPrefix(c.Request.URL.Path, "/api/") || strings.HasPrefix(c.Request.URL.Path, "/media/") {
		s.fail(c, belong.ErrNotFound)
		return
	}
	s.oops(c, belong.ErrNotFound)
}

// shut says that the campaign takes no videos now.
func (s *Server) shut(c *gin.Context, status int, locale string, campaign belong.Campaign, day dayView) {
	words := web.Words(locale)
	p := problemPage{
		page: page{Here: c.Request.URL.Path, Campaign: headOf(campaign)}, Title: words.T("oops.unavailable"),
		Sentence: words.T("campaign.closed", "moment", words.Moment(campaign.Deadline, day.Zone)),
		Link:     "/c/" + campaign.Slug, Action: words.T("oops.campaign"),
	}
	if day.Now.Before(campaign.Opens) {
		p.Sentence = words.T("campaign.soon", "moment", words.Moment(campaign.Opens, day.Zone))
	}
	s.render(c, status, "problem", locale, p)
}
