package httpd

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// projectorPage shows one voice after the other on a whole screen.
type projectorPage struct {
	page
	dayView
	Cursor string
	Voices []tile // the newest first
	Next   *time.Time
	Wall   string // where all of them are
}

// projectorSize is how many voices a projector goes through, the newest, before it begins again: two hours and a half.
const projectorSize = 300

func (s *Server) pageProjectorGet(c *gin.Context) {
	locale := s.locale(c)
	it, ok := s.wallOf(c, projectorSize)
	if !ok {
		return
	}
	p := newProjectorPage(it, locale)
	captions, err := s.Store.WallCaptions(c.Request.Context(), it.campaign.ID)
	if err != nil {
		s.oops(c, err)
		return
	}
	for _, t := range p.Voices {
		if in, confirmed := captions[t.Clip]; confirmed {
			t.Player.Track = newTrack(t.Clip, in)
		}
	}
	s.render(c, http.StatusOK, "projector", locale, p)
}

// newProjectorPage leaves out what can't be played.
func newProjectorPage(it wallCase, locale string) projectorPage {
	here := wallPath(it.campaign.Slug)
	p := projectorPage{
		page: page{Here: here + "/projector", Query: it.ask.values(), Campaign: headOf(it.campaign)}, dayView: it.day,
		Cursor: it.tally.Cursor(), Next: it.next, Wall: wallLink(here, wallAsk{question: it.ask.question, partner: it.ask.partner}),
	}
	for _, w := range it.live {
		if t := newTile(it.campaign, w, locale); t.Player != nil {
			p.Voices = append(p.Voices, t)
		}
	}
	return p
}
