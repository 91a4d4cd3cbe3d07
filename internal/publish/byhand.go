package publish

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/belonginstem/belong/internal/belong"
)

// Retry gives a post a slot now: one that did not go out, and one whose time has not come yet. From unconfirmed, it is the
// caller's word that the post is not live; the network is asked all the same, and where it shows the post, that counts as
// published. It says why when the post could not go out even now.
func (s *Service) Retry(ctx context.Context, actor belong.Actor, post belong.ID) error {
	d, err := s.read(ctx, post)
	if err != nil {
		return err
	}
	now, detail := s.now(), "retried"
	switch d.Post.State {
	case belong.PostFailed, belong.Missed, belong.Canceled, belong.Unconfirmed:
	case belong.Scheduled, belong.Staged:
		detail = "now"
	case belong.Publishing, belong.Published, belong.Removed:
		return wrongState(d.Post)
	}
	on := d
	on.Post.SlotAt = now
	on.campaign.On, on.Channel.Health = true, belong.Health{} // it may wait for the switch, and for the channel
	if err := on.sendable(now); err != nil {
		return err
	}
	if live, err := s.isLiveAfterAll(ctx, d); live || err != nil {
		return err
	}
	d.Post.SlotAt, d.Post.Problem, d.Post.Said = now, "", ""
	return s.save(ctx, d.Post, actor, belong.Scheduled, detail)
}

// isLiveAfterAll looks at the network before a person decides about a post whose sending left a doubt; if it is there, it is
// published. Where the network can't tell, the person's word counts.
func (s *Service) isLiveAfterAll(ctx context.Context, d delivery) (bool, error) {
	if d.Post.Attempts == 0 || d.Post.State != belong.Unconfirmed && d.Post.State != belong.Canceled {
		return false, nil
	}
	r, found, err := d.network.Find(ctx, d.Parcel)
	switch {
	case err == nil && found:
		return true, s.published(ctx, d, r)
	case err == nil, errors.Is(err, belong.ErrUnknowable):
		return false, nil
	}
	refused := belong.Refuse(belong.Unavailable, "network_silent", "%s does not say whether the post is there already. Look there, or try again in a few minutes.", d.Channel.Kind.Words())
	refused.Err = err
	return false, refused
}

func wrongState(p belong.Post) error {
	return belong.Refuse(belong.Conflict, "state", "This can't be done while the post is %q.", p.State.Words())
}

// Cancel keeps a post from going out. From unconfirmed it is the caller's word that the post is not live; where the
// network shows it all the same, it counts as published, and that is said.
func (s *Service) Cancel(ctx context.Context, actor belong.Actor, post belong.ID) error {
	d, err := s.read(ctx, post)
	if err != nil {
		return err
	}
	if d.Post.State == belong.Unconfirmed {
		live, err := s.isLiveAfterAll(ctx, d)
		if err != nil {
			return err
		}
		if live {
			return belong.Refuse(belong.Conflict, "is_live", "%s shows the post, so it counts as published now. Remove it to take it down.", d.Channel.Kind.Words())
		}
	}
	return s.save(ctx, d.Post, actor, belong.Canceled, "")
}

// Confirm records a person's word that a post is live, at link: one that is unconfirmed, or one that they posted by hand.
func (s *Service) Confirm(ctx context.Context, actor belong.Actor, post belong.ID, link string) error {
	d, err := s.read(ctx, post)
	if err != nil {
		return err
	}
	detail := "by_hand"
	switch d.Post.State {
	case belong.Unconfirmed:
		detail = "confirmed"
	case belong.Publishing, belong.Published, belong.Removed:
		return wrongState(d.Post)
	default:
		if err := belong.Showable(d.Post, d.submission, d.releases); err != nil {
			return err
		}
	}
	if link, err = address(link); err != nil {
		return err
	}
	return s.live(ctx, d, actor, belong.Receipt{Link: link}, detail)
}

func address(link string) (string, error) {
	link = strings.TrimSpace(link)
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || len(link) > 2000 {
		return "", belong.Refuse(belong.Invalid, "link", "Give the post's address, as https://… shows it in the browser.").In("link")
	}
	return link, nil
}

// Remove takes down a post that is live, or looks whether one that is unconfirmed is. That it is down already is no error.
// Where the network refuses, the post stays with a problem that asks a person to do it there, and to say so by Removed.
func (s *Service) Remove(ctx context.Context, actor belong.Actor, post belong.ID) error {
	d, err := s.read(ctx, post)
	if err != nil || d.Post.State == belong.Removed {
		return err
	}
	if d.Post.State == belong.Unconfirmed {
		if live, err := s.isLive(ctx, &d, actor); !live || err != nil {
			return err
		}
	}
	if !d.Post.State.CanBecome(belong.Removed) {
		return belong.Refuse(belong.Conflict, "state", "Only a post that is live can be removed; this one is %q.", string(d.Post.State))
	}
	err = d.network.Remove(ctx, d.Parcel)
	var no *belong.NetworkError
	if errors.As(err, &no) && no.Fault != belong.NotNow {
		return errors.Join(s.leaveRemoval(ctx, d.Post, actor, no), s.told(ctx, d.Channel, err))
	}
	if err != nil {
		return errors.Join(err, s.told(ctx, d.Channel, err))
	}
	d.Post.Problem, d.Post.Said = "", ""
	return s.save(ctx, d.Post, actor, belong.Removed, "")
}

// isLive finds out whether an unconfirmed post that has to come down is there at all. One that is not is canceled; where the
// network can't tell, a person has to look.
func (s *Service) isLive(ctx context.Context, d *delivery, actor belong.Actor) (bool, error) {
	r, found, err := d.network.Find(ctx, d.Parcel)
	switch {
	case errors.Is(err, belong.ErrUnknowable):
		return false, s.leaveRemoval(ctx, d.Post, actor, &belong.NetworkError{Fault: belong.Refused})
	case err != nil:
		return false, errors.Join(err, s.told(ctx, d.Channel, err))
	case !found:
		return false, s.save(ctx, d.Post, actor, belong.Canceled, "not_live")
	}
	if err := d.Post.Become(belong.Published, s.now()); err != nil {
		return false, err
	}
	d.Post.Link, d.Post.Remote, d.Post.PublishedAt = r.Link, r.Remote, s.now()
	err = s.store.SavePost(ctx, d.Post, belong.Did(s.event(d.Post, actor, "post.published", "found")))
	d.Post.Version++
	return err == nil, err
}

// removalTask is what a person reads on a post that they have to take down.
const removalTask = "It has to come down, and the network did not let Belong do it. Take it down there, then say so here."

// leaveRemoval asks a person to take a post down.
func (s *Service) leaveRemoval(ctx context.Context, p belong.Post, actor belong.Actor, no *belong.NetworkError) error {
	var out belong.Outcome
	if p.Problem != removalTask {
		out = belong.Did(s.event(p, actor, "post.removal_refused", string(no.Fault)))
	}
	p.Problem, p.Said, p.UpdatedAt = removalTask, no.Said, s.now()
	return s.store.SavePost(ctx, p, out)
}

// isLeft tells whether a post was left to a person to take down just now. Whoever asked the network again each minute would
// use up what it takes.
func (s *Service) isLeft(p belong.Post) bool {
	return p.Problem == removalTask && s.now().Sub(p.UpdatedAt) < lookAgain
}

// Removed records a person's word that a post is down: one that they took down, or one that was in doubt and is not there
// (any more), which is canceled then. The network is asked, where it can tell.
func (s *Service) Removed(ctx context.Context, actor belong.Actor, post belong.ID) error {
	d, err := s.read(ctx, post)
	if err != nil {
		return err
	}
	if d.Post.Attempts > 0 && d.Channel.Kind != belong.Wall {
		if r, found, err := d.network.Find(ctx, d.Parcel); err == nil && found {
			return belong.Refuse(belong.Conflict, "still_live", "The network still shows it, at %s.", r.Link)
		}
	}
	next := belong.Removed
	if d.Post.State == belong.Unconfirmed {
		next = belong.Canceled
	}
	d.Post.Problem, d.Post.Said = "", ""
	return s.save(ctx, d.Post, actor, next, "by_hand")
}
