package httpd

import (
	"cmp"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
)

// A staffPage is what every page for staff has.
type staffPage struct {
	page
	User      staffUser
	Nav       []navLink
	Campaigns []navLink
	campaign  belong.Campaign
	zone      *time.Location // the campaign's
}

type staffUser struct{ Email string }

// A navLink leads to a part of the site.
type navLink struct {
	Link, Icon, Words string
	Current           bool
}

// staffPage begins a page for staff in one of the roles (with none named, in any), about the campaign that the request
// names, or else the newest. Where it answers false, it has answered the request.
func (s *Server) staffPage(c *gin.Context, section string, roles ...belong.Role) (staffPage, bool) {
	ctx := c.Request.Context()
	user, err := s.staff(ctx, roles...)
	if err != nil {
		s.oops(c, err)
		return staffPage{}, false
	}
	campaigns, err := s.Store.Campaigns(ctx)
	if err != nil {
		s.oops(c, err)
		return staffPage{}, false
	}
	p := staffPage{page: page{Here: c.Request.URL.Path, Private: true}, User: staffUser{user.Email}, zone: time.UTC}
	if p.campaign, err = chosenCampaign(campaigns, cmp.Or(c.Query("campaign"), c.PostForm("campaign"))); err != nil {
		s.oops(c, err)
		return p, false
	}
	if p.zone, err = time.LoadLocation(p.campaign.Day.Zone); err != nil {
		s.oops(c, err)
		return p, false
	}
	p.Campaign = headOf(p.campaign)
	p.Nav = staffNav(section, p.campaign.Slug, user.Role)
	for _, campaign := range campaigns {
		p.Campaigns = append(p.Campaigns, navLink{
			Link: "/staff/" + section + "?campaign=" + campaign.Slug, Words: campaign.Name, Current: campaign.ID == p.campaign.ID,
		})
	}
	return p, true
}

// chosenCampaign is the campaign of that name, or the newest where none is named.
func chosenCampaign(campaigns []belong.Campaign, slug string) (belong.Campaign, error) {
	if len(campaigns) == 0 {
		return belong.Campaign{}, belong.Refuse(belong.Unavailable, "no_campaign", "There is no campaign yet. Add one with `belong campaign add`.")
	}
	for _, campaign := range campaigns {
		if campaign.Slug == slug {
			return campaign, nil
		}
	}
	if slug != "" {
		return belong.Campaign{}, belong.ErrNotFound
	}
	return campaigns[len(campaigns)-1], nil
}

func staffNav(section, slug string, role belong.Role) []navLink {
	nav := []navLink{
		{Link: "/staff/review?campaign=" + slug, Icon: "list", Words: "Review", Current: section == "review"},
		{Link: "/staff/schedule?campaign=" + slug, Icon: "calendar", Words: "Schedule", Current: section == "schedule"},
		{Link: "/staff/rehearsal?campaign=" + slug, Icon: "check", Words: "Rehearsal", Current: section == "rehearsal"},
		{Link: "/staff/live?campaign=" + slug, Icon: "play", Words: "Live", Current: section == "live"},
		{Link: "/staff/channels?campaign=" + slug, Icon: "share", Words: "Channels", Current: section == "channels"},
	}
	if role.May(belong.Admin) {
		nav = append(nav, navLink{Link: "/staff/mail", Icon: "mail", Words: "Mail", Current: section == "mail"})
	}
	return append(nav, navLink{Link: "/wall/" + slug, Icon: "grid", Words: "Wall"})
}
