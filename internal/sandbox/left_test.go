package sandbox

import (
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestOnlyFilesAreOpened(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file, link, pipe := filepath.Join(folder, "file"), filepath.Join(folder, "link"), filepath.Join(folder, "pipe")
	if err := os.WriteFile(file, []byte("video"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(file, link); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{link, pipe, folder, "/dev/zero"} {
		if f, err := Open(path); err == nil {
			t.Errorf("%s was opened", path)
			_ = f.Close() // the test has failed already
		}
	}
	f, err := Open(file)
	if err != nil {
		t.Fatal(err)
	}
	if data, err := io.ReadAll(f); err != nil || string(data) != "video" {
		t.Errorf("the file reads %q, %v", data, err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	if data, err := Read(file, 5); err != nil || string(data) != "video" {
		t.Errorf("the file reads %q, %v", data, err)
	}
	if _, err := Read(file, 4); err == nil {
		t.Error("more was read than asked for")
	}
}
