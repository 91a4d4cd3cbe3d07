package httpd

import (
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/posttext"
)

// pageScheduleCSV gives all of a campaign's posts as a table.
func (s *Server) pageScheduleCSV(c *gin.Context) {
	base, ok := s.staffPage(c, "schedule")
	if !ok {
		return
	}
	posts, err := s.Store.Posts(c.Request.Context(), belong.PostQuery{CampaignID: base.campaign.ID})
	if err != nil {
		s.oops(c, err)
		return
	}
	c.Header("Content-Type", "text/csv; charset=utf-8")
	c.Header("Content-Disposition", fmt.Sprintf("attachment; filename=%q", base.campaign.Slug+".csv"))
	c.Header("Cache-Control", "no-store")
	c.Status(http.StatusOK)
	if err := writeCSV(c.Writer, base.campaign, base.zone, posts); err != nil {
		s.log.Warn("a table was not sent whole", "err", err)
		panic(http.ErrAbortHandler) // so that the browser knows
	}
}

var csvColumns = []string{
	"date", "time", "zone", "at_utc", "channel", "network", "name", "job_title", "organization", "question", "state", "pinned", "text", "length",
	"limit", "dollars", "description", "link", "published_at_utc", "problem", "network_said", "post", "submission", "clip",
}

// byteOrderMark tells spreadsheets that a table is UTF-8.
const byteOrderMark = "\uFEFF"

func writeCSV(to io.Writer, c belong.Campaign, zone *time.Location, posts []belong.Showing) error {
	if _, err := io.WriteString(to, byteOrderMark); err != nil {
		return fmt.Errorf("csv: %w", err)
	}
	w := csv.NewWriter(to)
	w.UseCRLF = true
	if err := w.Write(csvColumns); err != nil {
		return fmt.Errorf("csv: %w", err)
	}
	for _, p := range posts {
		row := csvRow(c, zone, p)
		for i := range row {
			row[i] = inert(row[i])
		}
		if err := w.Write(row); err != nil {
			return fmt.Errorf("csv: %w", err)
		}
	}
	w.Flush()
	return w.Error()
}

func csvRow(c belong.Campaign, zone *time.Location, w belong.Showing) []string {
	post, sub := w.Post, w.Entry.Submission
	at := post.SlotAt.In(zone)
	published := ""
	if !post.PublishedAt.IsZero() {
		published = post.PublishedAt.UTC().Format(time.RFC3339)
	}
	return []string{
		at.Format(time.DateOnly), at.Format(time.TimeOnly), at.Format("MST"), post.SlotAt.UTC().Format(time.RFC3339), w.Channel.Name, w.Channel.Kind.Words(),
		nameOf(sub), sub.Label.Title, sub.Label.Organization, questionText(c, sub, staffLocale), string(post.State), strconv.FormatBool(post.Pinned), post.Text,
		strconv.Itoa(posttext.Length(w.Channel.Kind, post.Text)), strconv.Itoa(posttext.Limit(w.Channel)),
		strings.TrimPrefix(posttext.Cost(w.Channel.Kind, post.Text).String(), "$"), posttext.Alt(c, sub), post.Link, published, post.Problem, post.Said,
		string(post.ID), string(post.SubmissionID), string(post.ClipID),
	}
}

// inert is a cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe in front, which they don't
// show. White space before it doesn't hide it.
func inert(cell string) string {
	begin := strings.TrimLeftFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) })
	if begin != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(begin)[0]) || cell != begin && begin != "" {
		return "'" + cell
	}
	return cell
}
