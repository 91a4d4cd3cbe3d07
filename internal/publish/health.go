package publish

import (
	"context"
	"errors"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// A network that failed this often in a row is left alone for a while, twice as long after each further failure.
const (
	mostFailures = 3
	firstRest    = 15 * time.Second
	longestRest  = 5 * time.Minute
)

// answered notes that a network did what it was asked, and until when, by its own limits, it wants to be left alone.
func (s *Service) answered(ctx context.Context, ch belong.Channel, rest time.Time) error {
	h := ch.Health
	if h.Failures == 0 && h.Trouble == "" && !rest.After(s.now()) {
		return nil
	}
	return s.change(ctx, ch.ID, func(ch *belong.Channel) (belong.Outcome, error) {
		ch.Health.Failures, ch.Health.Trouble, ch.Health.Said = 0, "", ""
		ch.Health.PausedUntil = later(ch.Health.PausedUntil, rest)
		return belong.Outcome{}, nil
	})
}

// troubled notes that a network did not make a post live, and how long posts are to wait for it. A refusal of one post is
// no trouble.
func (s *Service) troubled(ctx context.Context, ch belong.Channel, err error) error {
	return s.note(ctx, ch, err, func(h *belong.Health, no *belong.NetworkError) {
		h.Failures++
		if no != nil {
			h.PausedUntil = later(h.PausedUntil, no.Until)
		}
		if h.Failures >= mostFailures {
			h.PausedUntil = later(h.PausedUntil, s.now().Add(restAfter(h.Failures)))
		}
	})
}

// told notes that a network did not do something else. Staff read of it, and keys that are not accepted stop the channel;
// but no post waits: networks have limits of their own for each thing that they are asked for.
func (s *Service) told(ctx context.Context, ch belong.Channel, err error) error {
	return s.note(ctx, ch, err, func(*belong.Health, *belong.NetworkError) {})
}

// note writes an error down with the channel. rest gets the network's certain no, or nil where the error is none.
func (s *Service) note(ctx context.Context, ch belong.Channel, err error, rest func(*belong.Health, *belong.NetworkError)) error {
	var no *belong.NetworkError
	known := errors.As(err, &no)
	trouble := (!known || no.Fault != belong.Refused) && ctx.Err() == nil // a call that was broken off is nobody's fault
	if !trouble {
		return nil
	}
	return s.change(ctx, ch.ID, func(ch *belong.Channel) (belong.Outcome, error) {
		h := &ch.Health
		h.Trouble, h.Said = ch.Kind.Words()+" does not answer as it should. It is tried again and again.", ""
		if known {
			h.Trouble, h.Said = no.Sentence, no.Said
		}
		rest(h, no)
		if !known || no.Fault != belong.Disconnected || h.Disconnected {
			return belong.Outcome{}, nil
		}
		h.Disconnected = true
		return s.disconnected(ctx, *ch)
	})
}

func restAfter(failures int) time.Duration {
	rest := firstRest
	for range failures - mostFailures {
		if rest *= 2; rest >= longestRest {
			return longestRest
		}
	}
	return rest
}

// mostTries of a write that others got ahead of: every worker writes how a channel does.
const mostTries = 20

// change reads a channel, changes it and stores it, until nobody gets ahead of that.
func (s *Service) change(ctx context.Context, id belong.ID, change func(*belong.Channel) (belong.Outcome, error)) error {
	for tries := 1; ; tries++ {
		ch, err := s.store.Channel(ctx, id)
		if err != nil {
			return err
		}
		out, err := change(&ch)
		if err != nil {
			return err
		}
		if err = s.store.SaveChannel(ctx, ch, out); !errors.Is(err, belong.ErrStale) || tries == mostTries {
			return err
		}
	}
}
