// Package mastosim is a simulated Mastodon server with one account, after Mastodon's published API: enough of it to post a
// video, to look for it, to take it down, and to go wrong on the way.
package mastosim

import (
	"net/http"
	"sync"
	"time"
)

// The account that is there, and the key that opens it.
const (
	AccountID = "109302436954721982"
	Username  = "stemx"
	Domain    = "mastodon.example"
	Token     = "simulated-mastodon-access-token"
)

// A Server is the simulated server. Its settings are for before the first request. It may be used by many at once.
type Server struct {
	Settings
	mux *http.ServeMux
	now func() time.Time

	mu      sync.Mutex
	trouble Fault
	revoked bool
	lag     bool
	last    int64 // the id that was given out last
	media   map[string]*media
	posts   []*Post          // as they were made, deleted ones among them
	keys    map[string]keyed // by Idempotency-Key
	used    map[string]int   // calls by limit and window
	calls   map[string]int   // by method and pattern
}

// Settings are in what servers differ. The zero value is a Mastodon server that is done with a video at once.
type Settings struct {
	Characters  int   // of a post; 0 is 500
	VideoBytes  int64 // 0 is 99 MB
	Calls       int   // in five minutes; 0 is 300
	Uploads     int   // in half an hour; 0 is 30
	Deletes     int   // in half an hour; 0 is 30
	Slow        int   // how often a video is not ready when it is asked for
	BadVideo    bool  // processing fails in the end
	ForgetsKeys bool  // an Idempotency-Key means nothing
	DropsMedia  bool  // a video that another post has is left away without a word, as before Mastodon 4.4
	Late        int   // how often a deleted post is still shown
}

// A Fault is what goes wrong with the next post.
type Fault string

// The faults, each for one post.
const (
	DropBefore      Fault = "drop before"      // the connection is cut, and nothing happens
	DropAfter       Fault = "drop after"       // it is posted, then the connection is cut
	ErrorAfter      Fault = "error after"      // it is posted, and the answer is 500
	Unavailable     Fault = "unavailable"      // 503, as from a proxy in front of it, which says when to come back
	Forbidden       Fault = "forbidden"        // 403 as from a firewall
	Nonsense        Fault = "nonsense"         // it is posted, and the answer is a page for people
	Limited         Fault = "limited"          // 429, with the headers
	LimitedSilently Fault = "limited silently" // 429, without
	Elsewhere       Fault = "elsewhere"        // a redirect to another host
)

// A Post is one that people can see.
type Post struct {
	ID         string
	URL        string
	Text       string
	Language   string
	Visibility string
	Sensitive  bool
	Alt        string // of its video
	SHA256     string // of its video, in hexadecimal
	CreatedAt  time.Time

	media   *media
	hidden  bool // by the lag
	deleted bool
	late    int // how often it is still shown
}

// media is an upload. What there is of the film is its hash.
type media struct {
	id, alt, kind, sha256 string
	bytes                 int64
	asked                 int
	post                  *Post
}

type keyed struct {
	post  *Post
	until time.Time
}

// New makes a server that goes by the clock now.
func New(now func() time.Time) *Server {
	s := &Server{
		mux: http.NewServeMux(), now: now, media: map[string]*media{},
		keys: map[string]keyed{}, used: map[string]int{}, calls: map[string]int{},
	}
	for pattern, answer := range map[string]http.HandlerFunc{
		"GET /api/v1/accounts/verify_credentials": s.me,
		"GET /api/v1/accounts/{id}/statuses":      s.list,
		"POST /api/v2/media":                      s.upload,
		"GET /api/v1/media/{id}":                  s.showMedia,
		"POST /api/v1/statuses":                   s.post,
		"GET /api/v1/statuses/{id}":               s.show,
		"DELETE /api/v1/statuses/{id}":            s.delete,
	} {
		s.mux.HandleFunc(pattern, s.guarded(pattern, answer))
	}
	s.mux.HandleFunc("GET /api/v2/instance", s.instance)
	s.mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fail(w, http.StatusNotFound, "Record not found") })
	return s
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.UserAgent() == "" {
		w.WriteHeader(http.StatusTeapot) // as some servers do that are tired of scripts
		return
	}
	s.mux.ServeHTTP(w, r)
}

// Fail makes the next post go wrong.
func (s *Server) Fail(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trouble = f
}

// Revoke ends the key.
func (s *Server) Revoke() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.revoked = true
}

// Lag lets what is posted from now on stand in no list, and every other reader believe that it is not there, until
// CatchUp.
func (s *Server) Lag() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lag = true
}

// CatchUp ends the lag.
func (s *Server) CatchUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lag = false
	for _, p := range s.posts {
		p.hidden = false
	}
}

// Purge throws away the videos that are in no post, as servers do after a day.
func (s *Server) Purge() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, m := range s.media {
		if m.post == nil {
			delete(s.media, id)
		}
	}
}

// Live are the posts that are there, the newest first, whatever the lag hides.
func (s *Server) Live() []Post {
	s.mu.Lock()
	defer s.mu.Unlock()
	var live []Post
	for i := len(s.posts) - 1; i >= 0; i-- {
		if p := s.posts[i]; !p.deleted {
			live = append(live, *p)
		}
	}
	return live
}

// Asked is how often a call was made, as in "POST /api/v2/media".
func (s *Server) Asked(pattern string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[pattern]
}
