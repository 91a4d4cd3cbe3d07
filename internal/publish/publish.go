// Package publish posts, once, and takes down. A post is journalled as publishing before anything is sent; whoever finds
// it so later looks at the network first, and sends it again only when it is not there.
package publish

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

const (
	stageAhead = time.Hour        // of the slot, media are taken to the channel
	handedOver = 2 * time.Second  // before the slot at most, a worker gets a post, and waits with it
	patience   = 10 * time.Minute // with a network that can't say whether a post is live; then a person decides
)

// Store is what publishing needs of the database.
type Store interface {
	Post(ctx context.Context, id belong.ID) (belong.Post, error)
	PostsOf(ctx context.Context, submission belong.ID) ([]belong.Showing, error)
	PostsInState(ctx context.Context, state belong.PostState) ([]belong.Post, error)
	SavePost(ctx context.Context, p belong.Post, out belong.Outcome) error
	StartPublishing(ctx context.Context, p belong.Post, out belong.Outcome) error

	Campaign(ctx context.Context, id belong.ID) (belong.Campaign, error)
	Channels(ctx context.Context, campaign belong.ID) ([]belong.Channel, error)
	Entry(ctx context.Context, submission belong.ID) (belong.Entry, error)
	Clip(ctx context.Context, id belong.ID) (belong.Clip, error)
	Releases(ctx context.Context, submission belong.ID) ([]belong.Release, error)
}

// Queue takes jobs. The same job that waits or runs already is taken in silence.
type Queue interface {
	Enqueue(ctx context.Context, job belong.Job) error
}

// Service posts and takes down.
type Service struct {
	store    Store
	queue    Queue
	channels map[belong.ChannelKind]Channel
	now      func() time.Time
}

// New makes the service, with a Channel for every kind that a campaign may have. now is the clock.
func New(store Store, queue Queue, channels map[belong.ChannelKind]Channel, now func() time.Time) *Service {
	return &Service{store: store, queue: queue, channels: channels, now: now}
}

// A delivery is a post with all that was just read to send it.
type delivery struct {
	Parcel
	channel    Channel
	submission belong.Submission
	releases   []belong.Release
}

// read reads everything anew: what was true when the post was placed may no longer be.
func (s *Service) read(ctx context.Context, id belong.ID) (d delivery, err error) {
	if d.Post, err = s.store.Post(ctx, id); err != nil {
		return d, err
	}
	if d.Campaign, err = s.store.Campaign(ctx, d.Post.CampaignID); err != nil {
		return d, err
	}
	if d.Clip, err = s.store.Clip(ctx, d.Post.ClipID); err != nil {
		return d, err
	}
	e, err := s.store.Entry(ctx, d.Post.SubmissionID)
	if err != nil {
		return d, err
	}
	d.submission = e.Submission
	if d.releases, err = s.store.Releases(ctx, d.Post.SubmissionID); err != nil {
		return d, err
	}
	all, err := s.store.Channels(ctx, d.Post.CampaignID)
	if err != nil {
		return d, err
	}
	for _, ch := range all {
		if ch.ID == d.Post.ChannelID {
			d.Channel, d.channel = ch, s.channels[ch.Kind]
		}
	}
	if d.channel == nil {
		return d, fmt.Errorf("post %s: no way to speak to channel %s (%q)", id, d.Post.ChannelID, d.Channel.Kind)
	}
	return d, nil
}

// Publish makes a due post live, if at this moment everything still allows it (belong.Sendable). It is to be called by
// one worker at a time for a post, as often as needed: what is done already is not done again. A slot that is a moment
// away is waited for; with the switch off, or the slot further away, the post stays as it is. A post that may not go out
// any more becomes canceled, or missed when it is only too late. An error is worth another call.
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
		if d.Post.State == belong.Scheduled && sendable(d, d.Post.SlotAt) == nil {
			if err := s.stage(ctx, d); err != nil {
				return err
			}
		}
		return s.send(ctx, d.Post)
	}
	return nil
}

func sendable(d delivery, at time.Time) error {
	return belong.Sendable(d.Post, d.Campaign, d.submission, d.releases, at)
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
	if err := sendable(d, now); err != nil {
		return s.withhold(ctx, d, err)
	}
	d.Post.State, d.Post.UpdatedAt, d.Post.Problem = belong.Publishing, now, ""
	d.Post.Attempts++
	err = s.store.StartPublishing(ctx, d.Post, belong.Did(s.event(d.Post, system, "post.started", "")))
	if errors.Is(err, belong.ErrStale) {
		return nil // what was read is no longer so; the next tick brings the post again, if it is still due
	}
	if err != nil {
		return err
	}
	d.Post.Version++
	r, err := d.channel.Publish(ctx, d.Parcel)
	if err != nil {
		return s.failed(ctx, d, err)
	}
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
