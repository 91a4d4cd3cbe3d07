package httpd

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/schedule"
	"github.com/belonginstem/belong/web"
)

// changed goes back to the plan, or to the live page, after a change, or shows what is wrong with it.
func (s *Server) changed(c *gin.Context, err error, done string, ask scheduleAsk, fields ...string) {
	back, show := "/staff/schedule", s.showSchedule
	if c.PostForm("back") == "live" {
		back, show = "/staff/live", s.showLive
	}
	if err == nil {
		see(c, back, "campaign", c.PostForm("campaign"), "date", c.PostForm("date"), "hour", c.PostForm("hour"), "q", c.PostForm("q"),
			"post", c.PostForm("post"), "done", done)
		return
	}
	switch kind := belong.KindOf(err); kind {
	case belong.Invalid, belong.Conflict, belong.Unavailable:
		ask.mistakes.refused(err, web.Words(staffLocale), fields...)
		show(c, statusOf(kind), ask)
	default:
		s.oops(c, err)
	}
}

// pagePlacePost fills in the plan, or spreads it anew.
func (s *Server) pagePlacePost(c *gin.Context) {
	user, err := s.staff(c.Request.Context(), belong.Scheduler)
	place, done := s.Schedule.Place, "placed"
	if c.PostForm("anew") == "true" {
		place, done = s.Schedule.PlaceAnew, "anew"
	}
	if err == nil {
		_, err = place(c.Request.Context(), staffActor(user), c.PostForm("campaign"))
	}
	s.changed(c, err, done, scheduleAsk{})
}

// pageSwitchPost lets posts go out, or stops everything.
func (s *Server) pageSwitchPost(c *gin.Context) {
	user, err := s.staff(c.Request.Context(), belong.Scheduler)
	on, done := c.PostForm("on") == "true", "off"
	if on {
		done = "on"
	}
	if err == nil {
		err = s.Schedule.SetSwitch(c.Request.Context(), staffActor(user), c.PostForm("campaign"), on)
	}
	s.changed(c, err, done, scheduleAsk{})
}

// pageDayPost changes when posts go out.
func (s *Server) pageDayPost(c *gin.Context) {
	day := belong.Day{Date: c.PostForm("post_day"), From: c.PostForm("from"), To: c.PostForm("to"), Zone: c.PostForm("zone")}
	days := 0
	if typed := strings.TrimSpace(c.PostForm("days")); typed != "" {
		var err error
		if days, err = strconv.Atoi(typed); err != nil || days == 0 {
			days = -1 // which is refused, where zero would change nothing
		}
	}
	user, err := s.staff(c.Request.Context(), belong.Scheduler)
	done := "day"
	if err == nil {
		change := schedule.Change{PostDay: day.Date, Window: day.From + "-" + day.To, Zone: day.Zone, Days: days}
		var warning string
		_, warning, err = s.Schedule.SetDay(c.Request.Context(), staffActor(user), c.PostForm("campaign"), change)
		if warning != "" {
			done = "moved"
		}
	}
	s.changed(c, err, done, scheduleAsk{day: &day, days: days}, "post_day", "window", "zone", "days")
}

// pagePostPost does one thing to one post.
func (s *Server) pagePostPost(c *gin.Context) {
	ctx, id, verb := c.Request.Context(), belong.ID(c.Param("id")), c.Param("verb")
	user, err := s.staff(ctx, belong.Scheduler)
	if err == nil {
		err = s.byHand(ctx, user, id, verb, c.PostForm("link"))
	}
	s.changed(c, err, verb, scheduleAsk{})
}

// pageStaffGet goes to where a member of staff works.
func (s *Server) pageStaffGet(c *gin.Context) {
	user, err := s.staff(c.Request.Context())
	switch {
	case err != nil:
		s.oops(c, err)
	case user.Role == belong.Scheduler:
		c.Redirect(http.StatusFound, "/staff/schedule")
	default:
		c.Redirect(http.StatusFound, "/staff/review")
	}
}
