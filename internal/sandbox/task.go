package sandbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// ErrTimeout is what a task ends with whose time on the clock is over.
var ErrTimeout = errors.New("it took too long")

// A Task is one run of a program in the sandbox. Its paths are absolute.
type Task struct {
	Program string // a path
	Args    []string
	Files   []string // that it may read
	Folders []string // that it may read, with all in them
	Dir     string   // where it works, and the one folder that it may write; empty: none
	Limits  Limits
	Stdout  io.Writer
	// Error is told each line that the program prints on its standard error; may be nil.
	Error func(line []byte)
}

// Limits are what a task may use. Past them it is killed, or refused more.
type Limits struct {
	Wall, CPU time.Duration
	Memory    uint64 // bytes of address space
	FileSize  uint64 // bytes of any one file
	Files     uint64 // open at once
}

// environment is all that a program in the sandbox gets of ours.
var environment = []string{
	"PATH=/usr/bin:/bin",
	"HOME=/nonexistent",
	"LC_ALL=C",           // what it prints is matched against English words
	"MALLOC_ARENA_MAX=4", // each arena reserves 64 MiB of the address space, with more cores more of them
}

// Exit is how a program ended, when it could be started and was not stopped by us.
type Exit struct {
	Code     int
	Signal   syscall.Signal // 0: it was none
	Tail     string         // the last of what it printed, without the paths of the task
	CPU      time.Duration  // user and system
	Overtime bool           // it was ended since it had used all the processor time that it may
}

// Clean tells whether the program ended by itself, and well.
func (e Exit) Clean() bool { return e.Code == 0 && e.Signal == 0 }

func (e Exit) String() string {
	how := fmt.Sprintf("exit %d", e.Code)
	if e.Signal != 0 {
		how = "killed: " + e.Signal.String()
	}
	if e.Tail == "" {
		return how
	}
	return how + ": " + e.Tail
}

// Run runs a task until it ends, ctx is done (then the error is ctx's cause) or its time is over (ErrTimeout). When it
// returns, no process of the task is left.
func (h Helper) Run(ctx context.Context, t Task) (Exit, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, t.Limits.Wall, ErrTimeout)
	defer cancel()
	cmd, err := h.command(ctx, t)
	if err != nil {
		return Exit{}, err
	}
	var last tail
	cmd.Stdout = t.Stdout
	cmd.Stderr = &Lines{Each: func(line []byte) {
		last.line(line)
		if t.Error != nil {
			t.Error(line)
		}
	}}

	// Pdeathsig is sent when the thread that started the program ends, so we stay on ours until the program has ended.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err = cmd.Run()
	if err != nil && ctx.Err() != nil {
		return Exit{}, context.Cause(ctx)
	}
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		return Exit{}, fmt.Errorf("running: %w", err)
	}
	e := Exit{
		Code: cmd.ProcessState.ExitCode(),
		Tail: t.anonymous(last.String()),
		CPU:  cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(),
	}
	if ws, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		e.Signal = ws.Signal()
	}
	// ffmpeg takes the signal for a request to end early, and tells nobody. The two clocks differ a little.
	e.Overtime = e.Signal == syscall.SIGXCPU || !e.Clean() && e.CPU >= t.Limits.CPU-t.Limits.CPU/20
	if e.Code == exitHelper {
		return Exit{}, errors.New(e.Tail)
	}
	return e, nil
}

// anonymous takes the task's paths out of what a program printed.
func (t Task) anonymous(s string) string {
	for _, file := range t.Files {
		s = strings.ReplaceAll(s, file, "input")
	}
	if t.Dir != "" {
		s = strings.ReplaceAll(s, t.Dir, "output")
	}
	return strings.TrimSpace(s)
}

// tail keeps the last of what a program prints.
type tail struct{ bytes.Buffer }

// maxTail is how many bytes of what a program printed are kept.
const maxTail = 2048

func (t *tail) line(line []byte) {
	t.Write(line)
	t.WriteByte('\n')
	if over := t.Len() - maxTail; over > 0 {
		t.Next(over)
	}
}

// Lines is a writer that hands on whole lines, without their ends. What is past maxLine of a line is dropped.
type Lines struct {
	Each func(line []byte)
	part []byte
}

const maxLine = 1024

func (l *Lines) Write(p []byte) (int, error) {
	n := len(p)
	for {
		head, rest, ended := bytes.Cut(p, []byte("\n"))
		l.part = append(l.part, head[:min(len(head), maxLine-len(l.part))]...)
		if !ended {
			return n, nil
		}
		l.Each(l.part)
		l.part, p = l.part[:0], rest
	}
}

// Bounded is a buffer that takes up to Max bytes, and then fails the write, which ends a program that writes on.
type Bounded struct {
	Max  int
	over bool
	kept bytes.Buffer // not embedded: its ReadFrom knows no bound, and is what io.Copy would call
}

func (b *Bounded) Write(p []byte) (int, error) {
	if b.kept.Len()+len(p) > b.Max {
		b.over = true
		return 0, errors.New("too much output")
	}
	return b.kept.Write(p)
}

// Over tells whether there was more than Max, where the program's own end may tell of a broken pipe only.
func (b *Bounded) Over() bool { return b.over }

// Bytes are what was written.
func (b *Bounded) Bytes() []byte { return b.kept.Bytes() }
