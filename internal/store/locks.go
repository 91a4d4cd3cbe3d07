package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// Locks are named locks that all processes on one Postgres database share. However many are held, they are held on one
// connection of their own, so they never keep queries waiting. When that connection is lost, so are the locks: everybody
// who holds one is asked to let go.
type Locks struct {
	config *pgx.ConnConfig

	mu      sync.Mutex
	holders map[string]*holder // in this process, or about to be
	session *session           // nil until it is needed, and after it was lost
	closed  bool
}

// A holder has a lock, as far as this process is concerned, until released is closed.
type holder struct {
	requestUnlock func()
	session       *session // that has the lock; nil while it is asked for
	released      chan struct{}
}

// What somebody who waits for a lock of another process tells it by, and how often they look whether it let go.
const (
	unlockChannel = "belong_unlock"
	unlockPoll    = 100 * time.Millisecond
)

var errLocksClosed = errors.New("store: the database is closed")

func newLocks(config *pgx.ConnConfig) *Locks {
	return &Locks{config: config, holders: map[string]*holder{}}
}

// Lock waits until nobody else has the lock of that name, or ctx ends; the error is ctx's then. Somebody who has it is
// asked to let go by their requestUnlock, which may be called more than once, from another goroutine, and already while
// they wait.
func (l *Locks) Lock(ctx context.Context, name string, requestUnlock func()) (unlock func() error, err error) {
	h := &holder{requestUnlock: requestUnlock, released: make(chan struct{})}
	if err := l.reserve(ctx, name, h); err != nil {
		return nil, err
	}
	if err := l.acquire(ctx, name, h); err != nil {
		l.release(name, h)
		return nil, err
	}
	return sync.OnceValue(func() error {
		defer l.release(name, h)
		return h.session.unlock(name)
	}), nil
}

// reserve waits until nobody else in this process has the lock.
func (l *Locks) reserve(ctx context.Context, name string, h *holder) error {
	for {
		l.mu.Lock()
		other := l.holders[name]
		if other == nil {
			l.holders[name] = h
		}
		l.mu.Unlock()
		if other == nil {
			return nil
		}
		other.requestUnlock()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-other.released:
		}
	}
}

func (l *Locks) release(name string, h *holder) {
	l.mu.Lock()
	delete(l.holders, name)
	l.mu.Unlock()
	close(h.released)
}

// acquire waits until no other process has the lock.
func (l *Locks) acquire(ctx context.Context, name string, h *holder) error {
	s, err := l.connect(ctx)
	if err != nil {
		return err
	}
	for {
		locked, err := s.tryLock(ctx, name)
		if err != nil {
			return err
		}
		if locked {
			return l.hold(h, s)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(unlockPoll):
		}
	}
}

// hold notes on which session the lock is held, unless that was lost in between.
func (l *Locks) hold(h *holder, s *session) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.session != s {
		return errSessionLost
	}
	h.session = s
	return nil
}

// connect is the session, a new one where there is none.
func (l *Locks) connect(ctx context.Context) (*session, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil, errLocksClosed
	}
	if l.session != nil {
		return l.session, nil
	}
	s, err := openSession(ctx, l.config)
	if err != nil {
		return nil, fmt.Errorf("store: locks: %w", err)
	}
	l.session = s
	go func() {
		s.run(l.asked)
		l.lost(s)
	}()
	return s, nil
}

// asked passes on that another process waits for a lock.
func (l *Locks) asked(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if h := l.holders[name]; h != nil && h.session != nil {
		go h.requestUnlock()
	}
}

// lost asks everybody to let go whose lock went with the session.
func (l *Locks) lost(s *session) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.session = nil
	for _, h := range l.holders {
		if h.session == s {
			go h.requestUnlock()
		}
	}
}

func (l *Locks) close() {
	l.mu.Lock()
	l.closed = true
	s := l.session
	l.mu.Unlock()
	if s != nil {
		s.end()
		<-s.ended
	}
}
