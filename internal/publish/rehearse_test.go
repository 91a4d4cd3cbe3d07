package publish_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/publish"
	"github.com/belonginstem/belong/internal/review/reviewtest"
)

// The surroundings of a rehearsal that goes well, until a test spoils them.
type surroundings struct {
	mu    sync.Mutex
	gone  map[string]bool // files
	stat  error
	stats int
	mail  error
	pulse time.Time // zero: just now
	none  bool      // no worker ever did a round
}

func (d *desk) around() publish.Surroundings {
	s := &d.surroundings
	return publish.Surroundings{
		Stat: func(_ context.Context, key string) (int64, error) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.stats++
			if s.gone[key] {
				return 0, belong.ErrNotFound
			}
			return 7, s.stat
		},
		Mail: func(context.Context) error { return s.mail },
		Pulse: func(context.Context) (time.Time, error) {
			if s.pulse.IsZero() && !s.none {
				return d.Now(), nil
			}
			return s.pulse, nil
		},
	}
}

// connect gives the campaign an account.
func (d *desk) connect(kind belong.ChannelKind, standing belong.Standing) belong.Channel {
	d.t.Helper()
	d.standing = standing
	keys := belong.Credentials{}
	for _, name := range kind.CredentialNames() {
		keys[name] = "s3cret"
	}
	c := publish.Connection{Kind: kind, Keys: keys}
	if kind == belong.Mastodon {
		c.BaseURL = "https://m.example"
	}
	ch, err := d.svc.Connect(d.t.Context(), staff, d.Campaign, c)
	d.Must(err)
	return ch
}

// placeOn stores posts of one approved submission on several channels.
func (d *desk) placeOn(slot time.Time, channels ...belong.Channel) []belong.Post {
	d.t.Helper()
	s := d.Submit(belong.Approved, nil)
	var posts []belong.Post
	for _, ch := range channels {
		posts = append(posts, belong.Post{
			ID: belong.NewID(d.Now()), CampaignID: d.Campaign.ID, SubmissionID: s.ID, ClipID: s.ClipID, ChannelID: ch.ID,
			State: belong.Scheduled, SlotAt: slot, Text: "Jane Doe, #YOUbelonginSTEM", CreatedAt: d.Now(), UpdatedAt: d.Now(),
		})
	}
	d.Must(d.Store.PlacePosts(d.t.Context(), d.Campaign.ID, posts, belong.Outcome{}))
	for i := range posts {
		posts[i] = d.post(posts[i].ID)
	}
	return posts
}

func (d *desk) rehearse() publish.Rehearsal {
	d.t.Helper()
	r, err := d.svc.Rehearse(d.t.Context(), d.Campaign.Slug)
	d.Must(err)
	return r
}

// problems are a rehearsal's lines that are no "go", in short.
func problems(r publish.Rehearsal) (out []string) {
	for _, l := range r.Lines {
		if l.Level != publish.OK {
			out = append(out, fmt.Sprintf("%s %s: %s", l.Level, l.Area, l.Sentence))
		}
	}
	return out
}

func TestARehearsalThatGoesWell(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.SetNow(reviewtest.Day.Add(-24 * time.Hour))
	x := d.connect(belong.X, belong.Standing{Account: "@STEMx", Limits: belong.PostLimits{Text: 280, Bytes: 512 << 20, Length: 140 * time.Second}})
	for i := range 3 {
		d.placeOn(reviewtest.Day.Add(time.Duration(i)*time.Minute), d.Wall, x)
	}
	r := d.rehearse()
	if got := problems(r); !r.Go() || len(got) > 0 || r.Summary() != "All is well." {
		t.Errorf("it is not a go: %v", got)
	}
	areas := map[publish.Area]bool{}
	var all []string
	for _, l := range r.Lines {
		areas[l.Area] = true
		all = append(all, l.Sentence)
	}
	if len(areas) != len(publish.Areas) {
		t.Errorf("something was not looked at: %v", areas)
	}
	for _, want := range []string{
		"X, @STEMx: It accepts the account's keys. It takes texts of 280 characters, videos of 2:20, 536 MB at most.",
		"All 6 posts that are to go out come with a valid release.", "The storage answered for 9 files.",
	} {
		if !slices.Contains(all, want) {
			t.Errorf("%q is not among\n%s", want, strings.Join(all, "\n"))
		}
	}
	if len(d.live)+len(d.staged) > 0 || d.stats != 9 {
		t.Errorf("live %v, staged %v, the storage was asked %d times", d.live, d.staged, d.stats)
	}
}

// What stops the day, or has to be looked at, one at a time.
func TestWhatARehearsalFinds(t *testing.T) {
	t.Parallel()
	day := reviewtest.Day
	tests := map[string]struct {
		spoil func(d *desk, x belong.Channel, posts []belong.Post)
		want  string
	}{
		"the switch is off long before": {func(d *desk, _ belong.Channel, _ []belong.Post) { d.off() }, "warn switch: The switch is off: nothing goes out."},
		"the switch is off": {func(d *desk, _ belong.Channel, _ []belong.Post) {
			d.off()
			d.SetNow(day.Add(-59 * time.Minute))
		}, "no_go switch: The switch is off: nothing goes out."},
		"the keys were taken back": {func(d *desk, _ belong.Channel, _ []belong.Post) {
			d.check = &belong.NetworkError{Fault: belong.Disconnected, Sentence: "X does not know these keys any more.", Said: "Invalid or expired token"}
		}, "no_go channel: X, @STEMx: It is disconnected. X does not know these keys any more. It said: “Invalid or expired token”"},
		"an error that nobody recognises": {
			func(d *desk, _ belong.Channel, _ []belong.Post) { d.check = errors.New("401") },
			"no_go channel: X, @STEMx: X does not answer as it should. It is tried again and again.",
		},
		"the keys end too soon": {
			func(d *desk, _ belong.Channel, _ []belong.Post) { d.standing.Expires = day.Add(time.Hour) },
			"no_go channel: X, @STEMx: Its keys end on November 8, 2027, 10:00 AM EST, before the last post.",
		},
		"the network warns": {func(d *desk, _ belong.Channel, _ []belong.Post) { d.standing.Warning = "The account is locked soon." }, "warn channel: X, @STEMx: The account is locked soon."},
		"it rests into the day": {func(d *desk, x belong.Channel, _ []belong.Post) {
			x.Health.PausedUntil = day.Add(time.Minute)
			d.Must(d.Store.SaveChannel(d.t.Context(), x, belong.Outcome{}))
		}, "no_go channel: X, @STEMx: It rests until November 8, 2027, 9:01 AM EST."},
		"the keys can't be opened": {
			func(d *desk, _ belong.Channel, _ []belong.Post) { d.svc = d.service(d.Now) },
			"no_go channel: X, @STEMx: The account's keys were sealed with another seal key. Give Belong that one as BELONG_SEAL_KEY, or connect the account anew.",
		},
		"disconnected by hand": {func(d *desk, x belong.Channel, _ []belong.Post) {
			d.Must(d.svc.Disconnect(d.t.Context(), staff, x.ID))
		}, "no_go channel: X, @STEMx: It is disconnected. It was disconnected by hand. Connect it anew to post to it."},
		"a text is too long": {
			func(d *desk, _ belong.Channel, _ []belong.Post) { d.standing.Limits.Text = 20 },
			"no_go text: The post on X at November 8, 2027, 9:30 AM EST has a text that is 6 characters too long.",
		},
		"a video is too long": {
			func(d *desk, _ belong.Channel, _ []belong.Post) { d.standing.Limits.Length = 20 * time.Second },
			"no_go file: The post on X at November 8, 2027, 9:30 AM EST has a video of 0:30, and X takes 0:20.",
		},
		"a video is too large": {
			func(d *desk, _ belong.Channel, _ []belong.Post) { d.standing.Limits.Bytes = 6 },
			"no_go file: The post on X at November 8, 2027, 9:30 AM EST has a video of 0 KB, and X takes 0 KB.",
		},
		"a file is gone": {func(d *desk, _ belong.Channel, posts []belong.Post) {
			d.gone = map[string]bool{"renditions/" + string(posts[0].ClipID) + "/poster.jpg": true}
		}, `no_go file: The post on Wall at November 8, 2027, 9:30 AM EST has a "poster" file that is gone from the storage.`},
		"the storage is away": {
			func(d *desk, _ belong.Channel, _ []belong.Post) { d.stat = errors.New("refused") },
			"no_go storage: The storage did not answer for 3 files of 3.",
		},
		"a release is missing": {func(d *desk, _ belong.Channel, posts []belong.Post) {
			s := d.Submission(posts[0].SubmissionID)
			s.Minor = true
			d.Must(d.Store.SaveSubmission(d.t.Context(), s, belong.Outcome{}))
		}, "no_go release: The post on Wall at November 8, 2027, 9:30 AM EST would not go out. There is no valid release for this video."},
		"a post failed":         {func(d *desk, _ belong.Channel, posts []belong.Post) { d.put(posts[0], belong.PostFailed) }, "no_go plan: 1 post failed."},
		"a post was missed":     {func(d *desk, _ belong.Channel, posts []belong.Post) { d.put(posts[0], belong.Missed) }, "no_go plan: 1 post missed the slot, or found none."},
		"nobody knows of one":   {func(d *desk, _ belong.Channel, posts []belong.Post) { d.put(posts[0], belong.Unconfirmed) }, "no_go plan: 1 post may be live or not: nobody knows."},
		"a video has no slot":   {func(d *desk, x belong.Channel, _ []belong.Post) { d.placeOn(day, d.Wall) }, "no_go plan: 1 approved video without a slot on X, @STEMx."},
		"the day was moved":     {func(d *desk, _ belong.Channel, _ []belong.Post) { d.placeOn(day.Add(2*time.Hour), d.Wall) }, "no_go plan: 1 post would go out outside the day, which was changed."},
		"the slots are past":    {func(d *desk, _ belong.Channel, _ []belong.Post) { d.SetNow(day.Add(36 * time.Minute)) }, "no_go plan: 2 posts missed the time of the slot."},
		"nothing was staged":    {func(d *desk, _ belong.Channel, _ []belong.Post) { d.SetNow(day.Add(-15 * time.Minute)) }, "warn plan: 2 posts of the coming hour had no media taken to the channel yet."},
		"no worker is there":    {func(d *desk, _ belong.Channel, _ []belong.Post) { d.none = true }, "no_go worker: No worker did its rounds for a day."},
		"the worker went":       {func(d *desk, _ belong.Channel, _ []belong.Post) { d.pulse = day.Add(-25 * time.Hour) }, "no_go worker: No worker did its rounds since November 7, 2027, 8:00 AM EST."},
		"the mail server's off": {func(d *desk, _ belong.Channel, _ []belong.Post) { d.mail = errors.New("refused") }, "warn mail: The mail server can't be used, so nobody is told anything."},
	}
	for name, c := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t)
			d.SetNow(day.Add(-24 * time.Hour))
			x := d.connect(belong.X, belong.Standing{Account: "@STEMx"})
			posts := d.placeOn(day.Add(30*time.Minute), d.Wall, x)
			c.spoil(d, x, posts)
			r := d.rehearse()
			got := problems(r)
			if !slices.Contains(got, c.want) {
				t.Errorf("%q is not among\n%s", c.want, strings.Join(got, "\n"))
			}
			if r.Go() == strings.HasPrefix(c.want, string(publish.NoGo)) || !slices.IsSortedFunc(r.Lines, func(a, b publish.Line) int {
				return slices.Index(publish.Levels, a.Level) - slices.Index(publish.Levels, b.Level)
			}) {
				t.Errorf("go: %t, lines %v", r.Go(), got)
			}
		})
	}
}

func TestOfManyAlikeAFewAreTold(t *testing.T) {
	t.Parallel()
	d := open(t)
	x := d.connect(belong.X, belong.Standing{Account: "@STEMx", Limits: belong.PostLimits{Text: 5}})
	for i := range 12 {
		d.placeOn(reviewtest.Day.Add(time.Duration(i)*time.Minute), x)
	}
	var texts []string
	for _, l := range d.rehearse().Lines {
		if l.Area == publish.TextArea {
			texts = append(texts, l.Sentence)
		}
	}
	if len(texts) != 6 || texts[5] != "7 more posts have texts that are too long." {
		t.Errorf("%s", strings.Join(texts, "\n"))
	}
}

func TestACampaignWithoutAnything(t *testing.T) {
	t.Parallel()
	d := open(t)
	empty := d.Campaign
	empty.ID, empty.Slug = belong.NewID(d.Now()), "empty"
	d.Must(d.Store.CreateCampaign(t.Context(), empty, nil, belong.Outcome{}))
	r, err := d.svc.Rehearse(t.Context(), "empty")
	d.Must(err)
	want := []string{"no_go channel: The campaign has no channel to post to.", "warn plan: Nothing is approved, so nothing goes out."}
	if diff := cmp.Diff(want, problems(r)); diff != "" {
		t.Error(diff)
	}
	if _, err := d.svc.Rehearse(t.Context(), "nobody"); belong.KindOf(err) != belong.NotFound {
		t.Errorf("%v", err)
	}
}
