package mastosim

import (
	"cmp"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// guarded lets in who has the key, as often as the limits allow.
func (s *Server) guarded(pattern string, answer http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.calls[pattern]++
		revoked := s.revoked
		allowed := s.count(w.Header(), pattern)
		s.mu.Unlock()
		token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		switch {
		case token != Token:
			unauthorized(w, "The access token is invalid")
		case revoked:
			unauthorized(w, "The access token was revoked")
		case !allowed:
			fail(w, http.StatusTooManyRequests, "Too many requests")
		default:
			answer(w, r)
		}
	}
}

func unauthorized(w http.ResponseWriter, why string) {
	w.Header().Set("WWW-Authenticate", `Bearer realm="Doorkeeper", error="invalid_token", error_description="`+why+`"`)
	fail(w, http.StatusUnauthorized, why)
}

// A limit is how many calls there may be in a window. Windows begin with the epoch, not with the first call.
type limit struct {
	name   string
	most   int
	window time.Duration
}

func (s *Server) limits(pattern string) []limit {
	limits := []limit{{"all", cmp.Or(s.Calls, 300), 5 * time.Minute}}
	switch pattern {
	case "POST /api/v2/media":
		limits = append(limits, limit{"media", cmp.Or(s.Uploads, 30), 30 * time.Minute})
	case "DELETE /api/v1/statuses/{id}":
		limits = append(limits, limit{"delete", cmp.Or(s.Deletes, 30), 30 * time.Minute})
	}
	return limits
}

// count counts a call, tells the tightest of its limits, and whether there was room for it.
func (s *Server) count(h http.Header, pattern string) bool {
	now, tightest := s.now(), -1
	allowed := true
	for _, l := range s.limits(pattern) {
		window := now.Unix() / int64(l.window/time.Second)
		key := l.name + strconv.FormatInt(window, 10)
		s.used[key]++
		left := l.most - s.used[key]
		allowed = allowed && left >= 0
		if tightest < 0 || left < tightest {
			tightest = max(left, 0)
			tell(h, l.most, tightest, time.Unix((window+1)*int64(l.window/time.Second), 0))
		}
	}
	return allowed
}

func tell(h http.Header, most, left int, reset time.Time) {
	h.Set("X-RateLimit-Limit", strconv.Itoa(most))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(left))
	h.Set("X-RateLimit-Reset", reset.UTC().Format("2006-01-02T15:04:05.000000Z"))
}

func fail(w http.ResponseWriter, status int, why string) {
	answer(w, status, map[string]string{"error": why})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // who does not listen any more is not told
}
