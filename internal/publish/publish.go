// Package publish posts, once, and takes down. A post is journalled as publishing before anything is sent; whoever finds
// it so later looks at the network first, and sends it again only when it is not there.
package publish

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

const (
	stageAhead = time.Hour        // of the slot, media are taken to the channel
	handedOver = 2 * time.Second  // before the slot at most, a worker gets a post, and waits with it
	writeDown  = 5 * time.Second  // what a network answered, though the process is to stop
	patience   = 10 * time.Minute // with a network that can't say whether a post is live; then a person decides
)

// Store is what publishing needs of the database.
type Store interface {
	Post(ctx context.Context, id belong.ID) (belong.Post, error)
	PostsInState(ctx context.Context, state belong.PostState) ([]belong.Post, error)
	UnwantedPosts(ctx context.Context) ([]belong.Post, error)
	SavePost(ctx context.Context, p belong.Post, out belong.Outcome) error
	StartPublishing(ctx context.Context, p belong.Post, out belong.Outcome) error

	Campaign(ctx context.Context, id belong.ID) (belong.Campaign, error)
	Campaigns(ctx context.Context) ([]belong.Campaign, error)
	CampaignBySlug(ctx context.Context, slug string) (belong.Campaign, error)
	Posts(ctx context.Context, q belong.PostQuery) ([]belong.Showing, error)
	ApprovedEntries(ctx context.Context, campaign belong.ID) ([]belong.Entry, error)
	Entry(ctx context.Context, submission belong.ID) (belong.Entry, error)
	Clip(ctx context.Context, id belong.ID) (belong.Clip, error)
	Captions(ctx context.Context, clip belong.ID) (belong.Captions, error)
	Releases(ctx context.Context, submission belong.ID) ([]belong.Release, error)

	Channel(ctx context.Context, id belong.ID) (belong.Channel, error)
	Channels(ctx context.Context, campaign belong.ID) ([]belong.Channel, error)
	AllChannels(ctx context.Context) ([]belong.Channel, error)
	CreateChannel(ctx context.Context, ch belong.Channel, out belong.Outcome) error
	SaveChannel(ctx context.Context, ch belong.Channel, out belong.Outcome) error
	DeleteChannel(ctx context.Context, ch belong.Channel, out belong.Outcome) error

	Users(ctx context.Context) ([]belong.User, error)
	StaffKnow(ctx context.Context, occasion string) (bool, error)
	Record(ctx context.Context, out belong.Outcome) error
}

// Queue takes jobs. The same job that waits or runs already is taken in silence.
type Queue interface {
	Enqueue(ctx context.Context, job belong.Job) error
}

// Config is what publishing works with.
type Config struct {
	Store    Store
	Queue    Queue
	Channels map[belong.ChannelKind]Channel // one for every kind that a campaign may have
	Seal     *Seal                          // of the accounts' keys; nil where no key is set, and then no network can be connected
	// Open opens a stored file, which who asked for it closes.
	Open    func(ctx context.Context, key string) (io.ReadCloser, error)
	Around  Surroundings // what a rehearsal asks
	Address string       // the public address, without a slash at its end
	Now     func() time.Time
}

// Service posts and takes down. Any number may run, on one database.
type Service struct {
	Config
	store Store
	now   func() time.Time
}

// New makes the service.
func New(c Config) *Service { return &Service{Config: c, store: c.Store, now: c.Now} }

// Publish makes a due post live, if at this moment everything still allows it (belong.Sendable). It is to be called by
// one worker at a time for a post, as often as needed: what is done already is not done again. A slot that is a moment
// away is waited for; with the switch off, the channel at rest, or the slot further away, the post stays as it is. A post
// that may not go out any more becomes canceled, or missed when it is only too late. An error is worth another call.
func (s *Service) Publish(ctx context.Context, post belong.ID) error {
	d, err := s.read(ctx, post)
	if err != nil {
		return err
	}
	switch d.Post.State {
	case belong.Publishing:
		return s.reconcile(ctx, d, nil)
	case belong.Scheduled, belong.Staged:
		if s.now().Add(handedOver).Before(d.Post.SlotAt) {
			return nil
		}
		if d.sendable(later(d.Post.SlotAt, s.now())) == nil {
			if err := s.stage(ctx, d, s.troubled); err != nil {
				return err
			}
		}
		return s.send(ctx, d.Post)
	}
	return nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// send waits for the slot, reads and asks once more, journals, and sends.
func (s *Service) send(ctx context.Context, waiting belong.Post) error {
	if err := s.await(ctx, waiting.SlotAt); err != nil {
		return err
	}
	d, err := s.read(ctx, waiting.ID)
	if err != nil || !d.Post.State.CanBecome(belong.Publishing) {
		return err
	}
	now := s.now()
	if err := d.sendable(now); err != nil {
		return s.withhold(ctx, d, err)
	}
	d.Post.State, d.Post.SentAt, d.Post.UpdatedAt, d.Post.Problem, d.Post.Said = belong.Publishing, now, now, "", ""
	d.Post.Attempts++
	err = s.store.StartPublishing(ctx, d.Post, belong.Did(s.event(d.Post, system, "post.started", "")))
	if errors.Is(err, belong.ErrStale) {
		return nil // what was read is no longer so; the next tick brings the post again, if it is still due
	}
	if err != nil {
		return err
	}
	d.Post.Version++
	r, err := d.network.Publish(ctx, d.Parcel)
	if err != nil {
		return s.failed(ctx, d, err)
	}
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), writeDown) // nothing else may ever tell that it is live
	defer done()
	return s.published(ctx, d, r)
}

func (s *Service) await(ctx context.Context, slot time.Time) error {
	wait := time.NewTimer(slot.Sub(s.now()))
	defer wait.Stop()
	select {
	case <-wait.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
