package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// temps is where files are written before they have a key. No key begins with a dot, and the folder is on the same file
// system as the keys, so that a finished file can be renamed.
func (s *Store) temps() string { return filepath.Join(s.root, ".unfinished") }

// temp makes an empty temporary file and locks it for as long as it is open. The lock is how sweep knows that somebody
// is still writing, in whatever process.
func (s *Store) temp() (*os.File, error) {
	for {
		f, err := os.CreateTemp(s.temps(), "")
		if err != nil {
			return nil, err
		}
		if err := lock(f, syscall.LOCK_EX); err != nil {
			return nil, errors.Join(err, f.Close())
		}
		info, err := f.Stat()
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		if info.Sys().(*syscall.Stat_t).Nlink > 0 {
			return f, nil
		}
		// A sweep came between making it and locking it.
		if err := f.Close(); err != nil {
			return nil, err
		}
	}
}

// sweep removes the temporary files that nobody is writing.
func (s *Store) sweep() error {
	entries, err := os.ReadDir(s.temps())
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if err := removeUnlocked(filepath.Join(s.temps(), entry.Name())); err != nil {
			return err
		}
	}
	return nil
}

func removeUnlocked(path string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return unlessGone(err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	err = lock(f, syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil
	}
	if err != nil {
		return err
	}
	return remove(path)
}

// move renames a synced file to its key, and makes sure that it is found there after a power cut.
func (s *Store) move(from, key string) error {
	to := s.path(key)
	folder := filepath.Dir(to)
	for tries := 0; ; tries++ {
		if err := os.MkdirAll(folder, dirMode); err != nil {
			return err
		}
		err := os.Rename(from, to)
		if err == nil {
			return s.syncUp(folder)
		}
		// A Delete may have removed the folder, empty at that moment, before the rename.
		if !errors.Is(err, fs.ErrNotExist) || tries == 100 {
			return err
		}
	}
}

// syncUp syncs the folder and all above it up to the root: any of them may be new, made here or by somebody else.
func (s *Store) syncUp(folder string) error {
	for ; len(folder) >= len(s.root); folder = filepath.Dir(folder) {
		if err := syncFolder(folder); unlessGone(err) != nil {
			return err
		}
	}
	return nil
}

func syncFolder(path string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return f.Sync()
}

func remove(path string) error { return unlessGone(os.Remove(path)) }

func lock(f *os.File, how int) error { return syscall.Flock(int(f.Fd()), how) }
