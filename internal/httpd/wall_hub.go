package httpd

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

const (
	// wallPulse is how often a wall that somebody listens to is looked at.
	wallPulse = time.Second
	// wallListeners is how many may listen at once in this process, to all walls together; each holds a connection.
	wallListeners = 2000
)

var (
	errManyListeners = belong.Refuse(belong.Unavailable, "many_listeners", "Too many are listening at this moment. Look again every 15 seconds instead.")
	errGoodbye       = belong.Refuse(belong.Unavailable, "goodbye", "This server is being stopped. Try again in a moment.")
)

// A wallHub tells listeners when something on a wall came, changed or went, whoever did it and on which machine: it asks the
// database, once for all who listen to the same wall, and not at all while nobody does.
type wallHub struct {
	tally func(ctx context.Context, campaign belong.ID) (belong.WallTally, error)
	every time.Duration
	most  int
	log   *slog.Logger

	mu        sync.Mutex
	walls     map[belong.ID]*watchedWall
	visitors  map[string]int // how many listen, by who they are
	listening int
	over      bool
	ended     chan struct{} // closed with end
}

// A watchedWall is a wall with listeners.
type watchedWall struct {
	listeners map[*wallListener]struct{}
	stop      context.CancelFunc
	latest    *belong.WallTally // nil before the first look
}

// A wallListener is told of a wall. News brings the tally of what is there now whenever it is another than the listener
// knows. Who is slow misses what was in between, never the last. Gone is closed once its place is somebody else's.
type wallListener struct {
	News  chan belong.WallTally
	Gone  chan struct{}
	known string
	who   string
}

func newWallHub(tally func(context.Context, belong.ID) (belong.WallTally, error), log *slog.Logger) *wallHub {
	return &wallHub{
		tally: tally, every: wallPulse, most: wallListeners, log: log,
		walls: map[belong.ID]*watchedWall{}, visitors: map[string]int{}, ended: make(chan struct{}),
	}
}

// join adds a listener who knows the wall as of that cursor; with none, they are told at once how it is. Whoever joins leaves.
// Where all places are taken, a visitor who has more of them than others gives one up: nobody has all for themselves.
func (h *wallHub) join(campaign belong.ID, who, known string) (l *wallListener, leave func(), err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.over:
		return nil, nil, errGoodbye
	case h.listening >= h.most && !h.makeRoom(who):
		return nil, nil, errManyListeners
	}
	wall := h.walls[campaign]
	if wall == nil {
		ctx, stop := context.WithCancel(context.Background())
		wall = &watchedWall{listeners: map[*wallListener]struct{}{}, stop: stop}
		h.walls[campaign] = wall
		go h.watch(ctx, campaign, wall)
	}
	l = &wallListener{News: make(chan belong.WallTally, 1), Gone: make(chan struct{}), known: known, who: who}
	wall.listeners[l] = struct{}{}
	h.visitors[who]++
	h.listening++
	return l, func() { h.leave(campaign, wall, l) }, nil
}

func (h *wallHub) leave(campaign belong.ID, wall *watchedWall, l *wallListener) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, listens := wall.listeners[l]; listens {
		h.drop(campaign, wall, l)
	}
}

// makeRoom takes a place from the visitor who has the most, if that leaves them no fewer than who will have.
func (h *wallHub) makeRoom(who string) bool {
	greedy, most := "", h.visitors[who]+1
	for visitor, n := range h.visitors {
		if n > most {
			greedy, most = visitor, n
		}
	}
	if greedy == "" {
		return false
	}
	for campaign, wall := range h.walls {
		for l := range wall.listeners {
			if l.who == greedy {
				h.drop(campaign, wall, l)
				return true
			}
		}
	}
	return false
}

// drop takes a listener out. It is called with the hub locked.
func (h *wallHub) drop(campaign belong.ID, wall *watchedWall, l *wallListener) {
	close(l.Gone)
	delete(wall.listeners, l)
	h.listening--
	if h.visitors[l.who]--; h.visitors[l.who] == 0 {
		delete(h.visitors, l.who)
	}
	if len(wall.listeners) == 0 {
		wall.stop()
		delete(h.walls, campaign)
	}
}

// now is how a wall is, or was within the last second or so where somebody listens to it: when all of them come for the page
// at once, the wall is not counted for each.
func (h *wallHub) now(ctx context.Context, campaign belong.ID) (belong.WallTally, error) {
	h.mu.Lock()
	wall := h.walls[campaign]
	if wall != nil && wall.latest != nil {
		defer h.mu.Unlock()
		return *wall.latest, nil
	}
	h.mu.Unlock()
	return h.tally(ctx, campaign)
}

// end lets all listeners go, and takes no more.
func (h *wallHub) end() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.over {
		h.over = true
		close(h.ended)
	}
}

// watch looks at a wall again and again until its last listener left.
func (h *wallHub) watch(ctx context.Context, campaign belong.ID, wall *watchedWall) {
	clock := time.NewTicker(h.every)
	defer clock.Stop()
	failed := false
	for {
		tally, err := h.tally(ctx, campaign)
		switch {
		case err == nil:
			h.tell(wall, tally)
		case ctx.Err() == nil && !failed: // told once; it will be the same a second later
			h.log.Error("the wall can't be looked at", "campaign", campaign, "err", err)
		}
		failed = err != nil
		select {
		case <-ctx.Done():
			return
		case <-clock.C:
		}
	}
}

// tell passes the tally on to those who know another.
func (h *wallHub) tell(wall *watchedWall, now belong.WallTally) {
	h.mu.Lock()
	defer h.mu.Unlock()
	wall.latest = &now
	cursor := now.Cursor()
	for l := range wall.listeners {
		if l.known == cursor {
			continue
		}
		select {
		case <-l.News: // the listener was slow; what it did not fetch is old
		default:
		}
		l.News <- now
		l.known = cursor
	}
}
