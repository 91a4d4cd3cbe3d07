// Package bluesky posts videos at Bluesky, and at any other server that speaks its protocol. A post's record key is chosen
// before it is sent, so that sending it again can't make a second one.
package bluesky

import (
	"net/http"
	"sync"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// The credentials of an account.
const (
	Identifier  = "identifier"   // its handle, without an @, or the e-mail address that it logs in with
	AppPassword = "app_password" // one of its app passwords, from its settings
)

// home is the server of an account that names none.
const home = "https://bsky.social"

// What a post may be, by the definitions of app.bsky.feed.post and app.bsky.embed.video.
var limits = belong.PostLimits{Text: 300, Alt: 1000, Bytes: 100_000_000, Length: 3 * time.Minute}

// longestCaptions is how many bytes a caption file may have.
const longestCaptions = 20_000

// How long things may take.
const (
	askTime     = 30 * time.Second // one question and its answer
	uploadTime  = 10 * time.Minute // a video on its way
	processTime = 10 * time.Minute // a video that the network works on
	publishTime = time.Minute      // all of Publish

	// settleTime is how long after Publish began a post may still become live, though nobody waits for the answer any more:
	// until Publish gives up, and the minute in which the server writes down what reached it.
	settleTime = publishTime + time.Minute

	// blobTime is how long a file that no post refers to is counted on. Servers are asked to keep it for an hour or more, and
	// Bluesky's own program never throws one away. One that is lost all the same is noticed, and brought again.
	blobTime = 2 * time.Hour
)

// Config is what the adapter needs to know.
type Config struct {
	Contact string           // an address in the User-Agent of every request, for who runs the network
	Now     func() time.Time // nil is the world's clock
	Videos  VideoService     // the zero value is Bluesky's own
}

// A VideoService takes in videos for the servers that it belongs to, and makes them ready before they are posted. Other
// servers get the file itself, and the video is made ready when the post is seen.
type VideoService struct {
	URL   string
	Hosts []string // the servers, by their host's name or what it ends in after a dot
}

var blueskysOwn = VideoService{URL: "https://video.bsky.app", Hosts: []string{"bsky.social", "bsky.network"}}

// A Network speaks to Bluesky for any number of accounts. It keeps their sessions in memory, for a session may be begun only
// 30 times in five minutes. It may be used by many at once.
type Network struct {
	agent  string
	now    func() time.Time
	videos VideoService
	http   *http.Client

	sessions sessions

	mu      sync.Mutex
	lastTID uint64
	lost    map[string]bool // record keys whose video the server did not find any more, since they were staged
}

// New makes the adapter.
func New(c Config) *Network {
	n := &Network{
		agent:  "Belong (+" + c.Contact + ")",
		now:    c.Now,
		videos: c.Videos,
		http:   newClient(),
		lost:   map[string]bool{},
	}
	if n.now == nil {
		n.now = time.Now
	}
	if n.videos.URL == "" {
		n.videos = blueskysOwn
	}
	return n
}
