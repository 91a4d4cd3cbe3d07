package publish

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/belonginstem/belong/internal/belong"
)

// A Rehearsal is the day, tried out without posting anything: whether it would go well, line by line.
type Rehearsal struct {
	Campaign belong.Campaign
	At       time.Time
	From, To time.Time // the first day's first moment, and the last day's last
	Zone     *time.Location
	Lines    []Line // what stops the day first
}

// Go tells whether nothing stops the day.
func (r Rehearsal) Go() bool { return r.Count(NoGo) == 0 }

// Count tells how many lines are of that level.
func (r Rehearsal) Count(level Level) (n int) {
	for _, l := range r.Lines {
		if l.Level == level {
			n++
		}
	}
	return n
}

// A Line is one thing that was looked at. It names nobody whose video it is about.
type Line struct {
	Area     Area   `json:"area"`
	Level    Level  `json:"level"`
	Sentence string `json:"sentence"`
	Next     string `json:"next,omitempty"` // what to do, in a sentence; empty where there is nothing to do
	Link     string `json:"link,omitempty"` // to where it is done, from the top of this site
}

// A Level is what a line means for the day.
type Level string

// The levels, the worst first.
const (
	NoGo Level = "no_go" // something would not go out, or must not
	Warn Level = "warn"  // somebody should look at it
	OK   Level = "go"
)

// Levels are all levels, the worst first.
var Levels = []Level{NoGo, Warn, OK}

// An Area is what part of the day a line is about.
type Area string

// The areas, in the order in which they are told.
const (
	SwitchArea  Area = "switch"
	ChannelArea Area = "channel"
	PlanArea    Area = "plan"
	ReleaseArea Area = "release"
	TextArea    Area = "text"
	FileArea    Area = "file"
	StorageArea Area = "storage"
	WorkerArea  Area = "worker"
	MailArea    Area = "mail"
)

// Areas are all areas, in the order in which they are told.
var Areas = []Area{SwitchArea, ChannelArea, PlanArea, ReleaseArea, TextArea, FileArea, StorageArea, WorkerArea, MailArea}

// Surroundings are what a rehearsal asks besides the database and the networks.
type Surroundings struct {
	Stat  func(ctx context.Context, key string) (bytes int64, err error) // of a stored file; belong.NotFound where there is none
	Mail  func(ctx context.Context) error                                // asks the mail server; nil where there is none
	Pulse func(ctx context.Context) (time.Time, error)                   // when the workers did their rounds last; zero: not for a day
}

const (
	askedAtOnce = 16               // files, releases, networks
	askFor      = 20 * time.Second // a network or the mail server, at most
)

// Rehearse tries the campaign's day out: it asks every network about its account, and looks at every post that is to go
// out, its release, its text and its files. It posts nothing; what the networks say is kept with the channels. An error
// means that the rehearsal could not be held, not that it went badly.
func (s *Service) Rehearse(ctx context.Context, slug string) (Rehearsal, error) {
	c, err := s.store.CampaignBySlug(ctx, slug)
	if err != nil {
		return Rehearsal{}, err
	}
	r, err := s.newRehearsing(ctx, c)
	if err != nil {
		return Rehearsal{}, err
	}
	work, ctx := errgroup.WithContext(ctx)
	for _, look := range []func(context.Context) error{r.lookAtChannels, r.lookAtFiles, r.readReleases, r.lookAtMail, r.lookAtWorkers} {
		work.Go(func() error { return look(ctx) })
	}
	if err := work.Wait(); err != nil {
		return Rehearsal{}, err
	}
	r.lookAtSwitch()
	r.lookAtPlan()
	r.lookAtPosts()
	slices.SortStableFunc(r.Lines, func(a, b Line) int {
		return cmp.Or(cmp.Compare(slices.Index(Levels, a.Level), slices.Index(Levels, b.Level)),
			cmp.Compare(slices.Index(Areas, a.Area), slices.Index(Areas, b.Area)))
	})
	return r.Rehearsal, nil
}

// A rehearsing is a rehearsal under way.
type rehearsing struct {
	*Service
	Rehearsal
	windows  []belong.Window
	channels []belong.Channel // as their networks say just now, once those were asked
	posts    []belong.Showing
	approved []belong.Entry

	mu       sync.Mutex // guards what is found out by several at once: Lines, files and releases
	files    map[string]file
	releases map[belong.ID][]belong.Release
}

func (s *Service) newRehearsing(ctx context.Context, c belong.Campaign) (r *rehearsing, err error) {
	r = &rehearsing{
		Service: s, Rehearsal: Rehearsal{Campaign: c, At: s.now()}, files: map[string]file{}, releases: map[belong.ID][]belong.Release{},
	}
	if r.windows, err = c.Windows(); err != nil {
		return nil, err
	}
	r.From, r.To = r.windows[0].From, r.windows[len(r.windows)-1].To
	if r.Zone, err = time.LoadLocation(c.Day.Zone); err != nil {
		return nil, err
	}
	if r.channels, err = s.store.Channels(ctx, c.ID); err != nil {
		return nil, err
	}
	if r.posts, err = s.store.Posts(ctx, belong.PostQuery{CampaignID: c.ID}); err != nil {
		return nil, err
	}
	r.approved, err = s.store.ApprovedEntries(ctx, c.ID)
	return r, err
}

// say adds a line.
func (r *rehearsing) say(l Line) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Lines = append(r.Lines, l)
}

func (r *rehearsing) schedulePage() string { return "/staff/schedule?campaign=" + r.Campaign.Slug }
func (r *rehearsing) channelsPage() string { return "/staff/channels?campaign=" + r.Campaign.Slug }

// toGo tells whether a post is still to go out.
func toGo(p belong.Post) bool {
	return p.State == belong.Scheduled || p.State == belong.Staged || p.State == belong.Publishing
}
