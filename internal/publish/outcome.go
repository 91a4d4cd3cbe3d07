package publish

import (
	"context"
	"errors"
	"fmt"
	"slices"

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
		return nil // the switch is off, the channel rests, or the slot was moved: the scheduler brings it again
	case refused.Code == "too_late":
		next = belong.Missed
	}
	d.Post.Problem = refused.Sentence
	return s.save(ctx, d.Post, system, next, refused.Code)
}

// published stores that the network made the post live.
func (s *Service) published(ctx context.Context, d delivery, r belong.Receipt) error {
	if err := s.live(ctx, d, system, r, ""); err != nil {
		return err
	}
	return s.answered(ctx, d.Channel, r.Rest)
}

// live stores that the post is live. The submitter is told once, however many channels there are.
func (s *Service) live(ctx context.Context, d delivery, actor belong.Actor, r belong.Receipt, detail string) error {
	p, now := d.Post, s.now()
	if err := p.Become(belong.Published, now); err != nil {
		return err
	}
	p.Link, p.Remote, p.PublishedAt, p.Problem, p.Said = r.Link, r.Remote, now, "", ""
	out := belong.Did(s.event(p, actor, "post.published", detail))
	out.Write(now, belong.PublishedMessage, d.submission)
	return s.store.SavePost(ctx, p, out)
}

// failed deals with an error of the network's Publish. What was surely not posted is final where the network refuses
// the post, and waits for a better time else; what leaves it open is looked into.
func (s *Service) failed(ctx context.Context, d delivery, err error) error {
	var no *belong.NetworkError
	if !errors.As(err, &no) {
		return s.reconcile(ctx, d, errors.Join(err, s.troubled(ctx, d.Channel, err)))
	}
	next := belong.Scheduled
	if no.Fault == belong.Refused {
		next = belong.PostFailed
	}
	d.Post.Problem, d.Post.Said = no.Sentence, no.Said
	return errors.Join(s.save(ctx, d.Post, system, next, string(no.Fault)), s.troubled(ctx, d.Channel, err))
}

// reconcile finds out what became of a post that was journalled and whose outcome is not known: it is live, or it goes
// out again, or nobody can tell, and then a person has to. doubt is the error that made it doubtful; the queue is to
// wait a little for it before the post goes out again.
func (s *Service) reconcile(ctx context.Context, d delivery, doubt error) error {
	r, found, err := d.network.Find(ctx, d.Parcel)
	switch {
	case err == nil && found:
		return s.published(ctx, d, r)
	case err == nil:
		return errors.Join(doubt, s.save(ctx, d.Post, system, belong.Scheduled, "not_live"))
	case errors.Is(err, belong.ErrUnknowable), s.now().Sub(d.Post.SentAt).Abs() > patience: // a clock may have been set back
		d.Post.Problem = "It was sent, and the network can't say whether it is live. Look there, then confirm or retry."
		return s.save(ctx, d.Post, system, belong.Unconfirmed, "")
	}
	return errors.Join(doubt, fmt.Errorf("find post %s: %w", d.Post.ID, err))
}

// Recover sees to posts that were on their way when a worker died, and to those that are live though they may not be; what
// a person has to take down is tried again every hour, since keys may have come back. One that is seen to this moment, by
// whatever worker, is left alone: its job is still in the queue.
func (s *Service) Recover(ctx context.Context) error {
	sent, err := s.store.PostsInState(ctx, belong.Publishing)
	if err != nil {
		return err
	}
	unwanted, err := s.store.UnwantedPosts(ctx)
	if err != nil {
		return err
	}
	for _, p := range sent {
		err = errors.Join(err, s.Queue.Enqueue(ctx, belong.Job{Kind: belong.PublishJob, Subject: p.ID}))
	}
	for _, p := range slices.DeleteFunc(unwanted, s.isLeft) {
		err = errors.Join(err, s.Queue.Enqueue(ctx, belong.Job{Kind: belong.RemoveJob, Subject: p.ID}))
	}
	return err
}
