package xsim

import (
	"net/http"
	"strconv"
	"time"
)

// A window is how many requests of a kind an account has left, and until when.
type window struct {
	left, of int
	reset    time.Time
	silent   bool
}

const windowLength = 15 * time.Minute

// limits are requests by an account in a window. Of what is not here it is many.
var limits = map[string]int{"POST /2/tweets": 100, "DELETE /2/tweets/{id}": 50, "GET /2/users/me": 75, "GET /2/users/{id}/tweets": 900}

// Limit leaves every account so many requests of the route until the window ends, a quarter of an hour from now. Silent, the 429 says no more
// than that.
func (s *Sim) Limit(route string, left int, silent bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.accounts {
		w := s.window(route, a)
		w.left, w.reset, w.silent = left, s.now().Add(windowLength), silent
	}
}

func (s *Sim) window(route string, a *account) *window {
	key := a.id + " " + route
	w := s.windows[key]
	if w == nil || !s.now().Before(w.reset) {
		of, ok := limits[route]
		if !ok {
			of = 5000
		}
		w = &window{left: of, of: of, reset: s.now().Add(windowLength)}
		s.windows[key] = w
	}
	return w
}

// count takes a request off the account's window, and refuses it when there is none left.
func (s *Sim) count(route string, a *account) (map[string]string, *reply) {
	w := s.window(route, a)
	if w.left <= 0 {
		no := blank(http.StatusTooManyRequests, "Too Many Requests", "Too Many Requests")
		no.header = w.header()
		return nil, &no
	}
	w.left--
	return w.header(), nil
}

func (w *window) header() map[string]string {
	if w.silent {
		return map[string]string{}
	}
	return map[string]string{
		"x-rate-limit-limit":     strconv.Itoa(w.of),
		"x-rate-limit-remaining": strconv.Itoa(w.left),
		"x-rate-limit-reset":     strconv.FormatInt(w.reset.Unix(), 10),
	}
}
