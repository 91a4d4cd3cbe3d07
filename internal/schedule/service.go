package schedule

import (
	"context"
	"fmt"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// A Plan is all slots that placing gives, new or as before, and what gets none.
type Plan struct {
	Slots    []belong.Slot
	Unplaced []belong.Unplaced
}

// Plan is what Place would do now. It changes nothing; a campaign without a channel has an empty plan.
func (s *Service) Plan(ctx context.Context, slug string) (plan Plan, err error) {
	c, in, err := s.read(ctx, slug)
	if err == nil {
		plan, _ = s.plan(c, in)
	}
	return plan, err
}

// Place places what is approved on the campaign's day, as the function Place has it, from ten seconds ahead, and stores the
// posts with the jobs that stage them, all of them or none. Called again, it spreads anew what is not staged for the day yet; where
// nothing is new it changes nothing. A post that no longer fits is set to missed, so that it keeps nobody's place; it
// gets a slot as soon as there is one. Somebody else's Place at the same moment does no harm.
func (s *Service) Place(ctx context.Context, actor belong.Actor, slug string) (plan Plan, err error) {
	err = again(func() error {
		c, in, err := s.read(ctx, slug)
		if err != nil {
			return err
		}
		if len(in.Channels) == 0 {
			return belong.Refuse(belong.Conflict, "no_channel", "The campaign has no channel to post to. Add one first.")
		}
		var words texts
		plan, words = s.plan(c, in)
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

// plan is Place with the text of each slot.
func (s *Service) plan(c belong.Campaign, in Input) (plan Plan, words texts) {
	plan.Slots, plan.Unplaced = Place(in)
	return s.settle(c, in, plan)
}

// read collects what placing looks at.
func (s *Service) read(ctx context.Context, slug string) (c belong.Campaign, in Input, err error) {
	if c, err = s.store.CampaignBySlug(ctx, slug); err != nil {
		return c, in, err
	}
	if in.From, in.To, err = c.Day.Window(); err != nil {
		return c, in, err
	}
	in.Earliest = s.now().Truncate(time.Second).Add(lead)
	if in.Channels, err = s.store.Channels(ctx, c.ID); err != nil {
		return c, in, err
	}
	if in.Entries, err = s.store.ApprovedEntries(ctx, c.ID); err != nil {
		return c, in, err
	}
	showings, err := s.store.Posts(ctx, belong.PostQuery{CampaignID: c.ID})
	for _, w := range showings {
		in.Posts = append(in.Posts, w.Post)
	}
	return c, in, err
}

// place names where a post belongs: there is one for a clip and a channel.
type place struct{ clip, channel belong.ID }

// posts are the posts to store: new ones, and those that the plan changes.
func (s *Service) posts(c belong.Campaign, in Input, plan Plan, words texts) []belong.Post {
	now := s.now()
	has := in.byPlace()
	entries := map[belong.ID]belong.Entry{}
	for _, e := range in.Entries {
		entries[e.Submission.ID] = e
	}
	var out []belong.Post
	for _, slot := range plan.Slots {
		text := words[place{slot.ClipID, slot.ChannelID}]
		p, old := has[place{slot.ClipID, slot.ChannelID}]
		switch {
		case !old:
			p = belong.Post{ID: belong.NewID(now), CampaignID: c.ID, SubmissionID: slot.SubmissionID, ClipID: slot.ClipID, ChannelID: slot.ChannelID, CreatedAt: now}
		case p.State == belong.Scheduled && p.SlotAt.Equal(slot.At) && p.Text == text:
			continue
		}
		p.State, p.SlotAt, p.Text, p.Problem, p.UpdatedAt = belong.Scheduled, slot.At, text, "", now
		out = append(out, p)
	}
	for _, u := range plan.Unplaced {
		p := has[place{entries[u.SubmissionID].Clip.ID, u.ChannelID}]
		if p.State == belong.Scheduled || p.State == belong.Staged {
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
