package pgtest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	superuser = "postgres"
	prefix    = "belong-pgtest-"
)

var errMissing = errors.New("Postgres is not installed; on Debian: apt-get install postgresql") //nolint:staticcheck // a name

// A server is a Postgres process that listens on a socket in its folder, and on nothing else.
type server struct {
	folder string
	cmd    *exec.Cmd
	ended  chan error
}

func start() (*server, error) {
	if err := sweep(); err != nil {
		return nil, err
	}
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	owner, err := owner()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", prefix)
	if err != nil {
		return nil, err
	}
	s := &server{folder: folder, ended: make(chan error, 1)}
	if err := s.start(bin, owner); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	return s, nil
}

func (s *server) start(bin string, owner *syscall.Credential) error {
	if owner != nil {
		if err := os.Chown(s.folder, int(owner.Uid), int(owner.Gid)); err != nil {
			return err
		}
	}
	data := filepath.Join(s.folder, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "--pgdata", data, "--username", superuser, "--auth", "trust",
		"--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync")
	initdb.Dir = s.folder
	initdb.SysProcAttr = &syscall.SysProcAttr{Credential: owner}
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	s.cmd = exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-k", s.folder, "-c", "listen_addresses=",
		// What is in here is gone with the tests, so nothing has to survive a crash.
		"-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off",
		"-c", "max_connections=300", "-c", "shared_buffers=32MB")
	s.cmd.Dir = s.folder
	// Postgres ends at once when the test process does, even by kill -9.
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Credential: owner, Pdeathsig: syscall.SIGQUIT}
	log, err := s.cmd.StderrPipe()
	if err != nil {
		return err
	}
	started := make(chan error)
	go s.run(log, started)
	return <-started
}

// run starts Postgres and waits for its end. Pdeathsig is tied to the thread that started the process, so this goroutine
// keeps its thread.
func (s *server) run(log io.Reader, started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := s.cmd.Start(); err != nil {
		started <- err
		return
	}
	var said strings.Builder
	ready := false
	for lines := bufio.NewScanner(log); lines.Scan(); {
		if ready {
			continue // what it says about the tests' own doing is for nobody
		}
		fmt.Fprintln(&said, lines.Text())
		if strings.Contains(lines.Text(), "ready to accept connections") {
			ready = true
			started <- nil
		}
	}
	err := s.cmd.Wait()
	if !ready {
		started <- fmt.Errorf("Postgres did not start: %w\n%s", err, said.String()) //nolint:staticcheck // a name
		return
	}
	s.ended <- err
}

func (s *server) stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGINT); err != nil {
		return err
	}
	return errors.Join(<-s.ended, os.RemoveAll(s.folder))
}

// sweep removes the folders of servers whose tests were killed, once no test can be running on them any more.
func sweep() error {
	old, err := filepath.Glob(filepath.Join(os.TempDir(), prefix+"*"))
	if err != nil {
		return err
	}
	for _, folder := range old {
		info, err := os.Stat(folder)
		if err != nil || time.Since(info.ModTime()) < 24*time.Hour {
			continue
		}
		if err := os.RemoveAll(folder); err != nil {
			return err
		}
	}
	return nil
}

// binaries is the folder of the newest Postgres that is installed.
func binaries() (string, error) {
	// Debian keeps them out of PATH, by version.
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	if len(found) > 0 {
		newest := slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })
		return filepath.Dir(newest), nil
	}
	initdb, err := exec.LookPath("initdb")
	if err != nil {
		return "", errMissing
	}
	return filepath.Dir(initdb), nil
}

func version(initdb string) int {
	v, err := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(initdb))))
	if err != nil {
		return 0
	}
	return v
}

// owner is whom Postgres runs as: ourselves, but never root, which it refuses.
func owner() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup(superuser)
	if err != nil {
		return nil, fmt.Errorf("%w (root runs it as the user %s, who is missing)", errMissing, superuser)
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}
