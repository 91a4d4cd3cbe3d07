package httpd

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// A stream is a wall's events, as they come over a real connection.
type stream struct {
	t      testing.TB
	answer *http.Response
	lines  *bufio.Scanner
	close  context.CancelFunc
}

// listen opens a stream; pairs are headers.
func (s *site) listen(address, query string, pairs ...string) *stream {
	s.t.Helper()
	ctx, cancel := context.WithCancel(s.t.Context())
	s.t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"/wall/"+s.campaign.Slug+"/events"+query, http.NoBody)
	s.must(err)
	for i := 0; i < len(pairs); i += 2 {
		r.Header.Set(pairs[i], pairs[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	s.must(err)
	s.t.Cleanup(func() { _ = answer.Body.Close() })
	return &stream{t: s.t, answer: answer, lines: bufio.NewScanner(answer.Body), close: cancel}
}

// event waits for the next event: its fields, as they were written.
func (st *stream) event() map[string]string {
	st.t.Helper()
	fields := map[string]string{}
	for st.lines.Scan() {
		name, value, _ := strings.Cut(st.lines.Text(), ": ")
		switch {
		case name != "":
			fields[name] = value
		case fields["data"] != "":
			return fields
		default:
			fields = map[string]string{}
		}
	}
	st.t.Fatalf("the stream ended: %v", st.lines.Err())
	return nil
}

func (s *site) cursor() string {
	s.t.Helper()
	return s.visitor().get("/wall/"+s.campaign.Slug).was(http.StatusOK).attr(".js-wall", "data-cursor")
}

// shown puts a new clip on the wall.
func (s *site) shown() belong.Entry {
	s.t.Helper()
	e, _ := s.submitted()
	s.live(e.Submission.ID)
	return s.entry(e.Submission.ID)
}

func (s *site) takenBack(e belong.Entry) {
	s.t.Helper()
	s.now.Add(60_000)
	s.must(s.Intake.Withdraw(s.t.Context(), e.Submission.ID, belong.Actor{Kind: belong.Submitter, ID: e.Submission.ID}))
}

func TestAWallTellsOfWhatComesAndGoes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	empty := s.cursor()
	st := s.listen(s.Address, "?since="+empty)
	if got := st.answer.Header.Get("Content-Type"); st.answer.StatusCode != http.StatusOK || got != "text/event-stream; charset=utf-8" {
		t.Fatalf("%d, %s", st.answer.StatusCode, got)
	}
	if !st.lines.Scan() || !strings.HasPrefix(st.lines.Text(), "retry: ") {
		t.Errorf("it does not say when to come back: %q", st.lines.Text())
	}
	e := s.shown()
	came := st.event()
	if came["event"] != "wall" || came["data"] != "1" || came["id"] != s.cursor() || came["id"] == empty {
		t.Errorf("when one came: %v; the page is at %s", came, s.cursor())
	}
	s.takenBack(e)
	if went := st.event(); went["data"] != "0" || went["id"] != s.cursor() || went["id"] == came["id"] || went["id"] == empty {
		t.Errorf("when it was taken back: %v", went)
	}
}

func TestWhoComesBackToAWallIsToldWhatTheyMissed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	old := s.cursor()
	s.shown()
	now := s.cursor()
	for name, st := range map[string]*stream{
		"by the header": s.listen(s.Address, "?since="+now, "Last-Event-ID", old),
		"by the page":   s.listen(s.Address, "?since="+old),
		"by nothing":    s.listen(s.Address, ""),
	} {
		if got := st.event(); got["id"] != now {
			t.Errorf("%s: %v, want %s", name, got, now)
		}
	}
	knows := s.listen(s.Address, "?since="+old, "Last-Event-ID", now)
	s.shown()
	if got := knows.event(); got["data"] != "2" {
		t.Errorf("who missed nothing was told first of %v", got)
	}
}

func TestAWallHasRoomForSoManyListeners(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.server.walls.most = 1
	first := s.listen(s.Address, "")
	second := s.listen(s.Address, "")
	var told struct{ Code string }
	s.must(json.NewDecoder(second.answer.Body).Decode(&told))
	if second.answer.StatusCode != http.StatusServiceUnavailable || told.Code != "many_listeners" || second.answer.Header.Get("Retry-After") == "" {
		t.Errorf("%d, %s", second.answer.StatusCode, told.Code)
	}
	first.close()
	for s.listen(s.Address, "").answer.StatusCode != http.StatusOK { // until the server saw that the first is gone
		s.must(t.Context().Err())
	}
	if got := s.visitor().get("/wall/nowhere/events").status; got != http.StatusNotFound {
		t.Errorf("a wall that is not there: %d", got)
	}
}

func TestAServerThatIsStoppedLetsItsListenersGo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	server := httptest.NewUnstartedServer(s.server)
	server.Config.RegisterOnShutdown(s.server.EndStreams)
	server.Start()
	t.Cleanup(server.Close)
	st := s.listen(server.URL, "?since="+s.cursor())
	s.must(server.Config.Shutdown(t.Context()))
	for st.lines.Scan() { // to its end
	}
	if err := st.lines.Err(); err != nil {
		t.Errorf("the stream was cut off: %v", err)
	}
	if got := s.listen(s.Address, "").answer.StatusCode; got != http.StatusServiceUnavailable {
		t.Errorf("a listener who comes afterwards: %d", got)
	}
}

// wallLooks is a hub's database: each look takes the next of what is sent, and lasts until then.
type wallLooks struct {
	asked   chan context.Context
	tallies chan func() (belong.WallTally, error)
}

func newWallLooks() (wallLooks, *wallHub) {
	l := wallLooks{make(chan context.Context), make(chan func() (belong.WallTally, error))}
	h := newWallHub(func(ctx context.Context, _ belong.ID) (belong.WallTally, error) {
		select {
		case l.asked <- ctx:
		case <-ctx.Done():
			return belong.WallTally{}, ctx.Err()
		}
		return (<-l.tallies)()
	}, slog.New(slog.DiscardHandler))
	h.every = time.Nanosecond
	return l, h
}

// sees answers a look with a wall that was written so often.
func (l wallLooks) sees(writes int64) {
	<-l.asked
	l.tallies <- func() (belong.WallTally, error) { return belong.WallTally{Writes: writes}, nil }
}

func TestAllWhoListenToAWallShareOneLook(t *testing.T) {
	t.Parallel()
	looks, hub := newWallLooks()
	one, leaveOne, err := hub.join("wall", "a", "")
	if err != nil {
		t.Fatal(err)
	}
	looks.sees(1)
	if got := <-one.News; got.Writes != 1 {
		t.Errorf("the first was told of %d", got.Writes)
	}
	if now, err := hub.now(t.Context(), "wall"); err != nil || now.Writes != 1 { // without a look of its own
		t.Errorf("a page is told of %d: %v", now.Writes, err)
	}
	two, leaveTwo, err := hub.join("wall", "b", "0-1")
	if err != nil {
		t.Fatal(err)
	}
	ctx := <-looks.asked
	looks.tallies <- func() (belong.WallTally, error) { return belong.WallTally{}, errors.New("no database") }
	looks.sees(2)
	looks.sees(3)
	looks.sees(3) // both were told by now
	for _, l := range []*wallListener{one, two} {
		if got := <-l.News; got.Writes != 3 || len(l.News) != 0 {
			t.Errorf("who was slow is told of %d, and of %d more", got.Writes, len(l.News))
		}
	}
	leaveOne()
	if ctx.Err() != nil {
		t.Error("nobody looks any more, though one still listens")
	}
	leaveTwo()
	<-ctx.Done()
	if len(hub.walls) != 0 || hub.listening != 0 {
		t.Errorf("%d walls, %d listeners are left", len(hub.walls), hub.listening)
	}
}

func TestNobodyHasAllPlacesAtAWallForThemselves(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.server.walls.most = 3
	var greedy []*stream
	for range 3 {
		greedy = append(greedy, s.listen(s.Address, "", "X-Forwarded-For", "2001:db8::"+string(rune('1'+len(greedy)))))
		greedy[len(greedy)-1].lines.Scan() // it has its place
	}
	if got := s.listen(s.Address, "", "X-Forwarded-For", "2001:db8::9").answer.StatusCode; got != http.StatusServiceUnavailable {
		t.Errorf("a fourth of the same: %d", got)
	}
	if got := s.listen(s.Address, "", "X-Forwarded-For", "192.0.2.1").answer.StatusCode; got != http.StatusOK {
		t.Errorf("somebody else: %d", got)
	}
	if got := s.listen(s.Address, "", "X-Forwarded-For", "192.0.2.1").answer.StatusCode; got != http.StatusServiceUnavailable {
		t.Errorf("somebody else, who would have more then: %d", got)
	}
	if got := s.listen(s.Address, "", "X-Forwarded-For", "192.0.2.2").answer.StatusCode; got != http.StatusOK {
		t.Errorf("a third one: %d", got)
	}
}

// A slowPhone notes until when a write may last.
type slowPhone struct {
	*httptest.ResponseRecorder
	deadline time.Time
}

func (p *slowPhone) SetWriteDeadline(t time.Time) error { p.deadline = t; return nil }

func (p *slowPhone) Write(b []byte) (int, error) {
	if p.deadline.IsZero() {
		return 0, io.ErrNoProgress
	}
	return p.ResponseRecorder.Write(b)
}

func TestAPhoneThatIsGoneDoesNotKeepItsPlace(t *testing.T) {
	t.Parallel()
	phone := &slowPhone{ResponseRecorder: httptest.NewRecorder()}
	if err := (eventStream{phone, http.NewResponseController(phone)}).write(": %s\n\n", "here"); err != nil || !phone.Flushed {
		t.Errorf("a write without an end, or one that stays here: %v", err)
	}
}
