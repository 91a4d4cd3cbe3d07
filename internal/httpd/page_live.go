package httpd

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/web"
)

// livePage is the day while it happens: what needs a person, what goes out now, what is next, and what is done.
type livePage struct {
	staffPage
	mistakes
	Clock       string // in the campaign's zone, which it names
	On          bool
	MayChange   bool
	SwitchWords string
	Sums        []sum
	Troubles    []troubleView
	Lists       []liveList
	Flash       string
}

// A troubleView is a channel that does not do as it should.
type troubleView struct{ Channel, Words, Said, Until string }

// A liveList is some of the day's posts. More is how many there are beyond those that are shown.
type liveList struct {
	ID, Title, Empty string
	Slots            []slotView
	More             int
	Alert            bool
}

// How many posts a list shows. What needs a person is shown as far as a page can hold it.
const (
	liveMost  = 12
	needsMost = 100
)

func (s *Server) pageLiveGet(c *gin.Context) {
	s.showLive(c, http.StatusOK, scheduleAsk{flash: doneWords[c.Query("done")]})
}

func (s *Server) showLive(c *gin.Context, status int, ask scheduleAsk) {
	base, ok := s.staffPage(c, "live")
	if !ok {
		return
	}
	ctx := c.Request.Context()
	day, err := newDayView(base.campaign, s.Now())
	if err != nil {
		s.oops(c, err)
		return
	}
	channels, err := s.Store.Channels(ctx, base.campaign.ID)
	if err != nil {
		s.oops(c, err)
		return
	}
	posts, err := s.Store.Posts(ctx, belong.PostQuery{CampaignID: base.campaign.ID})
	if err != nil {
		s.oops(c, err)
		return
	}
	ask.flash = doneSaid(ask.flash, base.campaign.On)
	user := callerOf(ctx).user
	s.render(c, status, "live", staffLocale, newLivePage(base, day, channels, posts, ask, user.Role.May(belong.Scheduler)))
}

func newLivePage(base staffPage, d dayView, channels []belong.Channel, posts []belong.Showing, ask scheduleAsk, may bool) livePage {
	words := web.Words(staffLocale)
	p := livePage{
		staffPage: base, mistakes: ask.mistakes, Clock: words.Clock(d.Now, d.Zone), On: base.campaign.On, MayChange: may, SwitchWords: switchWords(posts, d.Now), Flash: ask.flash,
	}
	for _, ch := range channels {
		if t, ok := troubleOf(ch, d); ok {
			p.Troubles = append(p.Troubles, t)
		}
	}
	var problems, now, next, done []belong.Showing
	for _, w := range posts {
		switch {
		case needsPerson(w.Post):
			problems = append(problems, w)
		case w.Post.State == belong.Published:
			done = append(done, w)
		case w.Post.State == belong.Publishing, w.Post.State.Waits() && !w.Post.SlotAt.After(d.Now):
			now = append(now, w)
		case w.Post.State.Waits():
			next = append(next, w)
		}
	}
	slices.SortStableFunc(done, func(a, b belong.Showing) int { return b.Post.PublishedAt.Compare(a.Post.PublishedAt) })
	p.Sums = []sum{{"Need you", toneOf("bad", len(problems)), len(problems)}, {"Going out", "", len(now)}, {"To come", "", len(next)}, {"Published", toneOf("good", len(done)), len(done)}}
	p.Lists = []liveList{
		newLiveList("needs", "Needs you", "Nothing needs you.", problems, d, needsMost),
		newLiveList("now", "Now", "Nothing goes out at this moment.", now, d, liveMost),
		newLiveList("next", "Next", "Nothing is left in the plan.", next, d, liveMost),
		newLiveList("done", "Done", "Nothing is published yet.", done, d, liveMost),
	}
	p.Lists[0].Alert = len(problems) > 0
	return p
}

func toneOf(tone string, n int) string {
	if n == 0 {
		return ""
	}
	return tone
}

// needsPerson tells whether nothing more becomes of a post until somebody sees to it.
func needsPerson(p belong.Post) bool {
	return p.State == belong.PostFailed || p.State == belong.Missed || p.State == belong.Unconfirmed || p.State == belong.Published && p.Problem != ""
}

func newLiveList(id, title, empty string, posts []belong.Showing, d dayView, most int) liveList {
	l := liveList{ID: id, Title: title, Empty: empty, More: max(0, len(posts)-most)}
	for _, w := range posts[:min(len(posts), most)] {
		v := newSlotView(w, d)
		v.Channel = channelWords(w.Channel)
		l.Slots = append(l.Slots, v)
	}
	return l
}

func troubleOf(ch belong.Channel, d dayView) (t troubleView, ok bool) {
	rests := ch.Health.PausedUntil.After(d.Now)
	t = troubleView{Channel: channelWords(ch), Words: ch.Health.Trouble, Said: ch.Health.Said}
	if rests {
		t.Until = web.Words(staffLocale).Clock(ch.Health.PausedUntil, d.Zone)
		if t.Words == "" {
			t.Words = fmt.Sprintf("%s allows only so many posts in a while.", ch.Kind.Words())
		}
	}
	return t, rests || ch.Health.Disconnected || ch.Health.Trouble != ""
}

// channelWords are a channel's name, and its network where the name does not tell that.
func channelWords(ch belong.Channel) string {
	if tellsNetwork(ch) {
		return ch.Name
	}
	return ch.Kind.Words() + ", " + ch.Name
}

func tellsNetwork(ch belong.Channel) bool {
	return slices.Contains(strings.Fields(ch.Name), ch.Kind.Words())
}

// moment is when a post went out, and how late that was where it matters.
func moment(p belong.Post, zone *time.Location) string {
	words := web.Words(staffLocale)
	at := words.Clock(p.PublishedAt, zone)
	if late := p.PublishedAt.Sub(p.SlotAt); late > time.Minute {
		return fmt.Sprintf("%s, %s late", at, late.Round(time.Minute))
	}
	return at
}
