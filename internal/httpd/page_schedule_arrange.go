package httpd

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
)

// arranged goes back to the board after a change to a post, which stays open, or shows what is wrong with it. also is what the
// board needs to take the change back.
func (s *Server) arranged(c *gin.Context, err error, done string, also url.Values, ask scheduleAsk, fields ...string) {
	ask.board.post = belong.ID(c.Param("id"))
	if err != nil {
		s.changed(c, err, done, ask, fields...)
		return
	}
	values := url.Values{"campaign": {c.PostForm("campaign")}, "q": {c.PostForm("q")}, "post": {c.Param("id")}, "done": {done}}
	for name, list := range also {
		values[name] = list
	}
	for name := range values {
		if values.Get(name) == "" {
			values.Del(name)
		}
	}
	c.Redirect(http.StatusSeeOther, "/staff/schedule?"+values.Encode()+"#card-"+url.PathEscape(c.Param("id")))
}

// pageMovePost gives a post another slot. A person names it by date and time in the campaign's zone; a script, and who takes a
// move back, name the moment.
func (s *Server) pageMovePost(c *gin.Context) {
	ctx := c.Request.Context()
	user, err := s.staff(ctx, belong.Scheduler)
	if err != nil {
		s.oops(c, err)
		return
	}
	at, err := s.readMoment(ctx, c.PostForm("campaign"), c.PostForm("at"), c.PostForm("to_date"), c.PostForm("to_time"))
	var before belong.Post
	if err == nil {
		before, err = s.Schedule.MovePost(ctx, staffActor(user), belong.ID(c.Param("id")), at)
	}
	if err == nil {
		err = s.unpin(ctx, user, c.PostFormArray("unpin"))
	}
	also := url.Values{}
	if also.Set("was", before.SlotAt.UTC().Format(time.RFC3339)); !before.Pinned {
		also.Add("unpin", string(before.ID))
	}
	s.arranged(c, err, "slot", also, scheduleAsk{}, "at")
}

// readMoment is a moment that was named as such, or as a date and a time of day in the campaign's zone.
func (s *Server) readMoment(ctx context.Context, slug, moment, date, clock string) (time.Time, error) {
	if moment != "" {
		at, err := time.Parse(time.RFC3339, moment)
		if err != nil {
			return at, belong.Refuse(belong.Invalid, "at", "%q is no time.", moment).In("at")
		}
		return at, nil
	}
	campaign, err := s.Store.CampaignBySlug(ctx, slug)
	if err != nil {
		return time.Time{}, err
	}
	zone, err := time.LoadLocation(campaign.Day.Zone)
	if err != nil {
		return time.Time{}, err
	}
	if clock == "24:00" {
		return time.Time{}, belong.Refuse(belong.Invalid, "at", "Name the midnight as 0:00 of the next day.").In("at")
	}
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02 15:04:05"} {
		if at, err := time.ParseInLocation(layout, date+" "+clock, zone); err == nil {
			return at, nil
		}
	}
	return time.Time{}, belong.Refuse(belong.Invalid, "at", "%q is no date and time of day. Write them as 2027-11-08 and 09:40.", date+" "+clock).In("at")
}

// unpin lets placing move posts again that were not pinned before a change that was taken back.
func (s *Server) unpin(ctx context.Context, user belong.User, posts []string) error {
	for _, id := range posts {
		if _, err := s.Schedule.Pin(ctx, staffActor(user), belong.ID(id), false); err != nil {
			return err
		}
	}
	return nil
}

// pagePinPost pins a post to its slot, or lets it go.
func (s *Server) pagePinPost(c *gin.Context) {
	user, err := s.staff(c.Request.Context(), belong.Scheduler)
	pinned, done := c.PostForm("pinned") == "true", "unpin"
	if pinned {
		done = "pin"
	}
	if err == nil {
		_, err = s.Schedule.Pin(c.Request.Context(), staffActor(user), belong.ID(c.Param("id")), pinned)
	}
	s.arranged(c, err, done, nil, scheduleAsk{})
}

// pageSwapPost lets two posts change places.
func (s *Server) pageSwapPost(c *gin.Context) {
	ctx, with := c.Request.Context(), belong.ID(c.PostForm("with"))
	user, err := s.staff(ctx, belong.Scheduler)
	var before [2]belong.Post
	if err == nil && with == "" {
		err = belong.Refuse(belong.Invalid, "swap", "Choose the post to change places with.").In("with")
	}
	if err == nil {
		before, err = s.Schedule.Swap(ctx, staffActor(user), belong.ID(c.Param("id")), with)
	}
	if err == nil {
		err = s.unpin(ctx, user, c.PostFormArray("unpin"))
	}
	also := url.Values{"with": {string(with)}}
	for _, p := range before {
		if !p.Pinned {
			also.Add("unpin", string(p.ID))
		}
	}
	s.arranged(c, err, "swap", also, scheduleAsk{}, "with")
}

// pageTextPost gives a post the words that a person wrote, or the campaign's own again.
func (s *Server) pageTextPost(c *gin.Context) {
	user, err := s.staff(c.Request.Context(), belong.Scheduler)
	text, done, also := strings.ReplaceAll(c.PostForm("text"), "\r\n", "\n"), "text", url.Values{}
	ask := scheduleAsk{text: &text}
	switch {
	case err != nil:
	case c.PostForm("own") != "":
		done, ask = "own_text", scheduleAsk{}
		_, err = s.Schedule.SetText(c.Request.Context(), staffActor(user), belong.ID(c.Param("id")), "")
	case strings.TrimSpace(text) == "":
		err = belong.Refuse(belong.Invalid, "text_empty", "A post has a text. Write one, or go back to the campaign's.").In("text")
	default:
		var before belong.Post
		if before, err = s.Schedule.SetText(c.Request.Context(), staffActor(user), belong.ID(c.Param("id")), text); !before.Written {
			also.Set("own", "true")
		}
	}
	s.arranged(c, err, done, also, ask, "text")
}

// pageOrderPost makes a post's video the first of the day on every channel, or the last, or neither.
func (s *Server) pageOrderPost(c *gin.Context) {
	ctx, as := c.Request.Context(), c.PostForm("as")
	user, err := s.staff(ctx, belong.Scheduler)
	var w belong.Showing
	if err == nil {
		w, err = s.Store.Showing(ctx, belong.ID(c.Param("id")))
	}
	if err == nil {
		_, _, err = s.Schedule.SetPosting(ctx, staffActor(user), c.PostForm("campaign"), func(r *belong.PostRules) { reorder(r, w.Post.SubmissionID, as) })
	}
	if as != "first" && as != "last" {
		as = "anywhere"
	}
	s.arranged(c, err, as, nil, scheduleAsk{})
}

func reorder(r *belong.PostRules, submission belong.ID, as string) {
	for _, place := range []*belong.ID{&r.Opener, &r.Finale} {
		if *place == submission {
			*place = ""
		}
	}
	switch as {
	case "first":
		r.Opener = submission
	case "last":
		r.Finale = submission
	}
}

// pagePausePost adds a time in which nothing goes out.
func (s *Server) pagePausePost(c *gin.Context) {
	ctx, slug := c.Request.Context(), c.PostForm("campaign")
	form := pauseForm{Date: c.PostForm("pause_date"), From: c.PostForm("pause_from"), To: c.PostForm("pause_to"), Reason: strings.TrimSpace(c.PostForm("reason"))}
	user, err := s.staff(ctx, belong.Scheduler)
	if err != nil {
		s.oops(c, err)
		return
	}
	pause := belong.Blackout{Reason: form.Reason}
	if pause.From, err = s.readMoment(ctx, slug, "", form.Date, form.From); err == nil {
		pause.To, err = s.readMoment(ctx, slug, "", form.Date, form.To)
	}
	if err == nil {
		_, _, err = s.Schedule.SetPosting(ctx, staffActor(user), slug, func(r *belong.PostRules) { r.Blackouts = append(r.Blackouts, pause) })
	}
	s.changed(c, err, "pause", scheduleAsk{pause: &form})
}

// pageUnpausePost takes a pause away: all that begin at that moment.
func (s *Server) pageUnpausePost(c *gin.Context) {
	user, err := s.staff(c.Request.Context(), belong.Scheduler)
	if err == nil {
		_, _, err = s.Schedule.SetPosting(c.Request.Context(), staffActor(user), c.PostForm("campaign"), func(r *belong.PostRules) {
			var left []belong.Blackout
			for _, b := range r.Blackouts {
				if b.From.UTC().Format(time.RFC3339) != c.PostForm("at") {
					left = append(left, b)
				}
			}
			r.Blackouts = left
		})
	}
	s.changed(c, err, "unpause", scheduleAsk{})
}

// pageMeasurePost tells how long a text is on a post's network, while somebody writes it.
func (s *Server) pageMeasurePost(c *gin.Context) {
	ctx := c.Request.Context()
	if _, err := s.staff(ctx); err != nil {
		s.fail(c, err)
		return
	}
	w, err := s.Store.Showing(ctx, belong.ID(c.Param("id")))
	if err != nil {
		s.fail(c, err)
		return
	}
	text := strings.TrimSpace(strings.ReplaceAll(c.PostForm("text"), "\r\n", "\n"))
	campaign, err := s.Store.Campaign(ctx, w.Post.CampaignID)
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Header("Cache-Control", "no-store")
	c.JSON(http.StatusOK, measured{newCountView(w.Channel, text), newPreviewView(campaign, w, text).Runs})
}

// measured is how long a text is, and how the network shows it.
type measured struct {
	countView
	Runs []run `json:"runs"`
}
