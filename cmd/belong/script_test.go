package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/belonginstem/belong/internal/sandbox"
)

func TestMain(m *testing.M) {
	sandbox.Main() // doctor starts the running file again as the helper
	testscript.Main(m, map[string]func(){"belong": main})
}

// TestCommands runs the scripts in testdata/script: what an operator types, and what comes back.
func TestCommands(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("BELONG_DATA", env.WorkDir+"/data")
			env.Setenv("PATH", os.Getenv("PATH")) // the scripts need the machine's ffmpeg
			return nil
		},
	})
}
