package disk_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/belonginstem/belong/internal/blob"
	"github.com/belonginstem/belong/internal/blob/blobtest"
	"github.com/belonginstem/belong/internal/blob/disk"
)

// TestMain lets tests run this program again, as a child of its own: test-binary putUntilKilled folder number.
func TestMain(m *testing.M) {
	children := map[string]func(s *disk.Store, arg string) error{"putUntilKilled": putUntilKilled, "putOnFullDisk": putOnFullDisk}
	if len(os.Args) == 4 && children[os.Args[1]] != nil {
		s, err := disk.New(os.Args[2])
		if err == nil {
			err = children[os.Args[1]](s, os.Args[3])
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func child(t *testing.T, name, folder, arg string) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return exec.CommandContext(t.Context(), program, name, folder, arg)
}

func TestStore(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) blob.Store { return open(t, t.TempDir()) })
}

func putUntilKilled(s *disk.Store, arg string) error {
	first, err := strconv.Atoi(arg)
	if err != nil {
		return err
	}
	return blobtest.PutUntilKilled(s, first, os.Stdout)
}

func TestKilledWriterLeavesNoPart(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	blobtest.Kill(t, 20,
		func(first int) *exec.Cmd { return child(t, "putUntilKilled", folder, strconv.Itoa(first)) },
		func() blob.Store {
			s := open(t, folder)
			if left := unfinished(t, folder); len(left) > 0 {
				t.Errorf("New leaves %v", left)
			}
			return s
		})
}

// putOnFullDisk meets a limit on the size of a file, which fails in the middle of a write as a full disk does.
func putOnFullDisk(s *disk.Store, file string) error {
	signal.Ignore(syscall.SIGXFSZ)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 1 << 20, Max: 1 << 20}); err != nil {
		return err
	}
	for _, key := range []string{blob.Original("fresh"), blob.Original("taken")} {
		if err := s.Put(context.Background(), key, bytes.NewReader(make([]byte, 3<<20))); !errors.Is(err, blob.ErrNoSpace) {
			return fmt.Errorf("Put on a full disk gives %w", err)
		}
	}
	if err := s.PutFile(context.Background(), blob.Original("file"), file); !errors.Is(err, blob.ErrNoSpace) {
		return fmt.Errorf("PutFile to a full disk gives %w", err)
	}
	return nil
}

func TestFullDiskLeavesNothing(t *testing.T) {
	t.Parallel()
	folder, file := t.TempDir(), otherDisk(t, make([]byte, 3<<20))
	s := open(t, folder)
	if err := s.Put(t.Context(), blob.Original("taken"), strings.NewReader("before")); err != nil {
		t.Fatal(err)
	}
	if out, err := child(t, "putOnFullDisk", folder, file).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if left := unfinished(t, folder); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
	if got := files(t, folder); len(got) != 1 || got["originals/taken"] != "before" {
		t.Errorf("the folder holds %v", got)
	}
	if _, err := os.Stat(file); err != nil {
		t.Errorf("the file that found no room is gone: %v", err)
	}
}

func TestPutFileFromAnotherDiskCopies(t *testing.T) {
	t.Parallel()
	folder, data := t.TempDir(), bytes.Repeat([]byte("0123456789"), 1<<20)
	file := otherDisk(t, data)
	if err := os.Rename(file, filepath.Join(folder, "x")); !errors.Is(err, syscall.EXDEV) {
		t.Fatalf("%s is no other disk (%v)", file, err)
	}
	s := open(t, folder)
	if err := s.PutFile(t.Context(), blob.Original("a"), file); err != nil {
		t.Fatal(err)
	}
	if got := files(t, folder)["originals/a"]; got != string(data) {
		t.Errorf("%d bytes were kept that are not the %d of the file", len(got), len(data))
	}
	if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the file is still there (%v)", err)
	}
}

func TestNewSparesWhatIsBeingWritten(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := open(t, folder)
	dead := filepath.Join(folder, ".unfinished", "dead")
	if err := os.WriteFile(dead, []byte("of a writer that died"), 0o600); err != nil {
		t.Fatal(err)
	}
	r, w := io.Pipe()
	done := make(chan error)
	go func() { done <- s.Put(t.Context(), blob.Original("a"), r) }()
	if _, err := io.WriteString(w, "first half, "); err != nil { // returns once Put has read it
		t.Fatal(err)
	}

	open(t, folder)

	if _, err := os.Lstat(dead); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what a dead writer left is still there (%v)", err)
	}
	if _, err := io.WriteString(w, "second half"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if got := files(t, folder)["originals/a"]; got != "first half, second half" {
		t.Errorf("kept is %q", got)
	}
}

func TestFilesAreForTheOwnerOnly(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "blobs")
	file := filepath.Join(t.TempDir(), "post.mp4")
	if err := os.WriteFile(file, []byte("video"), 0o644); err != nil {
		t.Fatal(err)
	}
	s := open(t, folder)
	if err := s.Put(t.Context(), blob.Original("a"), strings.NewReader("video")); err != nil {
		t.Fatal(err)
	}
	if err := s.PutFile(t.Context(), blob.Rendition("a", "post.mp4"), file); err != nil {
		t.Fatal(err)
	}
	seen := 0
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		want := fs.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %v; want %v", path, got, want)
		}
		seen++
		return nil
	})
	if err != nil || seen != 7 {
		t.Errorf("looked at %d files and folders (%v); want 7", seen, err)
	}
}

func TestDeleteLeavesNoEmptyFolder(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := open(t, folder)
	key := blob.Rendition("a", "post.mp4")
	if err := s.Put(t.Context(), key, strings.NewReader("video")); err != nil {
		t.Fatal(err)
	}
	if err := s.Delete(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(filepath.Join(folder, "renditions", "a")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the clip's folder is still there (%v)", err)
	}
}

// Between making a folder and renaming a file into it, another's Delete may remove the folder.
func TestDeleteOfTheLastFileDisturbsNoPut(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	var wg sync.WaitGroup
	for n := range 8 {
		wg.Go(func() {
			key := blob.Rendition("a", fmt.Sprintf("r%d.mp4", n))
			for range 100 {
				if err := s.Put(t.Context(), key, strings.NewReader("")); err != nil {
					t.Error(err)
				}
				if err := s.Delete(t.Context(), key); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

func TestKeysLeavesOutWhatIsNotOurs(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := open(t, folder)
	if err := s.Put(t.Context(), blob.Original("a"), strings.NewReader("video")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a.info", ".DS_Store", "Read Me"} {
		if err := os.WriteFile(filepath.Join(folder, "originals", name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for info, err := range s.Keys(t.Context(), blob.Originals) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, info.Key)
	}
	if want := []string{"originals/a"}; !slices.Equal(got, want) {
		t.Errorf("Keys gives %q; want %q", got, want)
	}
}

func TestFolderThatCannotBeMade(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := disk.New(filepath.Join(file, "blobs")); !errors.Is(err, syscall.ENOTDIR) {
		t.Errorf("New below a file gives %v", err)
	}
}

func open(t *testing.T, folder string) *disk.Store {
	t.Helper()
	s, err := disk.New(folder)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// otherDisk makes a file in shared memory, which is a file system of its own on every Linux.
func otherDisk(t *testing.T, data []byte) string {
	t.Helper()
	folder, err := os.MkdirTemp("/dev/shm", "belong-test")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(folder); err != nil {
			t.Error(err)
		}
	})
	file := filepath.Join(folder, "file")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func unfinished(t *testing.T, folder string) []string {
	t.Helper()
	return slices.Sorted(maps.Keys(files(t, filepath.Join(folder, ".unfinished"))))
}

// files gives what every file below the folder holds.
func files(t *testing.T, folder string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := fs.WalkDir(os.DirFS(folder), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(folder, path))
		found[path] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
