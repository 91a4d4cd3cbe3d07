package schedule

import (
	"context"
	"fmt"

	"github.com/belonginstem/belong/internal/belong"
)

// Place places what is approved on the campaign's days, as the function Place has it, and stores the posts with the jobs that
// stage them, all of them or none. Where nothing is new it changes nothing. A post that no longer fits is set to missed, so
// that it keeps nobody's place; it gets a slot as soon as there is one. Somebody else's Place at the same moment does no harm.
func (s *Service) Place(ctx context.Context, actor belong.Actor, slug string) (Plan, error) {
	return s.place(ctx, actor, slug, false)
}

// PlaceAnew is Place for a plan that is to be even and mixed again: it moves all that may move.
func (s *Service) PlaceAnew(ctx context.Context, actor belong.Actor, slug string) (Plan, error) {
	return s.place(ctx, actor, slug, true)
}

func (s *Service) place(ctx context.Context, actor belong.Actor, slug string, anew bool) (plan Plan, err error) {
	err = again(func() error {
		c, in, err := s.read(ctx, slug)
		if err != nil {
			return err
		}
		if len(in.Channels) == 0 {
			return belong.Refuse(belong.Conflict, "no_channel", "The campaign has no channel to post to. Add one first.")
		}
		in.Anew = anew
		var words texts
		plan, words = s.settle(c, in)
		posts := s.posts(c, in, plan, words)
		if len(posts) == 0 {
			return nil
		}
		detail := fmt.Sprintf("%d slots, %d without", len(plan.Slots), len(plan.Unplaced))
		out := belong.Did(belong.NewEvent(s.now(), actor, "campaign.placed", c.ID, c.ID, detail), stageJobs(posts)...)
		out.Events = append(out.Events, s.tell(actor, posts)...)
		return s.store.PlacePosts(ctx, c.ID, posts, out)
	})
	return plan, err
}

// read collects what placing looks at.
func (s *Service) read(ctx context.Context, slug string) (c belong.Campaign, in Input, err error) {
	c, in, _, err = s.readAll(ctx, slug)
	return c, in, err
}

// readAll is read, with what the posts show.
func (s *Service) readAll(ctx context.Context, slug string) (c belong.Campaign, in Input, showings []belong.Showing, err error) {
	if c, err = s.store.CampaignBySlug(ctx, slug); err != nil {
		return c, in, nil, err
	}
	in.Rules, in.Now = c.Posting, s.now()
	if in.Days, err = c.Windows(); err != nil {
		return c, in, nil, err
	}
	if in.Channels, err = s.store.Channels(ctx, c.ID); err != nil {
		return c, in, nil, err
	}
	if in.Entries, err = s.store.ApprovedEntries(ctx, c.ID); err != nil {
		return c, in, nil, err
	}
	showings, err = s.store.Posts(ctx, belong.PostQuery{CampaignID: c.ID})
	in.Posts = make([]belong.Post, 0, len(showings))
	for _, w := range showings {
		in.Posts = append(in.Posts, w.Post)
	}
	return c, in, showings, err
}

// place names where a post belongs: there is one for a clip and a channel.
type place struct{ clip, channel belong.ID }

// posts are the posts to store: new ones, and those that the plan changes.
func (s *Service) posts(c belong.Campaign, in Input, plan Plan, words texts) []belong.Post {
	now := s.now()
	has := in.byPlace()
	clips := map[belong.ID]belong.ID{} // by submission
	for _, e := range in.Entries {
		clips[e.Submission.ID] = e.Clip.ID
	}
	var out []belong.Post
	for _, slot := range plan.Slots {
		at := place{slot.ClipID, slot.ChannelID}
		p, old := has[at]
		switch {
		case !old:
			p = belong.Post{ID: belong.NewID(now), CampaignID: c.ID, SubmissionID: slot.SubmissionID, ClipID: slot.ClipID, ChannelID: slot.ChannelID, CreatedAt: now}
		case p.State == belong.Scheduled && p.SlotAt.Equal(slot.At) && p.Text == words[at]:
			continue
		}
		p.Pinned = p.Pinned && p.SlotAt.Equal(slot.At) // a moment that was missed holds nothing any more
		p.State, p.SlotAt, p.Text, p.Problem, p.UpdatedAt = belong.Scheduled, slot.At, words[at], "", now
		out = append(out, p)
	}
	for _, u := range plan.Unplaced {
		p := has[place{clips[u.SubmissionID], u.ChannelID}]
		if p.State.Waits() {
			p.State, p.Problem, p.UpdatedAt = belong.Missed, u.Help, now
			out = append(out, p)
		}
	}
	return out
}

// tell is a line of the audit trail for each post that was given a slot, or lost it.
func (s *Service) tell(actor belong.Actor, posts []belong.Post) []belong.Event {
	var out []belong.Event
	for _, p := range posts {
		kind := "post.placed"
		if p.State == belong.Missed {
			kind = "post.unplaced"
		}
		out = append(out, belong.NewEvent(s.now(), actor, kind, p.CampaignID, p.ID, ""))
	}
	return out
}

// stageJobs takes the posts' media to their channels ahead of the slots.
func stageJobs(posts []belong.Post) []belong.Job {
	var out []belong.Job
	for _, p := range posts {
		if p.State == belong.Scheduled {
			out = append(out, belong.Job{Kind: belong.StageJob, Subject: p.ID, At: p.SlotAt.Add(-stageAhead)})
		}
	}
	return out
}
