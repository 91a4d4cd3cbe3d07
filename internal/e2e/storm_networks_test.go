package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/social/socialtest/mastosim"
	"github.com/belonginstem/belong/internal/social/socialtest/pdstest"
	"github.com/belonginstem/belong/internal/social/socialtest/xsim"
)

// A network is one that the storm rages at.
type network struct {
	kind    string
	address string
	keys    map[string]string
	live    func(t testing.TB) []string // the texts of what people can see there
	fail    func(r *rand.Rand)          // makes the next post go wrong, somehow; nil where nothing can
}

// pick is one of faults.
func pick[F any](r *rand.Rand, faults ...F) F { return faults[r.IntN(len(faults))] }

// stormWall is Belong's own wall, where each clip has a page. Nothing goes wrong there but the machines.
func stormWall(belong *deployment, staff client) network {
	return network{kind: "wall", live: func(t testing.TB) (texts []string) {
		t.Helper()
		for _, p := range staff.posts(t, "") {
			if p.ChannelKind != "wall" {
				continue
			}
			status, _, _, err := client{base: belong.public}.do(t.Context(), http.MethodGet, "/wall/"+slug+"/"+p.Clip, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			if status == http.StatusOK {
				texts = append(texts, p.Text)
			}
		}
		return texts
	}}
}

func stormX(t testing.TB) network {
	t.Helper()
	sim := xsim.New(time.Now)
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	keys := sim.SignUp("STEMx")
	sim.Limit("POST /2/tweets", 10_000, false) // a hundred would do for the clips, and not for those that it loses
	return network{
		kind: "x", address: server.URL, keys: keys,
		live: func(testing.TB) (texts []string) {
			for _, p := range sim.Live() {
				texts = append(texts, p.Text)
			}
			return texts
		},
		fail: func(r *rand.Rand) {
			sim.Forgive() // else what could not happen yet outlasts the storm
			sim.Fail("POST /2/tweets", pick(r, xsim.DropBefore, xsim.DropAfter, xsim.ErrorBefore, xsim.ErrorAfter, xsim.Overloaded, xsim.UnreadableAfter, xsim.Blocked))
			if r.IntN(4) == 0 {
				sim.Lag(r.IntN(3))
			}
		},
	}
}

func stormMastodon(t testing.TB) network {
	t.Helper()
	sim := mastosim.New(time.Now)
	sim.Settings = mastosim.Settings{Calls: 100_000, Uploads: 10_000, Slow: 1, ForgetsKeys: true}
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	return network{
		kind: "mastodon", address: server.URL, keys: map[string]string{"access_token": mastosim.Token},
		live: func(testing.TB) (texts []string) {
			for _, p := range sim.Live() {
				texts = append(texts, p.Text)
			}
			return texts
		},
		fail: func(r *rand.Rand) {
			sim.Fail(pick(r, mastosim.DropBefore, mastosim.DropAfter, mastosim.ErrorAfter, mastosim.Unavailable, mastosim.Nonsense, mastosim.LimitedSilently))
		},
	}
}

// stormBluesky is a real server, with a gate in front that goes wrong.
func stormBluesky(t testing.TB) network {
	t.Helper()
	server := pdstest.Start(t)
	person := server.Person(t)
	g := newGate(t, server.URL)
	return network{
		kind: "bluesky", address: g.url, keys: map[string]string{"identifier": person.Handle, "app_password": person.AppPassword},
		live: func(t testing.TB) (texts []string) {
			t.Helper()
			for cursor := ""; ; {
				var page struct {
					Cursor  string
					Records []struct{ Value struct{ Text string } }
				}
				answer := server.Ask(t, "com.atproto.repo.listRecords?limit=100&collection=app.bsky.feed.post&repo="+person.DID+"&cursor="+url.QueryEscape(cursor))
				if err := json.Unmarshal(answer, &page); err != nil {
					t.Fatal(err)
				}
				for _, r := range page.Records {
					texts = append(texts, r.Value.Text)
				}
				if cursor = page.Cursor; cursor == "" || len(page.Records) == 0 {
					return texts
				}
			}
		},
		fail: func(r *rand.Rand) { g.fail(pick(r, dropBefore, dropAfter, errorAfter)) },
	}
}

// A gateFault is what a gate does to the next post.
type gateFault int

const (
	dropBefore gateFault = iota + 1
	dropAfter
	errorAfter
)

// A gate passes everything on to a server, but what it was told to take out.
type gate struct {
	url string

	mu   sync.Mutex
	next gateFault
}

func newGate(t testing.TB, server string) *gate {
	t.Helper()
	to, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	g := &gate{}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(to)
			r.Out.Header.Del("Accept-Encoding") // sessions are read on their way
		},
		// A session says where the account's server is. Here that is the gate.
		ModifyResponse: func(r *http.Response) error {
			if !strings.HasSuffix(r.Request.URL.Path, "Session") {
				return nil
			}
			body, err := io.ReadAll(r.Body)
			body = bytes.ReplaceAll(body, []byte(server), []byte(g.url))
			r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
			r.Header.Set("Content-Length", strconv.Itoa(len(body)))
			return err
		},
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var fault gateFault
		if strings.HasSuffix(r.URL.Path, "/com.atproto.repo.putRecord") {
			g.mu.Lock()
			fault, g.next = g.next, 0
			g.mu.Unlock()
		}
		switch fault {
		case dropBefore:
			panic(http.ErrAbortHandler) // which cuts the connection
		case dropAfter:
			proxy.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		case errorAfter:
			proxy.ServeHTTP(httptest.NewRecorder(), r)
			w.WriteHeader(http.StatusInternalServerError)
		default:
			proxy.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(front.Close)
	g.url = front.URL
	return g
}

func (g *gate) fail(f gateFault) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.next = f
}
