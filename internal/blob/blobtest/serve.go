package blobtest

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/blob"
)

func testSeek(t *testing.T, s blob.Store) {
	const size = 6 * mib
	key, want := blob.Original("a"), content(size)
	put(t, s, key, size)
	o, err := s.Open(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := o.Close(); err != nil {
			t.Error(err)
		}
	}()
	for _, test := range []struct {
		offset int64
		whence int
		at     int64
	}{
		{0, io.SeekStart, 0},
		{0, io.SeekEnd, size},
		{-1, io.SeekEnd, size - 1},
		{3, io.SeekStart, 3},
		{1000, io.SeekCurrent, 1103},
		{5*mib - 50, io.SeekStart, 5*mib - 50},
		{-1000, io.SeekCurrent, 5*mib + 50 - 1000},
		{size + 10, io.SeekStart, size + 10},
		{0, io.SeekStart, 0},
	} {
		at, err := o.Seek(test.offset, test.whence)
		if err != nil || at != test.at {
			t.Fatalf("Seek(%d, %d) gives %d, %v; want %d", test.offset, test.whence, at, err, test.at)
		}
		got, err := io.ReadAll(io.LimitReader(o, 100))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want[min(at, size):min(at+100, size)]) {
			t.Errorf("at %d other bytes are read", at)
		}
	}
	if _, err := o.Seek(-1, io.SeekStart); err == nil {
		t.Error("Seek to before the start gives no error")
	}
}

// serve is how a page's media are given out on any Store: by an address of the store's own, or from here.
func serve(s blob.Store, key string, as blob.As) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		url, err := s.Presign(r.Context(), key, time.Minute, as)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		if url != "" {
			http.Redirect(w, r, url, http.StatusSeeOther)
			return
		}
		o, err := s.Open(r.Context(), key)
		if errors.Is(err, blob.ErrNotFound) {
			http.NotFound(w, r)
			return
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", as.TypeOf(key))
		if d := as.Disposition(); d != "" {
			w.Header().Set("Content-Disposition", d)
		}
		http.ServeContent(w, r, "", o.ModTime, o)
		_ = o.Close() // it was only read, and the answer is out
	}
}

func testServe(t *testing.T, s blob.Store) {
	const size, name = 6 * mib, `王小明_工程师_"清华" & Co; 1.mp4`
	rendition, original := blob.Rendition("a", "web.mp4"), blob.Original("a")
	want := content(size)
	put(t, s, rendition, size)
	put(t, s, original, size)

	for _, test := range []struct {
		claim       string
		key         string
		as          blob.As
		askFor      string
		status      int
		body        []byte
		contentType string
		filename    string
	}{
		{claim: "all of it", key: rendition, status: 200, body: want, contentType: "video/mp4"},
		{claim: "a range", key: rendition, askFor: "bytes=100-299", status: 206, body: want[100:300], contentType: "video/mp4"},
		{claim: "the end", key: rendition, askFor: "bytes=-10", status: 206, body: want[size-10:], contentType: "video/mp4"},
		{claim: "beyond the end", key: rendition, askFor: "bytes=99999999-", status: 416},
		{
			claim: "an original is no page", key: original, askFor: "bytes=0-9", status: 206, body: want[:10],
			contentType: "application/octet-stream",
		},
		{
			claim: "a download", key: original, as: blob.As{ContentType: "video/quicktime", Filename: name}, askFor: "bytes=0-9",
			status: 206, body: want[:10], contentType: "video/quicktime", filename: name,
		},
		{claim: "missing", key: blob.Original("none"), status: 404},
	} {
		server := httptest.NewServer(serve(s, test.key, test.as))
		defer server.Close()
		got := get(t, server.URL, test.askFor)
		if got.status != test.status {
			t.Errorf("%s: status %d; want %d", test.claim, got.status, test.status)
			continue
		}
		if test.status >= 400 {
			continue
		}
		if !bytes.Equal(got.body, test.body) {
			t.Errorf("%s: %d other bytes", test.claim, len(got.body))
		}
		if kind := got.header.Get("Content-Type"); kind != test.contentType {
			t.Errorf("%s: type %q; want %q", test.claim, kind, test.contentType)
		}
		if name := filename(t, got.header); name != test.filename {
			t.Errorf("%s: file name %q; want %q", test.claim, name, test.filename)
		}
	}
}

type answer struct {
	status int
	header http.Header
	body   []byte
}

func get(t *testing.T, url, askFor string) answer {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if askFor != "" {
		request.Header.Set("Range", askFor)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // it was only read
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{status: response.StatusCode, header: response.Header, body: body}
}

func filename(t *testing.T, h http.Header) string {
	t.Helper()
	header := h.Get("Content-Disposition")
	if header == "" {
		return ""
	}
	kind, parameters, err := mime.ParseMediaType(header)
	if err != nil || kind != "attachment" {
		t.Errorf("Content-Disposition %q: %q, %v", header, kind, err)
	}
	return parameters["filename"]
}
