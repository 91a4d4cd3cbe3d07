package httpd

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

const (
	// eventBeat is how often a silent stream says that it is there, so that nothing in between closes it.
	eventBeat = 20 * time.Second
	// eventPatience is how long a write may take: a phone that is gone does not keep its place.
	eventPatience = 10 * time.Second
	// eventLife ends a stream after a while, since one whose phone is gone may look alive for long. Browsers come back at once.
	eventLife = 15 * time.Minute
)

// wallEventsGet tells, as server-sent events, that something on the wall came, changed or went. The id of an event is a
// cursor (belong.WallTally): who comes back with it, as Last-Event-ID or as since, is told what they missed. What is new is
// on the page; the event only says that it is time to look, and how many clips are there.
func (s *Server) wallEventsGet(c *gin.Context) {
	campaign, err := s.Store.CampaignBySlug(c.Request.Context(), c.Param("slug"))
	if err != nil {
		s.fail(c, err)
		return
	}
	known := c.GetHeader("Last-Event-ID")
	if known == "" {
		known = c.Query("since")
	}
	listener, leave, err := s.walls.join(campaign.ID, visitorOf(c), known)
	if err != nil {
		c.Header("Retry-After", "60")
		s.fail(c, err)
		return
	}
	defer leave()
	c.Header("Content-Type", "text/event-stream; charset=utf-8")
	c.Header("Cache-Control", "no-store")
	c.Header("X-Accel-Buffering", "no") // a proxy passes each event on as it comes
	c.Header("Connection", "close")     // its deadline is not one for what may come after
	c.Status(http.StatusOK)
	s.streamWall(c, listener)
}

// streamWall writes events until the listener is gone, or the stream's time is up.
func (s *Server) streamWall(c *gin.Context, l *wallListener) {
	out := eventStream{c.Writer, http.NewResponseController(c.Writer)}
	beat, life := time.NewTicker(eventBeat), time.NewTimer(eventLife)
	defer beat.Stop()
	defer life.Stop()
	// After a restart, not all come back in the same moment.
	err := out.write("retry: %d\n: hello\n\n", 2000+rand.IntN(6000)) //nolint:gosec // nobody gains by guessing it
	for err == nil {
		select {
		case now := <-l.News:
			err = out.write("id: %s\nevent: wall\ndata: %d\n\n", now.Cursor(), now.Count("", ""))
		case <-beat.C:
			err = out.write(": here\n\n")
		case <-life.C:
			return
		case <-l.Gone:
			return
		case <-s.walls.ended:
			return
		case <-c.Request.Context().Done():
			return
		}
	}
}

// An eventStream writes to a browser that listens.
type eventStream struct {
	http.ResponseWriter
	control *http.ResponseController
}

func (s eventStream) write(format string, args ...any) error {
	if err := s.control.SetWriteDeadline(time.Now().Add(eventPatience)); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(s, format, args...); err != nil {
		return err
	}
	return s.control.Flush()
}
