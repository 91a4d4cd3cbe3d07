package worker

import (
	"context"

	"github.com/belonginstem/belong/internal/belong"
)

// publish sends a post that is due.
func (w *Worker) publish(ctx context.Context, post belong.ID) error {
	return unlessGone(w.Publish.Publish(ctx, post))
}
