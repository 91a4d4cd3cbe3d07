package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

// Get copies the blob at key to a new file at path, which only this user can read. The file is whole, or an error is
// returned and there is none. A file that is at path already is left alone, and is an error.
func Get(ctx context.Context, s Store, key, path string) (err error) {
	o, err := s.Open(ctx, key)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.Close()) }()

	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("get blob %s: %w", key, err)
	}
	n, err := Copy(ctx, f, o.ReadSeekCloser)
	if err == nil && n != o.Size {
		err = io.ErrUnexpectedEOF
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("get blob %s: %w", key, errors.Join(err, os.Remove(path)))
	}
	return nil
}

// Copy is io.Copy that stops when ctx ends. Between two files the kernel copies, or shares the blocks where it can.
func Copy(ctx context.Context, dst io.Writer, src io.Reader) (int64, error) {
	const piece = 4 << 20
	for total := int64(0); ; {
		if err := ctx.Err(); err != nil {
			return total, err
		}
		n, err := io.Copy(dst, io.LimitReader(src, piece))
		total += n
		if err != nil || n < piece {
			return total, err
		}
	}
}
