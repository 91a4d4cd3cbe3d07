// Package xsim is X for tests: the calls of version 2 of its API that posting videos takes, built to X's own description of
// it and to what X was seen to answer where that says nothing. It checks signatures, keeps what it is given in memory, and
// fails in every way that X was seen to fail, when it is told to. It never sleeps: what takes time at X takes a number of
// requests here, or ends by the clock that it is given.
package xsim

import (
	"crypto/rand"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// Sim is X, as an http.Handler.
type Sim struct {
	now func() time.Time
	mux *http.ServeMux

	mu        sync.Mutex
	app       app
	accounts  []*account
	media     []*media
	posts     []*post // the newest last
	nonces    map[string]bool
	windows   map[string]*window
	faults    map[string][]Fault // by route, the next first
	requests  []string
	lastID    int64
	lag       int
	preparing Preparing
}

// An app is what asks in the name of accounts.
type app struct{ key, secret string }

type account struct {
	id, username  string
	token, secret string
	revoked       bool
	readOnly      bool
	protected     bool
}

// New is an X without accounts. Its clock is now; only for signatures, which clients make by their machine's clock, it looks
// at that.
func New(now func() time.Time) *Sim {
	s := &Sim{
		now: now, mux: http.NewServeMux(), app: app{key: rand.Text(), secret: rand.Text()},
		nonces: map[string]bool{}, windows: map[string]*window{}, faults: map[string][]Fault{},
	}
	for route, handle := range map[string]handler{
		"GET /2/users/me":                    s.getMe,
		"GET /2/users/{id}/tweets":           s.getPosts,
		"POST /2/tweets":                     s.createPost,
		"GET /2/tweets/{id}":                 s.getPost,
		"DELETE /2/tweets/{id}":              s.deletePost,
		"POST /2/media/upload/initialize":    s.initialize,
		"POST /2/media/upload/{id}/append":   s.append,
		"POST /2/media/upload/{id}/finalize": s.finalize,
		"GET /2/media/upload":                s.status,
		"POST /2/media/metadata":             s.setMetadata,
		"POST /2/media/subtitles":            s.setSubtitles,
	} {
		s.mux.Handle(route, s.guard(route, handle))
	}
	s.mux.HandleFunc("/1.1/", func(w http.ResponseWriter, _ *http.Request) {
		codes(http.StatusForbidden, 453, "You currently have access to a subset of X API V2 endpoints and limited v1.1 endpoints only.").write(w)
	})
	return s
}

// ServeHTTP is http.Handler's.
func (s *Sim) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// SignUp makes an account, and gives the keys to it.
func (s *Sim) SignUp(username string) belong.Credentials {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := &account{id: s.newID(), username: username, secret: rand.Text()}
	a.token = a.id + "-" + rand.Text()
	s.accounts = append(s.accounts, a)
	return belong.Credentials{
		"consumer_key": s.app.key, "consumer_secret": s.app.secret, "access_token": a.token, "access_token_secret": a.secret,
	}
}

// Revoke ends the account's keys.
func (s *Sim) Revoke(username string) { s.change(username, func(a *account) { a.revoked = true }) }

// ReadOnly takes from the account's keys what lets them post.
func (s *Sim) ReadOnly(username string) { s.change(username, func(a *account) { a.readOnly = true }) }

// Protect hides the account's posts from all but its followers.
func (s *Sim) Protect(username string) { s.change(username, func(a *account) { a.protected = true }) }

func (s *Sim) change(username string, f func(*account)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.accounts {
		if a.username == username {
			f(a)
		}
	}
}

// Requests are the requests that came until now, as "POST /2/tweets", whatever became of them.
func (s *Sim) Requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// newID is larger than all before, and tells its time as X's do.
func (s *Sim) newID() string {
	const epoch = 1288834974657
	s.lastID = max(s.lastID+1, (s.now().UnixMilli()-epoch)<<22)
	return strconv.FormatInt(s.lastID, 10)
}

// A handler answers a request of an account; the lock is held.
type handler func(r *http.Request, by *account) reply

// guard is what every call goes through: the signature, the limits, and what the test wants to go wrong.
func (s *Sim) guard(route string, handle handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := readBody(w, r)
		if err != nil {
			problem(http.StatusRequestEntityTooLarge, "invalid-request", "Payload Too Large", err.Error()).write(w)
			return
		}
		reply, drop := s.serve(route, handle, r, body)
		if drop {
			panic(http.ErrAbortHandler) // cuts the connection
		}
		reply.write(w)
	})
}

func (s *Sim) serve(route string, handle handler, r *http.Request, body []byte) (rep reply, drop bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r.Method+" "+r.URL.Path)
	fault := s.nextFault(route)
	if fault == DropBefore {
		return reply{}, true
	}
	by, no := s.authorize(r, body)
	if no != nil {
		return *no, false
	}
	if rep, instead := fault.instead(); instead {
		return rep, false
	}
	header, no := s.count(route, by)
	if no != nil {
		return *no, false
	}
	rep = handle(r, by)
	rep.header = header
	rep.header["x-access-level"] = by.accessLevel()
	switch fault {
	case DropAfter:
		return rep, true
	case ErrorAfter:
		return internalError(), false
	case UnreadableAfter:
		return reply{status: rep.status, kind: "text/html", body: []byte("<html>")}, false
	}
	return rep, false
}

func (a *account) accessLevel() string {
	if a.readOnly {
		return "read"
	}
	return "read-write"
}
