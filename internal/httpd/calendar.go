package httpd

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/posttext"
)

// calendarGet is a member of staff's calendar: the posts of all campaigns, for whoever has its address. It tells of people
// only what the world will be told.
func (s *Server) calendarGet(c *gin.Context) {
	ctx := c.Request.Context()
	secret, isCalendar := strings.CutSuffix(c.Param("token"), ".ics")
	if !isCalendar {
		s.pageNotFound(c)
		return
	}
	if _, err := s.Auth.CalendarOf(ctx, secret); err != nil {
		s.oops(c, err)
		return
	}
	campaigns, err := s.Store.Campaigns(ctx)
	if err != nil {
		s.oops(c, err)
		return
	}
	var events []calendarEvent
	for _, campaign := range campaigns {
		posts, err := s.Store.Posts(ctx, belong.PostQuery{CampaignID: campaign.ID})
		if err != nil {
			s.oops(c, err)
			return
		}
		for _, w := range posts {
			events = append(events, newCalendarEvent(campaign, w, s.Address))
		}
	}
	c.Header("Content-Type", "text/calendar; charset=utf-8")
	c.Header("Cache-Control", "private, no-store")
	c.Header("X-Robots-Tag", "noindex")
	c.Status(http.StatusOK)
	if err := writeCalendar(c.Writer, events); err != nil {
		s.log.Warn("a calendar was not sent whole", "err", err)
		panic(http.ErrAbortHandler) // so that the calendar knows
	}
}

// A calendarEvent is a post in a calendar.
type calendarEvent struct {
	id                         string // stays the same, whatever becomes of the post
	at, changed                time.Time
	version                    int64
	status                     string
	summary, description, link string
}

// postMinute is how long a post is in a calendar.
const postMinute = "PT1M"

func newCalendarEvent(c belong.Campaign, w belong.Showing, address string) calendarEvent {
	host := "belong"
	if u, err := url.Parse(address); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	e := calendarEvent{
		id: string(w.Post.ID) + "@" + host, at: w.Post.SlotAt, changed: w.Post.UpdatedAt, version: w.Post.Version, status: "CONFIRMED",
		summary:     w.Channel.Name + ": " + posttext.PublicLabel(c, w.Entry.Submission).Name,
		description: c.Name + "\n" + postChip(w.Post.State).Words + "\n\n" + w.Post.Text,
		link:        address + "/staff/schedule?campaign=" + url.QueryEscape(c.Slug) + "&post=" + url.QueryEscape(string(w.Post.ID)),
	}
	switch w.Post.State {
	case belong.Canceled, belong.Removed, belong.Missed:
		e.status = "CANCELLED"
	case belong.PostFailed, belong.Unconfirmed:
		e.status = "TENTATIVE"
	case belong.Scheduled, belong.Staged, belong.Publishing, belong.Published:
	}
	return e
}

// writeCalendar writes iCalendar (RFC 5545).
func writeCalendar(to io.Writer, events []calendarEvent) error {
	b := bufio.NewWriter(to)
	line := func(name, value string) {
		_, _ = b.WriteString(folding(name+":"+value) + "\r\n") // Flush tells of what went wrong
	}
	line("BEGIN", "VCALENDAR")
	line("VERSION", "2.0")
	line("PRODID", "-//Belong//Schedule//EN")
	line("CALSCALE", "GREGORIAN")
	line("METHOD", "PUBLISH")
	line("X-WR-CALNAME", "Belong")
	line("REFRESH-INTERVAL;VALUE=DURATION", "PT15M")
	for _, e := range events {
		line("BEGIN", "VEVENT")
		line("UID", e.id)
		line("DTSTAMP", utc(e.changed))
		line("LAST-MODIFIED", utc(e.changed))
		line("SEQUENCE", fmt.Sprint(e.version))
		line("DTSTART", utc(e.at))
		line("DURATION", postMinute)
		line("STATUS", e.status)
		line("TRANSP", "TRANSPARENT")
		line("SUMMARY", escaped(e.summary))
		line("DESCRIPTION", escaped(e.description))
		line("URL", e.link)
		line("END", "VEVENT")
	}
	line("END", "VCALENDAR")
	return b.Flush()
}

func utc(t time.Time) string { return t.UTC().Format("20060102T150405Z") }

// escaped is a text as a value. What is no text, a control character, is left out.
func escaped(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7F {
			return -1
		}
		return r
	}, text)
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(text)
}

// longestLine is how many bytes a line may have.
const longestLine = 75

// folding breaks a line that is too long, between characters; what follows begins with a space.
func folding(line string) string {
	var b strings.Builder
	left := longestLine
	for _, r := range line {
		n := utf8.RuneLen(r)
		if n < 0 {
			continue
		}
		if n > left {
			b.WriteString("\r\n ")
			left = longestLine - 1
		}
		b.WriteRune(r)
		left -= n
	}
	return b.String()
}
