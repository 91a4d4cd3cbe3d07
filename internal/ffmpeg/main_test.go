package ffmpeg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"

	"github.com/belonginstem/belong/internal/sandbox"
)

// helper is this test program as the sandbox helper.
var helper sandbox.Helper

// runAlone makes this test program one that makes renditions of the file that follows, in the folder after it, and says how
// that ended: what its processes used can then be told from what other tests use.
const runAlone = "run-alone"

func TestMain(m *testing.M) {
	helper = sandbox.Main()
	if len(os.Args) == 4 && os.Args[1] == runAlone {
		fmt.Print(alone(os.Args[2], os.Args[3]))
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func alone(path, dir string) string {
	ctx := context.Background()
	tool, err := New(ctx, Config{Helper: helper})
	if err != nil {
		return err.Error()
	}
	media, err := tool.Probe(ctx, path)
	var plan Plan
	if err == nil {
		plan, err = NewPlan(media, Wanted{})
	}
	if err == nil {
		_, err = tool.Run(ctx, Job{Input: path, Dir: dir, Plan: plan}, nil)
	}
	for _, fault := range faults {
		if errors.Is(err, fault) {
			return fault.Error()
		}
	}
	if err != nil {
		return err.Error()
	}
	return ""
}
