package intake

import (
	"math"
	"sync"
	"time"
)

const (
	laneGlance = 30 * time.Second // how long a sender is watched to know how fast it is
	laneCrawl  = 4 << 10          // bytes a second; below, a video takes hours
)

// Lanes let so many send videos at a time. While all are taken, whoever comes gets the lane of the slowest of those that
// crawl: so nobody keeps others out by sending a byte now and then, and where there is room, the slowest line will do.
type Lanes struct {
	most int
	now  func() time.Time

	mu    sync.Mutex
	taken map[*Lane]struct{}
}

// NewLanes makes as many lanes. now is the clock.
func NewLanes(most int, now func() time.Time) *Lanes {
	return &Lanes{most: most, now: now, taken: map[*Lane]struct{}{}}
}

// A Lane is a sender's, until they leave it.
type Lane struct {
	lanes *Lanes
	end   func()

	mu    sync.Mutex
	since time.Time // what is counted now began
	sent  int64     // since then, in bytes
	pace  float64   // in bytes a second, before that; infinite while nobody knows
}

// Take takes a lane; it is nil when all are taken by who gets on. end has to end the sender's request, once it is somebody
// else's turn; it may be called from anywhere, and once the sender left.
func (l *Lanes) Take(end func()) *Lane {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if len(l.taken) >= l.most {
		slowest := l.slowest(now)
		if slowest == nil {
			return nil
		}
		delete(l.taken, slowest)
		slowest.end()
	}
	lane := &Lane{lanes: l, end: end, since: now, pace: math.Inf(1)}
	l.taken[lane] = struct{}{}
	return lane
}

// slowest is the slowest of those that crawl, or nil.
func (l *Lanes) slowest(now time.Time) (slowest *Lane) {
	least := float64(laneCrawl)
	for lane := range l.taken {
		if pace := lane.paceAt(now); pace < least {
			slowest, least = lane, pace
		}
	}
	return slowest
}

// Passed counts bytes that came.
func (l *Lane) Passed(n int) {
	now := l.lanes.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sent += int64(n)
	if age := now.Sub(l.since); age >= laneGlance {
		l.pace, l.since, l.sent = float64(l.sent)/age.Seconds(), now, 0
	}
}

func (l *Lane) paceAt(now time.Time) float64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	if age := now.Sub(l.since); age >= laneGlance {
		return float64(l.sent) / age.Seconds()
	}
	return l.pace
}

// Leave gives the lane back. Done again, or after it went to somebody else, it does nothing.
func (l *Lane) Leave() {
	l.lanes.mu.Lock()
	defer l.lanes.mu.Unlock()
	delete(l.lanes.taken, l)
}
