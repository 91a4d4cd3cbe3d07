package e2e

import (
	"net"
	"sync"
	"testing"
)

// A wire carries bytes between a browser and the server, and can go wrong in the middle of an upload, at a byte that the
// test chooses.
type wire struct {
	address string
	target  string

	mu       sync.Mutex
	conns    map[net.Conn]bool
	left     int64 // bytes that may still go up until it goes wrong
	cuts     bool  // then every connection breaks and none can be made; else the one that sends hangs
	armed    bool
	broken   bool
	happened chan struct{}
	mended   chan struct{}
}

// newWire listens on a free port and leads to target.
func newWire(t testing.TB, target string) *wire {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{address: l.Addr().String(), target: target, conns: map[net.Conn]bool{}, mended: make(chan struct{})}
	var serving sync.WaitGroup
	t.Cleanup(func() {
		_ = l.Close() // ends the loop below
		w.mend()
		w.breakAll()
		serving.Wait()
	})
	serving.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			serving.Go(func() { w.carry(c) })
		}
	})
	return w
}

// cutAfter breaks the wire when n more bytes went up. The channel tells when.
func (w *wire) cutAfter(n int64) <-chan struct{} { return w.arm(n, true) }

// hangAfter makes the connection that sends the nth byte hang from there on; others go on. The channel tells when.
func (w *wire) hangAfter(n int64) <-chan struct{} { return w.arm(n, false) }

func (w *wire) arm(n int64, cuts bool) <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.left, w.cuts, w.armed = n, cuts, true
	w.happened = make(chan struct{})
	return w.happened
}

// connect lets connections be made again after a cut. What else was arranged stays.
func (w *wire) connect() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.broken = false
}

// mend makes everything well again: a connection that hung ends.
func (w *wire) mend() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.armed, w.broken = false, false
	close(w.mended)
	w.mended = make(chan struct{})
}

func (w *wire) breakAll() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c := range w.conns {
		_ = c.Close() // whoever uses it notices
	}
	clear(w.conns)
}

// carry joins a browser's connection to the server's.
func (w *wire) carry(down net.Conn) {
	defer down.Close() //nolint:errcheck // whoever uses it notices
	up, err := net.Dial("tcp", w.target)
	if err != nil {
		return // the server is being restarted: the browser sees a broken connection
	}
	defer up.Close() //nolint:errcheck // whoever uses it notices
	if !w.admit(down, up) {
		return
	}
	var both sync.WaitGroup
	both.Go(func() { w.copyDown(down, up) })
	both.Go(func() { w.copyUp(up, down) })
	both.Wait()
}

func (w *wire) admit(conns ...net.Conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.broken {
		return false
	}
	for _, c := range conns {
		w.conns[c] = true
	}
	return true
}

func (w *wire) copyDown(down, up net.Conn) {
	defer down.Close() //nolint:errcheck // whoever uses it notices
	buf := make([]byte, 32<<10)
	for {
		n, err := up.Read(buf)
		if n > 0 {
			if _, err := down.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func (w *wire) copyUp(up, down net.Conn) {
	defer up.Close() //nolint:errcheck // whoever uses it notices
	buf := make([]byte, 32<<10)
	for {
		n, err := down.Read(buf)
		if err != nil {
			return
		}
		n, wrong := w.allow(n)
		if _, err := up.Write(buf[:n]); err != nil {
			return
		}
		if wrong != nil {
			<-wrong
			return
		}
	}
}

// allow counts n bytes on their way up. When it goes wrong with them, fewer may pass, and the channel says when the
// connection that sent them is to end.
func (w *wire) allow(n int) (int, <-chan struct{}) {
	w.mu.Lock()
	if !w.armed || int64(n) < w.left {
		w.left -= int64(n)
		w.mu.Unlock()
		return n, nil
	}
	n, w.armed, w.broken = int(w.left), false, w.cuts
	ended := w.mended
	if w.cuts {
		now := make(chan struct{})
		close(now)
		ended = now
	}
	happened := w.happened
	w.mu.Unlock()
	if w.cuts {
		w.breakAll()
	}
	close(happened)
	return n, ended
}
