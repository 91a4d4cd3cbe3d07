package httpd

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/review"
	"github.com/belonginstem/belong/web"
)

// pageDecisionPost records what a moderator decided, and goes on to the next submission.
func (s *Server) pageDecisionPost(c *gin.Context) {
	ask := askReview(c)
	user, err := s.staff(c.Request.Context(), belong.Moderator)
	seen := review.Seen{Clip: belong.ID(c.PostForm("clip"))}
	if version := c.PostForm("version"); err == nil && version != "" {
		if seen.Version, err = strconv.ParseInt(version, 10, 64); err != nil {
			err = belong.ErrStale
		}
	}
	if err == nil {
		err = s.Review.Decide(c.Request.Context(), user, ask.id, seen, belong.Verdict(c.PostForm("decision")), ask.note, ask.private)
	}
	if !s.decided(c, ask, err) {
		return
	}
	next := belong.ID(c.PostForm("next"))
	if belong.Verdict(c.PostForm("decision")) == belong.Reopen {
		next = ask.id
	}
	if next != "" && !next.Valid() {
		next = ""
	}
	c.Redirect(http.StatusSeeOther, reviewPath(next, "state", ask.tab, "done", string(ask.id)))
}

// pageReleasePost records that staff hold a release on paper.
func (s *Server) pageReleasePost(c *gin.Context) {
	ask := askReview(c)
	user, err := s.staff(c.Request.Context(), belong.Moderator)
	if err == nil {
		err = s.Review.Attest(c.Request.Context(), user, ask.id, belong.ID(c.PostForm("clip")), c.PostForm("version"))
	}
	if s.decided(c, ask, err) {
		c.Redirect(http.StatusSeeOther, reviewPath(ask.id, "state", ask.tab))
	}
}

// decided shows the desk again with what is wrong, where something is.
func (s *Server) decided(c *gin.Context, ask reviewAsk, err error) bool {
	if err == nil {
		return true
	}
	kind := belong.KindOf(err)
	if (kind == belong.Invalid || kind == belong.Conflict) && ask.mistakes.refused(err, web.Words(staffLocale), "note") {
		s.showReview(c, statusOf(kind), ask)
		return false
	}
	s.oops(c, err)
	return false
}
