package worker

import (
	"context"

	"github.com/belonginstem/belong/internal/belong"
)

// rehearse tries a campaign's day out, and writes to who runs it how that went.
func (w *Worker) rehearse(ctx context.Context, campaign belong.ID) error {
	return unlessGone(w.Publish.RehearseForStaff(ctx, campaign))
}
