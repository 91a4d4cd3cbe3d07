package publish

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/posttext"
)

// A delivery is a post with all that was just read to send it.
type delivery struct {
	belong.Parcel
	Channel    belong.Channel
	network    Channel
	campaign   belong.Campaign
	submission belong.Submission
	releases   []belong.Release
}

func (d delivery) sendable(at time.Time) error {
	return belong.Sendable(d.Post, d.campaign, d.Channel, d.submission, d.releases, at)
}

// read reads everything anew: what was true when the post was placed may no longer be.
func (s *Service) read(ctx context.Context, id belong.ID) (d delivery, err error) {
	if d.Post, err = s.store.Post(ctx, id); err != nil {
		return d, err
	}
	if d.campaign, err = s.store.Campaign(ctx, d.Post.CampaignID); err != nil {
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
	if d.Channel, err = s.store.Channel(ctx, d.Post.ChannelID); err != nil {
		return d, err
	}
	if d.network = s.network(d.Channel.Kind); d.network == nil {
		d.network = closed{errNoNetwork}
	}
	if d.Account, err = s.account(d.Channel); err != nil {
		d.network = closed{err}
	}
	return d, s.fill(ctx, &d)
}

// fill puts into the parcel what the network gets to know.
func (s *Service) fill(ctx context.Context, d *delivery) (err error) {
	if d.Clip, err = s.store.Clip(ctx, d.Post.ClipID); err != nil {
		return err
	}
	d.Length, d.Locale, d.Alt = d.Clip.Length, d.submission.Locale, posttext.Alt(d.campaign, d.submission)
	d.Page = fmt.Sprintf("%s/wall/%s/%s", s.Address, d.campaign.Slug, d.Clip.ID)
	film, ok := d.Clip.Rendition(belong.PostRendition)
	if ok {
		d.Width, d.Height, d.Bytes, d.SHA256 = film.Width, film.Height, film.Bytes, film.SHA256
	}
	d.Video = func(ctx context.Context) (io.ReadCloser, error) {
		if !ok {
			return nil, fmt.Errorf("clip %s has no post rendition", d.Post.ClipID)
		}
		return s.Open(ctx, film.Key)
	}
	captions, err := s.store.Captions(ctx, d.Post.ClipID)
	if err != nil && belong.KindOf(err) != belong.NotFound {
		return err
	}
	if captions.Confirmed() {
		d.Captions = captions
	}
	return nil
}

// account is the channel's, opened.
func (s *Service) account(ch belong.Channel) (belong.Account, error) {
	a := belong.Account{Kind: ch.Kind, BaseURL: ch.BaseURL}
	if len(ch.Sealed) == 0 {
		return a, nil
	}
	if s.Seal == nil {
		return a, errNoSeal
	}
	keys, err := s.Seal.open(ch.ID, ch.Sealed)
	if err != nil {
		return a, fmt.Errorf("channel %s: %w", ch.ID, err)
	}
	a.Keys = keys
	return a, nil
}
