package httpd

import (
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/posttext"
	"github.com/belonginstem/belong/web"
)

const postingPath = "/staff/schedule/texts"

// postingPage is what a campaign's posts say, with a post as each network would show it.
type postingPage struct {
	staffPage
	mistakes
	MayChange bool
	Form      postingForm
	Full      bool // minors are called by their whole name already
	Costs     string
	Videos    []choice
	Networks  []networkView
	Unsaved   bool // the preview is of what was typed
	Saved     bool // a moment ago
}

// postingAsk is what a request adds to the page.
type postingAsk struct {
	mistakes mistakes
	form     *postingForm // as typed
	video    string       // of which a post is shown
	saved    bool
}

func (s *Server) pagePostingGet(c *gin.Context) {
	base, ok := s.staffPage(c, "schedule")
	if !ok {
		return
	}
	s.showPosting(c, http.StatusOK, base, postingAsk{video: c.Query("video"), saved: c.Query("done") == "saved"})
}

// pagePostingPost saves what posts say, or only shows what they would.
func (s *Server) pagePostingPost(c *gin.Context) {
	base, ok := s.staffPage(c, "schedule", belong.Scheduler)
	if !ok {
		return
	}
	form := readPostingForm(c)
	ask := postingAsk{form: &form, video: c.PostForm("video")}
	form.check(base.campaign, &ask.mistakes)
	if ask.mistakes.any() {
		s.showPosting(c, http.StatusUnprocessableEntity, base, ask)
		return
	}
	if c.PostForm("preview") != "" {
		s.showPosting(c, http.StatusOK, base, ask)
		return
	}
	_, _, err := s.Schedule.SetPosting(c.Request.Context(), staffActor(*callerOf(c.Request.Context()).user), base.campaign.Slug, form.apply)
	if err != nil && !ask.mistakes.refused(err, web.Words(staffLocale)) {
		s.oops(c, err)
		return
	}
	if err != nil {
		s.showPosting(c, statusOf(belong.KindOf(err)), base, ask)
		return
	}
	see(c, postingPath, "campaign", base.campaign.Slug, "video", ask.video, "done", "saved")
}

func (s *Server) showPosting(c *gin.Context, status int, base staffPage, ask postingAsk) {
	ctx := c.Request.Context()
	channels, err := s.Store.Channels(ctx, base.campaign.ID)
	if err != nil {
		s.oops(c, err)
		return
	}
	approved, err := s.Store.ApprovedEntries(ctx, base.campaign.ID)
	if err != nil {
		s.oops(c, err)
		return
	}
	p := newPostingPage(base, channels, approved, s.Address, ask)
	p.MayChange = callerOf(ctx).user.Role.May(belong.Scheduler)
	s.render(c, status, "posting", staffLocale, p)
}

func newPostingPage(base staffPage, channels []belong.Channel, approved []belong.Entry, address string, ask postingAsk) postingPage {
	p := postingPage{staffPage: base, mistakes: ask.mistakes, MayChange: true, Form: newPostingForm(base.campaign.Posting), Full: base.campaign.Posting.FullMinors, Saved: ask.saved}
	c := base.campaign
	if ask.form != nil {
		p.Form, p.Unsaved = *ask.form, true
		p.Form.apply(&c.Posting)
	}
	p.Form.tellInstead(c)
	p.Videos = postingVideos(approved, ask.video)
	w := postingShowing(c, approved, ask.video)
	for _, ch := range postingChannels(channels) {
		p.Networks = append(p.Networks, newNetworkView(c, ch, w, approved, address))
	}
	p.Costs = linkCosts(c, channels, approved, address)
	return p
}

// linkCosts say what an address in its posts costs the campaign on X.
func linkCosts(c belong.Campaign, channels []belong.Channel, approved []belong.Entry, address string) string {
	link := address + wallPath(c.Slug)
	said := fmt.Sprintf("X asks %s for a post with an address in it, and %s for one without.", posttext.Cost(belong.X, "https://example.org"), posttext.Cost(belong.X, ""))
	cost := func(on bool) (sum posttext.Money, posts int) {
		c.Posting.Link = on
		for _, ch := range channels {
			if ch.Kind != belong.X {
				continue
			}
			for _, e := range approved {
				if text, err := posttext.Write(c, ch, e.Submission, link); err == nil {
					sum, posts = sum+posttext.Cost(belong.X, text.Words), posts+1
				}
			}
		}
		return sum, posts
	}
	with, posts := cost(true)
	without, _ := cost(false)
	if posts > 0 {
		said += fmt.Sprintf(" For what is approved now, %s at X, that is %s with the link and %s without.", numbered(posts, "post", "posts"), with, without)
	}
	return said
}
