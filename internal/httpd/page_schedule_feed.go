package httpd

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// pageFeedPost gives a member of staff the address of their calendar, once; the one before ends. Or it ends without another.
func (s *Server) pageFeedPost(c *gin.Context) {
	ctx := c.Request.Context()
	user, err := s.staff(ctx)
	if err != nil {
		s.oops(c, err)
		return
	}
	if c.PostForm("stop") != "" {
		s.changed(c, s.Auth.DropCalendar(ctx, user), "feed_off", scheduleAsk{})
		return
	}
	secret, err := s.Auth.NewCalendar(ctx, user)
	if err != nil {
		s.oops(c, err)
		return
	}
	s.showSchedule(c, http.StatusOK, scheduleAsk{feed: s.Address + "/calendar/" + secret + ".ics"})
}
