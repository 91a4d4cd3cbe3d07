package intake

import (
	"io"
	"net/http"
	"sync"
	"time"
)

// A guard keeps the deadlines that tusd sets for a body off what comes after it on the connection. A connection whose
// deadline passes when its body is read is given up by net/http, which then cancels each later request on it as it
// begins; and tusd sets one a moment too late when it interrupts a request for another.
type guard struct {
	http.ResponseWriter
	body io.ReadCloser

	mu   sync.Mutex
	over bool // all is read, or the answer has begun
	cut  bool // reading was to end at once
}

// guarded makes w and the body of r a guard.
func guarded(w http.ResponseWriter, r *http.Request) *guard {
	return &guard{ResponseWriter: w, body: r.Body, over: r.ContentLength == 0}
}

// Unwrap is for http.ResponseController.
func (g *guard) Unwrap() http.ResponseWriter { return g.ResponseWriter }

// SetReadDeadline is for http.ResponseController.
func (g *guard) SetReadDeadline(at time.Time) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.over {
		return nil
	}
	g.cut = g.cut || !at.After(time.Now())
	return http.NewResponseController(g.ResponseWriter).SetReadDeadline(at)
}

// Read is the body's.
func (g *guard) Read(p []byte) (int, error) {
	n, err := g.body.Read(p)
	if err != nil {
		g.end()
	}
	return n, err
}

// Close is the body's.
func (g *guard) Close() error { return g.body.Close() }

// WriteHeader is http.ResponseWriter's. Nothing more is read from a connection that was cut off.
func (g *guard) WriteHeader(status int) {
	if g.end() {
		g.Header().Set("Connection", "close")
	}
	g.ResponseWriter.WriteHeader(status)
}

func (g *guard) end() (cut bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.over = true
	return g.cut
}
