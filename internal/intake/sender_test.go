package intake_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"testing"
)

// A sender speaks tus.
type sender struct {
	t     testing.TB
	url   string // to create uploads at
	token string
}

// An answer is what a sender got, its body read.
type answer struct {
	*http.Response
	text string
}

// problem is the code of a problem, checked for what all problems have.
func (a answer) problem(t testing.TB) string {
	t.Helper()
	var p struct {
		Status       int
		Code, Detail string
	}
	if ct := a.Header.Get("Content-Type"); ct != "application/problem+json" {
		t.Errorf("%d has the type %q, not problem+json: %s", a.StatusCode, ct, a.text)
	}
	if err := json.Unmarshal([]byte(a.text), &p); err != nil {
		t.Fatalf("%v: %s", err, a.text)
	}
	if p.Status != a.StatusCode || p.Code == "" || p.Detail == "" {
		t.Errorf("problem %+v for status %d", p, a.StatusCode)
	}
	return p.Code
}

func (a answer) number(t testing.TB, header string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(a.Header.Get(header), 10, 64)
	if err != nil {
		t.Fatalf("%d: header %s: %v", a.StatusCode, header, err)
	}
	return n
}

// try sends a request, and gives the error of one that was broken off.
func (s *sender) try(method, url string, body io.Reader, header ...string) (answer, error) {
	req, err := http.NewRequestWithContext(s.t.Context(), method, url, body)
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Tus-Resumable", "1.0.0")
	if s.token != "" {
		req.Header.Set("Authorization", "Bearer "+s.token)
	}
	for i := 0; i < len(header); i += 2 {
		if header[i] == "Content-Length" {
			req.ContentLength, _ = strconv.ParseInt(header[i+1], 10, 64)
		}
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := client.Do(req)
	if err != nil {
		return answer{}, err
	}
	text, err := io.ReadAll(resp.Body)
	return answer{resp, string(text)}, errors.Join(err, resp.Body.Close())
}

var client = &http.Client{
	Transport:     &http.Transport{MaxIdleConnsPerHost: 8},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

func (s *sender) do(method, url string, body io.Reader, header ...string) answer {
	s.t.Helper()
	a, err := s.try(method, url, body, header...)
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

const chunkType = "application/offset+octet-stream"

func metadata(filename string) string {
	return "filename " + base64.StdEncoding.EncodeToString([]byte(filename))
}

// create begins an upload, and gives its address.
func (s *sender) create(length int) string {
	s.t.Helper()
	a := s.do(http.MethodPost, s.url, nil, "Upload-Length", strconv.Itoa(length), "Upload-Metadata", metadata("clip.mp4"))
	if a.StatusCode != http.StatusCreated {
		s.t.Fatalf("create: %d %s", a.StatusCode, a.text)
	}
	return a.Header.Get("Location")
}

func (s *sender) patch(url string, offset int64, body io.Reader, header ...string) answer {
	s.t.Helper()
	return s.do(http.MethodPatch, url, body, append(header, "Upload-Offset", strconv.FormatInt(offset, 10), "Content-Type", chunkType)...)
}

// offset asks how much of the upload is there.
func (s *sender) offset(url string) int64 {
	s.t.Helper()
	a := s.do(http.MethodHead, url, nil)
	if a.StatusCode != http.StatusOK {
		s.t.Fatalf("HEAD: %d", a.StatusCode)
	}
	return a.number(s.t, "Upload-Offset")
}

// send uploads the whole in one request, and gives the address.
func (s *sender) send(data []byte) string {
	s.t.Helper()
	url := s.create(len(data))
	if a := s.patch(url, 0, bytes.NewReader(data)); a.StatusCode != http.StatusNoContent {
		s.t.Fatalf("PATCH: %d %s", a.StatusCode, a.text)
	}
	return url
}

// goOn sends what is missing. A request that was broken off may still be at work, and add to what HEAD told, or want the
// upload for itself: then it asks again.
func (s *sender) goOn(url string, data []byte) {
	s.t.Helper()
	for range 10 {
		offset := s.offset(url)
		a := s.patch(url, offset, bytes.NewReader(data[offset:]))
		switch a.StatusCode {
		case http.StatusNoContent:
			return
		case http.StatusConflict, http.StatusLocked:
		default:
			s.t.Fatalf("PATCH: %d %s", a.StatusCode, a.text)
		}
	}
	s.t.Fatal("the upload does not go on")
}

// noise is data that can't be mistaken for other data.
func noise(seed uint64, n int) []byte {
	b := make([]byte, n)
	src := rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8), 7})
	_, _ = src.Read(b) // never fails
	return b
}

func sumOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// breakOff is a body that breaks off after n bytes.
type breakOff struct {
	r    io.Reader
	n    int
	then func()
}

func (b *breakOff) Read(p []byte) (int, error) {
	if b.n <= 0 {
		if b.then != nil {
			b.then()
		}
		return 0, fmt.Errorf("broken off")
	}
	n, err := b.r.Read(p[:min(len(p), b.n, 32<<10)])
	b.n -= n
	return n, err
}
