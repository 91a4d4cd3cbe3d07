package pdstest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
)

// A Server is a Bluesky server.
type Server struct {
	URL string // http://localhost:port

	in    io.Closer
	ended chan error
}

// folder holds the program and its packages.
const folder = "internal/social/pds"

var errMissing = errors.New("its packages are not installed; scripts/test does that, or, in " + folder +
	": npm ci --ignore-scripts && npm rebuild better-sqlite3")

// start starts a server and waits until it answers.
func start() (*Server, error) {
	top, err := root()
	if err != nil {
		return nil, err
	}
	program := filepath.Join(top, filepath.FromSlash(folder), "start.mjs")
	if _, err := os.Stat(filepath.Join(filepath.Dir(program), "node_modules", "better-sqlite3", "build")); err != nil {
		return nil, errMissing
	}
	// Another program may take the free port before the server does: then it stops at once, and another port is tried.
	for range 5 {
		var s *Server
		if s, err = run(program); err == nil {
			return s, nil
		}
	}
	return nil, err
}

func run(program string) (*Server, error) {
	cmd := exec.Command("node", program)
	cmd.Env = []string{"TMPDIR=" + os.TempDir()} // no setting of this machine's
	var said bytes.Buffer
	cmd.Stderr = &said
	in, err := cmd.StdinPipe() // which ends with us, and the server with it
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &Server{in: in, ended: make(chan error, 1)}
	line, err := bufio.NewReader(out).ReadBytes('\n')
	var addresses struct{ PDS string }
	if err == nil {
		err = json.Unmarshal(line, &addresses)
	}
	go func() { s.ended <- cmd.Wait() }()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("it does not start: %w", err), s.stop(), errors.New(said.String()))
	}
	s.URL = addresses.PDS
	return s, nil
}

// stop ends the server, which takes its files along.
func (s *Server) stop() error {
	if err := s.in.Close(); err != nil && !errors.Is(err, os.ErrClosed) && !errors.Is(err, syscall.EPIPE) {
		return err
	}
	return <-s.ended
}

// root is the folder of go.mod.
var root = sync.OnceValues(func() (string, error) {
	out, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("go env: %w", err)
	}
	return filepath.Dir(strings.TrimSpace(string(out))), nil
})
