package sandbox

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/sandbox/sandboxtest"
)

// generous limits, for scripts that are to fail for another reason.
var generous = Limits{Wall: time.Minute, CPU: 30 * time.Second, Memory: 1 << 30, FileSize: 1 << 20, Files: 32}

// bash runs a script of nothing but built-in commands, in the sandbox.
func bash(t *testing.T, script, input, dir string, l Limits) (string, Exit) {
	t.Helper()
	path, err := exec.LookPath("bash")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	task := Task{Program: path, Args: []string{"-c", script}, Dir: dir, Limits: l, Stdout: &out}
	if input != "" {
		task.Files = []string{input}
	}
	e, err := helper.Run(t.Context(), task)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(out.String()), e
}

func TestKernelHasEveryWall(t *testing.T) {
	t.Parallel()
	if s := Check(); !s.Complete() {
		t.Fatalf("the tests of the sandbox need a kernel with Landlock and seccomp; this one has: %s", s)
	}
}

func TestStatusTellsWhatIsMissing(t *testing.T) {
	t.Parallel()
	for want, s := range map[string]Status{
		"limits, Landlock 7, seccomp":     {Landlock: 7, Seccomp: true},
		"limits, no Landlock, seccomp":    {Seccomp: true},
		"limits, Landlock 1, no seccomp":  {Landlock: 1},
		"limits, no Landlock, no seccomp": {},
	} {
		if got := s.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if s.Complete() != (s.Landlock > 0 && s.Seccomp) {
			t.Errorf("%q: complete is %v", want, s.Complete())
		}
	}
}

// Each script works outside, so that it is the sandbox that refuses it.
func TestSandboxRefuses(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	secret := sandboxtest.File(t, "secret", "another upload")
	elsewhere := t.TempDir()
	for name, c := range map[string]struct{ script, says string }{
		"another file":       {"read -r x < " + secret + "; [ \"$x\" ]", "Permission denied"},
		"the system's users": {"read -r x < /etc/passwd; [ \"$x\" ]", "Permission denied"},
		"other processes":    {"read -r x < /proc/$PPID/status; [ \"$x\" ]", "Permission denied"},
		"writing elsewhere":  {"echo x > " + elsewhere + "/file", "Permission denied"},
		"a socket":           {"exec 3<>/dev/tcp/127.0.0.1/" + port, "Operation not permitted"},
		"another process":    {"x=$(echo x); [ \"$x\" ]", "Operation not permitted"},
		"another program":    {"exec /bin/cat /dev/null", "Permission denied"},
		"a signal to us":     {"kill -0 $PPID", "Operation not permitted"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if out, err := exec.CommandContext(t.Context(), "bash", "-c", c.script).CombinedOutput(); err != nil {
				t.Fatalf("outside: %v %s", err, out)
			}
			dir := t.TempDir()
			// What the shell says when it cannot fork comes late, after many tries: the call is what counts.
			_, e := bash(t, c.script, sandboxtest.File(t, "input", "mine"), dir, generous)
			if e.Clean() || !strings.Contains(e.Tail, c.says) {
				t.Errorf("inside: %s", e)
			}
		})
	}
}

func TestSandboxAllowsTheJob(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	input := sandboxtest.File(t, "input", "mine")
	out, e := bash(t, "read -r x < "+input+"; echo $x > out; echo $x $HOME $PWD ${USER-none}", input, dir, generous)
	if !e.Clean() || out != "mine /nonexistent "+dir+" none" {
		t.Errorf("%q, %s", out, e)
	}
	if got := string(sandboxtest.Read(t, filepath.Join(dir, "out"))); got != "mine\n" {
		t.Errorf("wrote %q", got)
	}
}

func TestSandboxLimits(t *testing.T) {
	t.Parallel()
	l := generous
	// processor (soft), file blocks of 1024 bytes, address space in KiB, open files, core files
	out, e := bash(t, "ulimit -t; ulimit -Ht; ulimit -f; ulimit -v; ulimit -n; ulimit -c", "", "", l)
	if want := "30 35 1024 1048576 32 0"; !e.Clean() || strings.Join(strings.Fields(out), " ") != want {
		t.Errorf("got %q, want %q; %s", out, want, e)
	}
}

func TestTooMuchOutputIsEndedByTheKernel(t *testing.T) {
	t.Parallel()
	l := generous
	l.FileSize = 1000
	_, e := bash(t, "while :; do echo 0123456789 || exit; done > out", "", t.TempDir(), l)
	if e.Signal != syscall.SIGXFSZ {
		t.Errorf("%s", e)
	}
}

func TestTooMuchTimeIsTold(t *testing.T) {
	t.Parallel()
	forever := []string{"-c", "while :; do :; done"}
	path, err := exec.LookPath("bash")
	if err != nil {
		t.Fatal(err)
	}
	l := generous
	l.CPU = time.Second
	e, err := helper.Run(t.Context(), Task{Program: path, Args: forever, Limits: l})
	if err != nil || !e.Overtime {
		t.Errorf("of the processor: %s, %v", e, err)
	}
	l.Wall = 10 * time.Millisecond
	if _, err := helper.Run(t.Context(), Task{Program: path, Args: forever, Limits: l}); !errors.Is(err, ErrTimeout) {
		t.Errorf("on the clock: %v", err)
	}
}

// A folder that may be read is open with all that is in it, and still nothing can be written there.
func TestAFolderCanBeLent(t *testing.T) {
	t.Parallel()
	path, err := exec.LookPath("bash")
	if err != nil {
		t.Fatal(err)
	}
	lent := t.TempDir()
	if err := os.WriteFile(filepath.Join(lent, "model"), []byte("words\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	e, err := helper.Run(t.Context(), Task{
		Program: path, Args: []string{"-c", "read -r x < " + lent + "/model; echo $x; echo y > " + lent + "/model"},
		Folders: []string{lent}, Dir: t.TempDir(), Limits: generous, Stdout: &out,
	})
	if err != nil || out.String() != "words\n" || e.Clean() || !strings.Contains(e.Tail, "Permission denied") {
		t.Errorf("%v, %q, %s", err, out.String(), e)
	}
}

// A file that is to be read but isn't there keeps the sandbox from being built, and then nothing runs.
func TestNoSandboxNoRun(t *testing.T) {
	t.Parallel()
	path, err := exec.LookPath("bash")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	gone := filepath.Join(t.TempDir(), "gone")
	_, err = helper.Run(t.Context(), Task{
		Program: path, Args: []string{"-c", "echo ran"}, Files: []string{gone}, Limits: generous, Stdout: &out,
	})
	if err == nil || !strings.Contains(err.Error(), "landlock") || strings.Contains(err.Error(), gone) || out.Len() > 0 {
		t.Errorf("%v, %q", err, out.String())
	}
}

// Started by hand, the helper does nothing.
func TestHelperWantsItsOrders(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(context.Background(), helper.path, helperCommand, "true").CombinedOutput()
	var ended *exec.ExitError
	if !errors.As(err, &ended) || ended.ExitCode() != exitHelper || !strings.Contains(string(out), "own use") {
		t.Errorf("%v: %s", err, out)
	}
}
