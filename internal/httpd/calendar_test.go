package httpd

import (
	"bytes"
	"encoding/csv"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/belonginstem/belong/internal/belong"
)

// raw is what a server answers, as it came.
func (v *visitor) raw(path string) (string, http.Header) {
	v.site.t.Helper()
	r, err := http.NewRequestWithContext(v.site.t.Context(), http.MethodGet, v.site.Address+path, nil)
	v.site.must(err)
	answer, err := v.client.Do(r)
	v.site.must(err)
	defer answer.Body.Close() //nolint:errcheck // it was read
	b, err := io.ReadAll(answer.Body)
	v.site.must(err)
	if answer.StatusCode != http.StatusOK {
		v.site.t.Fatalf("%s: status %d", path, answer.StatusCode)
	}
	return string(b), answer.Header
}

// eventsOf reads iCalendar as RFC 5545 has it: unfolded, unescaped, by property.
func eventsOf(t *testing.T, calendar string) []map[string]string {
	t.Helper()
	if !strings.HasPrefix(calendar, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") || !strings.HasSuffix(calendar, "END:VCALENDAR\r\n") {
		t.Fatalf("this is no calendar:\n%s", calendar)
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(calendar, "\r\n"), "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") {
			t.Errorf("a line of %d bytes: %q", len(line), line)
		}
	}
	var events []map[string]string
	for line := range strings.SplitSeq(strings.ReplaceAll(calendar, "\r\n ", ""), "\r\n") {
		name, value, _ := strings.Cut(line, ":")
		switch {
		case line == "BEGIN:VEVENT":
			events = append(events, map[string]string{})
		case len(events) > 0:
			events[len(events)-1][name] = unescaped(value)
		}
	}
	return events
}

func unescaped(value string) string {
	return strings.NewReplacer(`\\`, `\`, `\;`, ";", `\,`, ",", `\n`, "\n").Replace(value)
}

func TestACalendarIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	w := samplePost(0, belong.Canceled)
	w.Channel.Name = `A; B, C\n`
	w.Entry.Submission.Label.Name = "Ana María Núñez\r\nBEGIN:VEVENT"
	w.Post.Text = strings.Repeat("ñ王😀, ", 60) + "\nhttps://belong.example.org/x;y\x00"
	w.Post.UpdatedAt, w.Post.Version = noon, 7
	var b bytes.Buffer
	e := newCalendarEvent(sampleCampaign(), w, "https://belong.example.org:8443")
	if err := writeCalendar(&b, []calendarEvent{e, e}); err != nil {
		t.Fatal(err)
	}
	events := eventsOf(t, b.String())
	if len(events) != 2 {
		t.Fatalf("%d events, want 2:\n%s", len(events), b.String())
	}
	for name, want := range map[string]string{
		"UID": string(w.Post.ID) + "@belong.example.org", "DTSTART": "20271108T140000Z", "DURATION": "PT1M", "STATUS": "CANCELLED", "SEQUENCE": "7",
		"DTSTAMP": "20271101T160000Z", "SUMMARY": `A; B, C\n: Ana María Núñez` + "\nBEGIN:VEVENT",
		"DESCRIPTION": "YOU Belong in STEM\nCanceled\n\n" + strings.TrimSuffix(w.Post.Text, "\x00"),
	} {
		if got := events[0][name]; got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestACalendarIsOfItsHolderAndEnds(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e := s.planned(1)[0]
	v := s.staff(belong.Moderator)
	address := func() string {
		page := v.post("/staff/schedule/calendar", "campaign", s.campaign.Slug).was(http.StatusOK)
		return strings.TrimPrefix(page.attr("#feed .js-link", "value"), s.Address)
	}
	first := address()
	body, header := s.visitor().raw(first)
	if got := header.Get("Content-Type"); got != "text/calendar; charset=utf-8" {
		t.Errorf("it comes as %q", got)
	}
	events := eventsOf(t, body)
	if len(events) != 1 || events[0]["STATUS"] != "CONFIRMED" || events[0]["SUMMARY"] != "Wall: "+e.Entry.Submission.Label.Name {
		t.Errorf("events %v", events)
	}
	s.visitor().get(strings.TrimSuffix(first, ".ics")).was(http.StatusNotFound)
	second := address()
	s.visitor().get(first).was(http.StatusNotFound)
	s.visitor().raw(second)
	v.post("/staff/schedule/calendar", "campaign", s.campaign.Slug, "stop", "true").was(http.StatusOK).says(".flash", "does not work any more")
	s.visitor().get(second).was(http.StatusNotFound)

	third := address()
	users, err := s.Store.Users(t.Context())
	s.must(err)
	s.must(s.Store.DeleteUser(t.Context(), users[0].ID, belong.Outcome{}))
	s.visitor().get(third).was(http.StatusNotFound)
	session := s.secret(belong.SessionToken, users[0].ID)
	s.visitor().get("/calendar/" + session + ".ics").was(http.StatusNotFound) // a key is good for its own purpose only
}

func TestTheTableHoldsAllAndNoFormula(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.planned(2)
	posts, err := s.Store.Posts(t.Context(), belong.PostQuery{CampaignID: s.campaign.ID})
	s.must(err)
	posts[0].Post.Text = "=HYPERLINK(\"https://evil.example\")\nTwo lines, and more"
	s.must(s.Store.SavePost(t.Context(), posts[0].Post, belong.Outcome{}))

	body, header := s.staff(belong.Moderator).raw("/staff/schedule.csv?campaign=" + s.campaign.Slug)
	if header.Get("Content-Type") != "text/csv; charset=utf-8" || !strings.Contains(header.Get("Content-Disposition"), s.campaign.Slug+".csv") {
		t.Errorf("headers %v", header)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(body, byteOrderMark))).ReadAll()
	s.must(err)
	if len(rows) != 3 || !slices.Equal(rows[0], csvColumns) {
		t.Fatalf("%d rows, the first of %v", len(rows), rows[0])
	}
	cell := func(row int, column string) string { return rows[row][slices.Index(csvColumns, column)] }
	if got := cell(1, "text"); got != "'"+posts[0].Post.Text {
		t.Errorf("the text is %q", got)
	}
	if got, want := cell(2, "name"), posts[1].Entry.Submission.Label.Name; got != want {
		t.Errorf("the name is %q, want %q", got, want)
	}
	if at, err := time.Parse(time.RFC3339, cell(2, "at_utc")); err != nil || !at.Equal(posts[1].Post.SlotAt) {
		t.Errorf("the time is %q, want %s", cell(2, "at_utc"), posts[1].Post.SlotAt)
	}
	if page := s.visitor().get("/staff/schedule.csv"); !strings.HasPrefix(page.path, "/login") {
		t.Errorf("a stranger is at %s", page.path)
	}
}

func TestNoCellIsAFormula(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", " =1": "' =1", "\t=1": "'\t=1", "\r\n=1": "'\r\n=1", "\u200b=1": "'\u200b=1", "＝1": "'＝1",
		"Jane": "Jane", "": "", "STEM=you": "STEM=you", "2027-11-08": "2027-11-08", "$0.20": "$0.20",
	} {
		if got := inert(cell); got != want {
			t.Errorf("%q becomes %q, want %q", cell, got, want)
		}
	}
}
