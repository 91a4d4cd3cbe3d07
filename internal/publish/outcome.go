package publish

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

var system = belong.Actor{Kind: belong.System}

func (s *Service) event(p belong.Post, actor belong.Actor, kind, detail string) belong.Event {
	return belong.NewEvent(s.now(), actor, kind, p.CampaignID, p.ID, detail)
}

// save stores the post in its next state, with an event that is named after it.
func (s *Service) save(ctx context.Context, p belong.Post, actor belong.Actor, next belong.PostState, detail string) error {
	if err := p.Become(next, s.now()); err != nil {
		return err
	}
	return s.store.SavePost(ctx, p, belong.Did(s.event(p, actor, "post."+string(next), detail)))
}

// withhold deals with a post that may not go out now.
func (s *Service) withhold(ctx context.Context, d delivery, why error) error {
	var refused *belong.Error
	if !errors.As(why, &refused) {
		return why
	}
	next := belong.Canceled
	switch {
	case refused.Kind == belong.Unavailable:
		return nil // the switch is off, or the slot was moved: the scheduler brings it again
	case refused.Code == "too_late":
		next = belong.Missed
	}
	d.Post.Problem = refused.Sentence
	return s.save(ctx, d.Post, system, next, refused.Code)
}

// published stores that the post is live. The submitter is told once, however many channels there are.
func (s *Service) published(ctx context.Context, d delivery, r Receipt) error {
	p, now := d.Post, s.now()
	if err := p.Become(belong.Published, now); err != nil {
		return err
	}
	p.Link, p.PublishedAt, p.Problem = r.Link, now, ""
	out := belong.Did(s.event(p, system, "post.published", ""))
	first, err := s.isFirst(ctx, p)
	if err != nil {
		return err
	}
	if first {
		out.Write(now, belong.PublishedMessage, d.submission)
	}
	return s.store.SavePost(ctx, p, out)
}

func (s *Service) isFirst(ctx context.Context, p belong.Post) (bool, error) {
	all, err := s.store.PostsOf(ctx, p.SubmissionID)
	if err != nil {
		return false, err
	}
	return !slices.ContainsFunc(all, func(other belong.Showing) bool {
		return other.Post.ID != p.ID && !other.Post.PublishedAt.IsZero()
	}), nil
}

// failed deals with an error of the channel's Publish: a refusal is final, "not now" is tried again, and what is neither
// leaves the outcome open.
func (s *Service) failed(ctx context.Context, d delivery, err error) error {
	var refused *belong.Error
	if !errors.As(err, &refused) {
		return s.reconcile(ctx, d, err)
	}
	d.Post.Problem = refused.Sentence
	if refused.Kind != belong.Unavailable {
		return s.save(ctx, d.Post, system, belong.PostFailed, refused.Code)
	}
	if saved := s.save(ctx, d.Post, system, belong.Scheduled, refused.Code); saved != nil {
		return saved
	}
	return err
}

// reconcile finds out what became of a post that was journalled and whose outcome is not known: it is live, or it goes
// out again, or nobody can tell, and then a person has to. doubt is the error that made it doubtful; the queue is to
// wait a little for it before the post goes out again.
func (s *Service) reconcile(ctx context.Context, d delivery, doubt error) error {
	r, found, err := d.channel.Find(ctx, d.Parcel)
	switch {
	case err == nil && found:
		return s.published(ctx, d, r)
	case err == nil:
		return errors.Join(doubt, s.save(ctx, d.Post, system, belong.Scheduled, "not_live"))
	case errors.Is(err, ErrUnknowable), s.now().Sub(d.Post.UpdatedAt) > patience:
		d.Post.Problem = "It was sent, and the network can't say whether it is live. Look there, then confirm or retry."
		return s.save(ctx, d.Post, system, belong.Unconfirmed, "")
	}
	return errors.Join(doubt, fmt.Errorf("find post %s: %w", d.Post.ID, err))
}

// Recover sees to posts that were on their way when a worker died. One that is being sent this moment, by whatever
// worker, is left alone: its job is still in the queue.
func (s *Service) Recover(ctx context.Context) error {
	posts, err := s.store.PostsInState(ctx, belong.Publishing)
	if err != nil {
		return err
	}
	for _, p := range posts {
		if err := s.queue.Enqueue(ctx, belong.Job{Kind: belong.PublishJob, Subject: p.ID}); err != nil {
			return err
		}
	}
	return nil
}

// Stage takes a post's media to its channel, an hour ahead of its slot or less. wait is how much earlier than that it
// was called, and then nothing was done. Done again, it does nothing.
func (s *Service) Stage(ctx context.Context, post belong.ID) (wait time.Duration, err error) {
	d, err := s.read(ctx, post)
	if err != nil || d.Post.State != belong.Scheduled {
		return 0, err
	}
	if wait = d.Post.SlotAt.Add(-stageAhead).Sub(s.now()); wait > 0 {
		return wait, nil
	}
	return 0, s.stage(ctx, d)
}

// stage has the channel take the media, and the post become staged, or failed where the channel refuses it. It is no
// error when somebody changes the post meanwhile.
func (s *Service) stage(ctx context.Context, d delivery) error {
	next, detail := belong.Staged, ""
	err := d.channel.Stage(ctx, d.Parcel)
	var refused *belong.Error
	switch {
	case errors.As(err, &refused) && refused.Kind != belong.Unavailable:
		next, detail, d.Post.Problem = belong.PostFailed, refused.Code, refused.Sentence
	case err != nil:
		return fmt.Errorf("stage post %s: %w", d.Post.ID, err)
	}
	err = s.save(ctx, d.Post, system, next, detail)
	if errors.Is(err, belong.ErrStale) {
		return nil
	}
	return err
}
