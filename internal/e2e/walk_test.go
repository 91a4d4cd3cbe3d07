package e2e

import (
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/blob"
	"github.com/belonginstem/belong/internal/blob/disk"
	"github.com/belonginstem/belong/internal/blob/s3"
	"github.com/belonginstem/belong/internal/blob/s3test"
	"github.com/belonginstem/belong/internal/store/pgtest"
)

// A walk is one clip's way from a phone to the wall.
type walk struct {
	name    string
	size    string // of the clip, as ffmpeg writes it
	seconds int    // of it; all but the first and the last are used in the end
	post    [2]int // what the rendition for networks measures
	web     [2]int // and the one for pages
	cut     int64  // the network breaks when so many bytes of the clip have gone up
	hang    int64  // and the page is loaded anew when so many more have
}

func TestWalkWithSQLiteAndAFolder(t *testing.T) {
	t.Parallel()
	belong := deploy(t)
	blobs := func() (blob.Store, error) { return disk.New(filepath.Join(belong.data, "blobs")) }
	walk{"sqlite-folder", "1080x1920", 30, [2]int{720, 1280}, [2]int{540, 960}, 3 << 20, 3 << 20}.on(t, belong, blobs)
}

func TestWalkWithPostgresAndS3(t *testing.T) {
	t.Parallel()
	server := s3test.Start(t)
	bucket := server.Bucket(t)
	belong := deploy(t, "BELONG_DATABASE="+pgtest.URL(t), "BELONG_STORAGE="+server.URL(bucket.Bucket))
	belong.env = append(belong.env, server.Env()...)
	blobs := func() (blob.Store, error) { return s3.New(t.Context(), bucket) }
	walk{"postgres-s3", "1920x1080", 8, [2]int{1280, 720}, [2]int{960, 540}, 1 << 20, 1 << 20}.on(t, belong, blobs)
}

const (
	adminEmail    = "admin@example.org"
	adminPassword = "a walk by the river"
	personName    = "Ana María Núñez"
)

func (w walk) on(t *testing.T, belong *deployment, openBlobs func() (blob.Store, error)) {
	clip := newVideo(t, w.size, w.seconds)
	if clip.bytes < w.cut+w.hang {
		t.Fatalf("a clip of %d bytes is too small to be interrupted twice", clip.bytes)
	}
	line := newWire(t, belong.address)
	belong.env = append(belong.env, "BELONG_PUBLIC_URL=http://"+line.address)
	belong.public = "http://" + line.address
	belong.start(t)
	chrome := startBrowser(t, w.name)

	chrome.do(t, "setup", map[string]any{"link": belong.setupLink(t), "email": adminEmail, "password": adminPassword}, nil)
	staff := client{belong.public, belong.run(t, "key", "add", adminEmail)}

	link := w.send(t, belong, chrome, line, clip)
	whole := w.status(t, belong, chrome, staff, link)
	checkNobodySees(t, belong, whole)
	entry := w.trim(t, chrome, staff)
	blobs, err := openBlobs()
	if err != nil {
		t.Fatal(err)
	}
	if got := sum(readBlob(t, blobs, blob.Original(whole.Clip))); got != clip.sha256 || sum(staff.get(t, entry.Original)) != got {
		t.Errorf("the original's SHA-256 in storage is %s, want %s as it was sent", got, clip.sha256)
	}
	w.checkRenditions(t, staff, entry)
	captions := writeCaptions(t, chrome)
	checkNobodySees(t, belong, entry)

	var reviewed []string
	chrome.do(t, "review", map[string]any{"url": belong.public, "name": personName}, &reviewed)
	checkSaid(t, "the moderator", reviewed, captions)
	var verdict string
	chrome.do(t, "rehearse", map[string]any{"url": belong.public}, &verdict)
	if verdict != "NO-GO" {
		t.Errorf("with an approved video that has no slot, the rehearsal says %q", verdict)
	}
	chrome.do(t, "plan", map[string]any{"url": belong.public}, nil)
	dayNow(45*time.Second).set(t, belong)
	var slots int
	chrome.do(t, "schedule", nil, &slots)
	if slots != 1 {
		t.Errorf("the schedule shows %d slots, want 1", slots)
	}
	var shown struct {
		Captions []string
		URL      string
	}
	chrome.do(t, "wall", map[string]any{"url": belong.public, "slug": slug, "name": personName}, &shown)
	checkSaid(t, "a visitor", shown.Captions, captions)
	changeCaptions(t, belong, chrome, entry, shown.URL, captions)

	checkPosted(t, staff, entry)
	checkEverybodySees(t, belong, entry)
	w.checkTrail(t, staff, entry)
	var problems []string
	chrome.do(t, "problems", nil, &problems)
	for _, p := range problems {
		t.Errorf("page: %s", p)
	}
	belong.stop(t)
}

// send goes through the form. In the middle of the upload the network breaks and comes back, and later the page is
// loaded anew.
func (w walk) send(t *testing.T, belong *deployment, chrome *browser, line *wire, clip video) (link string) {
	t.Helper()
	cut := line.cutAfter(w.cut)
	chrome.do(t, "submit", map[string]any{
		"url": belong.public, "slug": slug, "file": clip.path,
		"person": map[string]string{
			"name": personName, "title": "Profesora de Física", "organization": "Universidad de Puerto Rico", "email": "ana@example.org",
		},
	}, nil)
	await(t, "the network to break", cut)
	hang := line.hangAfter(w.hang)
	line.connect()
	await(t, "the upload to go on by itself", hang)
	chrome.do(t, "resume", nil, nil)
	line.mend()
	chrome.do(t, "sent", nil, &link)
	return link
}

func await(t testing.TB, what string, happened <-chan struct{}) {
	t.Helper()
	select {
	case <-happened:
	case <-time.After(patience):
		t.Fatalf("waited in vain for %s", what)
	}
}

// status waits on the private page until the clip was worked on, and gives the submission as staff see it.
func (w walk) status(t *testing.T, belong *deployment, chrome *browser, staff client, link string) item {
	t.Helper()
	var seen struct {
		Progress []int
		URL      string
		Video    struct {
			Width, Height int
			Seconds       float64
		}
	}
	chrome.do(t, "status", map[string]any{"link": link, "state": "in_review"}, &seen)
	if w.seconds >= 30 && !slices.ContainsFunc(seen.Progress, func(p int) bool { return p > 0 && p < 100 }) {
		t.Errorf("the private page showed no progress, but %v", seen.Progress)
	}
	if strings.Contains(seen.URL, link[strings.LastIndex(link, "/")+1:]) {
		t.Errorf("the private page's address still holds the key")
	}
	if seen.Video.Width != w.web[0] || seen.Video.Height != w.web[1] {
		t.Errorf("the private page plays %dx%d, want %dx%d", seen.Video.Width, seen.Video.Height, w.web[0], w.web[1])
	}
	all := staff.queue(t, "in_review")
	if len(all) != 1 {
		t.Fatalf("%d submissions in review, want 1", len(all))
	}
	if want := personName + "_Profesora de Física_Universidad de Puerto Rico"; all[0].Label != want {
		t.Errorf("the label is %q, want %q", all[0].Label, want)
	}
	for _, f := range all[0].Findings {
		if f.Severity == "error" || f.Code == "line_not_checked" {
			t.Errorf("finding: %s: %s", f.Code, f.Text)
		}
	}
	return all[0]
}

func (w walk) checkRenditions(t *testing.T, staff client, entry item) {
	t.Helper()
	checkMP4(t, "post", staff.get(t, entry.Renditions["post"]), w.post[0], w.post[1], w.seconds-2)
	checkMP4(t, "web", staff.get(t, entry.Renditions["web"]), w.web[0], w.web[1], w.seconds-2)
	checkPoster(t, staff.get(t, entry.Renditions["poster"]), w.web[0], w.web[1])
}

// checkPosted sees that the post went out once, not before its time.
func checkPosted(t *testing.T, staff client, entry item) {
	t.Helper()
	posts := staff.posts(t, "")
	if len(posts) != 1 || posts[0].State != "published" || posts[0].Submission != entry.ID {
		t.Fatalf("posts: %+v, want one, published", posts)
	}
	p := posts[0]
	if p.PublishedAt.Before(p.At) {
		t.Errorf("posted at %v, before its slot at %v", p.PublishedAt, p.At)
	}
	t.Logf("posted %v after its slot's time", p.PublishedAt.Sub(p.At))
	if got := count(staff.events(t, p.ID), "post.published"); got != 1 {
		t.Errorf("the trail tells %d times that it was posted", got)
	}
}

// checkTrail sees that everything that happened to the submission was written down, in order.
func (w walk) checkTrail(t *testing.T, staff client, entry item) {
	t.Helper()
	want := []string{
		"submission.created", "upload.begun", "clip.received", "clip.inspected", "submission.in_review",
		"clip.cut", "submission.in_review", "captions.edited", "captions.edited", "captions.confirmed",
		"submission.approved", "captions.edited", "captions.confirmed",
	}
	got := staff.events(t, entry.ID)
	i := 0
	for _, kind := range got {
		if i < len(want) && kind == want[i] {
			i++
		}
	}
	if i < len(want) {
		t.Errorf("the trail is %v, without %q in its place", got, want[i])
	}
	for _, kind := range want {
		if n := count(got, kind); n != count(want, kind) {
			t.Errorf("%q happened %d times: %v", kind, n, got)
		}
	}
	if !slices.IsSortedFunc(staff.trail(t, entry.ID), func(a, b event) int { return a.At.Compare(b.At) }) {
		t.Error("the trail is not in the order of time")
	}
}

// checkNobodySees sees that nothing of a clip can be had without a key before it is posted.
func checkNobodySees(t *testing.T, belong *deployment, entry item) {
	t.Helper()
	anybody := client{base: belong.public}
	for _, address := range append(media(entry), entry.Original) {
		checkRefused(t, anybody, address)
	}
}

// checkEverybodySees sees that a posted clip can be had, piece by piece too, but never its original.
func checkEverybodySees(t *testing.T, belong *deployment, entry item) {
	t.Helper()
	anybody := client{base: belong.public}
	checkRefused(t, anybody, entry.Original)
	for _, address := range media(entry) {
		whole := anybody.get(t, address)
		status, header, part, err := anybody.do(t.Context(), http.MethodGet, address, map[string]string{"Range": "bytes=10-19"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if status != http.StatusPartialContent || string(part) != string(whole[10:20]) {
			t.Errorf("GET %s with a range: %d with %d bytes", address, status, len(part))
		}
		want := "video/mp4"
		if strings.HasSuffix(address, "/poster") {
			want = "image/jpeg"
		}
		if got := header.Get("Content-Type"); got != want {
			t.Errorf("GET %s: Content-Type %q, want %q", address, got, want)
		}
	}
}

func media(entry item) []string {
	return []string{entry.Renditions["post"], entry.Renditions["web"], entry.Renditions["poster"]}
}

func checkRefused(t *testing.T, anybody client, address string) {
	t.Helper()
	status, _, _, err := anybody.do(t.Context(), http.MethodGet, address, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if status != http.StatusNotFound && status != http.StatusForbidden {
		t.Errorf("GET %s without a key: %d", address, status)
	}
}
