package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/belonginstem/belong/internal/belong"
)

// Folder keeps the bytes of an upload in a file of its name, and gives the finished file to blobs on the same disk.
type Folder struct {
	dir    string
	blobs  Blobs
	sizeOf func(ctx context.Context, key string) (int64, error)
}

// NewFolder makes dir if need be. It has to be on the file system of blobs, so that a finished file is renamed and not
// copied. sizeOf tells the size of a blob, or an error of kind belong.NotFound.
func NewFolder(dir string, blobs Blobs, sizeOf func(ctx context.Context, key string) (int64, error)) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("folder for uploads: %w", err)
	}
	return &Folder{dir: dir, blobs: blobs, sizeOf: sizeOf}, nil
}

// path is safe: the name comes from Begin, by way of the database.
func (f *Folder) path(upload string) string { return filepath.Join(f.dir, upload) }

// Begin is Incoming's.
func (f *Folder) Begin(_ context.Context, clip belong.ID) (string, error) {
	file, err := os.OpenFile(f.path(string(clip)), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", fmt.Errorf("begin upload: %w", tellFull(err))
	}
	if err := errors.Join(file.Close(), f.syncDir()); err != nil {
		return "", fmt.Errorf("begin upload: %w", tellFull(err))
	}
	return string(clip), nil
}

// Size is Incoming's. A file that is not there was given to the blobs, or never was.
func (f *Folder) Size(ctx context.Context, u belong.Upload) (size int64, err error) {
	file, err := os.Open(f.path(u.ID))
	if errors.Is(err, fs.ErrNotExist) {
		size, err = f.sizeOf(ctx, original(clipOf(u.ID)))
		if belong.KindOf(err) == belong.NotFound {
			err = belong.ErrNotFound
		}
		return size, err
	}
	if err != nil {
		return 0, fmt.Errorf("size of upload: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	// A program that was killed left what it had written to the system, which may not have written it down yet.
	if err := file.Sync(); err != nil {
		return 0, fmt.Errorf("size of upload: %w", tellFull(err))
	}
	info, err := file.Stat()
	if err != nil {
		return 0, fmt.Errorf("size of upload: %w", err)
	}
	return info.Size(), nil
}

// reserve is what uploads leave free on the disk: the database is on it, and with it the stop switch, decisions and
// withdrawals.
const reserve = 256 << 20

// room refuses need bytes that would eat into the reserve.
func (f *Folder) room(need int64) error {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(f.dir, &disk); err != nil {
		return fmt.Errorf("room for upload: %w", err)
	}
	if free := int64(disk.Bavail) * disk.Bsize; free < need+reserve {
		return errFull(syscall.ENOSPC)
	}
	return nil
}

// Append is Incoming's. The system is told to write down as bytes come, so that the wait at the end is short.
func (f *Folder) Append(_ context.Context, u belong.Upload, offset int64, r io.Reader) (kept int64, err error) {
	if err := f.room(u.Bytes - offset); err != nil {
		return 0, err
	}
	file, err := os.OpenFile(f.path(u.ID), os.O_WRONLY, 0)
	if err != nil {
		return 0, fmt.Errorf("append to upload: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	w := &eagerWriter{file: file, at: offset, asked: offset}
	_, err = copyBuffered(w, r)
	if failed := file.Sync(); failed != nil {
		// What the disk refused once, it may not be asked for again: forget it.
		return 0, fmt.Errorf("append to upload: %w", tellFull(errors.Join(failed, file.Truncate(offset))))
	}
	if err != nil {
		err = fmt.Errorf("append to upload: %w", tellFull(err))
	}
	return w.at - offset, err
}

// Finish is Incoming's.
func (f *Folder) Finish(ctx context.Context, u belong.Upload) error {
	err := f.blobs.PutFile(ctx, original(clipOf(u.ID)), f.path(u.ID))
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	_, err = f.sizeOf(ctx, original(clipOf(u.ID)))
	return err
}

// Drop is Incoming's.
func (f *Folder) Drop(_ context.Context, u belong.Upload) error {
	if err := os.Remove(f.path(u.ID)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("drop upload: %w", err)
	}
	return nil
}

func (f *Folder) syncDir() (err error) {
	dir, err := os.Open(f.dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, dir.Close()) }()
	return dir.Sync()
}

// eagerWriter writes a file from an offset on, and asks the system to write down each few megabytes while more come.
type eagerWriter struct {
	file  *os.File
	at    int64
	asked int64 // up to here
}

func (w *eagerWriter) Write(p []byte) (int, error) {
	n, err := w.file.WriteAt(p, w.at)
	w.at += int64(n)
	const piece = 4 << 20
	if w.at-w.asked >= piece {
		startWriteback(w.file, w.asked, w.at-w.asked)
		w.asked = w.at
	}
	return n, err
}

// tellFull tells a disk, a quota or a limit that is full from other errors, since a person can do something about it.
func tellFull(err error) error {
	for _, full := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if errors.Is(err, full) {
			return errFull(err)
		}
	}
	return err
}

func errFull(cause error) error {
	refused := belong.Refuse(belong.Unavailable, "storage_full",
		"There is no room left to keep files on the server. Try again later; the organizers have to make room first.")
	refused.Err = cause
	return refused
}
