package e2e

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/blob"
	"github.com/belonginstem/belong/internal/blob/disk"
)

var (
	killSeed  = flag.Uint64("kill-seed", 0, "seed of the kill test; 0 is a new one")
	killCount = flag.Int("kills", 20, "how often the kill test kills the server")
)

const (
	killSenders = 3       // that upload at the same time
	killPadding = 3 << 20 // bytes added to each clip
	killPiece   = 64 << 10
	killPieces  = killSenders * killPadding / killPiece // of a round, about
)

// A sent is what a phone sent, whole, and what it was told.
type sent struct {
	draft  draft
	sha256 string
}

func TestNothingAcknowledgedIsLostOrDoneTwiceWhenTheServerIsKilled(t *testing.T) {
	t.Parallel()
	seed := *killSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("go test -run %s -kill-seed %d", t.Name(), seed)
	random := rand.New(rand.NewPCG(seed, 0))

	belong := deploy(t)
	staff := belong.addAdmin(t)
	belong.start(t)

	senders := startSenders(t, belong, seed)
	early := *killCount * 3 / 4
	for round := range early {
		senders.round()
		if round%2 == 0 { // while clips come in
			senders.awaitPieces(t, random.IntN(killPieces))
			belong.killAfter(t, 0)
		} else { // while they are worked on, mostly
			belong.killAfter(t, time.Duration(random.IntN(2000))*time.Millisecond)
		}
	}
	all := senders.stop(t)
	t.Logf("%d clips were sent while the server was killed %d times; %d requests failed", len(all), early, senders.failed)
	waitFor(t, "every clip to be worked on", func() (bool, error) {
		return len(staff.queue(t, "in_review")) == len(all), nil
	})

	for _, s := range all {
		staff.call(t, http.MethodPost, "/submissions/"+s.draft.ID+"/decision", map[string]string{"decision": "approve"}, nil)
	}
	dayNow(45*time.Second).set(t, belong)
	var p plan
	staff.call(t, http.MethodPost, "/campaigns/"+slug+"/schedule", nil, &p)
	if len(p.Slots) != len(all) || len(p.Unplaced) != 0 {
		t.Fatalf("%d slots for %d clips, %d unplaced: %+v", len(p.Slots), len(all), len(p.Unplaced), p.Slots)
	}
	staff.call(t, http.MethodPost, "/campaigns/"+slug+"/switch", map[string]bool{"on": true}, nil)
	for range *killCount - early { // while posts go out
		belong.killAfter(t, time.Duration(random.IntN(4000))*time.Millisecond)
	}
	waitFor(t, "every clip to be posted", func() (bool, error) {
		return len(staff.posts(t, "published")) == len(all), nil
	})
	checkEffects(t, belong, staff, all)
}

// killAfter lets the server run for a while that the seed chose, kills it, and starts it again.
func (d *deployment) killAfter(t testing.TB, while time.Duration) {
	t.Helper()
	select {
	case <-time.After(while):
	case <-d.process.done:
		t.Fatalf("belong stopped by itself:\n%s", d.process.text())
	}
	d.kill(t)
	d.start(t)
}

// addAdmin makes an administrator with a key at the shell.
func (d *deployment) addAdmin(t testing.TB) client {
	t.Helper()
	d.run(t, "migrate")
	d.run(t, "user", "add", "admin@example.org", "--role", "admin")
	return client{d.public, d.run(t, "key", "add", "admin@example.org")}
}

func (c client) posts(t testing.TB, state string) []post {
	t.Helper()
	var page struct{ Items []post }
	c.call(t, http.MethodGet, "/posts?campaign="+slug+"&state="+state, nil, &page)
	return page.Items
}

// senders are phones that submit a clip each in every round.
type senders struct {
	running sync.WaitGroup
	turns   []chan struct{}
	pieces  chan struct{} // one for each piece that the server acknowledged

	mu     sync.Mutex
	all    []sent
	failed int // requests that had to be tried again
}

func startSenders(t *testing.T, belong *deployment, seed uint64) *senders {
	t.Helper()
	anybody := client{base: belong.public}
	clip, release := tinyVideo(t), anybody.releaseVersion(t)
	s := &senders{pieces: make(chan struct{}, 1<<16)}
	for n := range killSenders {
		var key [32]byte
		copy(key[:], fmt.Sprint(seed, n))
		random, turn := rand.NewChaCha8(key), make(chan struct{}, *killCount)
		s.turns = append(s.turns, turn)
		s.running.Go(func() {
			i := 0
			for range turn {
				i++
				name := fmt.Sprintf("Sender %s %s", letters(n), letters(i))
				if err := s.send(t, anybody, release, name, variant(clip, random, killPadding)); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	return s
}

// round lets every sender send one more clip.
func (s *senders) round() {
	for len(s.pieces) > 0 {
		<-s.pieces
	}
	for _, turn := range s.turns {
		turn <- struct{}{}
	}
}

// awaitPieces waits until the server acknowledged n more pieces.
func (s *senders) awaitPieces(t *testing.T, n int) {
	t.Helper()
	for range n {
		await(t, "a piece to be acknowledged", s.pieces)
	}
}

// letters writes a number in letters, since a name has no digits.
func letters(n int) string {
	return strings.Map(func(r rune) rune { return r - '0' + 'a' }, fmt.Sprint(n))
}

// stop lets what is on its way arrive, and gives everything that was sent.
func (s *senders) stop(t *testing.T) []sent {
	t.Helper()
	for _, turn := range s.turns {
		close(turn)
	}
	s.running.Wait()
	if t.Failed() {
		t.FailNow()
	}
	return s.all
}

// send brings one clip in, however often the server goes away meanwhile.
func (s *senders) send(t testing.TB, anybody client, release, name string, file []byte) error {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var d draft
	if err := s.again(ctx, func() (err error) {
		d, err = anybody.submit(ctx, release, name)
		return err
	}); err != nil {
		return fmt.Errorf("submit: %w", err)
	}
	r := &resumable{client: client{anybody.base, d.Token}, endpoint: d.UploadURL, file: file, piece: killPiece}
	r.progress = func() { s.pieces <- struct{}{} }
	for !r.done() {
		if err := s.again(ctx, func() error { return r.step(ctx) }); err != nil {
			return fmt.Errorf("upload: %w", err)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, sent{draft: d, sha256: sum(file)})
	return nil
}

// again tries until it goes well, as a phone does, but not when bytes were lost.
func (s *senders) again(ctx context.Context, try func() error) error {
	retry := time.NewTicker(100 * time.Millisecond)
	defer retry.Stop()
	for {
		err := try()
		if err == nil || errors.Is(err, errLost) {
			return err
		}
		s.mu.Lock()
		s.failed++
		s.mu.Unlock()
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-retry.C:
		}
	}
}

// checkEffects sees that everything that was sent is there as it was sent, and that everything happened once.
func checkEffects(t testing.TB, belong *deployment, staff client, all []sent) {
	t.Helper()
	blobs, err := disk.New(filepath.Join(belong.data, "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	byID := map[string]item{}
	for _, it := range staff.queue(t) {
		byID[it.ID] = it
	}
	posted := map[string]int{}
	for _, p := range staff.posts(t, "") {
		posted[p.Submission]++
		if n := count(staff.events(t, p.ID), "post.published"); n != 1 {
			t.Errorf("a post was published %d times", n)
		}
	}
	for _, s := range all {
		it := byID[s.draft.ID]
		if got := sum(readBlob(t, blobs, blob.Original(it.Clip))); got != s.sha256 {
			t.Errorf("%s: the original's SHA-256 is %s, want that of what was sent, %s", s.draft.ID, got, s.sha256)
		}
		if posted[s.draft.ID] != 1 {
			t.Errorf("%s has %d posts, want 1", s.draft.ID, posted[s.draft.ID])
		}
		kinds := staff.events(t, s.draft.ID)
		for _, kind := range []string{"clip.received", "clip.inspected", "submission.in_review", "submission.approved"} {
			if n := count(kinds, kind); n != 1 {
				t.Errorf("%s: %q happened %d times: %v", s.draft.ID, kind, n, kinds)
			}
		}
	}
	checkBlobs(t, blobs, byID)
}

// checkBlobs sees that the storage holds the originals and the renditions of the clips there are, and nothing else.
func checkBlobs(t testing.TB, blobs blob.Store, items map[string]item) {
	t.Helper()
	var want, got []string
	for _, it := range items {
		if it.Clip == "" {
			continue // was begun just before a kill, and begun anew
		}
		want = append(want, blob.Original(it.Clip))
		for _, name := range []string{"post.mp4", "web.mp4", "poster.jpg", "storyboard.jpg"} {
			want = append(want, blob.Rendition(it.Clip, name))
		}
	}
	for _, prefix := range []string{blob.Originals, blob.Renditions} {
		for info, err := range blobs.Keys(t.Context(), prefix) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, info.Key)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		t.Errorf("the storage holds\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func readBlob(t testing.TB, blobs blob.Store, key string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "blob")
	if err := blob.Get(t.Context(), blobs, key, path); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
