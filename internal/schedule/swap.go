package schedule

import (
	"context"

	"github.com/belonginstem/belong/internal/belong"
)

// Swap exchanges the slots of two posts that wait on one channel, and pins both. before are the two as they were: to take
// it back, swap them again, and unpin those that were not pinned.
func (s *Service) Swap(ctx context.Context, actor belong.Actor, one, other belong.ID) (before [2]belong.Post, err error) {
	err = again(func() error {
		for i, id := range []belong.ID{one, other} {
			p, err := s.store.Post(ctx, id)
			if err != nil {
				return err
			}
			if !p.State.Waits() {
				return standing(p)
			}
			before[i] = p
		}
		a, b := before[0], before[1]
		if one == other || a.ChannelID != b.ChannelID {
			return belong.Refuse(belong.Invalid, "swap", "Choose two posts of the same channel.").In("with")
		}
		now := s.now()
		return s.arrange(ctx, actor, "post.swapped", "", settled(a, b.SlotAt, now), settled(b, a.SlotAt, now))
	})
	return before, err
}
