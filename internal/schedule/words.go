package schedule

import (
	"context"
	"strings"

	"github.com/belonginstem/belong/internal/belong"
)

// SetText gives a post that is not under way or live the words that a person wrote, which no template changes any more;
// with no words, it gets the campaign's own again. Words that its channel does not take are refused. before is the post as
// it was.
func (s *Service) SetText(ctx context.Context, actor belong.Actor, id belong.ID, words string) (before belong.Post, err error) {
	words = strings.TrimSpace(words)
	err = again(func() error {
		p, err := s.store.Post(ctx, id)
		if err != nil {
			return err
		}
		if p.State == belong.Removed || occupies(p.State) && !p.State.Waits() {
			return standing(p)
		}
		before = p
		p.Text, p.Written, p.UpdatedAt = words, words != "", s.now()
		if p.Text, err = s.textOf(ctx, p); err != nil {
			return err
		}
		return s.store.SavePost(ctx, p, belong.Did(belong.NewEvent(s.now(), actor, "post.text_set", p.CampaignID, p.ID, "")))
	})
	return before, err
}

// textOf is what goes out with a post, read anew.
func (s *Service) textOf(ctx context.Context, p belong.Post) (string, error) {
	c, err := s.store.Campaign(ctx, p.CampaignID)
	if err != nil {
		return "", err
	}
	e, err := s.store.Entry(ctx, p.SubmissionID)
	if err != nil {
		return "", err
	}
	channels, err := s.store.Channels(ctx, p.CampaignID)
	if err != nil {
		return "", err
	}
	for _, ch := range channels {
		if ch.ID == p.ChannelID {
			return s.text(c, ch, e.Submission, p)
		}
	}
	return "", belong.ErrNotFound
}
