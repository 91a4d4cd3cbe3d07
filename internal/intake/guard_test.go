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

// A request that sends nothing for as long as the deadline says, or that is interrupted, is ended.
func TestGuardEndsARequest(t *testing.T) {
	t.Parallel()
	read := make(chan error, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g := guarded(w, r)
		if r.URL.Path == "/interrupted" {
			g.interrupt()
		}
		deadline := map[string]time.Time{"/stalls": time.Now(), "/interrupted": time.Now().Add(time.Hour)}[r.URL.Path]
		err := http.NewResponseController(g).SetReadDeadline(deadline)
		_, failed := io.ReadAll(g)
		read <- errors.Join(err, failed)
	}))
	defer server.Close()
	for path, want := range map[string]error{"/stalls": os.ErrDeadlineExceeded, "/interrupted": handler.ErrUploadInterrupted} {
		slow, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = slow.Close() }) // the server may have closed it
		if _, err := io.WriteString(slow, "PATCH "+path+" HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab"); err != nil {
			t.Fatal(err)
		}
		if err := <-read; !errors.Is(err, want) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// deadlines is a ResponseWriter that counts the deadlines that are set.
type deadlines struct {
	*httptest.ResponseRecorder
	set int
}

func (d *deadlines) SetReadDeadline(time.Time) error {
	d.set++
	return nil
}

// Once the body is read, or the answer begun, the connection is not touched any more.
func TestGuardLetsTheConnectionGo(t *testing.T) {
	t.Parallel()
	ends := map[string]func(*guard){
		"the body is read":     func(g *guard) { _, _ = io.ReadAll(g) },
		"the answer has begun": func(g *guard) { g.WriteHeader(http.StatusNoContent) },
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &deadlines{ResponseRecorder: httptest.NewRecorder()}
			g := guarded(w, httptest.NewRequest(http.MethodPatch, "/", strings.NewReader("abc")))
			if err := g.SetReadDeadline(time.Now()); err != nil || w.set != 1 {
				t.Errorf("before, %d deadlines were set (%v)", w.set, err)
			}
			end(g)
			g.interrupt()
			if err := g.SetReadDeadline(time.Now()); err != nil || w.set != 1 {
				t.Errorf("after, %d deadlines were set (%v)", w.set, err)
			}
			g.WriteHeader(http.StatusNoContent)
			if got := w.Header().Get("Connection"); got != "" {
				t.Errorf("the connection is told to %s", got)
			}
		})
	}
	w := &deadlines{ResponseRecorder: httptest.NewRecorder()}
	g := guarded(w, httptest.NewRequest(http.MethodPatch, "/", strings.NewReader("abc")))
	g.interrupt()
	g.WriteHeader(http.StatusBadRequest)
	if got := w.Header().Get("Connection"); got != "close" || w.set != 1 {
		t.Errorf("an interrupted connection is told to %q, after %d deadlines", got, w.set)
	}
}
