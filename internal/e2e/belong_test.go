package e2e

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/sandbox"
	"github.com/belonginstem/belong/internal/social/socialtest/pdstest"
	"github.com/belonginstem/belong/internal/store/pgtest"
)

// patience is how long the tests wait for anything at all: it ends a hung run, and decides nothing else.
const patience = 5 * time.Minute

// slug is the campaign that a new database holds.
const slug = "you-belong-in-stem"

// binDir holds the program under test.
var binDir string

// helper is this test program as the sandbox helper, for what runs ffmpeg without the program.
var helper sandbox.Helper

func TestMain(m *testing.M) {
	helper = sandbox.Main()
	dir, err := os.MkdirTemp("", "belong-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	binDir = dir
	code := pdstest.Run(func() int { return pgtest.Run(m) })
	if err := os.RemoveAll(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// program builds belong, once.
var program = sync.OnceValues(func() (string, error) {
	path := filepath.Join(binDir, "belong")
	out, err := exec.Command("go", "build", "-o", path, "github.com/belonginstem/belong/cmd/belong").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build belong: %w\n%s", err, out)
	}
	return path, nil
})

// A deployment is belong with its settings: where it keeps things and where it listens. It can be started, killed and
// started again.
type deployment struct {
	address string // it listens on
	public  string // address that people type
	env     []string
	data    string
	process *process
}

// deploy chooses a data folder and a free port. Settings are environment variables, as NAME=value.
func deploy(t testing.TB, settings ...string) *deployment {
	t.Helper()
	d := &deployment{address: freeAddress(t), data: t.TempDir()}
	d.public = "http://" + d.address
	d.env = slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, "BELONG_") || strings.HasPrefix(v, "AWS_")
	})
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	data, err := filepath.Rel(here, d.data) // as ./data is, where nobody says anything
	if err != nil {
		t.Fatal(err)
	}
	d.env = append(d.env, "BELONG_LISTEN="+d.address, "BELONG_DATA="+data)
	d.env = append(d.env, settings...)
	return d
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return l.Addr().String()
}

// run runs one of belong's commands to its end, and gives what it printed.
func (d *deployment) run(t testing.TB, args ...string) string {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	var stderr strings.Builder
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Env, cmd.Stderr = d.env, &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("belong %s: %v\n%s", strings.Join(args, " "), err, &stderr)
	}
	return strings.TrimSpace(string(out))
}

// start serves, until the test ends or kill. It returns when the server says that it is ready.
func (d *deployment) start(t testing.TB) {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	d.process = launch(t, d.env, path, "serve")
	waitFor(t, "belong to be ready", func() (bool, error) {
		if d.process.ended() {
			return false, fmt.Errorf("belong stopped:\n%s", d.process.text())
		}
		return answersOK(t.Context(), "http://"+d.address+"/readyz"), nil
	})
}

func answersOK(ctx context.Context, address string) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	return response.Body.Close() == nil && response.StatusCode == http.StatusOK
}

// kill ends the server as a power cut would.
func (d *deployment) kill(t testing.TB) {
	t.Helper()
	d.process.kill(t)
}

// stop ends the server as an operator does.
func (d *deployment) stop(t testing.TB) {
	t.Helper()
	if err := d.process.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "belong to stop", func() (bool, error) { return d.process.ended(), nil })
	if code := d.process.cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("belong ended with %d", code)
	}
}

// setupLink is the one-time link for the first administrator, as the server prints it.
func (d *deployment) setupLink(t testing.TB) (link string) {
	t.Helper()
	waitFor(t, "belong to print the link that makes the first administrator", func() (bool, error) {
		for word := range strings.FieldsSeq(d.process.text()) {
			if strings.Contains(word, "/setup/") {
				link = word
			}
		}
		return link != "", nil
	})
	return link
}

// A process is a program that runs beside the test.
type process struct {
	cmd  *exec.Cmd
	done chan struct{}

	mu  sync.Mutex
	out strings.Builder
}

// launch starts a program, which is killed when the test ends.
func launch(t testing.TB, env []string, path string, args ...string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(path, args...), done: make(chan struct{})}
	p.cmd.Env = env
	out, in := io.Pipe()
	p.cmd.Stdout, p.cmd.Stderr = in, in
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go p.keep(out)
	go func() {
		_ = p.cmd.Wait() // it is told by its output; most are killed
		_ = in.Close()   // never fails
		close(p.done)
	}()
	t.Cleanup(func() {
		p.kill(t)
		if t.Failed() {
			t.Logf("%s printed:\n%s", filepath.Base(path), p.text())
		}
	})
	return p
}

// keep collects what the program prints.
func (p *process) keep(out io.Reader) {
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		p.mu.Lock()
		p.out.WriteString(lines.Text() + "\n")
		p.mu.Unlock()
	}
}

func (p *process) text() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.String()
}

func (p *process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

func (p *process) kill(t testing.TB) {
	t.Helper()
	if err := p.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Errorf("kill %s: %v", p.cmd.Path, err)
	}
	<-p.done
}

// waitFor asks again and again until it is so. An error ends the test at once.
func waitFor(t testing.TB, what string, isSo func() (bool, error)) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for {
		ok, err := isSo()
		if err != nil {
			t.Fatalf("while waiting for %s: %v", what, err)
		}
		if ok {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("waited in vain for %s", what)
		case <-again.C:
		}
	}
}
