package blob_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/belonginstem/belong/internal/blob"
	"github.com/belonginstem/belong/internal/blob/disk"
)

func TestCopy(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 1, 4<<20 - 1, 4 << 20, 4<<20 + 1, 9 << 20} {
		want := bytes.Repeat([]byte("x"), size)
		var got bytes.Buffer
		n, err := blob.Copy(t.Context(), &got, bytes.NewReader(want))
		if err != nil || n != int64(size) || !bytes.Equal(got.Bytes(), want) {
			t.Errorf("Copy of %d bytes gives %d, %v", size, n, err)
		}
	}
}

func TestCopyStops(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	canceling := readerFunc(func(p []byte) (int, error) {
		cancel()
		return len(p), nil
	})
	long := io.LimitReader(canceling, 64<<20)
	if n, err := blob.Copy(ctx, io.Discard, long); !errors.Is(err, context.Canceled) || n == 0 || n > 8<<20 {
		t.Errorf("Copy of a long stream, canceled at its start, gives %d bytes, %v", n, err)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// forgetful is a store that loses the end of what it is given.
type forgetful struct{ blob.Store }

func (f forgetful) Put(ctx context.Context, key string, r io.Reader) error {
	return f.Store.Put(ctx, key, io.LimitReader(r, 10))
}

// deaf is a store that deletes nothing.
type deaf struct{ blob.Store }

func (deaf) Delete(context.Context, string) error { return errors.New("it is locked") }

func TestCheckSaysWhatFailed(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s, err := disk.New(folder)
	if err != nil {
		t.Fatal(err)
	}
	for want, store := range map[string]blob.Store{
		"gave back 10 bytes":                          forgetful{s},
		"can't delete from the storage: it is locked": deaf{s},
	} {
		if err := blob.Check(t.Context(), store); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Check gives %v; want it to say %q", err, want)
		}
	}
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	want := "can't write to the storage"
	if err := blob.Check(t.Context(), s); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("Check of a folder that is gone gives %v; want it to say %q", err, want)
	}
}
