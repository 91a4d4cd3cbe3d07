package httpd

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/posttext"
)

// wallPage shows what was posted so far, the newest large.
type wallPage struct {
	page
	dayView
	Address   string
	Cursor    string // names what the page shows; events tell of anything after it
	Before    bool   // the day has not begun
	Newest    *tile  // nil on the pages behind the first
	Tiles     []tile
	Next      *time.Time // when the next one is due; nil when nothing is, or everything is stopped
	Count     int        // how many there are, of those asked for
	Question  string     // what they answer, if only answers to one question were asked for
	Partner   string     // whom they came by, if only theirs were
	Sifted    bool       // not all were asked for
	Questions []wallChoice
	Partners  []wallChoice
	Choices   bool   // there is something to choose between
	Projector string // where one voice is shown at a time
	More      string // where the next ones are; empty behind the last
	Older     bool   // this is not the first page
}

// A wallChoice is a link to some of the clips.
type wallChoice struct {
	Link, Words string
	Count       int
	Chosen      bool
}

// A tile is a clip on the wall.
type tile struct {
	Clip                                    belong.ID
	Link, Name, TitleLine, Question, Poster string
	Player                                  *player
}

// newTile is all that the world learns of a clip. Whatever shows one, a page, a feed or a frame on another site, takes it
// from here, so that what is kept from the world is kept in one place.
func newTile(c belong.Campaign, w belong.Showing, locale string) tile {
	sub, clip := posttext.Public(c, w.Entry.Submission), w.Entry.Clip
	name := sub.Label.Name
	return tile{
		Clip: clip.ID, Link: wallPath(c.Slug) + "/" + string(clip.ID), Name: name, TitleLine: titleLine(sub.Label),
		Question: questionText(c, sub, locale), Poster: posterOf(clip), Player: newPlayer(clip, name),
	}
}

const (
	// wallSize is how many clips a page of the wall shows.
	wallSize = 37
	// partnerLeast is how many clips a partner has to have before the wall names it. Its key came with a link that anybody
	// could have written, and nobody looked at it.
	partnerLeast = 3
)

// A wallAsk is which part of a wall somebody wants to see.
type wallAsk struct {
	question, partner string
	before            belong.WallMark
}

func (a wallAsk) query(campaign belong.ID, limit int) belong.WallQuery {
	return belong.WallQuery{CampaignID: campaign, Question: a.question, Partner: a.partner, Before: a.before, Limit: limit}
}

// values are the part as an address names it.
func (a wallAsk) values() string {
	v := url.Values{}
	for key, value := range map[string]string{"question": a.question, "partner": a.partner, "before": a.before.String()} {
		if value != "" {
			v.Set(key, value)
		}
	}
	return v.Encode()
}

func wallPath(slug string) string { return "/wall/" + slug }

// wallLink is where a part of a wall, or of a page below it, is shown.
func wallLink(path string, a wallAsk) string {
	if v := a.values(); v != "" {
		return path + "?" + v
	}
	return path
}

// askOfWall reads which part is wanted. A question that the campaign does not ask is not found.
func askOfWall(c *gin.Context, campaign belong.Campaign) (wallAsk, error) {
	a := wallAsk{question: c.Query("question"), partner: c.Query("partner"), before: belong.ParseWallMark(c.Query("before"))}
	if _, known := campaign.Question(a.question); a.question != "" && !known {
		return a, belong.ErrNotFound
	}
	return a, nil
}

// A wallCase is what a page of the wall is made of.
type wallCase struct {
	campaign belong.Campaign
	day      dayView
	address  string
	ask      wallAsk
	tally    belong.WallTally // as it was before live was read, or older
	live     []belong.Showing // one more than a page shows where there are more
	next     *time.Time
}

func (s *Server) pageWallGet(c *gin.Context) {
	locale := s.locale(c)
	it, ok := s.wallOf(c, wallSize+1)
	if !ok {
		return
	}
	p := newWallPage(it, locale)
	if p.Newest != nil {
		if err := s.captionTile(c.Request.Context(), p.Newest); err != nil {
			s.oops(c, err)
			return
		}
	}
	s.render(c, http.StatusOK, "wall", locale, p)
}

// wallOf reads the part of a wall that is asked for; where that fails, it has answered the request.
func (s *Server) wallOf(c *gin.Context, limit int) (it wallCase, ok bool) {
	campaign, day, ok := s.campaignOf(c, c.Param("slug"))
	if !ok {
		return it, false
	}
	ask, err := askOfWall(c, campaign)
	it = wallCase{campaign: campaign, day: day, address: s.Address, ask: ask}
	if err == nil {
		err = s.readWall(c.Request.Context(), &it, limit)
	}
	if err != nil {
		s.oops(c, err)
		return it, false
	}
	return it, true
}

func (s *Server) readWall(ctx context.Context, it *wallCase, limit int) (err error) {
	if it.tally, err = s.walls.now(ctx, it.campaign.ID); err != nil {
		return err
	}
	if it.live, err = s.Store.Wall(ctx, it.ask.query(it.campaign.ID, limit)); err != nil || !it.campaign.On {
		return err
	}
	at, err := s.Store.WallNext(ctx, it.campaign.ID, it.day.Now)
	switch {
	case belong.KindOf(err) == belong.NotFound:
		return nil
	case err != nil:
		return err
	}
	it.next = &at
	return nil
}

func newWallPage(it wallCase, locale string) wallPage {
	c, here := it.campaign, wallPath(it.campaign.Slug)
	older := it.ask.before != (belong.WallMark{})
	p := wallPage{
		page: page{Here: here, Query: it.ask.values(), Campaign: headOf(c)}, dayView: it.day, Address: it.address,
		Cursor: it.tally.Cursor(), Before: it.day.Now.Before(it.day.From), Next: it.next, Older: older,
		Count: it.tally.Count(it.ask.question, it.ask.partner), Sifted: it.ask.question != "" || it.ask.partner != "",
		Question:  questionText(c, belong.Submission{Question: it.ask.question}, locale),
		Projector: wallLink(here+"/projector", wallAsk{question: it.ask.question, partner: it.ask.partner}),
	}
	p.Questions, p.Partners = wallChoices(it, locale)
	p.Choices = len(it.live) > 0 && (len(p.Questions) > 1 || len(p.Partners) > 1)
	for _, choice := range p.Partners {
		if choice.Chosen {
			p.Partner = choice.Words
		}
	}
	live := it.live
	if len(live) > wallSize {
		live = live[:wallSize]
		next := it.ask
		next.before = belong.MarkOf(live[wallSize-1])
		p.More = wallLink(here, next)
	}
	for i, w := range live {
		t := newTile(c, w, locale)
		if i == 0 && !older {
			p.Newest = &t
		} else {
			p.Tiles = append(p.Tiles, t)
		}
	}
	return p
}

// wallChoices are the questions and the partners that something on the wall answers and came by. Of what is chosen of the
// one, the other chooses further.
func wallChoices(it wallCase, locale string) (questions, partners []wallChoice) {
	here := wallPath(it.campaign.Slug)
	for _, q := range it.campaign.Questions {
		n := it.tally.Count(q.Key, it.ask.partner)
		if n > 0 || q.Key == it.ask.question {
			to := wallAsk{question: q.Key, partner: it.ask.partner}
			questions = append(questions, wallChoice{wallLink(here, to), q.Text.In(locale), n, q.Key == it.ask.question})
		}
	}
	seen := map[string]bool{"": true}
	for _, g := range it.tally.Groups {
		if seen[g.Partner] {
			continue
		}
		seen[g.Partner] = true
		if it.tally.Count("", g.Partner) >= partnerLeast {
			to := wallAsk{question: it.ask.question, partner: g.Partner}
			n := it.tally.Count(it.ask.question, g.Partner)
			partners = append(partners, wallChoice{wallLink(here, to), g.Partner, n, g.Partner == it.ask.partner})
		}
	}
	return questions, partners
}

// captionTile gives the tile's player its captions, if a person said that they are right: the world sees no others.
func (s *Server) captionTile(ctx context.Context, t *tile) error {
	captions, err := s.captionsOf(ctx, t.Clip)
	if captions.Confirmed() {
		t.Player.caption(captions)
	}
	return err
}
