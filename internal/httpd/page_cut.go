package httpd

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/web"
)

// A trimView is where one chooses the part of a video that is used.
type trimView struct {
	Action  string    // where the form goes
	Clip    belong.ID // that is looked at
	Tab     string    // of the desk that the form stands on; empty for its owner
	From    string    // as it is offered, or as it was typed
	To      string
	Seconds float64 // of the clip
	Limit   float64 // what the campaign shows, in seconds
	Most    string  // the same, for people
	Strip   *strip
	Open    bool
	Cut     bool // it is a part already, and can be whole again
	Asks    bool // a guardian has to agree to the new one
	Errors  map[string]string

	ScriptWords string // JSON
}

// A partForm is what somebody typed to say which part they want.
type partForm struct{ From, To string }

// newTrimView is nil where there is nothing to choose from.
func newTrimView(e belong.Entry, c belong.Campaign, action string, typed *partForm, m mistakes, words web.Language) *trimView {
	clip := e.Clip
	if !e.Submission.MayBeCut() || !clip.Ready || clip.OriginalKey == "" || newPlayer(clip, "") == nil {
		return nil
	}
	v := &trimView{
		Action: action, Clip: clip.ID, From: web.Tenths(0), To: web.Tenths(min(clip.Length, c.Limits.Length)),
		Seconds: clip.Length.Seconds(), Limit: c.Limits.Length.Seconds(), Most: web.Length(c.Limits.Length),
		Strip: newStrip(clip), Open: clip.Length > c.Limits.Length, Cut: !clip.Whole(), Asks: e.Submission.Minor, Errors: m.Errors, ScriptWords: scriptWords(words, "script.part_"),
	}
	if typed != nil {
		v.From, v.To, v.Open = typed.From, typed.To, true
	}
	return v
}

// stripCells is how many stills a storyboard has.
const stripCells = 12

// A strip is a storyboard: stills from the beginning to the end, side by side.
type strip struct {
	Source string
	Tall   bool // the stills are narrower than the cells that they are shown in
	Cells  []cell
}

// A cell is where a still of a strip begins.
type cell struct {
	Name    string
	Seconds float64
}

// newStrip is nil where there is no storyboard.
func newStrip(clip belong.Clip) *strip {
	r, ok := clip.Rendition(belong.StoryboardRendition)
	if !ok || clip.Length <= 0 {
		return nil
	}
	s := &strip{Source: mediaPath(clip.ID, r.Kind), Tall: r.Width*16 < r.Height*9*stripCells}
	name := web.Length
	if clip.Length < 2*stripCells*time.Second {
		name = web.Tenths // else two cells bear the same name
	}
	for i := range stripCells {
		at := clip.Length * time.Duration(i) / stripCells
		s.Cells = append(s.Cells, cell{name(at), at.Seconds()})
	}
	return s
}

// pageStatusCutPost uses the part that the owner chose.
func (s *Server) pageStatusCutPost(c *gin.Context) {
	id, ok := s.ownerID(c)
	if !ok {
		return
	}
	locale := s.locale(c)
	typed, m := s.cutByForm(c, id, belong.Actor{Kind: belong.Submitter, ID: id}, web.Words(locale))
	switch {
	case m.any():
		s.showStatus(c, id, http.StatusUnprocessableEntity, locale, statusAsk{mistakes: m, part: typed})
	case !c.IsAborted():
		see(c, "/s/"+string(id), "done", "cut")
	}
}

// pageReviewCutPost uses the part that a moderator chose.
func (s *Server) pageReviewCutPost(c *gin.Context) {
	ask := askReview(c)
	user, err := s.staff(c.Request.Context(), belong.Moderator)
	if err != nil {
		s.oops(c, err)
		return
	}
	ask.part, ask.mistakes = s.cutByForm(c, ask.id, belong.Actor{Kind: belong.Staff, ID: user.ID}, web.Words(staffLocale))
	switch {
	case ask.mistakes.any():
		s.showReview(c, http.StatusUnprocessableEntity, ask)
	case !c.IsAborted():
		c.Redirect(http.StatusSeeOther, reviewPath(ask.id, "state", ask.tab))
	}
}

// cutByForm does what a form of the trim piece asks for. What is no mistake of whoever sent it, it answers itself.
func (s *Server) cutByForm(c *gin.Context, id belong.ID, by belong.Actor, words web.Language) (*partForm, mistakes) {
	typed := &partForm{strings.TrimSpace(c.PostForm("from")), strings.TrimSpace(c.PostForm("to"))}
	var m mistakes
	var part belong.Cut
	if c.PostForm("whole") != "" {
		typed = nil
	} else {
		part = typed.read(words, &m)
	}
	if m.any() {
		return typed, m
	}
	err := s.Intake.Cut(c.Request.Context(), id, by, belong.ID(c.PostForm("clip")), part)
	if err != nil && !m.refused(err, words, "from", "to") {
		s.oops(c, err)
	}
	return typed, m
}

// read is the part that was typed.
func (f partForm) read(words web.Language, m *mistakes) belong.Cut {
	from, ok := parseMoment(f.From)
	if !ok {
		m.add("from", words.T("trim.need_time"))
	}
	to, ok := parseMoment(f.To)
	if !ok {
		m.add("to", words.T("trim.need_time"))
	}
	if to == 0 && !m.any() { // else it is the part that stands for the whole
		m.add("to", words.T("trim.need_end"))
	}
	return belong.Cut{From: from, To: to}
}

// latestMoment is later than any in a clip.
const latestMoment = 24 * time.Hour

// parseMoment reads a moment in a clip as people write it: "9.5" or "9,5" seconds, or "0:09.5".
func parseMoment(s string) (time.Duration, bool) {
	minutes, seconds, both := strings.Cut(strings.ReplaceAll(s, ",", "."), ":")
	if !both {
		minutes, seconds = "0", minutes
	}
	m, err := strconv.ParseUint(minutes, 10, 16)
	if err != nil {
		return 0, false
	}
	n, err := strconv.ParseFloat(seconds, 64)
	if err != nil || !(n >= 0 && n <= latestMoment.Seconds()) {
		return 0, false
	}
	return time.Duration(m)*time.Minute + inSeconds(n), true
}

// inSeconds is so many seconds, to the millisecond.
func inSeconds(n float64) time.Duration { return time.Duration(math.Round(n*1000)) * time.Millisecond }
