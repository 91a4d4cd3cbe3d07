package httpd

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/web"
)

// clipPage shows one clip, to be shared.
type clipPage struct {
	page
	tile
	Address      string
	Still, Video belong.Rendition // for those who show a link with what is behind it
	Embed        string           // the address of the page that other sites show in a frame
	EmbedCode    string           // the frame, as HTML to be copied
	Frame        frameSize
	Shares       []shareLink
	Feed         string
}

// A shareLink hands the clip's address on to a network, by a page of the network's own.
type shareLink struct{ Words, Link string }

// A frameSize is how large a frame shows the whole of a clip and the line below it, in pixels.
type frameSize struct{ Width, Height int }

// embedPage is a clip for a frame on another site.
type embedPage struct {
	page
	tile
	Address string
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
	p := clipPage{
		page: page{Here: t.Link, Campaign: headOf(c)}, tile: t, Address: address, Embed: address + "/embed/" + string(t.Clip),
		Frame: frameSize{640, 436}, Shares: shareLinks(c, t, address, web.Words(locale)), Feed: wallPath(c.Slug) + "/feed.atom",
	}
	p.Still, _ = w.Entry.Clip.Rendition(belong.PosterRendition)
	p.Video, _ = w.Entry.Clip.Rendition(belong.WebRendition)
	if p.Video.Height > p.Video.Width {
		p.Frame = frameSize{360, 716}
	}
	p.EmbedCode = fmt.Sprintf(`<iframe src="%s" width="%d" height="%d" title="%s" loading="lazy" allowfullscreen></iframe>`,
		html.EscapeString(p.Embed), p.Frame.Width, p.Frame.Height, html.EscapeString(t.Name+" · "+c.Name))
	return p
}

func shareLinks(c belong.Campaign, t tile, address string, words web.Language) []shareLink {
	link := address + t.Link
	text := fmt.Sprintf("%s · %s %s", t.Name, c.Name, c.Hashtag)
	to := func(page string, pairs ...string) string {
		v := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		return page + "?" + v.Encode()
	}
	// Mail programs take a plus for a plus.
	mail := strings.ReplaceAll(to("mailto:", "subject", t.Name+" · "+c.Name, "body", text+"\n\n"+link), "+", "%20")
	return []shareLink{
		{"X", to("https://x.com/intent/post", "text", text, "url", link)},
		{"Bluesky", to("https://bsky.app/intent/compose", "text", text+" "+link)},
		{"Facebook", to("https://www.facebook.com/sharer/sharer.php", "u", link)},
		{"WhatsApp", to("https://wa.me/", "text", text+" "+link)},
		{words.T("clip.mail"), mail},
	}
}

// newClipGonePage is for whoever follows a link to a clip that was taken down.
func newClipGonePage(c belong.Campaign, locale string) problemPage {
	words := web.Words(locale)
	return problemPage{
		page: page{Here: wallPath(c.Slug), Campaign: headOf(c)}, Title: words.T("clip.gone"), Sentence: words.T("clip.gone_more"),
		Link: wallPath(c.Slug), Action: words.T("clip.wall"),
	}
}

// pageEmbedGet shows one clip of a wall in a frame on whatever site. It neither reads nor sets a cookie, and runs no script.
func (s *Server) pageEmbedGet(c *gin.Context) {
	c.Header("Content-Security-Policy", s.policies.framed)
	locale := askedLocale(c, web.Preferred(c.GetHeader("Accept-Language")))
	p, err := s.embedOf(c.Request.Context(), belong.ID(c.Param("clip")), locale)
	status := http.StatusOK
	if belong.KindOf(err) == belong.NotFound {
		p, err, status = embedPage{page: page{Here: "/"}, Address: s.Address}, nil, http.StatusNotFound
	}
	if err != nil {
		c.AbortWithStatus(s.refusal(err).Status)
		return
	}
	s.render(c, status, "embed", locale, p)
}

func (s *Server) embedOf(ctx context.Context, clip belong.ID, locale string) (embedPage, error) {
	w, err := s.Store.WallClip(ctx, clip)
	if err != nil {
		return embedPage{}, err
	}
	campaign, err := s.Store.Campaign(ctx, w.Post.CampaignID)
	if err != nil {
		return embedPage{}, err
	}
	p := newEmbedPage(campaign, s.Address, w, locale)
	return p, s.captionTile(ctx, &p.tile)
}

func newEmbedPage(c belong.Campaign, address string, w belong.Showing, locale string) embedPage {
	t := newTile(c, w, locale)
	return embedPage{page: page{Here: t.Link, Campaign: headOf(c)}, tile: t, Address: address}
}
