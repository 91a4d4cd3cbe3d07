package worker

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/blob"
	"github.com/belonginstem/belong/internal/ffmpeg"
	"github.com/belonginstem/belong/internal/sandbox"
)

// A workspace is a clip's original as a file of this machine, and a folder for what is made from it.
type workspace struct {
	original string
	folder   string
	held     io.Closer // nil where the original was copied
}

// open gets the original: where blobs are files, that very file, which is only read; else a copy, fetched once for both
// jobs of a clip that run here. The caller closes the workspace, or leaves it to the clip's next job with release.
func (w *Worker) open(ctx context.Context, clip belong.Clip) (*workspace, error) {
	folder := w.folder(clip.ID)
	ws := &workspace{folder: folder, original: filepath.Join(folder, "original")}
	if info, err := os.Stat(ws.original); err == nil && info.Size() == clip.Bytes {
		return ws, nil
	}
	object, err := w.Blobs.Open(ctx, clip.OriginalKey)
	if err != nil {
		return nil, fmt.Errorf("original of clip %s: %w", clip.ID, err)
	}
	if file, ok := object.ReadSeekCloser.(*os.File); ok {
		ws.original, ws.held = file.Name(), file
		return ws, nil
	}
	if err := object.Close(); err != nil {
		return nil, fmt.Errorf("original of clip %s: %w", clip.ID, err)
	}
	return ws, w.fetch(ctx, clip, ws)
}

// folder is where temporary files about a clip lie.
func (w *Worker) folder(clip belong.ID) string { return filepath.Join(w.Temp, string(clip)) }

// fetch copies the original; until it is whole, it has another name.
func (w *Worker) fetch(ctx context.Context, clip belong.Clip, ws *workspace) error {
	if err := errors.Join(os.RemoveAll(ws.folder), os.Mkdir(ws.folder, 0o700)); err != nil {
		return fmt.Errorf("workspace: %w", err)
	}
	part := ws.original + ".part"
	if err := blob.Get(ctx, w.Blobs, clip.OriginalKey, part); err != nil {
		return err
	}
	return os.Rename(part, ws.original)
}

// probe looks into the original, once for all jobs of a clip that run here: a look costs a third of a second of processor.
func (w *Worker) probe(ctx context.Context, ws *workspace) (m ffmpeg.Media, err error) {
	told := filepath.Join(ws.folder, "media.json")
	if b, err := os.ReadFile(told); err == nil && json.Unmarshal(b, &m) == nil {
		return m, nil
	}
	if m, err = w.FFmpeg.Probe(ctx, ws.original); err != nil {
		return m, err
	}
	b, err := json.Marshal(m)
	if err := errors.Join(err, os.MkdirAll(ws.folder, 0o700), os.WriteFile(told, b, 0o600)); err != nil {
		return m, fmt.Errorf("workspace: %w", err)
	}
	return m, nil
}

// out is where renditions are made.
func (ws *workspace) out() string { return filepath.Join(ws.folder, "out") }

// ears is where sound lies that is to be understood.
func (ws *workspace) ears() string { return filepath.Join(ws.folder, "ears") }

// release lets go of the original, and leaves a copy of it where it is.
func (ws *workspace) release() error {
	if ws.held == nil {
		return nil
	}
	return ws.held.Close()
}

// close lets go of the original, and removes the folder.
func (ws *workspace) close() error { return errors.Join(ws.release(), os.RemoveAll(ws.folder)) }

// digest reads a file for its size and its SHA-256.
func digest(ctx context.Context, path string) (size int64, sum string, err error) {
	f, err := sandbox.Open(path)
	if err != nil {
		return 0, "", err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h := sha256.New()
	size, err = blob.Copy(ctx, h, f)
	return size, hex.EncodeToString(h.Sum(nil)), err
}
