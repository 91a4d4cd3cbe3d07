package ffmpeg

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

// task is one run of a program in the sandbox.
type task struct {
	program string
	args    []string
	input   string // the one file that it may read; empty: none
	dir     string // where it works, and the one folder that it may write; empty: none
	limits  limits
	stdout  io.Writer
}

// limits are what a task may use. Past them it is killed, or refused more.
type limits struct {
	wall, cpu time.Duration
	memory    uint64 // bytes of address space
	fileSize  uint64 // bytes of any one file
	files     uint64 // open at once
}

// environment is all that a program in the sandbox gets of ours.
var environment = []string{
	"PATH=/usr/bin:/bin",
	"HOME=/nonexistent",
	"LC_ALL=C",           // what it prints is matched against English words
	"MALLOC_ARENA_MAX=4", // each arena reserves 64 MiB of the address space, with more cores more of them
}

// exit is how a program ended, when it could be started and was not stopped by us.
type exit struct {
	code       int
	signal     syscall.Signal // 0: it was none
	errorLines int            // how many errors it printed
	tail       string         // the last of what it printed, without the paths of the task
	cpu        time.Duration  // user and system
	overtime   bool           // it was ended since it had used all the processor time that it may
}

func (e exit) clean() bool { return e.code == 0 && e.signal == 0 }

func (e exit) String() string {
	how := fmt.Sprintf("exit %d", e.code)
	if e.signal != 0 {
		how = "killed: " + e.signal.String()
	}
	if e.tail == "" {
		return how
	}
	return how + ": " + e.tail
}

// execute runs a task until it ends, ctx is done (then the error is ctx's cause) or its time is over (ErrTimeout). When
// it returns, no process of the task is left.
func (t *Tool) execute(ctx context.Context, k task) (exit, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, k.limits.wall, ErrTimeout)
	defer cancel()
	cmd, err := t.helper.command(ctx, k)
	if err != nil {
		return exit{}, err
	}
	var errs stderr
	cmd.Stdout, cmd.Stderr = k.stdout, &lines{each: errs.line}

	// Pdeathsig is sent when the thread that started the program ends, so we stay on ours until the program has ended.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err = cmd.Run()
	if err != nil && ctx.Err() != nil {
		return exit{}, context.Cause(ctx)
	}
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		return exit{}, fmt.Errorf("running: %w", err)
	}
	e := exit{
		code:       cmd.ProcessState.ExitCode(),
		errorLines: errs.count,
		tail:       k.anonymous(errs.tail.String()),
		cpu:        cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(),
	}
	if ws, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		e.signal = ws.Signal()
	}
	// ffmpeg takes the signal for a request to end early, and tells nobody. The two clocks differ a little.
	e.overtime = e.signal == syscall.SIGXCPU || !e.clean() && e.cpu >= k.limits.cpu-k.limits.cpu/20
	if e.code == exitHelper {
		return exit{}, errors.New(e.tail)
	}
	return e, nil
}

// anonymous takes the task's paths out of what a program printed.
func (k task) anonymous(s string) string {
	if k.input != "" {
		s = strings.ReplaceAll(s, k.input, "input")
	}
	if k.dir != "" {
		s = strings.ReplaceAll(s, k.dir, "output")
	}
	return strings.TrimSpace(s)
}

// stderr counts the errors a program prints, and keeps the last of them.
type stderr struct {
	count int
	tail  bytes.Buffer
}

// maxTail is how many bytes of what a program printed are kept.
const maxTail = 2048

func (s *stderr) line(line []byte) {
	if bytes.Contains(line, []byte("[error] ")) || bytes.Contains(line, []byte("[fatal] ")) {
		s.count++
	}
	s.tail.Write(line)
	s.tail.WriteByte('\n')
	if over := s.tail.Len() - maxTail; over > 0 {
		s.tail.Next(over)
	}
}

// lines is a writer that hands on whole lines, without their ends. What is past maxLine of a line is dropped.
type lines struct {
	each func(line []byte)
	part []byte
}

const maxLine = 1024

func (l *lines) Write(p []byte) (int, error) {
	n := len(p)
	for {
		head, rest, ended := bytes.Cut(p, []byte("\n"))
		l.part = append(l.part, head[:min(len(head), maxLine-len(l.part))]...)
		if !ended {
			return n, nil
		}
		l.each(l.part)
		l.part, p = l.part[:0], rest
	}
}

// bounded is a buffer that takes up to max bytes, and then fails the write.
type bounded struct {
	bytes.Buffer
	max int
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > b.max {
		return 0, errors.New("too much output")
	}
	return b.Buffer.Write(p)
}
