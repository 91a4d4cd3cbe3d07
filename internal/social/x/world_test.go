package x_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/social/socialtest/xsim"
	"github.com/belonginstem/belong/internal/social/x"
)

// noon is when every test begins.
var noon = time.Date(2026, time.November, 8, 17, 0, 0, 0, time.UTC)

// A clock goes only when it is told to.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// A world is X with one account, and Belong connected to it.
type world struct {
	*xsim.Sim
	clock   *clock
	network *x.Network
	account belong.Account
	waits   []time.Duration // that the network made
}

func newWorld(t *testing.T, change ...func(*x.Config)) *world {
	t.Helper()
	w := &world{clock: &clock{now: noon}}
	w.Sim = xsim.New(w.clock.Now)
	server := httptest.NewServer(w.Sim)
	t.Cleanup(server.Close)
	config := x.Config{
		BaseURL: server.URL, Address: "https://belong.example", Now: w.clock.Now,
		Wait: func(_ context.Context, d time.Duration) error {
			w.waits = append(w.waits, d)
			w.clock.pass(d)
			return nil
		},
	}
	for _, f := range change {
		f(&config)
	}
	w.network = x.New(config)
	w.account = belong.Account{Kind: belong.X, Keys: w.SignUp("STEMx")}
	return w
}

// parcel is a post with a video of so many bytes that no other has.
func (w *world) parcel(t *testing.T, text string, size int) belong.Parcel {
	t.Helper()
	video := make([]byte, size)
	if _, err := rand.Read(video); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(video)
	return belong.Parcel{
		Account: w.account,
		Post:    belong.Post{ID: "p1", Text: text, SentAt: w.clock.Now()},
		Length:  30 * time.Second, Width: 720, Height: 1280, Bytes: int64(size), SHA256: hex.EncodeToString(sum[:]),
		Locale: "en",
		Video: func(context.Context) (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(video)), nil
		},
	}
}

// staged is parcel, with its video at X.
func (w *world) staged(t *testing.T, text string) belong.Parcel {
	t.Helper()
	p := w.parcel(t, text, 1000)
	notes, err := w.network.Stage(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	p.Post.Notes, p.Post.SentAt = notes, w.clock.Now()
	return p
}

// published is staged, and live.
func (w *world) published(t *testing.T, text string) belong.Parcel {
	t.Helper()
	p := w.staged(t, text)
	r, err := w.network.Publish(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	p.Post.Remote, p.Post.Link = r.Remote, r.Link
	return p
}

// count is how often the request came.
func (w *world) count(request string) int {
	n := 0
	for _, r := range w.Requests() {
		if r == request {
			n++
		}
	}
	return n
}

// wantFault fails unless err is a NetworkError with the fault, and with something for staff to read.
func wantFault(t *testing.T, err error, want belong.Fault) belong.NetworkError {
	t.Helper()
	var e *belong.NetworkError
	if !errors.As(err, &e) || e.Fault != want {
		t.Fatalf("the error is %v, want the fault %q", err, want)
	}
	if !strings.HasSuffix(e.Sentence, ".") {
		t.Errorf("no sentence says what to do about %v", err)
	}
	return *e
}

// wantDoubt fails unless err leaves open what became of the call.
func wantDoubt(t *testing.T, err error) {
	t.Helper()
	if err == nil || belong.FaultOf(err) != "" {
		t.Fatalf("the error is %v (fault %q), want one that is not sure", err, belong.FaultOf(err))
	}
}
