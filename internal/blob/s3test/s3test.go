// Package s3test starts a real S3 server, versitygw on a temporary folder, for a test. It speaks S3 over loopback as its
// own process; nothing of it is linked in. Its version is pinned in scripts/tools/versitygw.mod.
package s3test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/belonginstem/belong/internal/blob/s3"
)

const (
	accessKey = "belong-test"
	secretKey = "not-a-secret"
	region    = "us-east-1"
)

// startTime is how long the server may take until it answers, on a machine that does much else.
const startTime = time.Minute

// A Server is an S3 server that ends with the test that started it.
type Server struct {
	Endpoint string // http://127.0.0.1:port
}

// Start starts a server and waits until it answers. The first start on a machine builds the program, which takes a
// minute or two; later ones find it in Go's build cache.
func Start(t testing.TB) *Server {
	t.Helper()
	program, err := build()
	if err != nil {
		t.Fatalf("build the S3 server: %v", err)
	}
	// Another program may take the free port before the server does: then it stops at once, and another port is tried.
	for range 5 {
		s, err := start(t, program)
		if err == nil {
			return s
		}
		t.Logf("start the S3 server: %v", err)
	}
	t.Fatal("the S3 server does not start")
	return nil
}

// Bucket makes a new bucket, and gives what s3.New needs to use it.
func (s *Server) Bucket(t testing.TB) s3.Config {
	t.Helper()
	c, err := s3.ParseURL(s.URL("b-" + strings.ToLower(rand.Text())))
	if err != nil {
		t.Fatal(err)
	}
	c.Credentials = credentials.NewStaticCredentialsProvider(accessKey, secretKey, "")
	store, err := s3.New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Client().CreateBucket(t.Context(), &awss3.CreateBucketInput{Bucket: aws.String(c.Bucket)}); err != nil {
		t.Fatalf("create bucket: %v", err)
	}
	return c
}

// URL is the storage address of the bucket, as --storage takes it.
func (s *Server) URL(bucket string) string {
	return "s3://" + bucket + "?" + url.Values{"endpoint": {s.Endpoint}, "region": {region}, "path_style": {"true"}}.Encode()
}

// Env is what another program needs in its environment to be let in.
func (s *Server) Env() []string {
	return []string{"AWS_ACCESS_KEY_ID=" + accessKey, "AWS_SECRET_ACCESS_KEY=" + secretKey}
}

// build gives the path of the server's program. Go's own cache keeps it, by version and toolchain.
var build = sync.OnceValues(func() (string, error) {
	mod, err := goTool("env", "GOMOD")
	if err != nil {
		return "", err
	}
	root := filepath.Dir(mod)
	return goTool("tool", "-modfile="+filepath.Join(root, "scripts", "tools", "versitygw.mod"), "-n", "versitygw")
})

func goTool(args ...string) (string, error) {
	var stderr bytes.Buffer
	cmd := exec.Command("go", args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go %s: %w\n%s", args[0], err, &stderr)
	}
	return strings.TrimSpace(string(out)), nil
}

func start(t testing.TB, program string) (*Server, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	health := "/" + rand.Text() // nobody else's server answers there
	var output bytes.Buffer
	cmd := exec.Command(program, "--port", address, "--access", accessKey, "--secret", secretKey, "--region", region,
		"--health", health, "--quiet", "posix", t.TempDir())
	cmd.Env = []string{} // no setting of this machine's
	cmd.Stdout, cmd.Stderr = &output, &output
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // also when the test is killed
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait() // how it ended is in its output; it is killed in the end
		close(ended)
	}()

	stop := sync.OnceFunc(func() {
		if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Errorf("stop the S3 server: %v", err)
		}
		<-ended
	})
	t.Cleanup(stop)
	s := &Server{Endpoint: "http://" + address}
	if err := ready(t.Context(), s.Endpoint+health, ended); err != nil {
		stop()
		return nil, fmt.Errorf("%w\n%s", err, &output)
	}
	return s, nil
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// ready asks until the server answers, or ends.
func ready(ctx context.Context, address string, ended <-chan struct{}) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for !answers(ctx, address) {
		select {
		case <-ended:
			return errors.New("it ended")
		case <-ctx.Done():
			return ctx.Err()
		case <-again.C:
		}
	}
	return nil
}

func answers(ctx context.Context, address string) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	return response.Body.Close() == nil && response.StatusCode == http.StatusOK
}
