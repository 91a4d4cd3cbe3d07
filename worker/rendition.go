package worker

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/blob"
	"github.com/belonginstem/belong/internal/ffmpeg"
)

// A rendition is a file that ffmpeg leaves, and what becomes of it.
type rendition struct {
	kind belong.RenditionKind
	file string
}

var renditions = []rendition{
	{belong.PostRendition, ffmpeg.PostFile},
	{belong.WebRendition, ffmpeg.WebFile},
	{belong.PosterRendition, ffmpeg.PosterFile},
	{belong.StoryboardRendition, ffmpeg.StoryboardFile},
}

func (r rendition) key(clip belong.ID) string { return blob.Rendition(string(clip), r.file) }

func (r rendition) size(plan ffmpeg.Plan) ffmpeg.Size {
	switch r.kind {
	case belong.PostRendition:
		return plan.Post
	case belong.StoryboardRendition:
		return plan.Board()
	default:
		return plan.Web
	}
}

// keep stores what ffmpeg left in folder.
func (w *Worker) keep(ctx context.Context, clip belong.ID, folder string, plan ffmpeg.Plan) ([]belong.Rendition, error) {
	var out []belong.Rendition
	for _, r := range renditions {
		path := filepath.Join(folder, r.file)
		bytes, sum, err := digest(ctx, path)
		if err != nil {
			return nil, fmt.Errorf("rendition %s of clip %s: %w", r.kind, clip, err)
		}
		key, size := r.key(clip), r.size(plan)
		if err := w.Blobs.PutFile(ctx, key, path); err != nil {
			return nil, err
		}
		out = append(out, belong.Rendition{
			Kind: r.kind, Key: key, ContentType: blob.ContentType(key), Bytes: bytes, SHA256: sum, Width: size.Width, Height: size.Height,
		})
	}
	return out, nil
}
