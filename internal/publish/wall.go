package publish

import (
	"context"
	"fmt"

	"github.com/belonginstem/belong/internal/belong"
)

// Wall is the channel onto Belong's own public page. A post is live there by being published in the database, so nothing
// can be sent that is not known of.
type Wall struct {
	stored func(ctx context.Context, key string) error
}

// NewWall makes the channel. stored tells, by a nil error, whether a file is kept under key.
func NewWall(stored func(ctx context.Context, key string) error) *Wall { return &Wall{stored: stored} }

// Check has nobody to ask: the wall is always there, and takes what processing makes.
func (w *Wall) Check(context.Context, belong.Account) (belong.Standing, error) {
	return belong.Standing{}, nil
}

// Stage makes sure that the files which the page shows are there.
func (w *Wall) Stage(ctx context.Context, p belong.Parcel) (belong.Notes, error) {
	for _, kind := range []belong.RenditionKind{belong.WebRendition, belong.PosterRendition} {
		r, ok := p.Clip.Rendition(kind)
		if !ok {
			return belong.Notes{}, refuse("The video has no %q file. Send it through processing again.", kind)
		}
		err := w.stored(ctx, r.Key)
		if belong.KindOf(err) == belong.NotFound {
			return belong.Notes{}, refuse("The video's %q file is gone from the storage.", kind)
		}
		if err != nil {
			return belong.Notes{}, fmt.Errorf("wall: %w", err)
		}
	}
	return belong.Notes{}, nil
}

func refuse(sentence string, args ...any) error {
	return &belong.NetworkError{Fault: belong.Refused, Sentence: fmt.Sprintf(sentence, args...)}
}

// Publish tells where the post will be seen.
func (w *Wall) Publish(_ context.Context, p belong.Parcel) (belong.Receipt, error) {
	return belong.Receipt{Link: p.Page}, nil
}

// Find answers no: had the post become live, the database would have it as published.
func (w *Wall) Find(context.Context, belong.Parcel) (belong.Receipt, bool, error) {
	return belong.Receipt{}, false, nil
}

// Remove has nothing to do: the page stops showing the post as it is stored as removed.
func (w *Wall) Remove(context.Context, belong.Parcel) error { return nil }
