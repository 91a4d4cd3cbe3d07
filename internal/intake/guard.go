package intake

import (
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/tus/tusd/v2/pkg/handler"
)

// A guard is a request's body, and what ends it early: the deadline that tusd moves along, and another request for the
// same upload. It lets neither touch the connection once the body was read: net/http gives up a connection whose deadline
// passes then, and cancels each later request on it as it begins.
type guard struct {
	http.ResponseWriter
	body io.ReadCloser
	lane *Lane // that it comes on; nil where it brings nothing

	mu          sync.Mutex
	over        bool // all is read, or the answer has begun
	interrupted bool
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
	if g.over || g.interrupted {
		return nil
	}
	return http.NewResponseController(g.ResponseWriter).SetReadDeadline(at)
}

// interrupt ends the body now. tusd has a way of its own to do so, which does nothing when it comes too early, and harm
// when it comes too late.
func (g *guard) interrupt() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.over || g.interrupted {
		return
	}
	g.interrupted = true
	// Without a deadline that can be set, it ends with the next bytes.
	_ = http.NewResponseController(g.ResponseWriter).SetReadDeadline(time.Now())
}

// Read is the body's.
func (g *guard) Read(p []byte) (int, error) {
	n, err := g.body.Read(p)
	if g.lane != nil {
		g.lane.Passed(n)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.over = g.over || err != nil
	if g.interrupted {
		err = handler.ErrUploadInterrupted
	}
	return n, err
}

// Close is the body's.
func (g *guard) Close() error { return g.body.Close() }

// WriteHeader is http.ResponseWriter's. A connection that was interrupted is of no more use.
func (g *guard) WriteHeader(status int) {
	g.mu.Lock()
	g.over = true
	interrupted := g.interrupted
	g.mu.Unlock()
	if interrupted {
		g.Header().Set("Connection", "close")
	}
	g.ResponseWriter.WriteHeader(status)
}
