package ffmpeg

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/belonginstem/belong/internal/sandbox/sandboxtest"
)

func TestCancelledRunLeavesNoProcess(t *testing.T) {
	t.Parallel()
	tool := newTool(t)
	// Small to make, and many seconds to encode: four frames, shown for two minutes.
	in := clip(t, "in.mp4", "-f lavfi -i testsrc2=s=1280x720:r=1/30:d=120"+quick)
	media, err := tool.Probe(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := NewPlan(media, Wanted{})
	if err != nil {
		t.Fatal(err)
	}
	enough := errors.New("that is enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	dir := t.TempDir()
	running := 0
	_, err = tool.Run(ctx, Job{Input: in, Dir: dir, Plan: plan}, func(Progress) {
		running = max(running, len(sandboxtest.ProcessesIn(t, dir)))
		cancel(enough)
	})
	if !errors.Is(err, enough) {
		t.Errorf("got %v", err)
	}
	if left := sandboxtest.ProcessesIn(t, dir); running != 1 || len(left) != 0 {
		t.Errorf("%d processes while it ran, %v left", running, left)
	}
}

func TestNewWantsTheHelper(t *testing.T) {
	t.Parallel()
	if _, err := New(t.Context(), Config{}); err == nil || !strings.Contains(err.Error(), "sandbox.Main") {
		t.Errorf("got %v", err)
	}
}
