package intake

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/belonginstem/belong/internal/belong"
)

// Receive takes a whole file in one go, as a plain form sends it, by the way that resumable uploads take: r has to give
// size bytes, and what breaks off is dropped.
func (in *Intake) Receive(ctx context.Context, submission belong.ID, filename string, r io.Reader, size int64) error {
	u, err := in.begin(ctx, submission, file{name: filename, bytes: size})
	if err != nil {
		return err
	}
	unlock, err := in.lock(ctx, u.ID)
	if err != nil {
		return err
	}
	defer unlock()
	kept, err := in.Incoming.Append(ctx, u, 0, io.LimitReader(r, size))
	if err == nil && kept < size {
		err = belong.Refuse(belong.Invalid, "cut_short", "Only a part of the video arrived. Send it again.").In("file")
	}
	if err != nil {
		return errors.Join(fmt.Errorf("receive file: %w", err), in.drop(context.WithoutCancel(ctx), u, "cut short"))
	}
	return in.finish(ctx, u)
}
