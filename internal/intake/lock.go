package intake

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tus/tusd/v2/pkg/handler"

	"github.com/belonginstem/belong/internal/belong"
)

// Locks are locks that several processes share. Lock waits until nobody else holds name, or ctx ends; requestUnlock is
// called when somebody waits for it.
type Locks interface {
	Lock(ctx context.Context, name string, requestUnlock func()) (unlock func() error, err error)
}

// sharedLocker makes Locks tusd's.
type sharedLocker struct{ locks Locks }

// NewLock is tusd's.
func (l sharedLocker) NewLock(name string) (handler.Lock, error) {
	return &sharedLock{locks: l.locks, name: name}, nil
}

type sharedLock struct {
	locks  Locks
	name   string
	unlock func() error
}

func (l *sharedLock) Lock(ctx context.Context, requestUnlock func()) (err error) {
	l.unlock, err = l.locks.Lock(ctx, l.name, requestUnlock)
	if err != nil && ctx.Err() != nil {
		return handler.ErrLockTimeout
	}
	return err
}

func (l *sharedLock) Unlock() error { return l.unlock() }

// interrupting makes a locker tusd's: who waits for a lock interrupts the request that has it.
type interrupting struct{ handler.Locker }

// NewLock is tusd's.
func (l interrupting) NewLock(name string) (handler.Lock, error) {
	lock, err := l.Locker.NewLock(name)
	return interruptingLock{lock}, err
}

type interruptingLock struct{ lock handler.Lock }

func (l interruptingLock) Lock(ctx context.Context, _ func()) error {
	return l.lock.Lock(ctx, visitOf(ctx).body.interrupt)
}

func (l interruptingLock) Unlock() error { return l.lock.Unlock() }

var errBusy = belong.Refuse(belong.Conflict, "upload_busy", "Another request is still busy with this upload. Try again in a moment.")

// lock waits until it has the lock, and keeps it until unlock. An upload's lock has the upload's ID for its name; who
// holds it to receive bytes lets go.
func (in *Intake) lock(ctx context.Context, name string) (unlock func(), err error) {
	l, err := in.locker.NewLock(name)
	if err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	if err := l.Lock(ctx, func() {}); err != nil {
		if errors.Is(err, handler.ErrLockTimeout) {
			err = errBusy
		}
		return nil, err
	}
	return func() {
		if err := l.Unlock(); err != nil {
			in.Logger.Error("unlock failed", "err", err)
		}
	}, nil
}
