package schedule

import (
	"context"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

const (
	every     = 250 * time.Millisecond
	tidyEvery = time.Minute
	ahead     = time.Second // a worker gets a post that long before its slot, and waits for it
	mostDue   = 200         // handed over in a tick
)

// Run ticks until ctx ends. What goes wrong in a tick is logged and tried again in the next: a database that is away for
// a while delays posts, and loses none. Any number of schedulers may run.
func (s *Service) Run(ctx context.Context) error {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	var tidied time.Time
	for {
		now := s.now()
		if err := s.Tick(ctx, now); err != nil && ctx.Err() == nil {
			s.log.ErrorContext(ctx, "schedule tick failed", "error", err)
		}
		// A clock that was set back makes the difference negative.
		if since := now.Sub(tidied); since >= tidyEvery || since < 0 {
			if err := s.queue.Enqueue(ctx, belong.Job{Kind: belong.PurgeJob}); err != nil && ctx.Err() == nil {
				s.log.ErrorContext(ctx, "purge could not be enqueued", "error", err)
			} else {
				tidied = now
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// Tick hands every post whose slot is here, or comes within a second, to the workers. It keeps nothing in mind from one
// tick to the next, so that a clock that jumps, a restart or a second scheduler changes nothing: what is due is asked of
// the database each time, and the queue holds a job once.
func (s *Service) Tick(ctx context.Context, now time.Time) error {
	due, err := s.store.DuePosts(ctx, now.Add(ahead), mostDue)
	if err != nil {
		return err
	}
	for _, p := range due {
		if err := s.queue.Enqueue(ctx, belong.Job{Kind: belong.PublishJob, Subject: p.ID}); err != nil {
			return err
		}
	}
	return nil
}
