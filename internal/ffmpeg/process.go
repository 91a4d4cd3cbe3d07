package ffmpeg

import (
	"bytes"
	"context"
	"io"

	"github.com/belonginstem/belong/internal/sandbox"
)

// task is one run of a program.
type task struct {
	program string
	args    []string
	inputs  []string // the files that it may read
	dir     string   // where it works, and the one folder that it may write; empty: none
	limits  sandbox.Limits
	stdout  io.Writer
}

// exit is how a program ended.
type exit struct {
	sandbox.Exit
	errorLines int // how many errors it printed
}

// execute runs a task until it ends, ctx is done (then the error is ctx's cause) or its time is over (ErrTimeout). When
// it returns, no process of the task is left.
func (t *Tool) execute(ctx context.Context, k task) (exit, error) {
	var errs errorCount
	e, err := t.helper.Run(ctx, sandbox.Task{
		Program: k.program, Args: k.args, Files: k.inputs, Dir: k.dir, Limits: k.limits, Stdout: k.stdout, Error: errs.line,
	})
	return exit{e, int(errs)}, err
}

// errorCount counts the errors that a program prints.
type errorCount int

func (n *errorCount) line(line []byte) {
	if bytes.Contains(line, []byte("[error] ")) || bytes.Contains(line, []byte("[fatal] ")) {
		*n++
	}
}
