package httpd

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/publish"
	"github.com/belonginstem/belong/web"
)

// channelsPage lists the accounts that a campaign posts to; with a form, it connects one.
type channelsPage struct {
	staffPage
	mistakes
	MayChange bool
	NoSeal    bool // no account can be connected
	Items     []accountView
	Others    []navLink // networks that can be connected
	Form      *connectForm
	Flash     string
}

// An accountView is a channel, and how it does.
type accountView struct {
	ID                                           belong.ID
	Name, Network, Server, Checked, Expires, Gap string
	Trouble, Said, Warning, Takes                string
	GapSeconds                                   int
	Chip                                         chip
	Wall, ExpiresSoon                            bool
	Test                                         bool // there is a network to ask
}

// expiresSoon is how long before the day's end an expiry is pointed out.
const expiresSoon = 14 * 24 * time.Hour

// channelsAsk is what a request adds to the page.
type channelsAsk struct {
	mistakes mistakes
	form     *connectForm
	flash    string
}

func (s *Server) pageChannelsGet(c *gin.Context) {
	ask := channelsAsk{flash: map[string]string{
		"connected": "The account is connected. Nothing was posted.", "again": "The account is connected anew. What waited for it goes on.",
		"well": "The network accepts the account's keys. Nothing was posted.", "gap": "The time between two posts is changed.",
		"disconnected": "The account is disconnected. Its keys are forgotten.",
	}[c.Query("done")]}
	if kind := belong.ChannelKind(c.Query("connect")); kind != "" {
		ask.form = newConnectForm(kind)
	}
	if id := belong.ID(c.Query("again")); id != "" {
		ch, err := s.Store.Channel(c.Request.Context(), id)
		if err != nil {
			s.oops(c, err)
			return
		}
		ask.form = againForm(ch)
	}
	s.showChannels(c, http.StatusOK, ask)
}

func (s *Server) showChannels(c *gin.Context, status int, ask channelsAsk) {
	base, ok := s.staffPage(c, "channels")
	if !ok {
		return
	}
	channels, err := s.Store.Channels(c.Request.Context(), base.campaign.ID)
	if err != nil {
		s.oops(c, err)
		return
	}
	networks := map[belong.ChannelKind]bool{}
	for _, kind := range belong.ChannelKinds {
		networks[kind] = s.Publish.Channels[kind] != nil
	}
	may := callerOf(c.Request.Context()).user.Role.May(belong.Scheduler)
	p := newChannelsPage(base, channels, ask, networks, may)
	p.NoSeal = s.Publish.Seal == nil
	p.tellTimes(channels, s.Now())
	s.render(c, status, "channels", staffLocale, p)
}

func newChannelsPage(base staffPage, channels []belong.Channel, ask channelsAsk, networks map[belong.ChannelKind]bool, may bool) channelsPage {
	p := channelsPage{staffPage: base, mistakes: ask.mistakes, MayChange: may, Flash: ask.flash}
	if may && ask.form != nil && ask.form.Network != "" {
		p.Form = ask.form
	}
	for _, ch := range channels {
		p.Items = append(p.Items, newAccountView(ch))
		if ch.Kind == belong.Wall {
			networks[belong.Wall] = false // one is enough
		}
	}
	for _, kind := range belong.ChannelKinds {
		if networks[kind] {
			p.Others = append(p.Others, navLink{Link: "/staff/channels?campaign=" + base.campaign.Slug + "&connect=" + string(kind), Words: kind.Words()})
		}
	}
	return p
}

func newAccountView(ch belong.Channel) accountView {
	v := accountView{
		ID: ch.ID, Name: ch.Name, Network: ch.Kind.Words(), Server: ch.BaseURL, Trouble: ch.Health.Trouble, Said: ch.Health.Said,
		Warning: ch.Standing.Warning, Takes: publish.Takes(ch.Standing.Limits), GapSeconds: int(ch.Gap.Seconds()),
		Gap: web.Words(staffLocale).Seconds(ch.Gap.Seconds()), Wall: ch.Kind == belong.Wall, Test: len(ch.Sealed) > 0,
		Chip: chip{"good", "check", "Connected"},
	}
	if a := ch.Standing.Account; a != "" && a != ch.Name {
		v.Name += " · " + a
	}
	switch {
	case ch.Health.Disconnected:
		v.Chip = chip{"bad", "alert", "Disconnected"}
	case ch.Health.Trouble != "":
		v.Chip = chip{"warn", "alert", "Does not answer"}
	}
	return v
}

// tellTimes adds what depends on the time that it is now.
func (p *channelsPage) tellTimes(channels []belong.Channel, now time.Time) {
	words := web.Words(staffLocale)
	_, end, err := p.campaign.Day.Window()
	for i, ch := range channels {
		v := &p.Items[i]
		if at := ch.Health.CheckedAt; !at.IsZero() && !v.Wall {
			v.Checked = words.Moment(at, p.zone)
		}
		if at := ch.Standing.Expires; !at.IsZero() {
			v.Expires, v.ExpiresSoon = words.Moment(at, p.zone), err == nil && at.Before(end.Add(expiresSoon))
		}
		if until := ch.Health.PausedUntil; until.After(now) && !ch.Health.Disconnected {
			v.Chip = chip{"warn", "pause", "Rests until " + words.Moment(until, p.zone)}
		}
	}
}
