// Package blobtest holds what every blob.Store must keep, as one suite that runs on each of them.
package blobtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/blob"
)

const mib = 1 << 20

// sizes lie around what stores treat differently: nothing, little, one part exactly, several parts.
var sizes = []int64{0, 1, 5*mib - 1, 5 * mib, 5*mib + 1, 12 * mib}

// Run tests the stores that open makes. Each must be empty, and is used by one test.
func Run(t *testing.T, open func(t *testing.T) blob.Store) {
	// This one measures the memory of the process, so it comes first and alone.
	t.Run("Put holds a long stream in parts, not whole", func(t *testing.T) { testMemory(t, open(t)) })

	tests := []struct {
		claim string
		test  func(t *testing.T, s blob.Store)
	}{
		{"what was put is read back byte for byte", testPut},
		{"a file that was put is taken over", testPutFile},
		{"a link is not taken for a file", testPutFileRefusesLinks},
		{"Get makes a private file, or none", testGet},
		{"a failed Put leaves the key as it was", testFailedPut},
		{"a canceled context stops everything", testCancel},
		{"a reader sees the old or the new, whole", testOverwrite},
		{"an open blob is never mixed with the next", testOpenWhileOverwritten},
		{"of many writers to one key one wins whole", testWritersOfOneKey},
		{"writers and deleters of one clip do not disturb each other", testWritersOfOneClip},
		{"reading may begin anywhere", testSeek},
		{"a browser gets ranges, types and file names", testServe},
		{"Delete is final and may be repeated", testDelete},
		{"what is not there is ErrNotFound", testNotFound},
		{"Keys goes through all of a prefix", testKeys},
		{"a key that breaks the rules is refused", testBadKeys},
		{"Check finds nothing wrong", testCheck},
	}
	for _, test := range tests {
		t.Run(test.claim, func(t *testing.T) {
			t.Parallel()
			test.test(t, open(t))
		})
	}
}

func testPut(t *testing.T, s blob.Store) {
	for i, size := range sizes {
		key := blob.Original(fmt.Sprintf("clip-%d", i))
		want := put(t, s, key, size)
		if got := sum(t, s, key); got != want {
			t.Errorf("%d bytes came back as others", size)
		}
		info, err := s.Stat(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		if info.Key != key || info.Size != size {
			t.Errorf("Stat tells %s has %d bytes; want %s, %d", info.Key, info.Size, key, size)
		}
		if info.ModTime.IsZero() || info.ModTime.Location().String() != "UTC" {
			t.Errorf("Stat tells the time %v; want one in UTC", info.ModTime)
		}
	}
}

func testPutFile(t *testing.T, s blob.Store) {
	for i, size := range sizes {
		key, path := blob.Rendition(fmt.Sprintf("clip-%d", i), "post.mp4"), filepath.Join(t.TempDir(), "post.mp4")
		data := content(size)
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := s.PutFile(t.Context(), key, path); err != nil {
			t.Fatal(err)
		}
		if got := sum(t, s, key); got != sha256.Sum256(data) {
			t.Errorf("%d bytes came back as others", size)
		}
		if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the file of %d bytes is still there (%v)", size, err)
		}
	}
	if err := s.PutFile(t.Context(), blob.Original("none"), filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that does not exist gives %v", err)
	}
}

func testPutFileRefusesLinks(t *testing.T, s blob.Store) {
	folder := t.TempDir()
	secret, link := filepath.Join(folder, "secret"), filepath.Join(folder, "post.mp4")
	if err := os.WriteFile(secret, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, link); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{link, folder} {
		if err := s.PutFile(t.Context(), blob.Rendition("a", "post.mp4"), path); err == nil {
			t.Errorf("PutFile took %s", filepath.Base(path))
		}
		if _, err := os.Lstat(path); err != nil {
			t.Error(err)
		}
	}
	wantMissing(t, s, blob.Rendition("a", "post.mp4"))
}

func testGet(t *testing.T, s blob.Store) {
	key, path := blob.Original("a"), filepath.Join(t.TempDir(), "in")
	want := put(t, s, key, 12*mib)
	if err := blob.Get(t.Context(), s, key, path); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if sha256.Sum256(data) != want {
		t.Error("the file differs from the blob")
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file's mode is %v, %v; want 0600", info.Mode(), err)
	}

	if err := blob.Get(t.Context(), s, key, path); !errors.Is(err, os.ErrExist) {
		t.Errorf("a file that is there already gives %v", err)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, data) {
		t.Errorf("the file that was there already was changed (%v)", err)
	}

	none := filepath.Join(t.TempDir(), "none")
	if err := blob.Get(t.Context(), s, blob.Original("none"), none); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("a missing blob gives %v", err)
	}
	if _, err := os.Lstat(none); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing blob left a file (%v)", err)
	}
}

func testDelete(t *testing.T, s blob.Store) {
	gone, stays := blob.Rendition("a", "post.mp4"), blob.Rendition("a", "web.mp4")
	put(t, s, gone, 10)
	want := put(t, s, stays, 10)
	for range 2 {
		if err := s.Delete(t.Context(), gone); err != nil {
			t.Fatal(err)
		}
		wantMissing(t, s, gone)
	}
	if got := sum(t, s, stays); got != want {
		t.Error("deleting one rendition changed another")
	}
	put(t, s, gone, 20)
	if got := len(keys(t, s, blob.RenditionsOf("a"))); got != 2 {
		t.Errorf("after putting it again there are %d renditions; want 2", got)
	}
}

func testNotFound(t *testing.T, s blob.Store) {
	for _, key := range []string{blob.Original("none"), blob.Rendition("none", "post.mp4")} {
		wantMissing(t, s, key)
		if err := s.Delete(t.Context(), key); err != nil {
			t.Errorf("Delete of what is not there: %v", err)
		}
	}
}

func testKeys(t *testing.T, s blob.Store) {
	const clips = 600 // with two renditions each: more than one page
	var originals, renditions []string
	for i := range clips {
		id := fmt.Sprintf("clip-%04d", i)
		renditions = append(renditions, blob.Rendition(id, "post.mp4"), blob.Rendition(id, "web.mp4"))
	}
	for i := range 3 {
		originals = append(originals, blob.Original(fmt.Sprintf("clip-%04d", i)))
	}
	for _, key := range append(originals, renditions...) {
		put(t, s, key, 1)
	}
	for prefix, want := range map[string][]string{
		blob.Originals:                      originals,
		blob.Renditions:                     renditions,
		blob.RenditionsOf("clip-0001"):      renditions[2:4],
		blob.RenditionsOf("clip-000"):       nil,
		blob.RenditionsOf("clip-0001-none"): nil,
	} {
		if diff := cmp.Diff(want, keys(t, s, prefix)); diff != "" {
			t.Errorf("Keys(%q) (-want +got):\n%s", prefix, diff)
		}
	}
	for info, err := range s.Keys(t.Context(), blob.Renditions) {
		if err != nil || info.Size != 1 || info.ModTime.IsZero() {
			t.Errorf("Keys gives %+v, %v", info, err)
		}
		break // which must not be answered with another pair
	}
}

func testBadKeys(t *testing.T, s blob.Store) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{
		"", "a", "originals", "originals/", "originals//a", "originals/a/b", "originals/a.mp4", "originals/..", "originals/-a",
		"/originals/a", "originals/A", "originals/é", "originals/a ", "originals/a\n", "../originals/a", "other/a",
		"renditions/a", "renditions/a/post", "renditions/../post.mp4", "renditions/a/..", "renditions/a/.mp4",
		"renditions/a/b/post.mp4", "renditions/a/post.mp4.part", ".unfinished/a", blob.Original(string(bytes.Repeat([]byte("a"), 65))),
	} {
		ctx := t.Context()
		_, open := s.Open(ctx, key)
		_, stat := s.Stat(ctx, key)
		_, presign := s.Presign(ctx, key, 1, blob.As{})
		for call, err := range map[string]error{
			"Put": s.Put(ctx, key, bytes.NewReader(nil)), "PutFile": s.PutFile(ctx, key, path), "Open": open, "Stat": stat,
			"Delete": s.Delete(ctx, key), "Presign": presign,
		} {
			if !errors.Is(err, blob.ErrBadKey) {
				t.Errorf("%s(%q) gives %v; want ErrBadKey", call, key, err)
			}
		}
	}
	for _, prefix := range []string{"", "originals", "originals/a", "renditions/../", "../", "/", "other/"} {
		for _, err := range s.Keys(t.Context(), prefix) {
			if !errors.Is(err, blob.ErrBadKey) {
				t.Errorf("Keys(%q) gives %v; want ErrBadKey", prefix, err)
			}
		}
	}
	if _, err := os.Stat(path); err != nil {
		t.Errorf("a refused PutFile took the file: %v", err)
	}
}

func testCheck(t *testing.T, s blob.Store) {
	if err := blob.Check(t.Context(), s); err != nil {
		t.Error(err)
	}
}

// source gives size bytes that no two offsets share, the same ones every time.
func source(size int64) io.Reader {
	return io.LimitReader(rand.NewChaCha8([32]byte{byte(size)}), size)
}

func content(size int64) []byte {
	data := make([]byte, size)
	if _, err := io.ReadFull(source(size), data); err != nil {
		panic(err) // it gives what it was asked for
	}
	return data
}

// put puts source(size) and gives its hash.
func put(t *testing.T, s blob.Store, key string, size int64) [sha256.Size]byte {
	t.Helper()
	h := sha256.New()
	if err := s.Put(t.Context(), key, io.TeeReader(source(size), h)); err != nil {
		t.Fatal(err)
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// sum is the hash of what is at the key.
func sum(t *testing.T, s blob.Store, key string) [sha256.Size]byte {
	t.Helper()
	data, err := read(t.Context(), s, key)
	if err != nil {
		t.Fatal(err)
	}
	return sha256.Sum256(data)
}

func read(ctx context.Context, s blob.Store, key string) (_ []byte, err error) {
	o, err := s.Open(ctx, key)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, o.Close()) }()
	return io.ReadAll(o)
}

func keys(t *testing.T, s blob.Store, prefix string) []string {
	t.Helper()
	var found []string
	for info, err := range s.Keys(t.Context(), prefix) {
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, info.Key)
	}
	slices.Sort(found)
	return found
}

func wantMissing(t *testing.T, s blob.Store, key string) {
	t.Helper()
	if _, err := s.Stat(t.Context(), key); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("Stat(%s) gives %v; want ErrNotFound", key, err)
	}
	if _, err := s.Open(t.Context(), key); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("Open(%s) gives %v; want ErrNotFound", key, err)
	}
}
