package schedule

import (
	"context"
	"maps"
	"slices"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/posttext"
)

// SetPosting changes a campaign's rules for posts: its days, pauses, opener, finale, the templates of its texts and what else
// they hold. before are the rules as they were, to take it back. Posts keep their slots until Place is called; warning says so
// where the new rules leave some outside, and is empty else.
func (s *Service) SetPosting(ctx context.Context, actor belong.Actor, slug string, change func(*belong.PostRules)) (before belong.PostRules, warning string, err error) {
	var c belong.Campaign
	err = again(func() error {
		if c, err = s.store.CampaignBySlug(ctx, slug); err != nil {
			return err
		}
		before = c.Posting
		c.Posting.Blackouts, c.Posting.Templates = slices.Clone(before.Blackouts), maps.Clone(before.Templates)
		change(&c.Posting)
		slices.SortFunc(c.Posting.Blackouts, func(a, b belong.Blackout) int { return a.From.Compare(b.From) })
		if err := c.Validate(); err != nil {
			return err
		}
		if err := checkTemplates(c.Posting); err != nil {
			return err
		}
		if err := s.isIn(ctx, c, c.Posting.Opener, "opener"); err != nil {
			return err
		}
		if err := s.isIn(ctx, c, c.Posting.Finale, "finale"); err != nil {
			return err
		}
		return s.store.SaveCampaign(ctx, c, belong.Did(belong.NewEvent(s.now(), actor, "campaign.posting_set", c.ID, c.ID, "")))
	})
	if err != nil {
		return before, "", err
	}
	warning, err = s.outside(ctx, c)
	return before, warning, err
}

// checkTemplates refuses templates that nothing can be made of.
func checkTemplates(r belong.PostRules) error {
	for _, text := range r.Templates {
		for _, template := range text {
			if err := posttext.CheckTemplate(template); err != nil {
				return err
			}
		}
	}
	return nil
}

// isIn refuses a submission that is not the campaign's; none at all is well.
func (s *Service) isIn(ctx context.Context, c belong.Campaign, submission belong.ID, field string) error {
	if submission == "" {
		return nil
	}
	e, err := s.store.Entry(ctx, submission)
	if belong.KindOf(err) == belong.NotFound || err == nil && e.Submission.CampaignID != c.ID {
		return belong.Refuse(belong.Invalid, field, "There is no such video in this campaign.").In(field)
	}
	return err
}
