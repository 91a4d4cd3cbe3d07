package httpd

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/web"
)

// homePage lists the campaigns, where there are several.
type homePage struct {
	page
	Items []homeItem
}

type homeItem struct {
	dayView
	Slug, Name, Description string
	Chip                    chip
}

// campaignPage is what a campaign is about, and the way in.
type campaignPage struct {
	page
	dayView
	Description string
	Phase       string
	Opens       time.Time
	Deadline    time.Time
	Questions   []questionView
	ClosingLine string
	Seconds     int
}

type questionView struct{ Key, Text string }

func questionViews(c belong.Campaign, locale string) []questionView {
	out := make([]questionView, 0, len(c.Questions))
	for _, q := range c.Questions {
		out = append(out, questionView{q.Key, q.Text.In(locale)})
	}
	return out
}

// phase is where a campaign stands: soon, open, closed (until its day), live, over.
func phase(c belong.Campaign, d dayView) string {
	switch {
	case d.Now.Before(c.Opens):
		return "soon"
	case d.Now.Before(c.Deadline):
		return "open"
	case d.Now.Before(d.From):
		return "closed"
	case d.Now.Before(d.To):
		return "live"
	}
	return "over"
}

func phaseChip(phase string, words web.Language) chip {
	c := map[string]chip{
		"soon": {Icon: "clock"}, "open": {"good", "camera", ""}, "closed": {Icon: "clock"}, "live": {"accent", "sun", ""}, "over": {Icon: "play"},
	}[phase]
	c.Words = words.T("home." + phase)
	return c
}

// pageHomeGet goes to the campaign, or lists them where there are several.
func (s *Server) pageHomeGet(c *gin.Context) {
	locale := s.locale(c)
	campaigns, err := s.Store.Campaigns(c.Request.Context())
	if err != nil {
		s.oops(c, err)
		return
	}
	if len(campaigns) == 1 {
		c.Redirect(http.StatusFound, "/c/"+campaigns[0].Slug)
		return
	}
	p := homePage{page: page{Here: "/"}}
	for _, campaign := range campaigns {
		day, err := newDayView(campaign, s.Now())
		if err != nil {
			s.oops(c, err)
			return
		}
		p.Items = append(p.Items, homeItem{
			dayView: day, Slug: campaign.Slug, Name: campaign.Name, Description: campaign.Description.In(locale),
			Chip: phaseChip(phase(campaign, day), web.Words(locale)),
		})
	}
	s.render(c, http.StatusOK, "home", locale, p)
}

func (s *Server) pageCampaignGet(c *gin.Context) {
	locale := s.locale(c)
	campaign, day, ok := s.campaignOf(c, c.Param("slug"))
	if !ok {
		return
	}
	s.render(c, http.StatusOK, "campaign", locale, newCampaignPage(campaign, day, locale))
}

func newCampaignPage(c belong.Campaign, day dayView, locale string) campaignPage {
	return campaignPage{
		page: page{Here: "/c/" + c.Slug, Campaign: headOf(c)}, dayView: day,
		Description: c.Description.In(locale), Phase: phase(c, day), Opens: c.Opens, Deadline: c.Deadline,
		Questions: questionViews(c, locale), ClosingLine: c.ClosingLine, Seconds: int(c.Limits.Length.Seconds()),
	}
}

// campaignOf finds a campaign and its day; where that fails, it has answered the request.
func (s *Server) campaignOf(c *gin.Context, slug string) (belong.Campaign, dayView, bool) {
	campaign, err := s.Store.CampaignBySlug(c.Request.Context(), slug)
	if err != nil {
		s.oops(c, err)
		return campaign, dayView{}, false
	}
	day, err := newDayView(campaign, s.Now())
	if err != nil {
		s.oops(c, err)
		return campaign, day, false
	}
	return campaign, day, true
}
