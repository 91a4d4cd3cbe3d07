package schedule

import (
	"context"

	"github.com/belonginstem/belong/internal/belong"
)

// A Board is how a campaign's plan stands. All of it is of one moment.
type Board struct {
	Campaign  belong.Campaign
	Channels  []belong.Channel
	Approved  []belong.Entry
	Posts     []belong.Showing // in the order of their slots
	Next      Plan             // what Place would do now, and what it would cost; empty without a channel
	Conflicts []Conflict
}

// Board reads a campaign's plan, once. It changes nothing.
func (s *Service) Board(ctx context.Context, slug string) (Board, error) {
	c, in, showings, err := s.readAll(ctx, slug)
	if err != nil {
		return Board{}, err
	}
	next, _ := s.settle(c, in)
	return Board{Campaign: c, Channels: in.Channels, Approved: in.Entries, Posts: showings, Next: next, Conflicts: Conflicts(in)}, nil
}
