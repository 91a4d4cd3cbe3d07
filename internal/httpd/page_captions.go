package httpd

import (
	"errors"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/web"
)

// captionsPage is where a person writes what is said in a video, and says that it is right.
type captionsPage struct {
	page
	mistakes
	Staff  *staffPage // nil where the owner writes
	Back   string
	Action string // where the form goes
	Name   string
	State  string // none, draft or confirmed
	Flash  string
	Player *player
	Form   captionsForm
	Blank  captionsRow // for the script, to add
}

// A captionsCase is all that the page tells of, and who asks for it.
type captionsCase struct {
	belong.Entry
	campaign belong.Campaign
	captions belong.Captions
	by       belong.Actor
	page     page
	staff    *staffPage
	back     string
	tab      []string // of the desk that staff come from, as a query; empty for its owner
	locale   string
}

// ownersCaptions is the page as the owner of a submission sees it; where it answers false, it has answered the request.
func (s *Server) ownersCaptions(c *gin.Context) (it captionsCase, ok bool) {
	id, ok := s.ownerID(c)
	if !ok {
		return it, false
	}
	it.by, it.locale, it.back = belong.Actor{Kind: belong.Submitter, ID: id}, s.locale(c), "/s/"+string(id)
	it.page = page{Here: it.back + "/captions", Private: true}
	return it, s.readCaptions(c, id, &it)
}

// moderatorsCaptions is the page as staff see it.
func (s *Server) moderatorsCaptions(c *gin.Context) (it captionsCase, ok bool) {
	base, ok := s.staffPage(c, "review", belong.Moderator)
	if !ok {
		return it, false
	}
	id, user := belong.ID(c.Param("id")), callerOf(c.Request.Context()).user
	it.by, it.locale = belong.Actor{Kind: belong.Staff, ID: user.ID}, staffLocale
	it.tab = []string{"state", tabOf(c.Query("state")), "after", c.Query("after")}
	it.back = reviewPath(id, it.tab...)
	it.page = page{Here: "/staff/review/" + string(id) + "/captions", Private: true}
	if !s.readCaptions(c, id, &it) {
		return it, false
	}
	base, err := base.about(it.campaign, *user)
	if err != nil {
		s.oops(c, err)
		return it, false
	}
	it.staff = &base
	return it, true
}

// readCaptions adds what the database holds.
func (s *Server) readCaptions(c *gin.Context, id belong.ID, it *captionsCase) bool {
	ctx := c.Request.Context()
	var err error
	if it.Entry, err = s.Store.Entry(ctx, id); err == nil && it.Submission.State == belong.Withdrawn {
		err = belong.ErrNotFound
	}
	if err == nil && newCaptionsLine(it.Entry, it.captions, "") == nil {
		err = belong.Refuse(belong.Conflict, "clip_not_ready", "The video is not ready yet. Wait until it can be played.")
	}
	if err == nil {
		it.campaign, err = s.Store.Campaign(ctx, it.Submission.CampaignID)
	}
	if err == nil {
		it.captions, err = s.captionsOf(ctx, it.Clip.ID)
	}
	if err != nil {
		s.oops(c, err)
		return false
	}
	it.page.Campaign = headOf(it.campaign)
	return true
}

func newCaptionsPage(it captionsCase, typed *captionsForm, done string, m mistakes) captionsPage {
	words := web.Words(it.locale)
	p := captionsPage{
		page: it.page, mistakes: m, Staff: it.staff, Back: it.back, Action: asking(it.page.Here, it.tab...), Name: nameOf(it.Submission), State: captionsState(it.captions),
		Player: newPlayer(it.Clip, words.T("status.video")), Blank: captionsRow{Key: "new"},
	}
	if p.Player.caption(it.captions); p.Player.Track != nil {
		p.Player.Track.On = true
	}
	if typed == nil {
		typed = newCaptionsForm(it)
	}
	p.Form = *typed
	p.Form.Clip, p.Form.Version = it.Clip.ID, it.captions.Version // a refusal as stale is told, and then the person decides
	p.Form.finish(m)
	switch done {
	case "saved":
		p.Flash = words.T("captions.saved")
	case "right":
		p.Flash = words.T("captions.now_right")
	}
	return p
}

func (s *Server) pageCaptionsGet(c *gin.Context) {
	if it, ok := s.ownersCaptions(c); ok {
		s.render(c, http.StatusOK, "captions", it.locale, newCaptionsPage(it, nil, c.Query("done"), mistakes{}))
	}
}

func (s *Server) pageCaptionsPost(c *gin.Context) {
	if it, ok := s.ownersCaptions(c); ok {
		s.saveCaptions(c, it)
	}
}

func (s *Server) pageReviewCaptionsGet(c *gin.Context) {
	if it, ok := s.moderatorsCaptions(c); ok {
		s.render(c, http.StatusOK, "captions", it.locale, newCaptionsPage(it, nil, c.Query("done"), mistakes{}))
	}
}

func (s *Server) pageReviewCaptionsPost(c *gin.Context) {
	if it, ok := s.moderatorsCaptions(c); ok {
		s.saveCaptions(c, it)
	}
}

var errCaptionsLarge = belong.Refuse(belong.TooLarge, "captions_large",
	"That is far more than the captions of a video can be, so nothing was changed. Go back, take lines out, and save again.")

// saveCaptions stores what was typed, or shows it again with what is wrong with it.
func (s *Server) saveCaptions(c *gin.Context, it captionsCase) {
	if err := c.Request.ParseForm(); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			err = errCaptionsLarge
		} else {
			err = errCutShort
		}
		s.oops(c, err)
		return
	}
	words := web.Words(it.locale)
	form, confirm := readCaptionsForm(c.Request.PostForm), c.PostForm("confirm") != ""
	var m mistakes
	captions := form.captions(it.Clip.Length, words, &m)
	if !m.any() {
		err := s.Intake.SetCaptions(c.Request.Context(), it.Submission.ID, it.by, captions, confirm)
		if err != nil && !captionsRefused(err, words, &m) {
			s.oops(c, err)
			return
		}
	}
	switch {
	case m.any():
		s.render(c, http.StatusUnprocessableEntity, "captions", it.locale, newCaptionsPage(it, &form, "", m))
	case confirm:
		it.seeAgain(c, "right")
	default:
		it.seeAgain(c, "saved")
	}
}

// seeAgain sends the browser on to the same page, which tells what was done.
func (it captionsCase) seeAgain(c *gin.Context, done string) {
	see(c, it.page.Here, slices.Concat(it.tab, []string{"done", done})...)
}
