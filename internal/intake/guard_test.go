package intake

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/tus/tusd/v2/pkg/handler"
)

// A request that sends nothing for as long as the deadline says, or that is interrupted, is ended. One whose body is read
// is not touched any more, nor is the next on its connection.
func TestGuard(t *testing.T) {
	t.Parallel()
	read := make(chan error, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g := guarded(w, r)
		deadline := func() error { return http.NewResponseController(g).SetReadDeadline(time.Now()) }
		var err error
		switch r.URL.Path {
		case "/stalls":
			err = deadline()
		case "/interrupted":
			g.interrupt()
			err = http.NewResponseController(g).SetReadDeadline(time.Now().Add(time.Hour))
		}
		_, failed := io.ReadAll(g)
		if r.URL.Path == "/" {
			g.interrupt()
			err = deadline()
		}
		read <- errors.Join(err, failed, r.Context().Err())
	}))
	defer server.Close()

	for path, want := range map[string]error{"/stalls": os.ErrDeadlineExceeded, "/interrupted": handler.ErrUploadInterrupted} {
		slow, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer slow.Close()
		if _, err := io.WriteString(slow, "PATCH "+path+" HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab"); err != nil {
			t.Fatal(err)
		}
		if err := <-read; !errors.Is(err, want) {
			t.Errorf("%s: %v", path, err)
		}
	}
	for _, body := range []io.Reader{strings.NewReader("abc"), http.NoBody, http.NoBody} { // on one connection
		resp, err := server.Client().Post(server.URL, "text/plain", body)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(resp.Body.Close(), <-read); err != nil {
			t.Errorf("a body that was read: %v", err)
		}
	}
}
