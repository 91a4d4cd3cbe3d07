package publish

import (
	"context"
	"net/url"
	"strings"

	"github.com/belonginstem/belong/internal/belong"
)

// Retry gives a post that did not go out a slot now. From unconfirmed, it is the caller's word that the post is not live.
// It says why when the post could not go out even now.
func (s *Service) Retry(ctx context.Context, actor belong.Actor, post belong.ID) error {
	d, err := s.read(ctx, post)
	if err != nil {
		return err
	}
	now := s.now()
	switch d.Post.State {
	case belong.PostFailed, belong.Missed, belong.Canceled, belong.Unconfirmed:
	case belong.Scheduled, belong.Staged, belong.Publishing, belong.Published, belong.Removed:
		return belong.Refuse(belong.Conflict, "state", "This can't be done while the post is %q.", string(d.Post.State))
	}
	d.Post.SlotAt, d.Post.Problem = now, ""
	on := d
	on.Campaign.On = true // it may wait for the switch
	if err := sendable(on, now); err != nil {
		return err
	}
	return s.save(ctx, d.Post, actor, belong.Scheduled, "retried")
}

// Cancel keeps a post from going out.
func (s *Service) Cancel(ctx context.Context, actor belong.Actor, post belong.ID) error {
	p, err := s.store.Post(ctx, post)
	if err != nil {
		return err
	}
	return s.save(ctx, p, actor, belong.Canceled, "")
}

// Confirm records a person's word that an unconfirmed post is live, at link.
func (s *Service) Confirm(ctx context.Context, actor belong.Actor, post belong.ID, link string) error {
	p, err := s.store.Post(ctx, post)
	if err != nil {
		return err
	}
	if p.State != belong.Unconfirmed {
		return belong.Refuse(belong.Conflict, "state", "Only a post that is unconfirmed can be confirmed; this one is %q.", string(p.State))
	}
	link = strings.TrimSpace(link)
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || len(link) > 2000 {
		return belong.Refuse(belong.Invalid, "link", "Give the post's address, as https://… shows it in the browser.").In("link")
	}
	p.Link, p.PublishedAt, p.Problem = link, s.now(), ""
	return s.save(ctx, p, actor, belong.Published, "confirmed")
}

// Remove takes down a post that is live. That it is down already is no error.
func (s *Service) Remove(ctx context.Context, actor belong.Actor, post belong.ID) error {
	d, err := s.read(ctx, post)
	if err != nil || d.Post.State == belong.Removed {
		return err
	}
	if !d.Post.State.CanBecome(belong.Removed) {
		return belong.Refuse(belong.Conflict, "state", "Only a post that is live can be removed; this one is %q.", string(d.Post.State))
	}
	if err := d.channel.Remove(ctx, d.Parcel); err != nil {
		return err
	}
	return s.save(ctx, d.Post, actor, belong.Removed, "")
}
