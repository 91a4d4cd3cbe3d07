package intake_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tus/tusd/v2/pkg/filestore"
	"github.com/tus/tusd/v2/pkg/handler"
	"github.com/tus/tusd/v2/pkg/memorylocker"
	"golang.org/x/exp/slog"

	"github.com/belonginstem/belong/internal/intake"
)

const benchSize = 200 << 20

// BenchmarkUpload sends a large file over loopback, to a clip. BenchmarkPlainTusd sends it to tusd's own store, which
// leaves it to the system when to write it down; "synced" waits until that is done.
func BenchmarkUpload(b *testing.B) {
	data := noise(1, benchSize)
	b.SetBytes(benchSize)
	r := newRig(b, inFolder)
	r.limit(benchSize)
	for b.Loop() {
		b.StopTimer()
		_, from := r.submit(goodDraft())
		b.StartTimer()
		from.send(data)
	}
}

func BenchmarkPlainTusd(b *testing.B) {
	b.Run("unsynced", func(b *testing.B) { benchPlain(b, func(*os.File) error { return nil }) })
	b.Run("synced", func(b *testing.B) { benchPlain(b, (*os.File).Sync) })
}

func benchPlain(b *testing.B, settle func(*os.File) error) {
	data := noise(1, benchSize)
	dir := b.TempDir()
	parts := handler.NewStoreComposer()
	filestore.New(dir).UseIn(parts)
	memorylocker.New().UseIn(parts)
	tus, err := handler.NewHandler(handler.Config{
		StoreComposer: parts, BasePath: "/files/", Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	if err != nil {
		b.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/files/", http.StripPrefix("/files/", tus))
	server := httptest.NewServer(mux)
	defer server.Close()
	b.SetBytes(benchSize)
	for b.Loop() {
		from := &sender{t: b, url: server.URL + "/files/"}
		_, id, _ := strings.Cut(from.send(data), "/files/")
		file, err := os.Open(filepath.Join(dir, id))
		if err != nil {
			b.Fatal(err)
		}
		if err := errors.Join(settle(file), file.Close()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkMemory tells how much more memory the program has while 200 uploads are under way.
func BenchmarkMemory(b *testing.B) {
	const uploads, size = 200, 8 << 20
	for range b.N {
		dir := newData(b)
		setup, err := newProgram(b.Context(), dir, "http://localhost", inFolder, func() time.Time { return today })
		if err != nil {
			b.Fatal(err)
		}
		c := startChild(b, dir)
		base := c.url(b)
		send := make([]func(), uploads)
		halfway, goOn := make(chan struct{}, uploads), make(chan struct{})
		done := make(chan error, uploads)
		for n := range send {
			created, err := setup.Create(b.Context(), goodDraft())
			if err != nil {
				b.Fatal(err)
			}
			from := &sender{t: b, token: created.Token, url: base + intake.UploadPath}
			url := from.create(size)
			send[n] = func() {
				first, second := bytes.NewReader(make([]byte, size/2)), bytes.NewReader(make([]byte, size/2))
				body := io.MultiReader(first, &signal{halfway, goOn}, second)
				_, err := from.try(http.MethodPatch, url, body, "Upload-Offset", "0", "Content-Type", chunkType, "Content-Length", strconv.Itoa(size))
				done <- err
			}
		}
		idle := resident(b, c)
		for _, send := range send {
			go send()
		}
		for range send {
			<-halfway
		}
		busy := resident(b, c)
		close(goOn)
		for range send {
			if err := <-done; err != nil {
				b.Error(err)
			}
		}
		b.ReportMetric(float64(busy-idle)/1024, "MiB")
		c.stop()
		if err := setup.db.Close(); err != nil {
			b.Error(err)
		}
	}
}

// signal is an empty reader that tells when it is come to, and waits.
type signal struct {
	reached chan<- struct{}
	goOn    <-chan struct{}
}

func (s *signal) Read([]byte) (int, error) {
	s.reached <- struct{}{}
	<-s.goOn
	return 0, io.EOF
}

// resident is the memory of the child, in KiB.
func resident(b *testing.B, c *child) (kib int64) {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.cmd.Process.Pid))
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	if _, err := fmt.Sscan(rest, &kib); err != nil {
		b.Fatal(err)
	}
	return kib
}
