package schedule

import (
	"context"
	"strings"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/posttext"
)

// SetText gives a post that is not under way or live the words that a person wrote, which no template changes any more;
// with no words, it gets the campaign's own again. before is the post as it was.
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
		c, err := s.store.Campaign(ctx, p.CampaignID)
		if err != nil {
			return err
		}
		ch, err := s.store.Channel(ctx, p.ChannelID)
		if err != nil {
			return err
		}
		e, err := s.store.Entry(ctx, p.SubmissionID)
		if err != nil {
			return err
		}
		before = p
		p.Text, p.Written, p.UpdatedAt = words, words != "", s.now()
		if p.Written {
			err = posttext.CheckWords(ch, words)
		} else {
			p.Text, err = s.text(c, ch, e.Submission, p)
		}
		if err != nil {
			return err
		}
		return s.store.SavePost(ctx, p, belong.Did(belong.NewEvent(s.now(), actor, "post.text_set", p.CampaignID, p.ID, "")))
	})
	return before, err
}
