package bluesky

import (
	"context"
	"crypto/sha256"
	"net"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// mostSessions is for how many accounts sessions are kept; those of a campaign's channels are a handful.
const mostSessions = 64

// A session is an account that is logged in.
type session struct {
	base    string // the server that it logged in at
	pds     string // the server that keeps its posts
	did     string // its name for ever
	handle  string // its name as people know it
	access  string
	refresh string
	until   time.Time // when access is not accepted any more

	unconfirmed bool   // nobody answered the mail to its address
	status      string // why it is not active; empty where it is
}

// sessions are the accounts that are logged in, each in a seat of its own.
type sessions struct {
	sync.Mutex
	seats map[seatKey]*seat
}

// A seatKey is an account and what opened it, so that another app password never finds the session of an older one.
type seatKey struct {
	base, identifier string
	password         [sha256.Size]byte
}

// A seat is held by one at a time, so that an account is logged in once, however many ask.
type seat struct {
	held chan struct{}
	used time.Time // guarded by sessions
	now  *session  // guarded by held; nil before the first log-in
}

// seat takes the account's seat for the caller alone, who gives it back.
func (n *Network) seat(ctx context.Context, key seatKey) (*seat, error) {
	all := &n.sessions
	all.Lock()
	if all.seats == nil {
		all.seats = map[seatKey]*seat{}
	}
	s := all.seats[key]
	if s == nil {
		if len(all.seats) >= mostSessions {
			all.dropOldest()
		}
		s = &seat{held: make(chan struct{}, 1)}
		all.seats[key] = s
	}
	s.used = n.now()
	all.Unlock()

	select {
	case s.held <- struct{}{}:
		return s, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// dropOldest forgets the session that was used least lately.
func (all *sessions) dropOldest() {
	var oldest seatKey
	var used time.Time
	for key, s := range all.seats {
		if used.IsZero() || s.used.Before(used) {
			oldest, used = key, s.used
		}
	}
	delete(all.seats, oldest)
}

// How good a session has to be.
const (
	alive   = false // as far as is known
	renewed = true  // the server says so, now
)

// session is the account logged in. Its error is always certain: nothing was posted.
func (n *Network) session(ctx context.Context, a belong.Account, anew bool) (session, error) {
	key, err := n.key(a)
	if err != nil {
		return session{}, err
	}
	s, err := n.seat(ctx, key)
	if err != nil {
		return session{}, notNow(err, "There was no time to log in at Bluesky. It is tried again.")
	}
	defer func() { <-s.held }()
	const margin = 2 * publishTime // what begins with a session ends with it
	if s.now != nil && !anew && n.now().Before(s.now.until.Add(-margin)) {
		return *s.now, nil
	}
	if s.now != nil {
		next, err := n.renew(ctx, *s.now)
		if err == nil {
			s.now = &next
			return next, nil
		}
		if !refusesToken(err) {
			return session{}, read(err)
		}
		s.now = nil
	}
	next, err := n.logIn(ctx, key.base, key.identifier, a.Keys[AppPassword])
	if err != nil {
		return session{}, err
	}
	s.now = &next
	return next, nil
}

// key is where an account's session is kept, if it may log in at its server at all.
func (n *Network) key(a belong.Account) (seatKey, error) {
	key := seatKey{
		base: strings.TrimSuffix(a.BaseURL, "/"), identifier: strings.TrimPrefix(strings.TrimSpace(a.Keys[Identifier]), "@"),
		password: sha256.Sum256([]byte(a.Keys[AppPassword])),
	}
	if key.base == "" {
		key.base = home
	}
	u, err := url.Parse(key.base)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return seatKey{}, refused(nil, "The server's address can't be used. Write it as https://bsky.social, and connect the account again.")
	case u.Scheme != "https" && (u.Scheme != "http" || !isThisMachine(u.Hostname())):
		return seatKey{}, refused(nil, "The server's address has to begin with https://, since the app password is sent there. Connect the account again.")
	case key.identifier == "" || a.Keys[AppPassword] == "":
		return seatKey{}, disconnected(nil, "This account has no handle or no app password. Connect it again.")
	}
	return key, nil
}

func isThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
