package schedule

import (
	"context"

	"github.com/belonginstem/belong/internal/belong"
)

// SetClipRules changes how a campaign's clips are made and judged. Clips that were processed stay as they are.
func (s *Service) SetClipRules(ctx context.Context, actor belong.Actor, slug string, change func(*belong.ClipRules)) error {
	return again(func() error {
		c, err := s.store.CampaignBySlug(ctx, slug)
		if err != nil {
			return err
		}
		change(&c.Clips)
		if err := c.Validate(); err != nil {
			return err
		}
		return s.store.SaveCampaign(ctx, c, belong.Did(belong.NewEvent(s.now(), actor, "campaign.clips_set", c.ID, c.ID, "")))
	})
}
