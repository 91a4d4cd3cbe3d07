package e2e

import (
	"archive/zip"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/blob/disk"
	"github.com/belonginstem/belong/internal/social/socialtest/mastosim"
	"github.com/belonginstem/belong/internal/social/socialtest/xsim"
)

// A dayWalk is a scheduler's way through the board and the day itself, with the wall open beside it. The day begins in two
// hours, so that nothing goes out but what somebody sends.
type dayWalk struct {
	belong   *deployment
	chrome   *browser
	staff    client
	x        *xsim.Sim
	mastodon *mastosim.Server
	names    map[string]string // by submission
}

// The names of the channels.
const (
	wallName     = "Wall"
	xName        = "@STEMx"
	mastodonName = "@stemx@mastodon.example"
)

func TestWalkOverTheDay(t *testing.T) {
	t.Parallel()
	w := newDayWalk(t)
	t.Run("board", w.board)
	t.Run("live", w.live)
	t.Run("wall", w.wall)
	var problems []string
	w.chrome.do(t, "problems", nil, &problems)
	for _, p := range problems {
		t.Errorf("page: %s", p)
	}
	w.belong.stop(t)
}

func newDayWalk(t *testing.T) *dayWalk {
	t.Helper()
	w := &dayWalk{
		belong: deploy(t, "BELONG_SEAL_KEY="+base64.StdEncoding.EncodeToString(make([]byte, 32))),
		x:      xsim.New(time.Now), mastodon: mastosim.New(time.Now), names: map[string]string{},
	}
	w.belong.env = append(w.belong.env, "BELONG_PUBLIC_URL="+w.belong.public)
	w.belong.start(t)
	w.chrome = startBrowser(t, "day")
	w.chrome.do(t, "setup", map[string]any{"link": w.belong.setupLink(t), "email": adminEmail, "password": adminPassword}, nil)
	w.staff = client{w.belong.public, w.belong.run(t, "key", "add", adminEmail)}
	w.connect(t, "x", w.x, w.x.SignUp("STEMx"))
	w.connect(t, "mastodon", w.mastodon, map[string]string{"access_token": mastosim.Token})
	d := dayNow(0)
	d.window = "14:00-20:00" // where it is about noon
	d.set(t, w.belong)
	w.approve(t)
	return w
}

func (w *dayWalk) connect(t *testing.T, kind string, network http.Handler, keys map[string]string) {
	t.Helper()
	server := httptest.NewServer(network)
	t.Cleanup(server.Close)
	body := map[string]any{"campaign": slug, "kind": kind, "base_url": server.URL, "credentials": keys}
	w.staff.call(t, http.MethodPost, "/channels", body, nil)
}

// partner is whose link three of the people came by.
const partner = "River Museum"

// approve has eight people's films approved. The first one's has captions that are right.
func (w *dayWalk) approve(t *testing.T) {
	t.Helper()
	blobs, err := disk.New(filepath.Join(w.belong.data, "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	st := stored(t, "sqlite:"+filepath.Join(w.belong.data, "belong.db"))
	c, err := st.CampaignBySlug(t.Context(), slug)
	if err != nil {
		t.Fatal(err)
	}
	upright, lying := newTake(t, 360, 640), newTake(t, 640, 360)
	for i, who := range []belong.Submission{
		{Label: belong.Label{Name: personName, Title: "Profesora de Física", Organization: "Universidad de Puerto Rico, Recinto de Río Piedras"}, Locale: "es", Partner: partner},
		{Label: belong.Label{Name: "Li Wei", Title: "Engineer", Organization: "Bridges"}, Partner: partner},
		{Label: belong.Label{Name: "Grace Okafor", Title: "Principal Investigator of the Coastal Observatory", Organization: "National Institute of Oceans"}, Partner: partner},
		{Label: belong.Label{Name: "Tomás Rivera", Title: "Student", Organization: "River School"}, Role: belong.Student, Minor: true},
		{Label: belong.Label{Name: "Noor Haddad", Title: "Astronomer", Organization: "Hill Observatory"}},
		{Label: belong.Label{Name: "Kai Nakamura", Title: "Nurse", Organization: "Town Clinic"}},
		{Label: belong.Label{Name: "Wilhelmina Featherstonehaugh-Papadopoulos", Title: "Chemist", Organization: "Works"}},
		{Label: belong.Label{Name: "Bo Ek", Title: "Baker", Organization: "Oven"}},
	} {
		film := upright
		if i%4 == 1 {
			film = lying
		}
		who.Question = c.Questions[i%3].Key
		if who.Role == "" {
			who.Role = belong.Leader
		}
		if who.Locale == "" {
			who.Locale = "en"
		}
		e := approve(t, st, blobs, c, who, film)
		w.names[string(e.Submission.ID)] = who.Label.Name
		if i == 0 {
			w.caption(t, e)
		}
	}
}

var dayCaptions = []string{"Mido el río.", "YOU Belong in STEM."}

func (w *dayWalk) caption(t *testing.T, e belong.Entry) {
	t.Helper()
	type cue struct {
		From float64 `json:"from"`
		To   float64 `json:"to"`
		Text string  `json:"text"`
	}
	body := map[string]any{
		"clip": e.Clip.ID, "locale": "es", "version": 0, "confirm": true, "cues": []cue{{0, 0.5, dayCaptions[0]}, {0.5, 1, dayCaptions[1]}},
	}
	w.staff.call(t, http.MethodPut, "/submissions/"+string(e.Submission.ID)+"/captions", body, nil)
}

// newTake makes a film of a second, and takes a still of it.
func newTake(t testing.TB, width, height int) take {
	t.Helper()
	path := filepath.Join(t.TempDir(), "film.mp4")
	command(t, "ffmpeg", "-v", "error", "-nostdin", "-y",
		"-f", "lavfi", "-i", fmt.Sprintf("testsrc2=size=%dx%d:rate=30:duration=1", width, height), "-f", "lavfi", "-i", "sine=frequency=440:duration=1",
		"-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-ar", "48000", "-ac", "2", "-movflags", "+faststart", path)
	film, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	still := command(t, "ffmpeg", "-v", "error", "-nostdin", "-i", path, "-frames:v", "1", "-f", "mjpeg", "-")
	return take{post: film, web: film, poster: still, length: time.Second, width: width, height: height}
}

// An acted is what became of a step on the live page.
type acted struct{ Name, Bundle, Text, Link string }

func (w *dayWalk) live(t *testing.T) {
	var sums map[string]int
	w.chrome.do(t, "live", map[string]any{"url": w.belong.public}, &sums)
	if sums["To come"] != 3*len(w.names)-1 || sums["Published"] != 1 || sums["Need you"]+sums["Going out"] != 0 {
		t.Errorf("before the day it shows %v", sums)
	}
	w.chrome.do(t, "openWall", map[string]any{"url": w.belong.public, "slug": slug}, nil)
	w.chrome.do(t, "go", nil, nil)
	w.postNow(t)
	w.fail(t)
	w.byHand(t)
	w.rest(t)
	w.stop(t)
	w.byItself(t)
}

func (w *dayWalk) act(t *testing.T, with map[string]any) (a acted) {
	t.Helper()
	w.chrome.do(t, "act", with, &a)
	return a
}

// comes waits until the live page, left alone, shows a post in a list.
func (w *dayWalk) comes(t *testing.T, list, channel, name, shot string) (a acted) {
	t.Helper()
	w.chrome.do(t, "comes", map[string]any{"list": list, "channel": channel, "name": name, "shot": shot}, &a)
	return a
}

// onWall waits until the wall that a visitor has open shows somebody as the newest.
func (w *dayWalk) onWall(t *testing.T, name string) {
	t.Helper()
	given, _, _ := strings.Cut(name, " ") // all that a minor is called
	var stayed bool
	if w.chrome.do(t, "onWall", map[string]any{"name": given}, &stayed); !stayed {
		t.Error("the wall was loaded anew")
	}
}

func (w *dayWalk) postNow(t *testing.T) {
	t.Helper()
	a := w.act(t, map[string]any{"list": "next", "channel": wallName, "action": "Post now", "yes": "Post it now", "says": "It goes out now."})
	w.comes(t, "done", wallName, a.Name, "")
	w.onWall(t, a.Name)
}

// fail has X refuse a post. The scheduler reads why, and sends it again.
func (w *dayWalk) fail(t *testing.T) {
	t.Helper()
	w.x.Fail("POST /2/tweets", xsim.Forbidden)
	a := w.act(t, map[string]any{"list": "next", "channel": xName, "action": "Post now", "yes": "Post it now", "says": "It goes out now."})
	if said := w.comes(t, "needs", xName, a.Name, "live-failed").Text; !strings.Contains(said, "You are not permitted to perform this action.") || !strings.Contains(said, "Failed") {
		t.Errorf("of a post that X refused it is said %q", said)
	}
	if live := w.x.Live(); len(live) != 0 {
		t.Errorf("X shows %+v", live)
	}
	w.act(t, map[string]any{"list": "needs", "channel": xName, "action": "Send now", "yes": "Send it now", "says": "It goes out now."})
	sent := w.comes(t, "done", xName, a.Name, "")
	if live := w.x.Live(); len(live) != 1 || !strings.HasSuffix(sent.Link, "/"+live[0].ID) {
		t.Errorf("X shows %+v, and the page leads to %q", live, sent.Link)
	}
}

// byHand has the scheduler post at Mastodon themselves, and skip another one there.
func (w *dayWalk) byHand(t *testing.T) {
	t.Helper()
	link := "https://mastodon.example/@stemx/1"
	a := w.act(t, map[string]any{"list": "next", "channel": mastodonName, "action": "By hand", "yes": "I posted it", "says": "It counts as published.", "link": link, "shot": "live-byhand"})
	bundle, err := zip.OpenReader(a.Bundle)
	if err != nil {
		t.Fatal(err)
	}
	defer bundle.Close() //nolint:errcheck // it was only read
	if film := inBundle(t, bundle, "video.mp4"); !strings.HasPrefix(film[4:], "ftyp") {
		t.Errorf("the bundle's video begins with %q", film[:8])
	}
	if text := inBundle(t, bundle, "text.txt"); !strings.Contains(text, a.Name) && !strings.Contains(text, "#YOUbelonginSTEM") {
		t.Errorf("the bundle's text is %q", text)
	}
	if got := w.comes(t, "done", mastodonName, a.Name, "").Link; got != link {
		t.Errorf("the page leads to %q", got)
	}
	a = w.act(t, map[string]any{"list": "next", "channel": mastodonName, "action": "Skip", "yes": "Skip the post", "says": "Canceled."})
	w.chrome.do(t, "goes", map[string]any{"list": "next", "channel": mastodonName, "name": a.Name}, nil)
	if live := w.mastodon.Live(); len(live) != 0 {
		t.Errorf("Mastodon shows %+v", live)
	}
}

func inBundle(t *testing.T, bundle *zip.ReadCloser, name string) string {
	t.Helper()
	file, err := bundle.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// rest has Mastodon want to be left alone for a while: what was to go out waits, and the page says until when.
func (w *dayWalk) rest(t *testing.T) {
	t.Helper()
	w.mastodon.Fail(mastosim.Limited)
	a := w.act(t, map[string]any{"list": "next", "channel": mastodonName, "action": "Post now", "yes": "Post it now", "says": "It goes out now."})
	var said string
	w.chrome.do(t, "trouble", nil, &said)
	if !strings.Contains(said, "It goes on at") || !strings.Contains(said, mastodonName) {
		t.Errorf("of a channel that rests it is said %q", said)
	}
	w.comes(t, "now", mastodonName, a.Name, "")
}

// stop ends everything by the button, sends something that has to wait, and goes on; then it ends everything by the key.
func (w *dayWalk) stop(t *testing.T) {
	t.Helper()
	w.chrome.do(t, "stop", map[string]any{}, nil)
	a := w.act(t, map[string]any{"list": "next", "channel": wallName, "action": "Post now", "yes": "Post it now", "says": "It goes out as soon as you let posts go out."})
	w.comes(t, "now", wallName, a.Name, "")
	stopped := time.Now()
	w.chrome.do(t, "go", nil, nil)
	w.comes(t, "done", wallName, a.Name, "")
	w.onWall(t, a.Name)
	if p := w.post(t, "wall", a.Name); p.PublishedAt.Before(stopped) {
		t.Errorf("it was published at %v, when everything was stopped until %v", p.PublishedAt, stopped)
	}
	w.chrome.do(t, "stop", map[string]any{"key": "s"}, nil)
	w.chrome.do(t, "go", nil, nil)
}

// byItself lets a post's time come, with nobody's hands on it.
func (w *dayWalk) byItself(t *testing.T) {
	t.Helper()
	all := slices.DeleteFunc(w.staff.posts(t, "scheduled,staged"), func(p post) bool { return p.ChannelKind != "wall" })
	at := time.Now().Add(4 * time.Second).Truncate(time.Second) // as exactly as people set it
	w.staff.call(t, http.MethodPost, "/posts/"+all[0].ID+"/move", map[string]any{"at": at}, nil)
	name := w.names[all[0].Submission]
	w.comes(t, "done", wallName, name, "")
	w.onWall(t, name)
	if p := w.post(t, "wall", name); p.PublishedAt.Before(at) {
		t.Errorf("published at %v, before its time at %v", p.PublishedAt, at)
	}
	for _, p := range all[1:] {
		w.staff.call(t, http.MethodPost, "/posts/"+p.ID+"/retry", nil, nil)
	}
	for _, p := range all[1:] {
		w.comes(t, "done", wallName, w.names[p.Submission], "")
	}
}

// post is somebody's post on a kind of channel.
func (w *dayWalk) post(t *testing.T, kind, name string) post {
	t.Helper()
	for _, p := range w.staff.posts(t, "") {
		if p.ChannelKind == kind && w.names[p.Submission] == name {
			return p
		}
	}
	t.Fatalf("%s has no post of kind %s", name, kind)
	return post{}
}

func (w *dayWalk) wall(t *testing.T) {
	type shown struct {
		Said  string
		Names []string
	}
	var sifted struct {
		All           []string
		Answering, By shown
	}
	with := map[string]any{"url": w.belong.public, "slug": slug, "question": "Why is diversity in STEM important?", "partner": partner}
	w.chrome.do(t, "sift", with, &sifted)
	if len(sifted.All) != len(w.names) || slices.Contains(sifted.All, "Tomás Rivera") || !slices.Contains(sifted.All, "Tomás") {
		t.Errorf("the wall shows %q, want all, and of a minor the first name only", sifted.All)
	}
	want := []string{personName, "Tomás", "Wilhelmina Featherstonehaugh-Papadopoulos"}
	if slices.Sort(sifted.Answering.Names); !slices.Equal(sifted.Answering.Names, want) {
		t.Errorf("of the question the wall shows %+v, want %q", sifted.Answering, want)
	}
	want = []string{personName, "Grace Okafor", "Li Wei"}
	if slices.Sort(sifted.By.Names); !slices.Equal(sifted.By.Names, want) || !strings.Contains(sifted.By.Said, partner) {
		t.Errorf("of the partner the wall shows %+v, want %q", sifted.By, want)
	}
	var clip struct {
		Name     string
		Captions []string
	}
	address := w.belong.public + "/wall/" + slug + "/" + w.post(t, "wall", personName).Clip
	w.chrome.do(t, "clip", map[string]any{"address": address}, &clip)
	if clip.Name != personName {
		t.Errorf("the clip's page is %q's", clip.Name)
	}
	checkSaid(t, "a visitor", clip.Captions, dayCaptions)
}
