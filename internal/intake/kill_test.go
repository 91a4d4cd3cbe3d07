package intake_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/blob/s3"
	"github.com/belonginstem/belong/internal/blob/s3test"
	"github.com/belonginstem/belong/internal/intake"
)

// serveUntilKilled is the program in a process of its own, on what the environment says. It collects, as at every start,
// then imports a folder or serves on a free port, which it prints.
func serveUntilKilled(dir string) {
	fail := func(err error) {
		if err != nil {
			fmt.Fprintln(os.Stderr, "child:", err)
			os.Exit(1)
		}
	}
	ctx := context.Background()
	at := place(inFolder)
	if address := os.Getenv("BELONG_INTAKE_S3"); address != "" {
		c, err := s3.ParseURL(address)
		fail(err)
		at = inBucket(c)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	fail(err)
	now := func() time.Time { return today }
	p, err := newProgram(ctx, dir, "http://"+l.Addr().String(), at, now)
	fail(err)
	fail(p.Collect(ctx, today))
	if folder := os.Getenv("BELONG_INTAKE_IMPORT"); folder != "" {
		c, err := p.store.CampaignBySlug(ctx, "you-belong-in-stem")
		fail(err)
		fail(p.Import(ctx, c, folder, intake.ImportOptions{By: belong.Actor{Kind: belong.Operator}}, func(line intake.ImportLine) { fmt.Println(line.Fate, line.File) }))
		os.Exit(0)
	}
	fmt.Println(l.Addr())
	fail(http.Serve(l, p.Handler()))
}

// A child is the program in a process of its own.
type child struct {
	cmd  *exec.Cmd
	out  *bufio.Reader
	stop func()
}

func startChild(t testing.TB, dir string, env ...string) *child {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), append(env, "BELONG_INTAKE_SERVE="+dir)...)
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c := &child{cmd: cmd, out: bufio.NewReader(out)}
	c.stop = sync.OnceFunc(func() {
		_ = cmd.Process.Kill() // it may have ended
		_ = cmd.Wait()         // which is how a killed one ends
	})
	t.Cleanup(c.stop)
	return c
}

// url waits until the child serves.
func (c *child) url(t testing.TB) string {
	t.Helper()
	line, err := c.out.ReadString('\n')
	if err != nil {
		t.Fatalf("the child doesn't serve: %v", err)
	}
	return "http://" + strings.TrimSpace(line)
}

func TestKilledWhileUploading(t *testing.T) {
	t.Parallel()
	t.Run("folder", func(t *testing.T) {
		t.Parallel()
		killWhileUploading(t, inFolder, 20, 4, 3<<20+11)
	})
	t.Run("bucket", func(t *testing.T) {
		t.Parallel()
		server := s3test.Start(t)
		c := server.Bucket(t)
		// To the child the keys come by the environment.
		env := append(server.Env(), "BELONG_INTAKE_S3="+server.URL(c.Bucket))
		var keys credentials.StaticCredentialsProvider
		keys.Value.AccessKeyID, _ = strings.CutPrefix(env[0], "AWS_ACCESS_KEY_ID=")
		keys.Value.SecretAccessKey, _ = strings.CutPrefix(env[1], "AWS_SECRET_ACCESS_KEY=")
		c.Credentials = keys
		killWhileUploading(t, inBucket(c), 8, 2, 11<<20+5, env...)
	})
}

// killWhileUploading sends files, one after the other, to a program that is killed at random bytes, as it is started
// anew each time. What it once acknowledged must stay, and in the end all must be there, once.
func killWhileUploading(t *testing.T, at place, kills, files, size int, env ...string) {
	dir := newData(t)
	setup, err := newProgram(t.Context(), dir, "http://localhost", at, func() time.Time { return today })
	if err != nil {
		t.Fatal(err)
	}
	var ids []belong.ID
	for n := range files {
		created, err := setup.Create(t.Context(), goodDraft())
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, created.Submission.ID)
		from := &sender{t: t, token: created.Token}
		sendThroughKills(t, from, noise(uint64(n), size), kills/files, func() *child { return startChild(t, dir, env...) })
	}
	defer setup.close(t)
	r := &rig{program: setup, t: t}
	for n, id := range ids {
		if got := r.original(id); got != sumOf(noise(uint64(n), size)) {
			t.Errorf("file %d has the SHA-256 %s", n, got)
		}
	}
	if c, j, o := r.clips(), r.inspections(), r.originals(); c != files || j != files || o != files {
		t.Errorf("%d clips, %d inspections, %d originals of %d files", c, j, o, files)
	}
}

func sendThroughKills(t *testing.T, from *sender, data []byte, kills int, start func() *child) {
	c := start()
	base := c.url(t)
	from.url = base + intake.UploadPath
	_, id, _ := strings.Cut(from.create(len(data)), intake.UploadPath)
	acknowledged := int64(0)
	for range kills {
		url := base + intake.UploadPath + id
		offset := from.offset(url)
		if offset < acknowledged {
			t.Errorf("%d bytes were acknowledged, %d are there", acknowledged, offset)
		}
		rest := data[offset:]
		// A piece that is acknowledged, and another in which the program is killed; the last byte may be sent by then.
		piece := rand.IntN(len(rest)/2 + 1)
		if a := from.patch(url, offset, bytes.NewReader(rest[:piece])); a.StatusCode != http.StatusNoContent {
			t.Fatalf("PATCH: %d %s", a.StatusCode, a.text)
		}
		acknowledged = offset + int64(piece)
		rest = rest[piece:]
		body := &breakOff{r: bytes.NewReader(rest), n: rand.IntN(len(rest) + 1), then: c.stop}
		_, _ = from.try(http.MethodPatch, url, body, "Upload-Offset", strconv.FormatInt(acknowledged, 10),
			"Content-Type", chunkType, "Content-Length", strconv.Itoa(len(rest)))
		c.stop()
		c = start()
		base = c.url(t)
	}
	from.goOn(base+intake.UploadPath+id, data)
	c.stop()
}

// TestKilledAtTheEnd kills the program between the last byte and the database: as the file is whole, and as it is in its
// place. The next program makes a clip of it as it starts.
func TestKilledAtTheEnd(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	setup, err := newProgram(t.Context(), dir, "http://localhost", inFolder, func() time.Time { return today })
	if err != nil {
		t.Fatal(err)
	}
	defer setup.close(t)
	r := &rig{program: setup, t: t}
	data := noise(1, 200_000)
	moments := map[string]func(upload string) bool{
		"the file is whole": func(upload string) bool {
			info, err := os.Stat(filepath.Join(dir, "incoming", upload))
			return err != nil || info.Size() == int64(len(data))
		},
		"the file is in its place": func(upload string) bool {
			_, err := os.Stat(filepath.Join(dir, "blobs", "originals", upload))
			return err == nil
		},
	}
	c, sent := startChild(t, dir), 0
	base := c.url(t)
	for name, reached := range moments {
		for range 3 {
			created, err := setup.Create(t.Context(), goodDraft())
			r.must(err)
			from := &sender{t: t, token: created.Token, url: base + intake.UploadPath}
			url := from.create(len(data))
			answered := make(chan struct{})
			go func() {
				defer close(answered)
				// It is answered or not, as it comes.
				_, _ = from.try(http.MethodPatch, url, bytes.NewReader(data), "Upload-Offset", "0", "Content-Type", chunkType)
			}()
			_, upload, _ := strings.Cut(url, intake.UploadPath)
			for !reached(upload) {
				runtime.Gosched()
			}
			c.stop()
			<-answered
			sent++
			c = startChild(t, dir)
			base = c.url(t)
			if got := r.submission(created.Submission.ID); got.State != belong.Processing || r.original(got.ID) != sumOf(data) {
				t.Errorf("killed when %s, the submission is %s", name, got.State)
			}
		}
	}
	if c, j, o := r.clips(), r.inspections(), r.originals(); c != sent || j != sent || o != sent {
		t.Errorf("%d clips, %d inspections, %d originals of %d files", c, j, o, sent)
	}
}

func TestKilledWhileImporting(t *testing.T) {
	t.Parallel()
	const files, kills = 12, 6
	folder := t.TempDir()
	for n := range files {
		write(t, filepath.Join(folder, fmt.Sprintf("Jane Doe %c_Chief Scientist_STEMx.mp4", 'A'+n)), noise(uint64(n), 300_000+n))
	}
	dir := newData(t)
	for range kills {
		c := startChild(t, dir, "BELONG_INTAKE_IMPORT="+folder)
		for range rand.IntN(4) {
			if _, err := c.out.ReadString('\n'); err != nil {
				t.Fatalf("the child doesn't import: %v", err)
			}
		}
		c.stop()
	}
	p, err := newProgram(t.Context(), dir, "http://localhost", inFolder, func() time.Time { return today })
	if err != nil {
		t.Fatal(err)
	}
	defer p.close(t)
	r := &rig{program: p, t: t}
	r.campaign, err = p.store.CampaignBySlug(t.Context(), "you-belong-in-stem")
	r.must(err)
	lines := r.importing(folder, intake.ImportOptions{})
	if len(lines) != files {
		t.Errorf("%d files are reported", len(lines))
	}
	for n := range files {
		line := lines[fmt.Sprintf("Jane Doe %c_Chief Scientist_STEMx.mp4", 'A'+n)]
		if got := r.original(line.Submission); got != sumOf(noise(uint64(n), 300_000+n)) {
			t.Errorf("file %d is %s and has the SHA-256 %s", n, line.Fate, got)
		}
	}
	if c, j, o := r.clips(), r.inspections(), r.originals(); c != files || j != files || o != files {
		t.Errorf("%d clips, %d inspections, %d originals of %d files", c, j, o, files)
	}
}
