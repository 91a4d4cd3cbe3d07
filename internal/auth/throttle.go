package auth

import (
	"sync"
	"time"
)

const (
	mostFailures   = 10
	failuresWindow = 15 * time.Minute
	mostVisitors   = 10_000 // remembered at a time
)

// A throttle counts failed log-ins by visitor, in memory: it slows down guessing, and forgets at a restart. It holds
// mostVisitors at most; beyond that it forgets somebody, and each one that an attacker pushes out costs them a password
// hash.
type throttle struct {
	mu       sync.Mutex
	visitors map[string]failures
}

type failures struct {
	since time.Time // of the first
	count int
}

func newThrottle() *throttle { return &throttle{visitors: map[string]failures{}} }

// check is an Unavailable error while the visitor has to wait.
func (t *throttle) check(visitor string, now time.Time) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	f := t.visitors[visitor]
	if left := f.since.Add(failuresWindow).Sub(now); f.count >= mostFailures && left > 0 {
		return waitSentence(left)
	}
	return nil
}

func (t *throttle) failed(visitor string, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f := t.visitors[visitor]
	if now.Sub(f.since) >= failuresWindow {
		f = failures{since: now}
	}
	f.count++
	t.makeRoom(now)
	t.visitors[visitor] = f
}

func (t *throttle) forget(visitor string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.visitors, visitor)
}

func (t *throttle) makeRoom(now time.Time) {
	if len(t.visitors) < mostVisitors {
		return
	}
	for visitor, f := range t.visitors {
		if now.Sub(f.since) >= failuresWindow {
			delete(t.visitors, visitor)
		}
	}
	for visitor := range t.visitors {
		if len(t.visitors) < mostVisitors {
			return
		}
		delete(t.visitors, visitor)
	}
}
