package e2e

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// The benchmarks run Belong and what it is held against in turns, on the same machine and disk, and report ratios: a
// busy neighbour slows both.

// pairs runs the two sides b.N times, each first every other time, and reports what ours costs over theirs.
func pairs(b *testing.B, unit string, ours, theirs func() float64) {
	b.Helper()
	var ratios []float64
	for i := range b.N {
		var a, z float64
		if i%2 == 0 {
			a, z = ours(), theirs()
		} else {
			z, a = theirs(), ours()
		}
		b.Logf("%.2f over %.2f %s", a, z, unit)
		ratios = append(ratios, a/z)
	}
	slices.Sort(ratios)
	b.ReportMetric(0, "ns/op") // says nothing here
	b.ReportMetric(ratios[0], "ratio-min")
	b.ReportMetric((ratios[(len(ratios)-1)/2]+ratios[len(ratios)/2])/2, "ratio-median")
	b.ReportMetric(ratios[len(ratios)-1], "ratio-max")
}

// workerCPU sends a clip, and gives the CPU seconds that the server and what it started used from the last byte on, beyond
// what the server takes when there is nothing to do: idle CPU seconds a second.
func workerCPU(b *testing.B, belong *deployment, staff client, file []byte, idle float64) float64 {
	b.Helper()
	d, r := beginUpload(b, belong, file)
	r.piece = len(file) - 1
	if err := r.send(b.Context()); err != nil {
		b.Fatal(err)
	}
	before, began := belong.cpu(b), time.Now()
	if err := r.send(b.Context()); err != nil {
		b.Fatal(err)
	}
	waitState(b, staff, d.ID, "in_review")
	return belong.cpu(b) - before - idle*time.Since(began).Seconds()
}

// idle is the CPU seconds that the server takes in a second, after its start, when there is nothing to do.
func (d *deployment) idle(b *testing.B) float64 {
	b.Helper()
	const long = 10 * time.Second
	before := d.cpu(b)
	<-time.After(long)
	return (d.cpu(b) - before) / long.Seconds()
}

func beginUpload(b *testing.B, belong *deployment, file []byte) (draft, *resumable) {
	b.Helper()
	anybody := client{base: belong.public}
	d, err := anybody.submit(b.Context(), anybody.releaseVersion(b), "Ben Chmark")
	if err != nil {
		b.Fatal(err)
	}
	r := &resumable{client: client{belong.public, d.Token}, endpoint: d.UploadURL, file: file, piece: len(file)}
	if err := r.create(b.Context()); err != nil {
		b.Fatal(err)
	}
	return d, r
}

// waitState asks seldom: what is measured is not the asking.
func waitState(b *testing.B, staff client, id, state string) {
	b.Helper()
	for again := time.NewTicker(time.Second); ; <-again.C {
		var s struct{ State string }
		if err := staff.try(b.Context(), http.MethodGet, "/submissions/"+id, nil, &s); err != nil {
			b.Fatal(err)
		}
		if s.State == state {
			again.Stop()
			return
		}
	}
}

// cpu is the CPU seconds of the server and of all that it started and that ended.
func (d *deployment) cpu(b *testing.B) float64 {
	b.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", d.process.cmd.Process.Pid))
	if err != nil {
		b.Fatal(err)
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	ticks := 0.0
	for _, field := range fields[11:15] { // utime stime cutime cstime
		n, err := strconv.ParseFloat(field, 64)
		if err != nil {
			b.Fatal(err)
		}
		ticks += n
	}
	return ticks / 100 // the kernel's unit, whatever its clock
}

const (
	benchUploads = 4
	benchBytes   = 64 << 20
)

// The throughput of uploads to Belong over that to tusd's own program, on the same disk. tusd answers before anything is
// safe on disk, Belong does not: so it is also held against tusd with its files brought to the disk afterwards.
func BenchmarkUpload(b *testing.B) {
	b.Run("OverTusd", func(b *testing.B) { benchUpload(b, b.TempDir(), func() {}) })
	b.Run("OverTusdAndFsync", func(b *testing.B) {
		folder := b.TempDir()
		benchUpload(b, folder, func() { fsyncAll(b, folder) })
	})
}

// benchUpload keeps tusd's files in folder, and runs after when tusd has answered all.
func benchUpload(b *testing.B, folder string, after func()) {
	b.Helper()
	files := make([][]byte, benchUploads)
	for i := range files {
		files[i] = make([]byte, benchBytes)
		_, _ = rand.Read(files[i]) // never fails
	}
	belong := deploy(b)
	staff := belong.addAdmin(b)
	belong.start(b)
	tusd := startTusd(b, folder)
	b.ResetTimer()
	pairs(b, "MB/s", func() float64 {
		var drafts []draft
		var uploads []*resumable
		for _, file := range files {
			d, r := beginUpload(b, belong, file)
			drafts, uploads = append(drafts, d), append(uploads, r)
		}
		rate := throughput(b, uploads, func() {})
		for _, d := range drafts { // random bytes are no video; let the worker find out before the next turn
			waitState(b, staff, d.ID, "failed")
		}
		return rate
	}, func() float64 {
		var uploads []*resumable
		for _, file := range files {
			r := &resumable{endpoint: tusd, file: file, piece: len(file)}
			if err := r.create(b.Context()); err != nil {
				b.Fatal(err)
			}
			uploads = append(uploads, r)
		}
		return throughput(b, uploads, after)
	})
}

// fsyncAll brings the files of a folder to the disk.
func fsyncAll(b *testing.B, folder string) {
	b.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		b.Fatal(err)
	}
	for _, e := range entries {
		f, err := os.Open(filepath.Join(folder, e.Name()))
		if err != nil {
			b.Fatal(err)
		}
		if err := errors.Join(f.Sync(), f.Close()); err != nil {
			b.Fatal(err)
		}
	}
}

// throughput sends all the files at once, does what is to be done after, and gives MB per second. The disk is idle when it
// begins.
func throughput(b *testing.B, uploads []*resumable, after func()) float64 {
	b.Helper()
	syscall.Sync()
	start := time.Now()
	var sending sync.WaitGroup
	for _, r := range uploads {
		sending.Go(func() {
			if err := r.send(b.Context()); err != nil {
				b.Error(err)
			}
		})
	}
	sending.Wait()
	if b.Failed() {
		b.FailNow()
	}
	after()
	return benchUploads * benchBytes / 1e6 / time.Since(start).Seconds()
}

// startTusd starts tusd's own program on a folder, and gives the address where uploads begin.
func startTusd(b *testing.B, folder string) string {
	b.Helper()
	host, port, err := net.SplitHostPort(freeAddress(b))
	if err != nil {
		b.Fatal(err)
	}
	mod := strings.TrimSpace(string(command(b, "go", "env", "GOMOD")))
	pinned := filepath.Join(filepath.Dir(mod), "scripts", "tools", "tusd.mod")
	path := strings.TrimSpace(string(command(b, "go", "tool", "-modfile="+pinned, "-n", "tusd")))
	p := launch(b, os.Environ(), path, "-host", host, "-port", port, "-upload-dir", folder, "-show-greeting=false")
	base := "http://" + net.JoinHostPort(host, port)
	waitFor(b, "tusd to be ready", func() (bool, error) {
		if p.ended() {
			return false, fmt.Errorf("tusd stopped:\n%s", p.text())
		}
		return answersAtAll(b.Context(), base), nil
	})
	return base + "/files/"
}

func answersAtAll(ctx context.Context, address string) bool {
	_, _, _, err := client{}.do(ctx, http.MethodGet, address, nil, nil)
	return err == nil
}
