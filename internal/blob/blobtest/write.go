package blobtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"github.com/belonginstem/belong/internal/blob"
)

func testMemory(t *testing.T, s blob.Store) {
	const size, bound = 192 * mib, 64 * mib
	before, peak := live(), uint64(0)
	measured := &everyReader{r: source(size), step: 32 * mib, do: func() { peak = max(peak, live()) }}
	if err := s.Put(t.Context(), blob.Original("long"), measured); err != nil {
		t.Fatal(err)
	}
	if info, err := s.Stat(t.Context(), blob.Original("long")); err != nil || info.Size != size {
		t.Fatalf("%d bytes were kept (%v); want %d", info.Size, err, size)
	}
	if peak == 0 {
		t.Fatal("nothing was measured")
	}
	held := int64(peak) - int64(before)
	t.Logf("putting %d MiB held %.1f MiB", size/mib, float64(held)/mib)
	if held > bound {
		t.Errorf("putting %d MiB held %d MiB; want at most %d", size/mib, held/mib, bound/mib)
	}
}

// live is how much memory is in use once the garbage is gone.
func live() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// everyReader calls do each time that another step of bytes was read.
type everyReader struct {
	r    io.Reader
	step int64
	do   func()
	read int64
}

func (e *everyReader) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	steps := e.read / e.step
	e.read += int64(n)
	if e.read/e.step > steps {
		e.do()
	}
	return n, err
}

func testFailedPut(t *testing.T, s blob.Store) {
	broken := errors.New("the phone lost its network")
	for i, size := range sizes {
		failing := func() io.Reader { return io.MultiReader(source(size), iotest.ErrReader(broken)) }
		fresh, taken := blob.Original(fmt.Sprintf("fresh-%d", i)), blob.Original(fmt.Sprintf("taken-%d", i))
		if err := s.Put(t.Context(), fresh, failing()); !errors.Is(err, broken) {
			t.Errorf("a reader that fails after %d bytes gives %v", size, err)
		}
		wantMissing(t, s, fresh)

		want := put(t, s, taken, 1000)
		if err := s.Put(t.Context(), taken, failing()); !errors.Is(err, broken) {
			t.Errorf("a reader that fails after %d bytes gives %v", size, err)
		}
		if sum(t, s, taken) != want {
			t.Errorf("a reader that failed after %d bytes changed what was there", size)
		}
	}
	// An end that is not an end, as of an HTTP body that was cut off.
	for _, cut := range []error{io.ErrUnexpectedEOF, fmt.Errorf("cut off: %w", io.EOF)} {
		err := s.Put(t.Context(), blob.Original("cut"), io.MultiReader(source(6*mib), iotest.ErrReader(cut)))
		if !errors.Is(err, cut) {
			t.Errorf("a reader that fails with %q gives %v", cut, err)
		}
		wantMissing(t, s, blob.Original("cut"))
	}
	if got := len(keys(t, s, blob.Originals)); got != len(sizes) {
		t.Errorf("%d keys are listed; want the %d that were put whole", got, len(sizes))
	}
}

func testCancel(t *testing.T, s blob.Store) {
	key := blob.Original("a")
	for _, size := range []int64{1 * mib, 20 * mib} {
		ctx, cancel := context.WithCancel(t.Context())
		stopping := &everyReader{r: source(size), step: size / 2, do: cancel}
		if err := s.Put(ctx, key, stopping); !errors.Is(err, context.Canceled) {
			t.Errorf("Put of %d bytes, canceled half way, gives %v", size, err)
		}
		wantMissing(t, s, key)
	}

	want := put(t, s, key, 1000)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, stat := s.Stat(ctx, key)
	_, open := s.Open(ctx, key)
	var list error
	for _, err := range s.Keys(ctx, blob.Originals) {
		list = err
	}
	for call, err := range map[string]error{
		"Put": s.Put(ctx, key, bytes.NewReader(nil)), "Stat": stat, "Open": open, "Delete": s.Delete(ctx, key), "Keys": list,
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s under a canceled context gives %v", call, err)
		}
	}
	if sum(t, s, key) != want {
		t.Error("a canceled call changed what was there")
	}
}

// version is a file all of whose bytes are n, of a length that only it has: a mixture of two shows.
func version(n int) []byte {
	return bytes.Repeat([]byte{byte(n)}, 2*mib+n*100_000)
}

// versionOf tells which version data is.
func versionOf(data []byte) (int, error) {
	if len(data) == 0 {
		return 0, errors.New("an empty file was read")
	}
	n := int(data[0])
	if !bytes.Equal(data, version(n)) {
		return 0, fmt.Errorf("%d bytes that begin as version %d are not all of it and nothing else", len(data), n)
	}
	return n, nil
}

// readVersion tells which version is at the key.
func readVersion(t *testing.T, s blob.Store, key string) int {
	t.Helper()
	data, err := read(t.Context(), s, key)
	if err != nil {
		t.Fatal(err)
	}
	n, err := versionOf(data)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func testOverwrite(t *testing.T, s blob.Store) {
	const versions, readers = 60, 3 // the longest are 8 MB: several parts
	key := blob.Original("a")
	if err := s.Put(t.Context(), key, bytes.NewReader(version(1))); err != nil {
		t.Fatal(err)
	}
	var written, reads atomic.Int64
	written.Store(1)
	var wg sync.WaitGroup
	for range readers {
		wg.Go(func() {
			for written.Load() < versions {
				least := int(written.Load())
				data, err := read(t.Context(), s, key)
				if errors.Is(err, blob.ErrNotFound) {
					t.Error("between two versions there was none")
				}
				if err != nil {
					continue // it was replaced while it was being read; what counts is that it said so
				}
				if n, err := versionOf(data); err != nil || n < least {
					t.Errorf("version %d was read after Put of %d had returned (%v)", n, least, err)
				}
				reads.Add(1)
			}
		})
	}
	for n := 2; n <= versions; n++ {
		if err := s.Put(t.Context(), key, bytes.NewReader(version(n))); err != nil {
			t.Fatal(err)
		}
		written.Store(int64(n))
	}
	wg.Wait()
	if n := readVersion(t, s, key); n != versions {
		t.Errorf("the last version put is %d, read is %d", versions, n)
	}
	if reads.Load() == 0 {
		t.Error("nothing was read meanwhile")
	}
}

func testOpenWhileOverwritten(t *testing.T, s blob.Store) {
	key := blob.Original("a")
	if err := s.Put(t.Context(), key, bytes.NewReader(version(1))); err != nil {
		t.Fatal(err)
	}
	o, err := s.Open(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := o.Close(); err != nil {
			t.Error(err)
		}
	}()
	half := make([]byte, mib)
	if _, err := io.ReadFull(o, half); err != nil {
		t.Fatal(err)
	}
	if err := s.Put(t.Context(), key, bytes.NewReader(version(2))); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(o)
	if len(data) > 0 && !bytes.HasPrefix(version(1), data) {
		t.Errorf("what was opened became %d bytes of another version", len(data))
	}
	if err == nil && !bytes.Equal(data, version(1)) {
		t.Errorf("what was opened ended after %d bytes without an error", len(data))
	}
}

func testWritersOfOneKey(t *testing.T, s blob.Store) {
	key := blob.Original("a")
	var wg sync.WaitGroup
	for n := 1; n <= 8; n++ {
		wg.Go(func() {
			if err := s.Put(t.Context(), key, bytes.NewReader(version(n*5))); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	readVersion(t, s, key)
}

func testWritersOfOneClip(t *testing.T, s blob.Store) {
	data := content(1000)
	var wg sync.WaitGroup
	for n := range 8 {
		wg.Go(func() {
			key := blob.Rendition("a", fmt.Sprintf("r%d.mp4", n))
			for range 20 {
				if err := s.Put(t.Context(), key, bytes.NewReader(data)); err != nil {
					t.Error(err)
				} else if got, err := read(t.Context(), s, key); err != nil || sha256.Sum256(got) != sha256.Sum256(data) {
					t.Errorf("%d bytes came back (%v); want %d", len(got), err, len(data))
				}
				if err := s.Delete(t.Context(), key); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if left := keys(t, s, blob.Renditions); len(left) > 0 {
		t.Errorf("%v are left", left)
	}
}
