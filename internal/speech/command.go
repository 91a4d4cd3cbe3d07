package speech

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
	"unicode"

	"github.com/belonginstem/belong/internal/sandbox"
)

// What stands for the sound and its language in a command line.
const fileMark, languageMark = "{file}", "{language}"

// A command is a transcriber that is a program. It is the operator's own, so it runs outside the sandbox: it may have a
// model to read, a graphics card to use, a service to ask.
type command struct {
	program string
	args    []string
}

// newCommand reads a command line: words, of which those with spaces in them are quoted.
func newCommand(line string) (*command, error) {
	parts, err := commandWords(line)
	if err != nil || len(parts) == 0 {
		return nil, errors.New("the transcriber's command can't be read: a quote in it has no end, or there is nothing in it")
	}
	program, err := exec.LookPath(parts[0])
	if err != nil {
		return nil, fmt.Errorf("the transcriber's program can't be started: %w", err)
	}
	if program, err = filepath.Abs(program); err != nil {
		return nil, fmt.Errorf("transcriber: %w", err)
	}
	args := parts[1:]
	marked := func(mark string) bool {
		return slices.ContainsFunc(args, func(a string) bool { return strings.Contains(a, mark) })
	}
	switch {
	case marked(fileMark):
	case marked(languageMark):
		return nil, fmt.Errorf("the transcriber's command has %s, but no %s", languageMark, fileMark)
	default:
		args = append(args, fileMark, languageMark)
	}
	return &command{program, args}, nil
}

// commandWords parts a line at its spaces, but for those between quotes, single or double ones.
func commandWords(line string) ([]string, error) {
	var (
		out    []string
		word   strings.Builder
		within bool // a word, be it empty
		quote  rune // that ends it; 0: none is open
	)
	for _, r := range line {
		switch {
		case r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			quote, within = r, true
		case unicode.IsSpace(r):
			if within {
				out = append(out, word.String())
			}
			word.Reset()
			within = false
		default:
			word.WriteRune(r)
			within = true
		}
	}
	if quote != 0 {
		return nil, errors.New("a quote has no end")
	}
	if within {
		out = append(out, word.String())
	}
	return out, nil
}

// ask runs the command, and ends all of it with ctx.
func (c *command) ask(ctx context.Context, path, locale string) ([]byte, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("transcriber: %w", err)
	}
	marks := strings.NewReplacer(fileMark, path, languageMark, locale)
	args := make([]string, len(c.args))
	for i, a := range c.args {
		args[i] = marks.Replace(a)
	}
	answer := &sandbox.Bounded{Max: longestAnswer}
	var last string
	cmd := exec.CommandContext(ctx, c.program, args...)
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "BELONG_") }) // our secrets
	cmd.Stdout = answer
	said := &sandbox.Lines{Each: func(line []byte) {
		if l := strings.TrimSpace(string(line)); l != "" {
			last = ": " + strings.ReplaceAll(l, path, "the sound")
		}
	}}
	cmd.Stderr = said
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	killAll := func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.Cancel = killAll
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Start(); err != nil {
		return nil, refused("its program can't be started: %v", err)
	}
	err = cmd.Wait()
	_ = killAll() // what it may have left behind
	_, _ = said.Write([]byte("\n"))
	var ended *exec.ExitError
	switch {
	case answer.Over():
		return nil, refused("its program prints more than %d MiB", longestAnswer>>20)
	case err == nil:
		return answer.Bytes(), nil
	case errors.As(err, &ended):
		return nil, refused("its program ended with %s%s", ended.ProcessState, last)
	}
	return nil, refused("its program was stopped: %v%s", err, last)
}
