package httpd

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/posttext"
	"github.com/belonginstem/belong/web"
)

// wallPage shows what was posted so far, the newest large.
type wallPage struct {
	page
	dayView
	Address string
	Before  bool // the day has not begun
	Newest  *tile
	Tiles   []tile
	Next    *time.Time // when the next one is due; nil when nothing is, or everything is stopped
}

// A tile is a clip on the wall.
type tile struct {
	Clip                                    belong.ID
	Link, Name, TitleLine, Question, Poster string
	Player                                  *player
}

// clipPage shows one clip, to be shared.
type clipPage struct {
	page
	tile
	Address string
}

// wallMost is how many clips the wall shows; more than a day holds at a clip every five minutes.
const wallMost = 500

func (s *Server) pageWallGet(c *gin.Context) {
	locale := s.locale(c)
	campaign, day, ok := s.campaignOf(c, c.Param("slug"))
	if !ok {
		return
	}
	ctx := c.Request.Context()
	live, err := s.Store.Wall(ctx, campaign.ID, wallMost)
	if err != nil {
		s.oops(c, err)
		return
	}
	ahead, err := s.Store.Posts(ctx, belong.PostQuery{CampaignID: campaign.ID, States: []belong.PostState{belong.Scheduled, belong.Staged}})
	if err != nil {
		s.oops(c, err)
		return
	}
	p := newWallPage(campaign, day, s.Address, live, ahead, locale)
	if p.Newest != nil {
		if err := s.captionTile(ctx, p.Newest); err != nil {
			s.oops(c, err)
			return
		}
	}
	s.render(c, http.StatusOK, "wall", locale, p)
}

func newWallPage(c belong.Campaign, d dayView, address string, live, ahead []belong.Showing, locale string) wallPage {
	p := wallPage{
		page: page{Here: "/wall/" + c.Slug, Campaign: headOf(c)}, dayView: d, Address: address, Before: d.Now.Before(d.From),
		Next: nextSlot(c, d, ahead),
	}
	for i, w := range live {
		t := newTile(c, w, locale)
		if i == 0 {
			p.Newest = &t
		} else {
			p.Tiles = append(p.Tiles, t)
		}
	}
	return p
}

// nextSlot is when the wall's next clip is due.
func nextSlot(c belong.Campaign, d dayView, ahead []belong.Showing) *time.Time {
	if !c.On {
		return nil
	}
	for _, w := range ahead {
		if w.Channel.Kind == belong.Wall && w.Post.SlotAt.After(d.Now) {
			return &w.Post.SlotAt
		}
	}
	return nil
}

func newTile(c belong.Campaign, w belong.Showing, locale string) tile {
	sub := posttext.Public(c, w.Entry.Submission)
	return tile{
		Clip: w.Entry.Clip.ID, Link: "/wall/" + c.Slug + "/" + string(w.Entry.Clip.ID), Name: sub.Label.Name, TitleLine: titleLine(sub.Label),
		Question: questionText(c, sub, locale), Poster: posterOf(w.Entry.Clip), Player: newPlayer(w.Entry.Clip, sub.Label.Name),
	}
}

// captionTile gives the tile's player its captions, if a person said that they are right: the world sees no others.
func (s *Server) captionTile(ctx context.Context, t *tile) error {
	captions, err := s.captionsOf(ctx, t.Clip)
	if captions.Confirmed() {
		t.Player.caption(captions)
	}
	return err
}

// pageClipGet shows one clip of the wall, by itself.
func (s *Server) pageClipGet(c *gin.Context) {
	locale := s.locale(c)
	campaign, _, ok := s.campaignOf(c, c.Param("slug"))
	if !ok {
		return
	}
	w, err := s.Store.WallClip(c.Request.Context(), belong.ID(c.Param("clip")))
	if err == nil && w.Post.CampaignID != campaign.ID {
		err = belong.ErrNotFound
	}
	if belong.KindOf(err) == belong.NotFound {
		s.render(c, http.StatusNotFound, "problem", locale, newClipGonePage(campaign, locale))
		return
	}
	if err != nil {
		s.oops(c, err)
		return
	}
	p := newClipPage(campaign, s.Address, w, locale)
	if err := s.captionTile(c.Request.Context(), &p.tile); err != nil {
		s.oops(c, err)
		return
	}
	s.render(c, http.StatusOK, "clip", locale, p)
}

func newClipPage(c belong.Campaign, address string, w belong.Showing, locale string) clipPage {
	t := newTile(c, w, locale)
	return clipPage{page: page{Here: t.Link, Campaign: headOf(c)}, tile: t, Address: address}
}

// newClipGonePage is for whoever follows a link to a clip that was taken down.
func newClipGonePage(c belong.Campaign, locale string) problemPage {
	words := web.Words(locale)
	return problemPage{
		page: page{Here: "/wall/" + c.Slug, Campaign: headOf(c)}, Title: words.T("clip.gone"), Sentence: words.T("clip.gone_more"),
		Link: "/wall/" + c.Slug, Action: words.T("clip.wall"),
	}
}
