package publish

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// Stage takes a post's media to its channel, an hour ahead of its slot or less. wait is how long it is to be called again
// after, when it was too early, or when the network said so; then nothing was done. Done again, it does nothing.
func (s *Service) Stage(ctx context.Context, post belong.ID) (wait time.Duration, err error) {
	d, err := s.read(ctx, post)
	if err != nil || d.Post.State != belong.Scheduled {
		return 0, err
	}
	if wait = d.Post.SlotAt.Add(-stageAhead).Sub(s.now()); wait > 0 {
		return wait, nil
	}
	mayBeShown := belong.Showable(d.Post, d.submission, d.releases) == nil // nobody's face goes anywhere without a yes
	if !mayBeShown || d.Channel.Health.Disconnected {
		return 0, nil // when its time comes, the post is looked at again
	}
	if wait = d.Channel.Health.PausedUntil.Sub(s.now()); wait > 0 {
		return wait, nil
	}
	err = s.stage(ctx, d, s.told)
	var no *belong.NetworkError
	if errors.As(err, &no) && no.Until.After(s.now()) {
		return no.Until.Sub(s.now()), nil
	}
	return 0, err
}

// stage has the channel take the media, unless they are there already for as long as the post needs them. The post
// becomes staged, or failed where the channel refuses it. It is no error when somebody changes the post meanwhile. note
// writes down what else the network said.
func (s *Service) stage(ctx context.Context, d delivery, note func(context.Context, belong.Channel, error) error) error {
	if d.Post.State == belong.Staged && (d.Post.Notes.Until.IsZero() || d.Post.Notes.Until.After(later(s.now(), d.Post.SlotAt).Add(d.campaign.Grace))) {
		return nil
	}
	notes, err := d.network.Stage(ctx, d.Parcel)
	next, detail := belong.Staged, ""
	var no *belong.NetworkError
	switch {
	case errors.As(err, &no) && no.Fault == belong.Refused:
		next, detail, d.Post.Problem, d.Post.Said = belong.PostFailed, string(no.Fault), no.Sentence, no.Said
	case err != nil:
		return errors.Join(fmt.Errorf("stage post %s: %w", d.Post.ID, err), note(ctx, d.Channel, err))
	default:
		d.Post.Notes, d.Post.Problem, d.Post.Said = notes, "", ""
	}
	err = s.save(ctx, d.Post, system, next, detail)
	if errors.Is(err, belong.ErrStale) {
		return nil
	}
	return err
}
