package worker

import (
	"context"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/queue"
)

// notify sends a message. What the mail server will never take is given up; an administrator finds it among those that
// were not sent.
func (w *Worker) notify(ctx context.Context, message belong.ID) error {
	err := w.Notify.Send(ctx, message)
	if belong.KindOf(err) == belong.Invalid {
		return queue.GiveUp(err)
	}
	return unlessGone(err)
}
