package socialtest

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// Nobody waits longer for what has to come.
const patience = 20 * time.Second

// looks is how often a caller looks for a post before a test gives it up.
const looks = 10

// longestSaid is how much of a network's own words an error may hold, in bytes.
const longestSaid = 1200

// A teller is a test with its place, and with what goes to it.
type teller struct {
	*testing.T
	Place
	film   string
	opened atomic.Int32 // how often the video was
}

func (s *teller) now() time.Time {
	if s.Now == nil {
		return time.Now()
	}
	return s.Now()
}

// parcel is a post that goes to the place. What the adapter opens of it must be closed when the test ends.
func (s *teller) parcel(text string) belong.Parcel {
	s.Helper()
	p := Parcel(s.T, s.Account, s.film, text, s.now())
	p.Video = func(context.Context) (io.ReadCloser, error) {
		f, err := os.Open(s.film)
		if err != nil {
			return nil, err
		}
		s.opened.Add(1)
		v := &video{File: f, closed: make(chan struct{})}
		s.Cleanup(func() {
			select {
			case <-v.closed:
			case <-time.After(patience):
				s.Error("the video was opened, and never closed")
			}
		})
		return v, nil
	}
	return p
}

// A video tells when it is closed.
type video struct {
	*os.File
	done   atomic.Bool
	closed chan struct{}
}

func (v *video) Close() error {
	if v.done.CompareAndSwap(false, true) {
		close(v.closed)
	}
	return v.File.Close()
}

// stage stages the parcel, and answers its notes as another process reads them.
func (s *teller) stage(p belong.Parcel) belong.Notes {
	s.Helper()
	notes, err := s.Network.Stage(s.Context(), p)
	if err != nil {
		s.Fatalf("Stage: %v", err)
	}
	if !notes.Until.IsZero() && !notes.Until.After(s.now()) {
		s.Fatalf("these notes are worth nothing as they are made: they end at %v", notes.Until)
	}
	return s.kept(notes)
}

func (s *teller) staged(text string) belong.Parcel {
	s.Helper()
	p := s.parcel(text)
	p.Post.Notes = s.stage(p)
	return p
}

// publish publishes what nothing goes wrong with.
func (s *teller) publish(p belong.Parcel) belong.Receipt {
	s.Helper()
	before := len(s.Live(s.T))
	p.Post.SentAt = s.now()
	r, err := s.Network.Publish(s.Context(), p)
	if err != nil {
		s.Fatalf("Publish: %v", err)
	}
	if live := s.live(before + 1); live[0].Remote != r.Remote {
		s.Errorf("the receipt is for %q; the newest that is live is %q", r.Remote, live[0].Remote)
	}
	return r
}

// sure looks for the post until the adapter is sure. That takes time, which Settle lets pass.
func (s *teller) sure(p belong.Parcel) (belong.Receipt, bool) {
	s.Helper()
	for range looks {
		r, found, err := s.Network.Find(s.Context(), p)
		if err == nil {
			return r, found
		}
		s.mind("Find", err)
		if errors.Is(err, belong.ErrUnknowable) {
			s.Fatalf("Find gave up: %v", err)
		}
		s.Settle()
	}
	s.Fatalf("after %d looks nobody is sure whether the post is live", looks)
	return belong.Receipt{}, false
}

// live are the posts that people can see; there must be n of them.
func (s *teller) live(n int) []Live {
	s.Helper()
	live := s.Live(s.T)
	if len(live) != n {
		s.Fatalf("%d posts are live; want %d: %+v", len(live), n, live)
	}
	return live
}

// is tells whether the receipt is for the one post that is live.
func (s *teller) is(r belong.Receipt) {
	s.Helper()
	if live := s.live(1)[0]; r.Remote != live.Remote || r.Link == "" {
		s.Errorf("the receipt is %+v; want a link, and the name %q", r, live.Remote)
	}
}

// no is a certain no of the given kind, in words that a person can act on. It answers until when.
func (s *teller) no(call string, err error, want belong.Fault) time.Time {
	s.Helper()
	var no *belong.NetworkError
	if !errors.As(err, &no) || no.Fault != want {
		s.Fatalf("%s answered %v; want a certain no: %s", call, err, want)
	}
	if no.Sentence == "" || !strings.HasSuffix(no.Sentence, ".") {
		s.Errorf("%s says %q to staff; want a sentence", call, no.Sentence)
	}
	if len(no.Said) > longestSaid {
		s.Errorf("%s repeats %d bytes of the network's words", call, len(no.Said))
	}
	s.mind(call, err)
	return no.Until
}

// mind holds an error's words against the account's keys.
func (s *teller) mind(call string, err error) {
	s.Helper()
	words := err.Error()
	var no *belong.NetworkError
	if errors.As(err, &no) {
		words += no.Sentence + no.Said
	}
	for name, value := range s.Account.Keys {
		secret := strings.Contains(name, "token") || strings.Contains(name, "secret") || strings.Contains(name, "password")
		if secret && value != "" && strings.Contains(words, value) {
			s.Errorf("%s tells the %s: %s", call, name, words)
		}
	}
}
