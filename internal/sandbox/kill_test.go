package sandbox

import (
	"bufio"
	"bytes"
	"errors"
	"os/exec"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/belonginstem/belong/internal/sandbox/sandboxtest"
)

// A worker that is killed outright takes its ffmpeg with it: nobody would collect what it makes.
func TestKilledWorkerLeavesNoProcess(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var said bytes.Buffer
	worker := exec.CommandContext(t.Context(), helper.path, runForever, dir)
	worker.Stderr = &said
	out, err := worker.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := worker.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatalf("it never ran: %v, %q, %s", err, line, said.String())
	}
	pids := sandboxtest.ProcessesIn(t, dir)
	if len(pids) != 1 {
		t.Fatalf("processes at work: %v", pids)
	}
	process, err := unix.PidfdOpen(pids[0], 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = unix.Close(process) }()
	if err := worker.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if !endsSoon(t, process) {
		t.Error("the task outlived its worker")
	}
	if err := worker.Wait(); err == nil {
		t.Error("the worker ended well, killed as it was")
	}
}

// endsSoon waits for a process, known by its descriptor, that isn't our child.
func endsSoon(t *testing.T, process int) bool {
	t.Helper()
	const patience = 10_000 // milliseconds, less than the task may take by itself
	for {
		ready, err := unix.Poll([]unix.PollFd{{Fd: int32(process), Events: unix.POLLIN}}, patience)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		return ready == 1
	}
}
