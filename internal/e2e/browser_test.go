package e2e

import (
	"bufio"
	"encoding/json"
	"flag"
	"io"
	"os/exec"
	"path/filepath"
	"testing"
)

var shots = flag.String("shots", "", "folder for pictures of every page that the walks visit")

// A browser is Chromium, driven by the script in browser/.
type browser struct {
	in  io.WriteCloser
	out *bufio.Reader
}

// startBrowser starts Chromium until the test ends. Pictures of pages are named after the walk.
func startBrowser(t testing.TB, walk string) *browser {
	t.Helper()
	folder := ""
	if *shots != "" {
		folder = filepath.Join(*shots, walk)
	}
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", "browser/browser.mjs", chromium, folder)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = &testLog{t}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close() // the script ends with its input
		if err := cmd.Wait(); err != nil {
			t.Errorf("the browser's script: %v", err)
		}
	})
	return &browser{in: in, out: bufio.NewReader(out)}
}

// testLog writes what a program says to the test's log.
type testLog struct{ t testing.TB }

func (l *testLog) Write(b []byte) (int, error) {
	l.t.Logf("%s", b)
	return len(b), nil
}

// do walks one step of browser/steps.mjs, and reads what it brought into out, if that is wanted.
func (b *browser) do(t testing.TB, step string, with map[string]any, out any) {
	t.Helper()
	t.Logf("browser: %s", step)
	if err := json.NewEncoder(b.in).Encode(map[string]any{"step": step, "with": with}); err != nil {
		t.Fatal(err)
	}
	line, err := b.out.ReadBytes('\n')
	if err != nil {
		t.Fatalf("browser: %s: %v", step, err)
	}
	var answer struct {
		Got   json.RawMessage
		Error string
	}
	if err := json.Unmarshal(line, &answer); err != nil {
		t.Fatalf("browser: %s: %v", step, err)
	}
	if answer.Error != "" {
		t.Fatalf("browser: %s: %s", step, answer.Error)
	}
	if out != nil {
		if err := json.Unmarshal(answer.Got, out); err != nil {
			t.Fatalf("browser: %s: %v", step, err)
		}
	}
}
