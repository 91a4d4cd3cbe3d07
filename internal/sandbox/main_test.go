package sandbox

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// helper is this test program as the sandbox helper.
var helper Helper

// runForever makes this test program a worker with a task in the folder that follows: it says "running", and never ends.
// After that it writes nothing, so no broken pipe ends it either.
const runForever = "run-forever"

func TestMain(m *testing.M) {
	helper = Main()
	if len(os.Args) == 3 && os.Args[1] == runForever {
		if err := workForever(os.Args[2]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func workForever(dir string) error {
	bash, err := exec.LookPath("bash")
	if err != nil {
		return err
	}
	_, err = helper.Run(context.Background(), Task{
		Program: bash,
		Args:    []string{"-c", "echo running; while :; do :; done"},
		Dir:     dir,
		Limits:  generous,
		Stdout:  &Lines{Each: func(line []byte) { fmt.Println(string(line)) }},
	})
	return err
}
