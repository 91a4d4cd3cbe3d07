package bluesky_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/social/bluesky"
	"github.com/belonginstem/belong/internal/social/socialtest"
	"github.com/belonginstem/belong/internal/social/socialtest/pdstest"
)

func TestMain(m *testing.M) { pdstest.Main(m) }

// A rig is the adapter with an account at a real server, and a gate between the two that can go wrong.
type rig struct {
	*testing.T
	*gate
	network *bluesky.Network
	server  *pdstest.Server
	person  pdstest.Person
	account belong.Account
	clock   *clock
}

func newRig(t *testing.T) *rig {
	t.Helper()
	server := pdstest.Start(t)
	r := &rig{T: t, server: server, person: server.Person(t), clock: &clock{}}
	r.gate = openGate(t, server.URL, r.clock)
	r.network = bluesky.New(bluesky.Config{Contact: "https://example.org", Now: r.clock.now})
	r.account = belong.Account{Kind: belong.Bluesky, BaseURL: r.url, Keys: belong.Credentials{
		bluesky.Identifier: r.person.Handle, bluesky.AppPassword: r.person.AppPassword,
	}}
	return r
}

// A clock is the world's, moved on.
type clock struct {
	sync.Mutex
	ahead time.Duration
}

func (c *clock) now() time.Time {
	c.Lock()
	defer c.Unlock()
	return time.Now().Add(c.ahead)
}

func (c *clock) pass(d time.Duration) {
	c.Lock()
	defer c.Unlock()
	c.ahead += d
}

// A gate stands before a server, and passes everything on but what a test takes out.
type gate struct {
	url   string
	clock *clock

	mu     sync.Mutex
	faults map[string]socialtest.Fault // what happens to the next call of a name
	seen   map[string]int              // how many calls of each name came
	stands map[string]http.HandlerFunc // who answers a call in the server's place
	limits map[string]time.Time        // of calls that are the last before a limit: until when
}

func openGate(t *testing.T, server string, c *clock) *gate {
	t.Helper()
	to, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	g := &gate{clock: c, faults: map[string]socialtest.Fault{}, seen: map[string]int{}, stands: map[string]http.HandlerFunc{}, limits: map[string]time.Time{}}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		r.Out.Header.Del("Accept-Encoding") // answers are read on their way
	}}
	// A session says where the account's server is. Here that is the gate.
	proxy.ModifyResponse = func(r *http.Response) error {
		if !strings.HasSuffix(r.Request.URL.Path, "Session") {
			return nil
		}
		body, err := io.ReadAll(r.Body)
		body = bytes.ReplaceAll(body, []byte(server), []byte(g.url))
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		r.Header.Set("Content-Length", strconv.Itoa(len(body)))
		return err
	}
	proxy.ErrorHandler = func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) }
	front := httptest.NewServer(g.handler(proxy))
	t.Cleanup(front.Close)
	g.url = front.URL
	return g
}

func (g *gate) handler(server http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := path.Base(r.URL.Path)
		g.mu.Lock()
		fault, stand, limit := g.faults[name], g.stands[name], g.limits[name]
		delete(g.faults, name)
		g.seen[name]++
		g.mu.Unlock()
		if !limit.IsZero() {
			w.Header().Set("RateLimit-Remaining", "0")
			w.Header().Set("RateLimit-Reset", strconv.FormatInt(limit.Unix(), 10))
		}
		switch {
		case fault == socialtest.DropBefore:
			panic(http.ErrAbortHandler) // which cuts the connection
		case fault == socialtest.DropAfter:
			server.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		case fault == socialtest.ErrorAfter:
			server.ServeHTTP(httptest.NewRecorder(), r)
			answer(w, http.StatusInternalServerError, map[string]string{"error": "InternalServerError", "message": "Internal Server Error"})
		case fault == socialtest.Limited:
			w.Header().Set("RateLimit-Remaining", "0")
			w.Header().Set("RateLimit-Reset", strconv.FormatInt(g.clock.now().Add(5*time.Minute).Unix(), 10))
			answer(w, http.StatusTooManyRequests, map[string]string{"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"})
		case fault == socialtest.LimitedSilently:
			w.WriteHeader(http.StatusTooManyRequests)
		case stand != nil:
			stand(w, r)
		default:
			server.ServeHTTP(w, r)
		}
	})
}

// fail makes the next call of the name go wrong.
func (g *gate) fail(name string, f socialtest.Fault) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.faults[name] = f
}

// stand answers calls of the name in the server's place; nil leaves them to the server again.
func (g *gate) stand(name string, h http.HandlerFunc) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.stands[name] = h
}

// limit makes calls of the name the last before a limit, which ends at the time.
func (g *gate) limit(name string, until time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.limits[name] = until
}

// calls is how many calls of the name came so far.
func (g *gate) calls(name string) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.seen[name]
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // who does not read it has gone
}

// A post is what the server keeps of one.
type post struct {
	URI   string
	Value struct {
		Text      string
		CreatedAt string
		Langs     []string
		Facets    json.RawMessage
		Embed     struct {
			Alt         string
			AspectRatio struct{ Width, Height int }
			Video       blob
			Captions    []struct {
				Lang string
				File blob
			}
		}
	}
}

type blob struct {
	Ref struct {
		Link string `json:"$link"`
	}
	MimeType string
	Size     int64
}

// posts are the account's, the newest first, as the server shows them to all the world.
func (r *rig) posts(t *testing.T) []post {
	t.Helper()
	var got struct{ Records []post }
	data := r.server.Ask(t, "com.atproto.repo.listRecords?collection=app.bsky.feed.post&repo="+r.person.DID)
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	return got.Records
}

// file is what the server has of the account's files under a name.
func (r *rig) file(t *testing.T, b blob) []byte {
	t.Helper()
	return r.server.Ask(t, "com.atproto.sync.getBlob?did="+r.person.DID+"&cid="+b.Ref.Link)
}

// confirmed renews a session of an account whose address was confirmed, for which the real server would send a mail.
func (r *rig) confirmed(w http.ResponseWriter, request *http.Request) {
	forward, err := http.NewRequestWithContext(request.Context(), http.MethodPost, r.server.URL+request.URL.Path, http.NoBody)
	if err != nil {
		r.Error(err)
		return
	}
	forward.Header.Set("Authorization", request.Header.Get("Authorization"))
	response, err := http.DefaultClient.Do(forward)
	if err != nil {
		r.Error(err)
		return
	}
	defer func() { _ = response.Body.Close() }()
	var session map[string]any
	if err := json.NewDecoder(response.Body).Decode(&session); err != nil {
		r.Error(err)
	}
	session["emailConfirmed"] = true
	delete(session, "didDoc")
	answer(w, response.StatusCode, session)
}
