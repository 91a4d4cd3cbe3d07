package intake_test

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/blob/s3test"
	"github.com/belonginstem/belong/internal/intake"
	"github.com/belonginstem/belong/internal/store/pgtest"
)

// The same holds wherever the bytes go.
func TestUploads(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*testing.T, *rig){
		"a whole upload becomes a clip":                      testWhole,
		"creation with upload needs one request":             testCreationWithUpload,
		"an interrupted upload goes on where it broke off":   testInterrupted,
		"small pieces add up, and never go back":             testPieces,
		"of two requests at a time none spoils the other":    testParallel,
		"a request that stalls gives way to the next":        testStalled,
		"termination removes the upload and its bytes":       testTermination,
		"a new upload takes the place of an open one":        testSuperseded,
		"an upload that takes too long is dropped":           testExpired,
		"what was lost between upload and clip is collected": testCollected,
		"an end that is told again changes nothing":          testToldTwice,
		"HEAD finishes what was lost":                        testHeadFinishes,
		"a withdrawn submission takes nothing":               testWithdrawn,
		"a whole file is received in one go":                 testReceive,
	}
	server := s3test.Start(t)
	for name, test := range tests {
		t.Run("folder/"+name, func(t *testing.T) {
			t.Parallel()
			test(t, newRig(t, inFolder))
		})
		t.Run("bucket/"+name, func(t *testing.T) {
			t.Parallel()
			test(t, newRig(t, inBucket(server.Bucket(t))))
		})
	}
}

// wholeOnce checks that exactly this became the submission's only clip.
func (r *rig) wholeOnce(id belong.ID, data []byte) {
	r.t.Helper()
	s := r.submission(id)
	if s.State != belong.Processing {
		r.t.Fatalf("the submission is %s", s.State)
	}
	if got := r.original(id); got != sumOf(data) {
		r.t.Errorf("the original's SHA-256 is %s, not %s", got, sumOf(data))
	}
	clip, err := r.store.Clip(r.t.Context(), s.ClipID)
	r.must(err)
	if clip.Bytes != int64(len(data)) {
		r.t.Errorf("the clip has %d bytes, not %d", clip.Bytes, len(data))
	}
	if c, j, o, e := r.clips(), r.inspections(), r.originals(), r.happened("clip.received"); c != 1 || j != 1 || o != 1 || e != 1 {
		r.t.Errorf("%d clips, %d inspections, %d originals, %d events; want one of each", c, j, o, e)
	}
	if left := r.leftovers(); len(left) > 0 {
		r.t.Errorf("left over are %v", left)
	}
}

func testWhole(t *testing.T, r *rig) {
	s, from := r.submit(goodDraft())
	data := noise(1, 11<<20)
	url := from.create(len(data))
	if !strings.HasPrefix(url, r.url+intake.UploadPath) {
		t.Errorf("the upload is at %s", url)
	}
	if got := r.submission(s.ID).State; got != belong.Uploading {
		t.Errorf("with an upload begun, the submission is %s", got)
	}
	a := from.patch(url, 0, bytes.NewReader(data))
	if a.StatusCode != http.StatusNoContent || a.number(t, "Upload-Offset") != int64(len(data)) {
		t.Fatalf("PATCH: %d %s", a.StatusCode, a.text)
	}
	r.wholeOnce(s.ID, data)
	if got := from.offset(url); got != int64(len(data)) {
		t.Errorf("after the end, HEAD tells the offset %d", got)
	}
	// Once more, as a phone does that missed the answer.
	if a := from.patch(url, int64(len(data)), http.NoBody); a.StatusCode != http.StatusNoContent {
		t.Errorf("an empty PATCH at the end: %d", a.StatusCode)
	}
	r.must(r.Collect(t.Context(), r.clock()))
	r.wholeOnce(s.ID, data)
	if a := from.do(http.MethodDelete, url, nil); a.StatusCode != http.StatusConflict || a.problem(t) != "upload_finished" {
		t.Errorf("DELETE of a finished upload: %d", a.StatusCode)
	}
}

func testCreationWithUpload(t *testing.T, r *rig) {
	s, from := r.submit(goodDraft())
	data := noise(2, 300_000)
	a := from.do(http.MethodPost, strings.TrimSuffix(from.url, "/"), bytes.NewReader(data[:200_000]),
		"Upload-Length", strconv.Itoa(len(data)), "Content-Type", chunkType)
	if a.StatusCode != http.StatusCreated || a.number(t, "Upload-Offset") != 200_000 {
		t.Fatalf("POST: %d %s", a.StatusCode, a.text)
	}
	if a := from.patch(a.Header.Get("Location"), 200_000, bytes.NewReader(data[200_000:])); a.StatusCode != http.StatusNoContent {
		t.Fatalf("PATCH: %d %s", a.StatusCode, a.text)
	}
	r.wholeOnce(s.ID, data)
}

func testInterrupted(t *testing.T, r *rig) {
	s, from := r.submit(goodDraft())
	data := noise(3, 13<<20+17)
	url := from.create(len(data))
	for _, stop := range []int{1, 70_001, 5 << 20, 5<<20 + 1, 10<<20 - 1, len(data) - 1} {
		for offset := from.offset(url); offset < int64(stop); offset = from.offset(url) {
			body := &breakOff{r: bytes.NewReader(data[offset:]), n: stop - int(offset)}
			a, err := from.try(http.MethodPatch, url, body, "Upload-Offset", strconv.FormatInt(offset, 10),
				"Content-Type", chunkType, "Content-Length", strconv.Itoa(len(data)-int(offset)))
			// The one before may still be at work.
			if err == nil && a.StatusCode != http.StatusConflict && a.StatusCode != http.StatusLocked {
				t.Fatalf("an interrupted PATCH: %d %s", a.StatusCode, a.text)
			}
		}
	}
	from.goOn(url, data)
	r.wholeOnce(s.ID, data)
}

func testPieces(t *testing.T, r *rig) {
	s, from := r.submit(goodDraft())
	data := noise(4, 6<<20+5)
	url := from.create(len(data))
	for at := 0; at < len(data); {
		end := min(at+(900<<10), len(data))
		if a := from.patch(url, int64(at), bytes.NewReader(data[at:end])); a.StatusCode != http.StatusNoContent {
			t.Fatalf("PATCH at %d: %d %s", at, a.StatusCode, a.text)
		}
		if got := from.offset(url); got != int64(end) {
			t.Fatalf("after %d bytes, HEAD tells %d", end, got)
		}
		at = end
	}
	r.wholeOnce(s.ID, data)
}

func testParallel(t *testing.T, r *rig) {
	s, from := r.submit(goodDraft())
	data := noise(5, 8<<20)
	url := from.create(len(data))
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			// All but the last are interrupted, or find that another was here.
			_, _ = from.try(http.MethodPatch, url, bytes.NewReader(data), "Upload-Offset", "0", "Content-Type", chunkType)
		})
	}
	all.Wait()
	from.goOn(url, data)
	r.wholeOnce(s.ID, data)
}

func testStalled(t *testing.T, r *rig) {
	s, from := r.submit(goodDraft())
	data := noise(14, 6<<20)
	url := from.create(len(data))
	const sent = 5<<20 + 100_000
	halfway, goOn, over := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(over)
		body := io.MultiReader(bytes.NewReader(data[:sent]), &signal{halfway, goOn})
		// Whether it learns that it was interrupted depends on when its connection ends.
		_, _ = from.try(http.MethodPatch, url, body, "Upload-Offset", "0", "Content-Type", chunkType, "Content-Length", strconv.Itoa(len(data)))
	}()
	<-halfway
	if got := from.offset(url); got == 0 || got > sent {
		t.Errorf("of %d bytes sent, HEAD tells %d", sent, got)
	}
	from.goOn(url, data)
	close(goOn)
	<-over
	r.wholeOnce(s.ID, data)
}

func testTermination(t *testing.T, r *rig) {
	s, from := r.submit(goodDraft())
	url := from.create(7 << 20)
	from.patch(url, 0, bytes.NewReader(noise(6, 6<<20)))
	if a := from.do(http.MethodDelete, url, nil); a.StatusCode != http.StatusNoContent {
		t.Fatalf("DELETE: %d %s", a.StatusCode, a.text)
	}
	if a := from.do(http.MethodHead, url, nil); a.StatusCode != http.StatusNotFound {
		t.Errorf("HEAD afterwards: %d", a.StatusCode)
	}
	if got := r.submission(s.ID).State; got != belong.Draft {
		t.Errorf("the submission is %s", got)
	}
	if left := r.leftovers(); len(left) > 0 {
		t.Errorf("left over are %v", left)
	}
	data := noise(7, 1000)
	from.send(data)
	r.wholeOnce(s.ID, data)
}

func testSuperseded(t *testing.T, r *rig) {
	s, from := r.submit(goodDraft())
	old := from.create(1000)
	from.patch(old, 0, bytes.NewReader(noise(8, 999)))
	data := noise(9, 2000)
	url := from.create(len(data))
	if a := from.do(http.MethodHead, old, nil); a.StatusCode != http.StatusNotFound {
		t.Errorf("HEAD of the old upload: %d", a.StatusCode)
	}
	if a := from.patch(old, 999, bytes.NewReader([]byte{1})); a.StatusCode != http.StatusNotFound {
		t.Errorf("PATCH of the old upload: %d", a.StatusCode)
	}
	if a := from.patch(url, 0, bytes.NewReader(data)); a.StatusCode != http.StatusNoContent {
		t.Fatalf("PATCH: %d %s", a.StatusCode, a.text)
	}
	r.wholeOnce(s.ID, data)
}

func testExpired(t *testing.T, r *rig) {
	s, from := r.submit(goodDraft())
	a := from.do(http.MethodPost, from.url, nil, "Upload-Length", "1000")
	expires, err := http.ParseTime(a.Header.Get("Upload-Expires"))
	if err != nil || !expires.Equal(today.Add(intake.Life)) {
		t.Errorf("the upload expires at %v (%v), not %v", expires, err, today.Add(intake.Life))
	}
	url := a.Header.Get("Location")
	r.wait(intake.Life - time.Second)
	if a := from.patch(url, 0, bytes.NewReader(noise(10, 10))); a.StatusCode != http.StatusNoContent || a.Header.Get("Upload-Expires") == "" {
		t.Errorf("a second before it expires, PATCH: %d %s", a.StatusCode, a.text)
	}
	r.wait(time.Second)
	if a := from.patch(url, 10, bytes.NewReader(noise(10, 10))); a.StatusCode != http.StatusGone || a.problem(t) != "upload_expired" {
		t.Errorf("PATCH of an expired upload: %d %s", a.StatusCode, a.text)
	}
	r.must(r.Collect(t.Context(), r.clock()))
	if a := from.do(http.MethodHead, url, nil); a.StatusCode != http.StatusNotFound {
		t.Errorf("HEAD after it was collected: %d", a.StatusCode)
	}
	if got := r.submission(s.ID).State; got != belong.Draft {
		t.Errorf("the submission is %s", got)
	}
	if left := r.leftovers(); len(left) > 0 {
		t.Errorf("left over are %v", left)
	}
	uploads, err := r.store.UploadsOf(t.Context(), s.ID)
	if err != nil || len(uploads) != 0 {
		t.Errorf("%d uploads are left (%v)", len(uploads), err)
	}
}

// lostAtTheEnd makes an upload that is whole, and a program that ended before it could tell the database.
func lostAtTheEnd(t *testing.T, r *rig) (s belong.Submission, from *sender, url string, data []byte) {
	t.Helper()
	s, from = r.submit(goodDraft())
	data = noise(11, 6<<20)
	url = from.create(len(data))
	uploads, err := r.store.UploadsOf(t.Context(), s.ID)
	r.must(err)
	n, err := r.Incoming.Append(t.Context(), uploads[0], 0, bytes.NewReader(data))
	if err != nil || n != int64(len(data)) {
		t.Fatalf("appended %d: %v", n, err)
	}
	return s, from, url, data
}

func testCollected(t *testing.T, r *rig) {
	s, _, _, data := lostAtTheEnd(t, r)
	r.wait(2 * intake.Life) // whole is whole, however late
	r.must(r.Collect(t.Context(), r.clock()))
	r.wholeOnce(s.ID, data)
	r.must(r.Collect(t.Context(), r.clock()))
	r.wholeOnce(s.ID, data)
}

func testToldTwice(t *testing.T, r *rig) {
	s, _, _, data := lostAtTheEnd(t, r)
	uploads, err := r.store.UploadsOf(t.Context(), s.ID)
	r.must(err)
	for range 3 {
		r.must(intake.Finish(r.Intake, t.Context(), uploads[0]))
	}
	r.wholeOnce(s.ID, data)
}

func testHeadFinishes(t *testing.T, r *rig) {
	s, from, url, data := lostAtTheEnd(t, r)
	uploads, err := r.store.UploadsOf(t.Context(), s.ID)
	r.must(err)
	r.must(r.Incoming.Finish(t.Context(), uploads[0])) // even the bytes were in their place
	if got := from.offset(url); got != int64(len(data)) {
		t.Errorf("HEAD tells the offset %d", got)
	}
	r.wholeOnce(s.ID, data)
}

func testWithdrawn(t *testing.T, r *rig) {
	s, from := r.submit(goodDraft())
	url := from.create(6 << 20)
	from.patch(url, 0, bytes.NewReader(noise(12, 5<<20+1)))
	by := belong.Actor{Kind: belong.Submitter, ID: s.ID}
	r.must(r.Withdraw(t.Context(), s.ID, by))
	r.must(r.Withdraw(t.Context(), s.ID, by))
	if a := from.do(http.MethodHead, url, nil); a.StatusCode != http.StatusNotFound {
		t.Errorf("HEAD of its upload: %d", a.StatusCode)
	}
	a := from.do(http.MethodPost, from.url, nil, "Upload-Length", "10")
	if a.StatusCode != http.StatusConflict || a.problem(t) != "state" {
		t.Errorf("a new upload: %d %s", a.StatusCode, a.text)
	}
	if got := r.submission(s.ID).State; got != belong.Withdrawn {
		t.Errorf("the submission is %s", got)
	}
	if left := r.leftovers(); len(left) > 0 {
		t.Errorf("left over are %v", left)
	}
	if n := r.happened("submission.withdrawn"); n != 1 {
		t.Errorf("it was withdrawn %d times", n)
	}
}

func testReceive(t *testing.T, r *rig) {
	s, _ := r.submit(goodDraft())
	data := noise(13, 6<<20)
	err := r.Receive(t.Context(), s.ID, "clip.mp4", bytes.NewReader(data[:100]), int64(len(data)))
	if belong.KindOf(err) != belong.Invalid {
		t.Errorf("a file that is cut short: %v", err)
	}
	err = r.Receive(t.Context(), s.ID, "clip.mp4", io.MultiReader(bytes.NewReader(data[:100]), &breakOff{}), int64(len(data)))
	if err == nil {
		t.Error("a file that breaks off is received")
	}
	if got := r.submission(s.ID).State; got != belong.Draft {
		t.Errorf("after that, the submission is %s", got)
	}
	r.must(r.Receive(t.Context(), s.ID, "clip.mp4", bytes.NewReader(data), int64(len(data))))
	r.wholeOnce(s.ID, data)
}

// Several servers may take in the same upload, where they share a database and a place.
func TestSeveralServers(t *testing.T) {
	t.Parallel()
	database, dir := pgtest.URL(t), t.TempDir()
	one := newRigOn(t, database, dir, inFolder)
	two := newRigOn(t, database, dir, inFolder)
	s, from := one.submit(goodDraft())
	data := noise(1, 8<<20)
	url := from.create(len(data))
	there := strings.Replace(url, one.url, two.url, 1)

	var all sync.WaitGroup
	for n := range 6 {
		all.Go(func() {
			// All but the last are interrupted, or find that another was here.
			_, _ = from.try(http.MethodPatch, []string{url, there}[n%2], bytes.NewReader(data), "Upload-Offset", "0", "Content-Type", chunkType)
		})
		all.Go(func() {
			if err := two.Collect(t.Context(), today); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	from.goOn(there, data)
	two.wholeOnce(s.ID, data)
}
