package intake

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"errors"
)

// A request that sends nothing for as long as the deadline says is ended, and one whose body is read has no deadline that
// could outlive it.
func TestGuard(t *testing.T) {
	t.Parallel()
	read := make(chan error, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g := guarded(w, r)
		past := func() error { return http.NewResponseController(g).SetReadDeadline(time.Now()) }
		if r.URL.Path == "/stalls" {
			err := past()
			_, stalled := io.ReadAll(g)
			read <- errors.Join(err, stalled)
			return
		}
		_, err := io.ReadAll(g)
		read <- errors.Join(err, past(), r.Context().Err())
	}))
	defer server.Close()

	stalling, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer stalling.Close()
	if _, err := io.WriteString(stalling, "PATCH /stalls HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab"); err != nil {
		t.Fatal(err)
	}
	if err := <-read; !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a body that stalls: %v", err)
	}

	for range 2 { // on one connection
		resp, err := server.Client().Post(server.URL, "text/plain", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(resp.Body.Close(), <-read); err != nil {
			t.Errorf("a body that was read: %v", err)
		}
	}
}
