// Package schedule gives approved clips their slots on the day, and sees to it that each post is handed to a worker when
// its time comes.
package schedule

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

const (
	stageAhead = time.Hour // media are taken to their channel that long before the slot
	mostTries  = 5         // of a write that others got ahead of
)

// Store is what scheduling needs of the database.
type Store interface {
	Campaign(ctx context.Context, id belong.ID) (belong.Campaign, error)
	CampaignBySlug(ctx context.Context, slug string) (belong.Campaign, error)
	SaveCampaign(ctx context.Context, c belong.Campaign, out belong.Outcome) error
	Channels(ctx context.Context, campaign belong.ID) ([]belong.Channel, error)
	Entry(ctx context.Context, submission belong.ID) (belong.Entry, error)
	ApprovedEntries(ctx context.Context, campaign belong.ID) ([]belong.Entry, error)
	Post(ctx context.Context, id belong.ID) (belong.Post, error)
	Posts(ctx context.Context, q belong.PostQuery) ([]belong.Showing, error)
	SavePost(ctx context.Context, p belong.Post, out belong.Outcome) error
	PlacePosts(ctx context.Context, campaign belong.ID, posts []belong.Post, out belong.Outcome) error
	DuePosts(ctx context.Context, now time.Time, limit int) ([]belong.Post, error)
}

// Queue takes jobs. The same job that waits or runs already is taken in silence.
type Queue interface {
	Enqueue(ctx context.Context, job belong.Job) error
}

// Service plans the day and runs it. Several may run at once, on one database.
type Service struct {
	store   Store
	queue   Queue
	address string // of the program, as people reach it
	now     func() time.Time
	log     *slog.Logger
}

// New makes the service. address is the program's, as people reach it, without a slash at its end; now is the clock.
func New(store Store, queue Queue, address string, now func() time.Time, log *slog.Logger) *Service {
	return &Service{store: store, queue: queue, address: address, now: now, log: log}
}

// again does work until nobody gets ahead of it, a few times at most.
func again(work func() error) error {
	var err error
	for range mostTries {
		if err = work(); !errors.Is(err, belong.ErrStale) {
			return err
		}
	}
	return err
}
