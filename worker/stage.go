package worker

import (
	"context"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/queue"
)

// stage takes a post's media to its channel. A post that got a later slot meanwhile is staged later.
func (w *Worker) stage(ctx context.Context, post belong.ID) error {
	wait, err := w.Publish.Stage(ctx, post)
	if err != nil {
		return unlessGone(err)
	}
	if wait > 0 {
		return queue.Snooze(wait)
	}
	return nil
}
