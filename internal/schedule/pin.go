package schedule

import (
	"context"

	"github.com/belonginstem/belong/internal/belong"
)

// Pin keeps a post that waits at its slot, whatever is placed, or lets placing move it again. before is the post as it was.
func (s *Service) Pin(ctx context.Context, actor belong.Actor, id belong.ID, pinned bool) (before belong.Post, err error) {
	kind := "post.unpinned"
	if pinned {
		kind = "post.pinned"
	}
	err = again(func() error {
		p, err := s.store.Post(ctx, id)
		if err != nil {
			return err
		}
		if !p.State.Waits() {
			return standing(p)
		}
		if before = p; p.Pinned == pinned {
			return nil
		}
		p.Pinned, p.UpdatedAt = pinned, s.now()
		return s.arrange(ctx, actor, kind, "", p)
	})
	return before, err
}
