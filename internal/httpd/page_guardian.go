package httpd

import (
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/review"
	"github.com/belonginstem/belong/web"
)

// guardianPage is where a parent or guardian decides: one page, one decision, a way to take it back.
type guardianPage struct {
	page
	dayView
	mistakes
	Answer   string // open, yes, no
	Changed  bool   // since the guardian agreed, so that it is open again
	Name     string // of the minor
	Label    string
	Question string
	Release  releaseView // what there is to agree to, or what was agreed to
	Player   *player
	Clip     belong.ID // that it plays, and that a yes is to; empty while there is none
	Form     string    // the guardian's name, as typed
	Signer   string
	SignedAt time.Time
}

// A guardianCase is all that the page tells of.
type guardianCase struct {
	belong.Entry
	campaign belong.Campaign
	day      dayView
	releases []belong.Release
	captions belong.Captions
	here     string
}

// guardianCase finds what the key in the address is to; where it opens nothing, it has answered the request.
func (s *Server) guardianCase(c *gin.Context) (it guardianCase, ok bool) {
	ctx, secret := c.Request.Context(), c.Param("token")
	t, err := s.Store.Token(ctx, belong.HashSecret(secret), belong.GuardianToken, s.Now())
	if err == nil {
		it.Entry, err = s.Store.Entry(ctx, t.Subject)
	}
	if err == nil {
		it.campaign, err = s.Store.Campaign(ctx, it.Submission.CampaignID)
	}
	if err == nil {
		it.day, err = newDayView(it.campaign, s.Now())
	}
	if err == nil {
		it.releases, err = s.Store.Releases(ctx, t.Subject)
	}
	if err == nil {
		it.captions, err = s.captionsOf(ctx, it.Clip.ID)
	}
	if err != nil {
		s.oops(c, err)
		return it, false
	}
	it.here = "/g/" + secret
	s.setCookie(c, guardianCookie+string(t.Subject), secret, ownerLife) // the video is played with it
	return it, true
}

func (s *Server) pageGuardianGet(c *gin.Context) {
	it, ok := s.guardianCase(c)
	if !ok {
		return
	}
	locale := s.locale(c)
	s.render(c, http.StatusOK, "guardian", locale, newGuardianPage(it, "", mistakes{}, locale))
}

func newGuardianPage(it guardianCase, typed string, m mistakes, locale string) guardianPage {
	sub := it.Submission
	p := guardianPage{
		page: page{Here: it.here, Private: true, Campaign: headOf(it.campaign)}, dayView: it.day, mistakes: m,
		Answer: "open", Name: sub.Label.Name, Label: sub.Label.Name + ", " + titleLine(sub.Label),
		Question: questionText(it.campaign, sub, locale), Release: newReleaseView(it.campaign.Release, locale),
		Player: newPlayer(it.Clip, sub.Label.Name), Form: typed,
	}
	p.Player.caption(it.captions)
	if p.Player != nil && it.Clip.Ready {
		p.Clip = it.Clip.ID
	}
	p.Changed = belong.AgreedBefore(sub, it.releases)
	for _, r := range it.releases {
		if r.By == belong.ByGuardian && belong.Agreed(sub, []belong.Release{r}, r.By) {
			p.Answer, p.Signer, p.SignedAt = "yes", r.Name, r.At
			p.Release = releaseView{Version: r.Version, Paragraphs: web.Paragraphs(r.Text)}
		}
	}
	if sub.State == belong.Withdrawn {
		p.Answer = "no"
	}
	return p
}

// pageGuardianPost takes the guardian's yes, or their no.
func (s *Server) pageGuardianPost(c *gin.Context) {
	it, ok := s.guardianCase(c)
	if !ok {
		return
	}
	locale := s.locale(c)
	words := web.Words(locale)
	var m mistakes
	var err error
	typed := strings.TrimSpace(c.PostForm("name"))
	switch {
	case c.PostForm("answer") == "no":
		err = s.Intake.Withdraw(c.Request.Context(), it.Submission.ID, belong.Actor{Kind: belong.Guardian, ID: it.Submission.ID})
	case c.PostForm("agree") == "":
		m.add("agree", words.T("guardian.need_agree"))
	default:
		signature := review.Signature{
			Name: typed, Clip: belong.ID(c.PostForm("clip")), Version: c.PostForm("release"), Locale: locale,
		}
		err = s.Review.Sign(c.Request.Context(), it.Submission.ID, signature)
	}
	if err != nil && !m.refused(err, words, "name", "agree") {
		s.oops(c, err)
		return
	}
	if m.any() {
		s.render(c, http.StatusUnprocessableEntity, "guardian", locale, newGuardianPage(it, typed, m, locale))
		return
	}
	see(c, it.here)
}
