package schedule

import (
	"context"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// MovePost gives a post that waits, or that was missed, the slot that a person chose, and pins it there: also outside the
// window, in a pause or close to others, which Conflicts tells. Media that are staged stay staged. before is the post as
// it was: to take it back, move it there again, and unpin it if it was not pinned.
func (s *Service) MovePost(ctx context.Context, actor belong.Actor, id belong.ID, at time.Time) (before belong.Post, err error) {
	at = at.UTC().Truncate(time.Second)
	if at.Before(s.now()) {
		return before, belong.Refuse(belong.Invalid, "slot_passed", "That time has passed. Choose a later one.").In("at")
	}
	err = again(func() error {
		p, err := s.store.Post(ctx, id)
		if err != nil {
			return err
		}
		if !p.State.Waits() && p.State != belong.Missed {
			return standing(p)
		}
		before = p
		return s.arrange(ctx, actor, "post.moved", at.Format(time.RFC3339), settled(p, at, s.now()))
	})
	return before, err
}

// settled is the post, pinned at its new slot. It is scheduled: it is staged for that slot when it is time, or at once.
func settled(p belong.Post, at, now time.Time) belong.Post {
	p.State, p.SlotAt, p.Pinned, p.Problem, p.UpdatedAt = belong.Scheduled, at, true, "", now
	return p
}

// arrange stores what a person did to posts of one campaign.
func (s *Service) arrange(ctx context.Context, actor belong.Actor, kind, detail string, posts ...belong.Post) error {
	out := belong.Outcome{Jobs: stageJobs(posts)}
	for _, p := range posts {
		out.Events = append(out.Events, belong.NewEvent(s.now(), actor, kind, p.CampaignID, p.ID, detail))
	}
	return s.store.PlacePosts(ctx, posts[0].CampaignID, posts, out)
}

// standing refuses what can't be done to a post as it stands.
func standing(p belong.Post) error {
	return belong.Refuse(belong.Conflict, "state", "This can't be done while the post is %q.", p.State.Words())
}
