package publish_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/publish"
)

func TestTheWallShowsOnlyWhatIsStored(t *testing.T) {
	t.Parallel()
	stored := map[string]bool{"renditions/c/web.mp4": true}
	wall := publish.NewWall(func(_ context.Context, key string) error {
		if !stored[key] {
			return fmt.Errorf("stat: %w", belong.ErrNotFound)
		}
		return nil
	})
	parcel := belong.Parcel{Page: "https://belong.example/wall/stem/c", Clip: belong.Clip{ID: "c", Renditions: []belong.Rendition{
		{Kind: belong.WebRendition, Key: "renditions/c/web.mp4"}, {Kind: belong.PosterRendition, Key: "renditions/c/poster.jpg"},
	}}}
	if _, err := wall.Stage(t.Context(), parcel); belong.FaultOf(err) != belong.Refused {
		t.Errorf("without a poster: %v", err)
	}
	stored["renditions/c/poster.jpg"] = true
	if _, err := wall.Stage(t.Context(), parcel); err != nil {
		t.Error(err)
	}
	r, err := wall.Publish(t.Context(), parcel)
	if err != nil || r.Link != "https://belong.example/wall/stem/c" {
		t.Errorf("%q, %v", r.Link, err)
	}
}
