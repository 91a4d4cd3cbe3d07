package blob

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Check puts a tiny blob, reads it back and deletes it. The error says which of these failed, and why.
func Check(ctx context.Context, s Store) (err error) {
	want := []byte("belong looks whether files can be kept here\n")
	key := "checks/" + strings.ToLower(rand.Text())
	if err := s.Put(ctx, key, bytes.NewReader(want)); err != nil {
		return fmt.Errorf("can't write to the storage: %w", err)
	}
	defer func() {
		if gone := s.Delete(ctx, key); gone != nil {
			err = errors.Join(err, fmt.Errorf("can't delete from the storage: %w", gone))
		}
	}()
	got, err := readAll(ctx, s, key)
	if err != nil {
		return fmt.Errorf("can't read from the storage: %w", err)
	}
	if !bytes.Equal(got, want) {
		return fmt.Errorf("the storage gave back %d bytes that are not the %d written", len(got), len(want))
	}
	return nil
}

func readAll(ctx context.Context, s Store, key string) (_ []byte, err error) {
	o, err := s.Open(ctx, key)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, o.Close()) }()
	return io.ReadAll(o)
}
