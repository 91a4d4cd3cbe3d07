package httpd

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/web"
)

// ownerID is the submission that a form is about, if its owner sent it; else the request is answered.
func (s *Server) ownerID(c *gin.Context) (belong.ID, bool) {
	id := belong.ID(c.Param("id"))
	if err := s.owner(c.Request.Context(), id); err != nil {
		s.oops(c, err)
		return "", false
	}
	return id, true
}

// pageStatusLabelPost changes what is shown with a video.
func (s *Server) pageStatusLabelPost(c *gin.Context) {
	id, ok := s.ownerID(c)
	if !ok {
		return
	}
	locale := s.locale(c)
	words := web.Words(locale)
	if err := c.Request.ParseForm(); err != nil {
		s.oops(c, errCutShort)
		return
	}
	var m mistakes
	form := readLabelForm(c.Request.PostForm)
	form.check(words, &m)
	if !m.any() {
		actor := belong.Actor{Kind: belong.Submitter, ID: id}
		err := s.Intake.Amend(c.Request.Context(), id, actor, form.amendment())
		if err != nil && !m.refused(err, words, "name", "title", "organization") {
			s.oops(c, err)
			return
		}
	}
	if m.any() {
		s.showStatus(c, id, http.StatusUnprocessableEntity, locale, statusAsk{mistakes: m, form: &form})
		return
	}
	see(c, "/s/"+string(id), "done", "mended")
}

// pageStatusVideoPost takes another video, or the first, as a browser without scripts sends it.
func (s *Server) pageStatusVideoPost(c *gin.Context) {
	id, ok := s.ownerID(c)
	if !ok {
		return
	}
	locale := s.locale(c)
	it, err := s.statusCase(c, id)
	if err != nil {
		s.oops(c, err)
		return
	}
	sent, err := s.readVideoForm(c, it.campaign.Limits.Bytes)
	if err != nil {
		s.oops(c, err)
		return
	}
	defer sent.video.remove()
	var m mistakes
	if sent.check(it.campaign.Limits, web.Words(locale), &m); m.any() {
		s.showStatus(c, id, http.StatusUnprocessableEntity, locale, statusAsk{mistakes: m})
		return
	}
	s.receive(c, id, sent.video, locale)
}

// pageStatusWithdrawPost takes a submission back.
func (s *Server) pageStatusWithdrawPost(c *gin.Context) {
	id, ok := s.ownerID(c)
	if !ok {
		return
	}
	if err := s.Intake.Withdraw(c.Request.Context(), id, belong.Actor{Kind: belong.Submitter, ID: id}); err != nil {
		s.oops(c, err)
		return
	}
	see(c, "/s/"+string(id))
}
