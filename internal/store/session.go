package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// A session is a connection to Postgres that holds advisory locks and, when it has nothing else to do, listens for those
// who want them. Listening also tells at once that the connection is gone.
type session struct {
	conn     *pgx.Conn
	requests chan request
	end      context.CancelFunc // ends it
	ending   context.Context
	ended    chan struct{}
}

// A request is something to do on the connection, which one goroutine has for itself.
type request struct {
	do   func(ctx context.Context, conn *pgx.Conn) error
	done chan error
}

var errSessionLost = errors.New("store: locks: the connection was lost")

// sessionPatience is how long a request may take before the connection counts as lost.
const sessionPatience = 10 * time.Second

func openSession(ctx context.Context, config *pgx.ConnConfig) (*session, error) {
	conn, err := pgx.ConnectConfig(ctx, config.Copy())
	if err != nil {
		return nil, err
	}
	if _, err := conn.Exec(ctx, "LISTEN "+unlockChannel); err != nil {
		return nil, errors.Join(err, conn.Close(context.WithoutCancel(ctx)))
	}
	s := &session{conn: conn, requests: make(chan request), ended: make(chan struct{})}
	s.ending, s.end = context.WithCancel(context.Background())
	return s, nil
}

// run serves requests and passes on notifications until the session ends or the connection is lost.
func (s *session) run(notified func(name string)) {
	defer func() {
		s.end()
		closing, cancel := context.WithTimeout(context.Background(), sessionPatience)
		defer cancel()
		_ = s.conn.Close(closing) // what it held is free either way
		close(s.ended)
	}()
	for s.ending.Err() == nil && !s.conn.IsClosed() {
		n, r := s.next()
		if n != nil {
			notified(n.Payload)
		}
		if r != nil {
			ctx, cancel := context.WithTimeout(s.ending, sessionPatience)
			r.done <- r.do(ctx, s.conn)
			cancel()
		}
	}
}

// next waits for a notification or a request; now and then there are both. There is neither when the session ends.
func (s *session) next() (n *pgconn.Notification, r *request) {
	waiting, stop := context.WithCancel(s.ending)
	came := make(chan *request)
	go func() {
		defer close(came)
		select {
		case r := <-s.requests:
			stop()
			came <- &r
		case <-waiting.Done():
		}
	}()
	n, err := s.conn.WaitForNotification(waiting) // ending its context leaves the connection as it is
	stop()
	if err != nil {
		n = nil
	}
	return n, <-came
}

// ask does something on the connection. Once that has begun, it does not end before it is done.
func (s *session) ask(ctx context.Context, do func(ctx context.Context, conn *pgx.Conn) error) error {
	r := request{do: do, done: make(chan error, 1)}
	select {
	case s.requests <- r:
	case <-s.ended:
		return errSessionLost
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := <-r.done; err != nil {
		return fmt.Errorf("store: locks: %w", err)
	}
	return nil
}

// tryLock takes a lock, or asks who has it to let go.
func (s *session) tryLock(ctx context.Context, name string) (locked bool, err error) {
	err = s.ask(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		if err := conn.QueryRow(ctx, "SELECT pg_try_advisory_lock(hashtextextended($1, 0))", name).Scan(&locked); err != nil || locked {
			return err
		}
		_, err := conn.Exec(ctx, "SELECT pg_notify($1, $2)", unlockChannel, name)
		return err
	})
	return locked, err
}

func (s *session) unlock(name string) error {
	err := s.ask(context.Background(), func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, "SELECT pg_advisory_unlock(hashtextextended($1, 0))", name)
		return err
	})
	if errors.Is(err, errSessionLost) {
		return nil // and the lock with it
	}
	return err
}
