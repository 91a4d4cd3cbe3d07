package httpd

import (
	"context"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/web"
)

// channelsChanged goes back to the channels after a change, or shows what is wrong with it.
func (s *Server) channelsChanged(c *gin.Context, err error, done string, ask channelsAsk) {
	if err == nil {
		see(c, "/staff/channels", "campaign", c.PostForm("campaign"), "done", done)
		return
	}
	switch kind := belong.KindOf(err); kind {
	case belong.Invalid, belong.Conflict, belong.Unavailable:
		var fields []string
		if ask.form != nil {
			fields = ask.form.fields()
		}
		ask.mistakes.refused(err, web.Words(staffLocale), fields...)
		s.showChannels(c, statusOf(kind), ask)
	default:
		s.oops(c, err)
	}
}

// pageConnectPost connects an account to the campaign.
func (s *Server) pageConnectPost(c *gin.Context) {
	ctx, form := c.Request.Context(), newConnectForm(belong.ChannelKind(c.PostForm("kind")))
	user, err := s.staff(ctx, belong.Scheduler)
	if err != nil {
		s.oops(c, err)
		return
	}
	campaign, err := s.Store.CampaignBySlug(ctx, c.PostForm("campaign"))
	if err != nil {
		s.oops(c, err)
		return
	}
	connection, err := form.connection(c)
	if err == nil {
		_, err = s.Publish.Connect(ctx, staffActor(user), campaign, connection)
	}
	s.channelsChanged(c, err, "connected", channelsAsk{form: form})
}

// pageChannelPost does one thing to one channel.
func (s *Server) pageChannelPost(c *gin.Context) {
	ctx := c.Request.Context()
	user, err := s.staff(ctx, belong.Scheduler)
	if err != nil {
		s.oops(c, err)
		return
	}
	ch, err := s.Store.Channel(ctx, belong.ID(c.Param("id")))
	if err != nil {
		s.oops(c, err)
		return
	}
	var ask channelsAsk
	actor, done := staffActor(user), c.Param("verb")
	switch done {
	case "test":
		done, err = s.testChannel(ctx, ch)
	case "again":
		ask.form = againForm(ch)
		err = s.Publish.Reconnect(ctx, actor, ch.ID, ask.form.read(c))
	case "gap":
		err = s.setGap(ctx, actor, ch, c.PostForm("gap_seconds"))
	case "disconnect":
		err, done = s.Publish.Disconnect(ctx, actor, ch.ID), "disconnected"
	default:
		err = belong.ErrNotFound
	}
	s.channelsChanged(c, err, done, ask)
}

// testChannel asks the network, which posts nothing. What it says is on the page; that it is well is said once more.
func (s *Server) testChannel(ctx context.Context, ch belong.Channel) (done string, err error) {
	if err := s.Publish.LookAt(ctx, ch.ID); err != nil {
		return "", err
	}
	if ch, err = s.Store.Channel(ctx, ch.ID); err == nil && ch.Health.Trouble == "" {
		done = "well"
	}
	return done, err
}

func (s *Server) setGap(ctx context.Context, actor belong.Actor, ch belong.Channel, typed string) error {
	gap, err := gapOf(typed)
	if err != nil {
		return err
	}
	return s.Publish.SetGap(ctx, actor, ch.ID, gap)
}
