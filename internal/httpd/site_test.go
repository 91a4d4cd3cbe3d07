package httpd

import (
	"bytes"
	"context"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"github.com/belonginstem/belong/internal/auth"
	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/blob"
	"github.com/belonginstem/belong/internal/blob/disk"
	"github.com/belonginstem/belong/internal/intake"
	"github.com/belonginstem/belong/internal/notify"
	"github.com/belonginstem/belong/internal/publish"
	"github.com/belonginstem/belong/internal/review"
	"github.com/belonginstem/belong/internal/schedule"
	"github.com/belonginstem/belong/internal/store"
	"github.com/belonginstem/belong/internal/store/storetest"
)

// A site is the whole server on a database and a folder of its own, at a moment that stands still. Nobody works on jobs.
type site struct {
	Deps
	server   *Server
	t        testing.TB
	now      atomic.Int64
	campaign belong.Campaign
	made     int
}

func newSite(t testing.TB) *site {
	t.Helper()
	s := &site{t: t, campaign: sampleCampaign()}
	s.now.Store(noon.UnixMilli())
	server := httptest.NewUnstartedServer(nil)
	s.Deps = s.deps(t, "http://"+server.Listener.Addr().String())
	var err error
	s.server, err = New(s.Deps)
	s.must(err)
	server.Config.Handler = s.server
	server.Start()
	t.Cleanup(server.Close)
	t.Cleanup(s.server.EndStreams)
	wall := sampleChannel()
	s.must(s.Store.CreateCampaign(t.Context(), s.campaign, []belong.Channel{wall}, belong.Outcome{}))
	return s
}

func (s *site) deps(t testing.TB, address string) Deps {
	t.Helper()
	db := storetest.SQLite(t)
	jobs := storetest.Queue(t, db)
	st := store.New(db, jobs)
	blobs, err := disk.New(t.TempDir())
	s.must(err)
	incoming, err := intake.NewFolder(t.TempDir(), blobs, func(ctx context.Context, key string) (int64, error) {
		info, err := blobs.Stat(ctx, key)
		return info.Size, err
	})
	s.must(err)
	clock := func() time.Time { return time.UnixMilli(s.now.Load()).UTC() }
	log := slog.New(slog.DiscardHandler)
	in, err := intake.New(intake.Config{Store: st, Blobs: blobs, Incoming: incoming, PublicURL: address, Logger: log, Now: clock})
	s.must(err)
	wall := publish.NewWall(func(ctx context.Context, key string) error {
		_, err := blobs.Stat(ctx, key)
		return err
	})
	return Deps{
		Store: st, Blobs: blobs, Intake: in, Review: review.New(st, clock), Schedule: schedule.New(st, jobs, "https://belong.example", clock, log),
		Publish: publish.New(publish.Config{Store: st, Queue: jobs, Channels: map[belong.ChannelKind]publish.Channel{belong.Wall: wall}, Around: surroundings(blobs, clock), Address: address, Now: clock}),
		Auth:    auth.New(st, clock), Notify: notify.New(st, nil, address, clock),
		Address: address, Temp: s.t.TempDir(), Version: "test", Now: clock, Log: log,
	}
}

// surroundings are those of a site where a worker did its rounds a moment ago.
func surroundings(blobs blob.Store, clock func() time.Time) publish.Surroundings {
	return publish.Surroundings{
		Stat: func(ctx context.Context, key string) (int64, error) {
			info, err := blobs.Stat(ctx, key)
			return info.Size, err
		},
		Pulse: func(context.Context) (time.Time, error) { return clock(), nil },
	}
}

func (s *site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// submitted makes a submission of one of the sample people, with a video that waits for review. It gives the key to it.
func (s *site) submitted() (belong.Entry, string) {
	s.t.Helper()
	ctx, who := s.t.Context(), samplePeople[s.made%len(samplePeople)]
	s.made++
	s.now.Add(1) // what came first is first in the queue
	draft, err := s.Intake.Create(ctx, intake.Draft{
		Campaign: s.campaign.Slug, Name: who.Name, Title: who.Title, Organization: who.Organization, Question: "why-diversity",
		Role: "student", Email: "someone@example.org", Release: "1",
	})
	s.must(err)
	id := draft.Submission.ID
	s.must(s.Intake.Receive(ctx, id, "x.mp4", strings.NewReader("a video"), 7))
	e, err := s.Store.Entry(ctx, id)
	s.must(err)
	e.Clip.Ready, e.Clip.Progress, e.Clip.Length, e.Clip.Width, e.Clip.Height = true, 100, 30*time.Second, 1080, 1920
	for _, kind := range []belong.RenditionKind{belong.WebRendition, belong.PostRendition, belong.PosterRendition} {
		key := blob.Rendition(string(e.Clip.ID), string(kind)+".bin")
		s.must(s.Blobs.Put(ctx, key, strings.NewReader("made of it")))
		e.Clip.Renditions = append(e.Clip.Renditions, belong.Rendition{Kind: kind, Key: key, ContentType: "video/mp4", Width: 540, Height: 960})
	}
	s.must(e.Submission.Become(belong.InReview, s.Now()))
	s.must(s.Store.SaveClip(ctx, e.Clip, e.Submission, belong.Outcome{}))
	return s.entry(id), draft.Token
}

func (s *site) entry(id belong.ID) belong.Entry {
	s.t.Helper()
	e, err := s.Store.Entry(s.t.Context(), id)
	s.must(err)
	return e
}

// secret makes a key for a purpose.
func (s *site) secret(purpose belong.Purpose, subject belong.ID) string {
	s.t.Helper()
	secret, token := belong.NewToken(s.Now(), purpose, subject, 365*24*time.Hour)
	s.must(s.Store.AddToken(s.t.Context(), token))
	return secret
}

// A visitor is a browser without scripts.
type visitor struct {
	site   *site
	client *http.Client
	header http.Header
}

func (s *site) visitor() *visitor {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	s.must(err)
	return &visitor{site: s, client: &http.Client{Jar: jar}, header: http.Header{"Accept-Language": {"en"}}}
}

// staff is a visitor who is logged in.
func (s *site) staff(role belong.Role) *visitor {
	s.t.Helper()
	email := string(role) + "@example.org"
	u := belong.User{ID: belong.NewID(s.Now()), Email: email, Role: role, CreatedAt: s.Now()}
	s.must(s.Store.CreateUser(s.t.Context(), u, belong.Outcome{}))
	v := s.visitor()
	home, err := url.Parse(s.Address)
	s.must(err)
	v.client.Jar.SetCookies(home, []*http.Cookie{{Name: sessionCookie, Value: s.secret(belong.SessionToken, u.ID), Path: "/"}})
	return v
}

func (v *visitor) get(path string) *document {
	v.site.t.Helper()
	return v.do(http.MethodGet, path, "", nil)
}

func (v *visitor) post(path string, pairs ...string) *document {
	v.site.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return v.do(http.MethodPost, path, "application/x-www-form-urlencoded", []byte(form.Encode()))
}

// upload posts a form with a file in it, last. Without a name for it, none was chosen.
func (v *visitor) upload(path, filename, content string, pairs ...string) *document {
	v.site.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		v.site.must(w.WriteField(pairs[i], pairs[i+1]))
	}
	part, err := w.CreateFormFile("file", filename)
	v.site.must(err)
	_, err = part.Write([]byte(content))
	v.site.must(err)
	v.site.must(w.Close())
	return v.do(http.MethodPost, path, w.FormDataContentType(), b.Bytes())
}

func (v *visitor) do(method, path, kind string, body []byte) *document {
	v.site.t.Helper()
	r, err := http.NewRequestWithContext(v.site.t.Context(), method, v.site.Address+path, bytes.NewReader(body))
	v.site.must(err)
	r.Header = v.header.Clone()
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	answer, err := v.client.Do(r)
	v.site.must(err)
	defer answer.Body.Close() //nolint:errcheck // it was read
	root, err := html.Parse(answer.Body)
	v.site.must(err)
	return &document{t: v.site.t, status: answer.StatusCode, path: answer.Request.URL.RequestURI(), header: answer.Header, root: root}
}

// A document is a page as it came.
type document struct {
	t      testing.TB
	status int
	path   string // where it was found in the end
	header http.Header
	root   *html.Node
}

func (d *document) all(selector string) []*html.Node {
	d.t.Helper()
	s, err := cascadia.ParseGroup(selector)
	if err != nil {
		d.t.Fatalf("selector %q: %v", selector, err)
	}
	return cascadia.QueryAll(d.root, s)
}

// one is the only element that the selector matches.
func (d *document) one(selector string) *html.Node {
	d.t.Helper()
	found := d.all(selector)
	if len(found) != 1 {
		d.t.Fatalf("%s (%d): %d elements match %s, want 1; it says:\n%s", d.path, d.status, len(found), selector, textOf(d.root))
	}
	return found[0]
}

func (d *document) text(selector string) string {
	d.t.Helper()
	return textOf(d.one(selector))
}

func (d *document) attr(selector, name string) string {
	d.t.Helper()
	return attrOf(d.one(selector), name)
}

// was holds that the page came with that status.
func (d *document) was(status int) *document {
	d.t.Helper()
	if d.status != status {
		d.t.Fatalf("%s: status %d, want %d; it says:\n%s", d.path, d.status, status, textOf(d.root))
	}
	return d
}

// says holds that what the selector matches says so.
func (d *document) says(selector, want string) *document {
	d.t.Helper()
	if got := d.text(selector); !strings.Contains(got, want) {
		d.t.Errorf("%s: %s says %q, want %q in it", d.path, selector, got, want)
	}
	return d
}

func attrOf(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// textOf is what a person reads, with white space folded.
func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode && d.Parent.Data != "script" {
			b.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
