package publish_test

import (
	"context"
	crand "crypto/rand"
	"encoding/base64"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/publish"
	"github.com/belonginstem/belong/internal/queue"
	"github.com/belonginstem/belong/internal/review/reviewtest"
	"github.com/belonginstem/belong/internal/store/storetest"
)

// A desk is a house with a publisher to a made-up network; it is the first moment of the day.
type desk struct {
	*reviewtest.House
	*network
	surroundings
	svc *publish.Service
	t   *testing.T
}

func open(t *testing.T) *desk {
	t.Helper()
	d := &desk{House: reviewtest.New(t, storetest.SQLite(t)), network: newNetwork(), t: t}
	d.SetNow(reviewtest.Day)
	d.svc = d.service(d.Now)
	return d
}

func (d *desk) service(now func() time.Time) *publish.Service {
	key := make([]byte, 32)
	_, _ = crand.Read(key) // never fails; each service has a key of its own
	seal, err := publish.NewSeal(base64.StdEncoding.EncodeToString(key))
	d.Must(err)
	return publish.New(publish.Config{
		Store: d.Store, Queue: d.Queue, Seal: seal, Around: d.around(), Address: "https://belong.example", Now: now,
		Channels: map[belong.ChannelKind]publish.Channel{belong.Wall: d.network, belong.X: d.network, belong.Mastodon: d.network},
	})
}

// place stores a post of an approved submission at slot.
func (d *desk) place(slot time.Time) belong.Post {
	d.t.Helper()
	s := d.Submit(belong.Approved, nil)
	p := belong.Post{
		ID: belong.NewID(d.Now()), CampaignID: d.Campaign.ID, SubmissionID: s.ID, ClipID: s.ClipID, ChannelID: d.Wall.ID,
		State: belong.Scheduled, SlotAt: slot, CreatedAt: d.Now(), UpdatedAt: d.Now(),
	}
	d.Must(d.Store.PlacePosts(d.t.Context(), d.Campaign.ID, []belong.Post{p}, belong.Outcome{}))
	return d.post(p.ID)
}

func (d *desk) post(id belong.ID) belong.Post {
	d.t.Helper()
	p, err := d.Store.Post(d.t.Context(), id)
	d.Must(err)
	return p
}

// put stores the post in a state.
func (d *desk) put(p belong.Post, state belong.PostState) belong.Post {
	d.t.Helper()
	p.State = state
	if state == belong.Published {
		p.PublishedAt, p.Link = d.Now(), link(p.ID)
	}
	d.Must(d.Store.SavePost(d.t.Context(), p, belong.Outcome{}))
	return d.post(p.ID)
}

// off turns the switch off.
func (d *desk) off() {
	c, err := d.Store.Campaign(d.t.Context(), d.Campaign.ID)
	d.Must(err)
	c.On = false
	d.Must(d.Store.SaveCampaign(d.t.Context(), c, belong.Outcome{}))
}

// withdraw takes the post's submission back.
func (d *desk) withdraw(p belong.Post) {
	s := d.Submission(p.SubmissionID)
	s.State = belong.Withdrawn
	d.Must(d.Store.Withdraw(d.t.Context(), s, belong.Outcome{}))
}

var staff = belong.Actor{Kind: belong.Staff, ID: "5"}

// inDoubt is a post that was sent and whose answer was lost, so that it is unconfirmed, live or not.
func (d *desk) inDoubt(live bool) belong.Post {
	d.t.Helper()
	p := d.place(d.Now())
	d.find = belong.ErrUnknowable
	if live {
		d.after = errors.New("reset")
	} else {
		d.before = errors.New("reset")
	}
	d.Must(d.svc.Publish(d.t.Context(), p.ID))
	return p
}

func TestADuePostGoesLiveOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	p := d.place(d.Now())
	for range 3 {
		d.Must(d.svc.Publish(t.Context(), p.ID))
	}
	got := d.post(p.ID)
	if got.State != belong.Published || got.Link != link(p.ID) || got.PublishedAt.Before(got.SlotAt) || got.Attempts != 1 {
		t.Errorf("post %+v", got)
	}
	if d.live[p.ID] != 1 || d.staged[p.ID] != 1 {
		t.Errorf("live %d times, staged %d times", d.live[p.ID], d.staged[p.ID])
	}
	if diff := cmp.Diff([]string{"system post.staged", "system post.started", "system post.published"}, d.Events(p.ID)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"published to jane@example.org"}, d.Letters(p.SubmissionID)); diff != "" {
		t.Error(diff)
	}
}

func TestASlotAMomentAwayIsWaitedFor(t *testing.T) {
	t.Parallel()
	d := open(t)
	real := time.Now()
	svc := d.service(time.Now)
	p := d.place(real.Add(1500 * time.Millisecond))
	d.Must(svc.Publish(t.Context(), p.ID))
	if got := d.post(p.ID); got.State != belong.Published || got.PublishedAt.Before(got.SlotAt) {
		t.Errorf("slot %v, %q at %v", got.SlotAt, got.State, got.PublishedAt)
	}
}

func TestAPostThatMayNotGoOutIsNotSent(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		prepare func(d *desk, p belong.Post)
		state   belong.PostState
		problem string
	}{
		{"its slot is later", func(d *desk, _ belong.Post) { d.SetNow(d.Now().Add(-time.Minute)) }, belong.Scheduled, ""},
		{"the switch is off", func(d *desk, _ belong.Post) { d.off() }, belong.Scheduled, ""},
		{"the switch is turned off while it waits", func(d *desk, _ belong.Post) { d.onStage = d.off }, belong.Staged, ""},
		{"the video is taken back while it waits", func(d *desk, p belong.Post) {
			d.onStage = func() { d.withdraw(p) }
		}, belong.Canceled, ""},
		{
			"its grace is over", func(d *desk, _ belong.Post) { d.SetNow(d.Now().Add(5*time.Minute + time.Second)) },
			belong.Missed, "The slot's time has passed by more than the campaign allows.",
		},
		{"the approval was taken back", func(d *desk, p belong.Post) {
			s := d.Submission(p.SubmissionID)
			s.State = belong.InReview
			d.Must(d.Store.SaveSubmission(d.t.Context(), s, belong.Outcome{}))
		}, belong.Canceled, "The submission is not approved."},
		{"a guardian's release is missing", func(d *desk, p belong.Post) {
			s := d.Submission(p.SubmissionID)
			s.Minor = true
			d.Must(d.Store.SaveSubmission(d.t.Context(), s, belong.Outcome{}))
		}, belong.Canceled, "There is no valid release for this video."},
		{"the video was taken back", func(d *desk, p belong.Post) { d.withdraw(p) }, belong.Canceled, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := open(t)
			p := d.place(d.Now())
			c.prepare(d, p)
			d.Must(d.svc.Publish(t.Context(), p.ID))
			if got := d.post(p.ID); got.State != c.state || got.Problem != c.problem {
				t.Errorf("%q, problem %q", got.State, got.Problem)
			}
			if d.live[p.ID] != 0 {
				t.Error("it went live")
			}
		})
	}
}

func TestWhatTheNetworkAnswersDecidesWhatComesNext(t *testing.T) {
	t.Parallel()
	refused := &belong.NetworkError{Fault: belong.Refused, Sentence: "The text is too long.", Said: "too long"}
	notNow := &belong.NetworkError{Fault: belong.NotNow, Sentence: "The network takes no more posts for now."}
	closed := &belong.NetworkError{Fault: belong.Disconnected, Sentence: "The keys were taken back."}
	cut := errors.New("connection reset")
	for _, c := range []struct {
		name    string
		network func(n *network)
		state   belong.PostState
		problem string
		live    int
		retry   bool
	}{
		{"it refuses", func(n *network) { n.before = refused }, belong.PostFailed, refused.Sentence, 0, false},
		{"it is busy", func(n *network) { n.before = notNow }, belong.Scheduled, notNow.Sentence, 0, false},
		{"it takes back the keys", func(n *network) { n.before = closed }, belong.Scheduled, closed.Sentence, 0, false},
		{"its answer is lost, and it took the post", func(n *network) { n.after = cut }, belong.Published, "", 1, false},
		{"its answer is lost, and it took nothing", func(n *network) { n.before = cut }, belong.Scheduled, "", 0, true},
		{"its answer is lost, and it is down", func(n *network) { n.after, n.find = cut, cut }, belong.Publishing, "", 1, true},
		{
			"its answer is lost, and it can't tell", func(n *network) { n.after, n.find = cut, belong.ErrUnknowable }, belong.Unconfirmed,
			"It was sent, and the network can't say whether it is live. Look there, then confirm or retry.", 1, false,
		},
		{"it does not take the media", func(n *network) { n.stage = refused }, belong.PostFailed, refused.Sentence, 0, false},
		{"it does not take the media now", func(n *network) { n.stage = notNow }, belong.Scheduled, "", 0, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := open(t)
			c.network(d.network)
			p := d.place(d.Now())
			err := d.svc.Publish(t.Context(), p.ID)
			if (err != nil) != c.retry {
				t.Errorf("another try: %v", err)
			}
			if got := d.post(p.ID); got.State != c.state || got.Problem != c.problem || d.live[p.ID] != c.live {
				t.Errorf("%q, problem %q, live %d times", got.State, got.Problem, d.live[p.ID])
			}
		})
	}
}

func TestANetworkThatStaysDownIsLeftToAPerson(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.after, d.find = errors.New("reset"), errors.New("down")
	p := d.place(d.Now())
	if err := d.svc.Publish(t.Context(), p.ID); err == nil {
		t.Error("it is worth another try")
	}
	d.SetNow(d.Now().Add(11 * time.Minute))
	d.Must(d.svc.Publish(t.Context(), p.ID))
	if got := d.post(p.ID); got.State != belong.Unconfirmed || d.live[p.ID] != 1 {
		t.Errorf("%q, live %d times", got.State, d.live[p.ID])
	}
}

// A process that dies in the middle is one whose context ends: nothing is written after.
func TestHoweverOftenAProcessDiesAPostGoesLiveOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	r := rand.New(rand.NewPCG(1, 2))
	var posts []belong.Post
	for range 30 {
		posts = append(posts, d.place(d.Now()))
	}
	kills := 0
	left := posts
	for tries := 0; len(left) > 0 && tries < 1000; tries++ {
		p := left[0]
		ctx, die := context.WithCancel(t.Context())
		d.cut, d.cutAfter = nil, r.IntN(2) == 0
		if r.IntN(2) == 0 {
			d.cut = die
			kills++
		}
		if err := d.svc.Publish(ctx, p.ID); err != nil && d.cut == nil {
			t.Fatal(err)
		}
		die()
		if d.post(p.ID).State == belong.Published {
			left = left[1:]
		}
	}
	for _, p := range posts {
		if d.live[p.ID] != 1 {
			t.Errorf("a post went live %d times", d.live[p.ID])
		}
	}
	if kills < 10 || len(left) > 0 {
		t.Errorf("%d kills, %d posts are not out", kills, len(left))
	}
}

// The answer is the only proof that some networks ever give.
func TestAnAnswerIsWrittenDownThoughTheProcessIsToStop(t *testing.T) {
	t.Parallel()
	d := open(t)
	p := d.place(d.Now())
	ctx, stop := context.WithCancel(t.Context())
	d.cut, d.cutAfter, d.answers = stop, true, true
	d.Must(d.svc.Publish(ctx, p.ID))
	if got := d.post(p.ID); got.State != belong.Published || got.Link != link(p.ID) {
		t.Errorf("%q at %q", got.State, got.Link)
	}
}

func TestAClockThatIsSetBackKeepsNobodyWaiting(t *testing.T) {
	t.Parallel()
	d := open(t)
	p := d.place(d.Now())
	d.after, d.find = errors.New("reset"), errors.New("not on the timeline yet")
	if err := d.svc.Publish(t.Context(), p.ID); err == nil {
		t.Fatal("it is worth another try")
	}
	d.SetNow(d.Now().Add(-time.Hour))
	d.Must(d.svc.Publish(t.Context(), p.ID))
	if got := d.post(p.ID).State; got != belong.Unconfirmed {
		t.Errorf("it is %q", got)
	}
}

func TestRecoverHandsOverWhatWasLeftInTheMiddle(t *testing.T) {
	t.Parallel()
	d := open(t)
	p := d.place(d.Now())
	d.place(d.Now())
	p.State, p.Attempts = belong.Publishing, 1
	d.Must(d.Store.StartPublishing(t.Context(), p, belong.Outcome{}))
	handed := make(chan belong.ID, 10)
	for _, kind := range belong.JobKinds {
		d.Queue.Handle(kind, queue.Options{}, func(_ context.Context, subject belong.ID) error {
			handed <- subject
			return nil
		})
	}
	d.Must(d.svc.Recover(t.Context()))
	d.Must(d.svc.Recover(t.Context()))
	d.Must(d.Queue.Start(t.Context()))
	if got := <-handed; got != p.ID {
		t.Errorf("handed over %s, not %s", got, p.ID)
	}
	d.Must(d.Queue.Stop(t.Context()))
	if len(handed) > 0 {
		t.Errorf("handed over as well: %s", <-handed)
	}
}
