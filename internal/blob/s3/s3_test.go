package s3_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/belonginstem/belong/internal/blob"
	"github.com/belonginstem/belong/internal/blob/blobtest"
	"github.com/belonginstem/belong/internal/blob/s3"
	"github.com/belonginstem/belong/internal/blob/s3test"
)

// TestMain lets a test run this program again, as a child of its own: test-binary putUntilKilled s3://… number.
func TestMain(m *testing.M) {
	if len(os.Args) == 4 && os.Args[1] == "putUntilKilled" {
		if err := putUntilKilled(os.Args[2], os.Args[3]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestStore(t *testing.T) {
	server := s3test.Start(t)
	blobtest.Run(t, func(t *testing.T) blob.Store { return open(t, server.Bucket(t)) })
}

func putUntilKilled(address, number string) error {
	first, err := strconv.Atoi(number)
	if err != nil {
		return err
	}
	c, err := s3.ParseURL(address)
	if err != nil {
		return err
	}
	s, err := s3.New(context.Background(), c)
	if err != nil {
		return err
	}
	return blobtest.PutUntilKilled(s, first, os.Stdout)
}

func TestKilledWriterLeavesNoPart(t *testing.T) {
	t.Parallel()
	server := s3test.Start(t)
	c := server.Bucket(t)
	s := open(t, c)
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	blobtest.Kill(t, 5,
		func(first int) *exec.Cmd {
			cmd := exec.CommandContext(t.Context(), program, "putUntilKilled", server.URL(c.Bucket), strconv.Itoa(first))
			cmd.Env = append(os.Environ(), server.Env()...)
			return cmd
		},
		func() blob.Store { return s })

	// Killed in the middle of a file that goes up in parts, the child leaves parts that no key shows.
	if left := uploads(t, s); left > 0 {
		if n, err := s.AbortStale(t.Context(), time.Now().Add(time.Minute)); n != left || err != nil {
			t.Errorf("AbortStale aborts %d, %v; want %d", n, err, left)
		}
	}
	if left := uploads(t, s); left > 0 {
		t.Errorf("%d uploads are left", left)
	}
}

func TestAbortStaleTakesOnlyOldUploadsOfOurs(t *testing.T) {
	t.Parallel()
	s := open(t, s3test.Start(t).Bucket(t))
	for _, key := range []string{blob.Original("a"), blob.Original("b"), "somebody/elses/file.bin"} {
		in := &awss3.CreateMultipartUploadInput{Bucket: aws.String(s.Bucket()), Key: aws.String(key)}
		if _, err := s.Client().CreateMultipartUpload(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := s.AbortStale(t.Context(), time.Now().Add(-time.Hour)); n != 0 || err != nil {
		t.Errorf("AbortStale of what is an hour old aborts %d, %v; want 0", n, err)
	}
	if n, err := s.AbortStale(t.Context(), time.Now().Add(time.Hour)); n != 2 || err != nil {
		t.Errorf("AbortStale of all aborts %d, %v; want 2", n, err)
	}
	if n := uploads(t, s); n != 1 {
		t.Errorf("%d uploads are left; want somebody else's", n)
	}
}

func TestFailedPutLeavesNoParts(t *testing.T) {
	t.Parallel()
	s := open(t, s3test.Start(t).Bucket(t))
	broken := errors.New("broken")
	long := bytes.NewReader(make([]byte, 12<<20))
	if err := s.Put(t.Context(), blob.Original("a"), io.MultiReader(long, iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Errorf("Put gives %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	long.Reset(make([]byte, 12<<20))
	stopping := iotest.ErrReader(context.Canceled)
	if err := s.Put(ctx, blob.Original("a"), io.MultiReader(long, readerFunc(func([]byte) (int, error) {
		cancel()
		return stopping.Read(nil)
	}))); !errors.Is(err, context.Canceled) {
		t.Errorf("a canceled Put gives %v", err)
	}
	if n := uploads(t, s); n != 0 {
		t.Errorf("%d unfinished uploads are left", n)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestKeysLeavesOutWhatIsNotOurs(t *testing.T) {
	t.Parallel()
	s := open(t, s3test.Start(t).Bucket(t))
	for _, key := range []string{"originals/a", "originals/a.info", "originals/b.part", "originals/Read Me"} {
		in := &awss3.PutObjectInput{Bucket: aws.String(s.Bucket()), Key: aws.String(key), Body: strings.NewReader("x")}
		if _, err := s.Client().PutObject(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for info, err := range s.Keys(t.Context(), blob.Originals) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, info.Key)
	}
	if len(got) != 1 || got[0] != "originals/a" {
		t.Errorf("Keys gives %q; want originals/a alone", got)
	}
}

func TestPresignedAddressOpensNothingElse(t *testing.T) {
	t.Parallel()
	s := open(t, s3test.Start(t).Bucket(t))
	for _, clip := range []string{"a", "b"} {
		if err := s.Put(t.Context(), blob.Original(clip), strings.NewReader("video of "+clip)); err != nil {
			t.Fatal(err)
		}
	}
	address, err := s.Presign(t.Context(), blob.Original("a"), time.Minute, blob.As{})
	if err != nil {
		t.Fatal(err)
	}
	bare, _, _ := strings.Cut(address, "?")
	for _, test := range []struct {
		claim, method, address string
		status                 int
	}{
		{"as given", http.MethodGet, address, http.StatusOK},
		{"without the signature", http.MethodGet, bare, http.StatusForbidden},
		{"for another clip", http.MethodGet, strings.Replace(address, "/originals/a", "/originals/b", 1), http.StatusForbidden},
		{"for longer", http.MethodGet, strings.Replace(address, "X-Amz-Expires=60", "X-Amz-Expires=6000", 1), http.StatusForbidden},
		{"with another type", http.MethodGet, strings.Replace(address, "octet-stream", "html", 1), http.StatusForbidden},
		{"to write", http.MethodPut, address, http.StatusForbidden},
		{"to delete", http.MethodDelete, address, http.StatusForbidden},
	} {
		request, err := http.NewRequestWithContext(t.Context(), test.method, test.address, nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		if err := response.Body.Close(); err != nil {
			t.Fatal(err)
		}
		if response.StatusCode != test.status {
			t.Errorf("%s: status %d; want %d", test.claim, response.StatusCode, test.status)
		}
	}
	for _, ttl := range []time.Duration{0, -time.Second, 7*24*time.Hour + 1} {
		if address, err := s.Presign(t.Context(), blob.Original("a"), ttl, blob.As{}); err == nil {
			t.Errorf("an address for %v is given: %s", ttl, address)
		}
	}
}

func TestCheckSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	right := s3test.Start(t).Bucket(t)
	for want, change := range map[string]func(c *s3.Config){
		`can't write to the storage: put blob checks/`: func(c *s3.Config) { c.Bucket = "no-such-bucket" },
		`there is no bucket "no-such-bucket"`:          func(c *s3.Config) { c.Bucket = "no-such-bucket" },
		"does not accept AWS_ACCESS_KEY_ID": func(c *s3.Config) {
			c.Credentials = credentials.NewStaticCredentialsProvider("belong-test", "wrong", "")
		},
		"the store can't be reached": func(c *s3.Config) { c.Endpoint = "http://127.0.0.1:1" },
	} {
		wrong := right
		change(&wrong)
		err := blob.Check(t.Context(), open(t, wrong))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Check gives %v; want it to say %q", err, want)
		} else if strings.Contains(err.Error(), "\n") {
			t.Errorf("Check gives more than a line: %v", err)
		}
	}
}

// Not parallel, since it sets the environment.
func TestNewSaysWhatIsMissing(t *testing.T) {
	for name, value := range map[string]string{
		"HOME": t.TempDir(), "AWS_REGION": "", "AWS_DEFAULT_REGION": "", "AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "",
		"AWS_PROFILE": "", "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "",
		"AWS_CONTAINER_CREDENTIALS_FULL_URI": "", "AWS_WEB_IDENTITY_TOKEN_FILE": "",
	} {
		t.Setenv(name, value)
	}
	for address, want := range map[string]string{
		"s3://bucket":                           "the region is missing",
		"s3://bucket?region=us-east-1":          "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
		"s3://bucket?endpoint=http://127.0.0.1": "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
	} {
		c, err := s3.ParseURL(address)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s3.New(t.Context(), c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("New(%s) gives %v; want it to say %q", address, err, want)
		}
	}
}

func open(t *testing.T, c s3.Config) *s3.Store {
	t.Helper()
	s, err := s3.New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// uploads counts the uploads that were begun and not finished.
func uploads(t *testing.T, s *s3.Store) int {
	t.Helper()
	out, err := s.Client().ListMultipartUploads(t.Context(), &awss3.ListMultipartUploadsInput{Bucket: aws.String(s.Bucket())})
	if err != nil {
		t.Fatal(err)
	}
	return len(out.Uploads)
}
