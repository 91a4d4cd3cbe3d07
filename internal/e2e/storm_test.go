package e2e

import (
	"encoding/base64"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/blob"
	"github.com/belonginstem/belong/internal/blob/disk"
	"github.com/belonginstem/belong/internal/blob/s3"
	"github.com/belonginstem/belong/internal/blob/s3test"
	"github.com/belonginstem/belong/internal/store/pgtest"
)

var (
	stormSeed  = flag.Uint64("storm-seed", 0, "seed of the storm; 0 is a new one")
	stormKills = flag.Int("storm-kills", 50, "how often the storm kills a server")
	stormClips = flag.Int("storm-clips", 75, "how many clips go to each of the four channels")
)

// stormEvery is the time between two posts of a channel.
const stormEvery = 700 * time.Millisecond

// A storm is a day on which everything goes wrong: networks that cut connections, take posts and don't say so, want to be
// left alone, and machines that lose their power again and again.
type storm struct {
	t        *testing.T
	random   *rand.Rand
	machines []*deployment // that share a database
	staff    client
	networks []network
	clips    int
}

func TestEveryPostIsThereOnceAfterAStormOnSQLite(t *testing.T) {
	t.Parallel()
	belong := deploy(t)
	blobs, err := disk.New(filepath.Join(belong.data, "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	blow(t, "sqlite:"+filepath.Join(belong.data, "belong.db"), blobs, belong)
}

func TestEveryPostIsThereOnceAfterAStormOnTwoMachinesWithPostgres(t *testing.T) {
	t.Parallel()
	server := s3test.Start(t)
	bucket := server.Bucket(t)
	database := pgtest.URL(t)
	machine := func() *deployment {
		belong := deploy(t, "BELONG_DATABASE="+database, "BELONG_STORAGE="+server.URL(bucket.Bucket))
		belong.env = append(belong.env, server.Env()...)
		return belong
	}
	blobs, err := s3.New(t.Context(), bucket)
	if err != nil {
		t.Fatal(err)
	}
	blow(t, database, blobs, machine(), machine())
}

func blow(t *testing.T, database string, blobs blob.Store, machines ...*deployment) {
	t.Helper()
	seed := *stormSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("go test -run %s -storm-seed %d", t.Name(), seed)
	s := &storm{t: t, random: rand.New(rand.NewPCG(seed, 0)), machines: machines, clips: *stormClips}
	seal := base64.StdEncoding.EncodeToString(make([]byte, 32))
	for _, m := range machines {
		m.env = append(m.env, "BELONG_SEAL_KEY="+seal)
	}
	s.staff = machines[0].addAdmin(t)
	for _, m := range machines {
		m.start(t)
	}
	s.networks = []network{stormWall(machines[0], s.staff), stormX(t), stormBluesky(t), stormMastodon(t)}
	s.connect()
	planDay(t, stored(t, database), blobs, s.clips, stormEvery)
	s.rage()
	s.check()
}

// connect has Belong post to the networks, as staff do.
func (s *storm) connect() {
	s.t.Helper()
	for _, n := range s.networks {
		if n.kind == "wall" {
			continue // it is there
		}
		body := map[string]any{"campaign": slug, "kind": n.kind, "base_url": n.address, "credentials": n.keys}
		s.staff.call(s.t, http.MethodPost, "/channels", body, nil)
	}
}

// rage kills machines while posts go out and networks fail, as often as it was told.
func (s *storm) rage() {
	s.t.Helper()
	for range *stormKills {
		for _, n := range s.networks {
			if n.fail != nil && s.random.IntN(2) == 0 {
				n.fail(s.random)
			}
		}
		m := s.machines[s.random.IntN(len(s.machines))]
		m.killAfter(s.t, time.Duration(s.random.IntN(1200))*time.Millisecond)
	}
	for deadline := time.After(calm); s.open() > 0; {
		select {
		case <-deadline:
			s.t.Fatalf("%d posts did not come to their end", s.open())
		case <-time.After(time.Second):
		}
	}
}

// calm is how long the last post may take after the storm.
const calm = 10 * time.Minute

// open counts the posts that have not come to their end, in one answer: between two, a post may go from the second one's state to the
// first one's.
func (s *storm) open() int {
	s.t.Helper()
	return len(s.posts("scheduled,staged,publishing"))
}

// posts asks whichever machine answers.
func (s *storm) posts(state string) []post {
	s.t.Helper()
	return s.staff.posts(s.t, state)
}

// check holds what Belong believes against what is there: each clip once on each network, none lost, and what could not be
// known is said to be so.
func (s *storm) check() {
	s.t.Helper()
	ended := map[string][]post{}
	for _, p := range s.posts("") {
		ended[p.State] = append(ended[p.State], p)
	}
	for state, posts := range ended {
		if state != "published" && state != "unconfirmed" {
			s.t.Errorf("%d posts are %s, as %+v", len(posts), state, posts[0])
		}
	}
	s.t.Logf("%d published, %d unconfirmed", len(ended["published"]), len(ended["unconfirmed"]))
	if all := len(ended["published"]) + len(ended["unconfirmed"]); all != s.clips*len(s.networks) {
		s.t.Errorf("%d posts in all, want %d", all, s.clips*len(s.networks))
	}
	for _, n := range s.networks {
		live := map[string]int{}
		for _, text := range n.live(s.t) {
			if live[text]++; live[text] > 1 {
				s.t.Errorf("%s shows %q %d times", n.kind, text, live[text])
			}
		}
		for _, p := range s.posts("") {
			if p.ChannelKind == n.kind && p.State == "published" && live[p.Text] != 1 {
				s.t.Errorf("%s shows %q %d times, and Belong says that it is published", n.kind, p.Text, live[p.Text])
			}
		}
		if len(live) > s.clips {
			s.t.Errorf("%s shows %d posts of %d clips", n.kind, len(live), s.clips)
		}
	}
}

func stormText(clip int, kind string) string {
	return fmt.Sprintf("Clip %d on %s\n#YOUbelonginSTEM", clip, kind)
}
