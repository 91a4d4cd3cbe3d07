package worker

import (
	"context"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/queue"
)

// remove takes a post down whose video was taken back.
func (w *Worker) remove(ctx context.Context, post belong.ID) error {
	err := w.Publish.Remove(ctx, system, post)
	if belong.KindOf(err) == belong.Conflict {
		return queue.GiveUp(err) // it is not live
	}
	return unlessGone(err)
}
