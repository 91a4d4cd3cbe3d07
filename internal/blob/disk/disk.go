// Package disk keeps blobs in a folder on this machine, a file a key. It is what Belong uses when no other storage is set.
package disk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/belonginstem/belong/internal/blob"
	"github.com/belonginstem/belong/internal/sandbox"
)

const dirMode = 0o700 // for the owner's eyes only; files are 0600

// Store is a blob.Store in a folder. Several processes on one machine may share the folder.
type Store struct {
	root string
}

var _ blob.Store = (*Store)(nil)

// New makes the folder if need be, and removes what writers that died left unfinished in it.
func New(folder string) (*Store, error) {
	root, err := filepath.Abs(folder)
	if err != nil {
		return nil, fmt.Errorf("blob folder: %w", err)
	}
	s := &Store{root: root}
	if err := os.MkdirAll(s.temps(), dirMode); err != nil {
		return nil, fmt.Errorf("blob folder: %w", err)
	}
	// A parent that may not be read is not one that the folder was made in just now.
	if err := syncFolder(filepath.Dir(root)); err != nil && !errors.Is(err, fs.ErrPermission) {
		return nil, fmt.Errorf("blob folder: %w", err)
	}
	if err := s.sweep(); err != nil {
		return nil, fmt.Errorf("unfinished files in the blob folder: %w", err)
	}
	return s, nil
}

// Put is blob.Store's. It takes the disk's word for it that what was synced stays.
func (s *Store) Put(ctx context.Context, key string, r io.Reader) error {
	if err := check(ctx, key); err != nil {
		return err
	}
	if err := s.put(ctx, key, r); err != nil {
		return fmt.Errorf("put blob %s: %w", key, tellFull(err))
	}
	return nil
}

// put never writes to the key itself: readers see the old file until the rename, and the new one after.
func (s *Store) put(ctx context.Context, key string, r io.Reader) (err error) {
	f, err := s.temp()
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, remove(f.Name()))
		}
		err = errors.Join(err, f.Close())
	}()
	if _, err := blob.Copy(ctx, f, r); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.move(f.Name(), key)
}

// PutFile is blob.Store's. Within one file system the file is renamed; across two it is copied, then removed.
func (s *Store) PutFile(ctx context.Context, key, path string) error {
	if err := check(ctx, key); err != nil {
		return err
	}
	if err := s.putFile(ctx, key, path); err != nil {
		return fmt.Errorf("put blob %s: %w", key, tellFull(err))
	}
	return nil
}

func (s *Store) putFile(ctx context.Context, key, path string) (err error) {
	f, err := sandbox.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := f.Chmod(0o600); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	err = s.move(path, key)
	if !errors.Is(err, syscall.EXDEV) {
		return err
	}
	if err := s.put(ctx, key, f); err != nil {
		return err
	}
	return os.Remove(path)
}

// Open is blob.Store's. What it gives holds the file itself, whatever becomes of the key.
func (s *Store) Open(ctx context.Context, key string) (*blob.Object, error) {
	if err := check(ctx, key); err != nil {
		return nil, err
	}
	f, err := os.Open(s.path(key))
	if err != nil {
		return nil, tellMissing("open", key, err)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(tellMissing("open", key, err), f.Close())
	}
	return &blob.Object{ReadSeekCloser: f, Info: infoOf(key, info)}, nil
}

// Stat is blob.Store's.
func (s *Store) Stat(ctx context.Context, key string) (blob.Info, error) {
	if err := check(ctx, key); err != nil {
		return blob.Info{}, err
	}
	info, err := os.Stat(s.path(key))
	if err != nil {
		return blob.Info{}, tellMissing("stat", key, err)
	}
	return infoOf(key, info), nil
}

// Delete is blob.Store's. A folder that it leaves empty goes too.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := check(ctx, key); err != nil {
		return err
	}
	file := s.path(key)
	if err := remove(file); err != nil {
		return fmt.Errorf("delete blob %s: %w", key, err)
	}
	folder := filepath.Dir(file)
	if err := remove(folder); err != nil && !errors.Is(err, fs.ErrExist) { // ErrExist: it holds other blobs
		return fmt.Errorf("delete blob %s: %w", key, err)
	}
	if err := s.syncUp(folder); err != nil {
		return fmt.Errorf("delete blob %s: %w", key, err)
	}
	return nil
}

// Keys is blob.Store's.
func (s *Store) Keys(ctx context.Context, prefix string) iter.Seq2[blob.Info, error] {
	return func(yield func(blob.Info, error) bool) {
		if err := blob.CheckPrefix(prefix); err != nil {
			yield(blob.Info{}, err)
			return
		}
		err := filepath.WalkDir(s.path(prefix), func(path string, entry fs.DirEntry, err error) error {
			if err := errors.Join(ctx.Err(), err); err != nil {
				return unlessGone(err)
			}
			key := s.key(path)
			if !entry.Type().IsRegular() || !blob.IsKey(key) {
				return nil
			}
			info, err := entry.Info()
			if err != nil {
				return unlessGone(err)
			}
			if !yield(infoOf(key, info), nil) {
				return fs.SkipAll
			}
			return nil
		})
		if err != nil {
			yield(blob.Info{}, fmt.Errorf("list blobs under %s: %w", prefix, err))
		}
	}
}

// Presign is blob.Store's: a folder has no addresses.
func (s *Store) Presign(ctx context.Context, key string, _ time.Duration, _ blob.As) (string, error) {
	return "", check(ctx, key)
}

func (s *Store) path(key string) string { return filepath.Join(s.root, filepath.FromSlash(key)) }

// key is what path makes a path of.
func (s *Store) key(path string) string {
	return filepath.ToSlash(path[len(s.root)+1:])
}

func infoOf(key string, i fs.FileInfo) blob.Info {
	return blob.Info{Key: key, Size: i.Size(), ModTime: i.ModTime().UTC()}
}

func check(ctx context.Context, key string) error {
	if err := blob.CheckKey(key); err != nil {
		return err
	}
	return ctx.Err()
}

func unlessGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func tellMissing(what, key string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		err = blob.ErrNotFound
	}
	return fmt.Errorf("%s blob %s: %w", what, key, err)
}

// tellFull tells a disk, a quota or a limit that is full from other errors, since a person can do something about it.
func tellFull(err error) error {
	for _, full := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if errors.Is(err, full) {
			return fmt.Errorf("%w (%w)", blob.ErrNoSpace, err)
		}
	}
	return err
}
