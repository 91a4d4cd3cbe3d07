package publish

import (
	"context"
	"fmt"

	"github.com/belonginstem/belong/internal/belong"
)

// Wall is the channel onto Belong's own public page. A post is live there by being published in the database, so nothing
// can be sent that is not known of.
type Wall struct {
	address string
	stored  func(ctx context.Context, key string) error
}

// NewWall makes the channel. address is the public one, without a slash at its end; stored tells, by a nil error, whether
// a file is kept under key.
func NewWall(address string, stored func(ctx context.Context, key string) error) *Wall {
	return &Wall{address: address, stored: stored}
}

// Stage makes sure that the files which the page shows are there.
func (w *Wall) Stage(ctx context.Context, p Parcel) error {
	for _, kind := range []belong.RenditionKind{belong.WebRendition, belong.PosterRendition} {
		r, ok := p.Clip.Rendition(kind)
		if !ok {
			return belong.Refuse(belong.Conflict, "rendition_missing", "The video has no %q file. Send it through processing again.", string(kind))
		}
		err := w.stored(ctx, r.Key)
		if belong.KindOf(err) == belong.NotFound {
			return belong.Refuse(belong.Conflict, "file_missing", "The video's %q file is gone from the storage.", string(kind))
		}
		if err != nil {
			return fmt.Errorf("wall: %w", err)
		}
	}
	return nil
}

// Publish tells where the post will be seen.
func (w *Wall) Publish(_ context.Context, p Parcel) (Receipt, error) {
	return Receipt{Link: fmt.Sprintf("%s/wall/%s/%s", w.address, p.Campaign.Slug, p.Clip.ID)}, nil
}

// Find answers no: had the post become live, the database would have it as published.
func (w *Wall) Find(context.Context, Parcel) (Receipt, bool, error) { return Receipt{}, false, nil }

// Remove has nothing to do: the page stops showing the post as it is stored as removed.
func (w *Wall) Remove(context.Context, Parcel) error { return nil }
