package storetest

import (
	"slices"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

func placePosts(t *testing.T, w *world) {
	a, b := w.newPost(w.in(belong.Approved)), w.newPost(w.in(belong.Approved))
	w.must(w.PlacePosts(t.Context(), w.campaign.ID, []belong.Post{a, b}, belong.Did(w.event("campaign.placed", w.campaign.ID))))
	a.Version, b.Version = 1, 1
	same(w, a, w.post(a.ID))

	a.State = belong.Staged
	w.must(w.SavePost(t.Context(), a, belong.Outcome{}))
	a = w.post(a.ID)
	b.State = belong.Missed
	w.must(w.SavePost(t.Context(), b, belong.Outcome{}))
	b = w.post(b.ID)
	c := w.newPost(w.in(belong.Approved))
	a.State, a.SlotAt, a.Text, a.UpdatedAt = belong.Scheduled, noon.Add(time.Hour), "Ada, later", noon.Add(time.Second)
	a.Pinned = true
	b.SlotAt, b.State = noon.Add(2*time.Hour), belong.Scheduled
	w.must(w.PlacePosts(t.Context(), w.campaign.ID, []belong.Post{a, b, c}, belong.Outcome{}))
	a.Version++
	b.Version++
	c.Version = 1
	same(w, whole(w, a, "Link", "Problem", "Attempts", "Written", "Notes", "Remote", "Said", "SentAt", "PublishedAt"), w.post(a.ID))
	same(w, c, w.post(c.ID))
}

func placePostsAllOrNothing(t *testing.T, w *world) {
	good := w.newPost(w.in(belong.Approved))
	there := w.postIn(belong.Scheduled)
	old := there
	w.must(w.SavePost(t.Context(), there, belong.Outcome{}))
	out := w.postIn(belong.Published)
	twice := w.post(there.ID)
	twice.ID, twice.Version = belong.NewID(noon), 0
	notApproved := w.newPost(w.in(belong.InReview))
	w.must(w.CreateUser(t.Context(), w.staff, belong.Outcome{}))
	e := w.in(belong.Approved)
	rejected := w.postOf(e, w.wall, belong.Canceled)
	w.decided(e.Submission, belong.Reject)
	otherClip := w.newPost(w.in(belong.Approved))
	otherClip.ClipID = w.in(belong.Approved).Clip.ID

	for name, bad := range map[string]belong.Post{
		"a version that is not the last":         old,
		"a post that can't be moved":             out,
		"a second post of a clip on a channel":   twice,
		"a submission that is not approved":      notApproved,
		"a submission that was approved once":    rejected,
		"a clip that is not the submission's":    otherClip,
		"a post that is nowhere, of a version 7": func() belong.Post { p := good; p.Version = 7; return p }(),
	} {
		err := w.PlacePosts(t.Context(), w.campaign.ID, []belong.Post{good, bad}, belong.Did(w.event("campaign.placed", w.campaign.ID)))
		if codeOf(err) != "stale" {
			t.Errorf("%s: got %v", name, err)
		}
	}
	_, err := w.Post(t.Context(), good.ID)
	w.refused(err, "not_found")
	events, err := w.Events(t.Context(), w.campaign.ID)
	same(w, 0, len(read(w, events, err)))
}

func placePostsRace(t *testing.T, w *world) {
	var entries []belong.Entry
	for range 20 {
		entries = append(entries, w.in(belong.Approved))
	}
	plan := func() (posts []belong.Post) {
		for _, e := range entries {
			posts = append(posts, w.newPost(e))
		}
		return posts
	}
	plans := [][]belong.Post{plan(), plan(), plan(), plan()}
	slices.Reverse(plans[1])
	won := w.race(len(plans), func(i int) error {
		return w.PlacePosts(t.Context(), w.campaign.ID, plans[i], belong.Outcome{})
	}, "stale")
	same(w, 1, won)
	got, err := w.Posts(t.Context(), belong.PostQuery{CampaignID: w.campaign.ID})
	same(w, len(entries), len(read(w, got, err)))
}

// starting is p as it is journalled.
func starting(p belong.Post) belong.Post {
	p.State, p.UpdatedAt = belong.Publishing, noon.Add(time.Second)
	p.SentAt = p.UpdatedAt
	p.Attempts++
	return p
}

func startPublishing(t *testing.T, w *world) {
	for _, state := range []belong.PostState{belong.Scheduled, belong.Staged} {
		p := starting(w.postIn(state))
		w.must(w.StartPublishing(t.Context(), p, belong.Did(w.event("post.publishing", p.ID))))
		p.Version++
		same(w, p, w.post(p.ID))
	}
}

func startPublishingRefused(t *testing.T, w *world) {
	w.must(w.CreateUser(t.Context(), w.staff, belong.Outcome{}))
	refused := func(name string, p belong.Post) {
		t.Helper()
		before := w.post(p.ID)
		err := w.StartPublishing(t.Context(), starting(p), belong.Did(w.event("post.publishing", p.ID)))
		if codeOf(err) != "stale" {
			t.Errorf("%s: got %v", name, err)
		}
		same(w, before, w.post(p.ID))
		events, err := w.Events(t.Context(), p.ID)
		same(w, 0, len(read(w, events, err)))
	}
	for _, state := range belong.PostStates {
		if state != belong.Scheduled && state != belong.Staged {
			refused("a post that is "+string(state), w.postIn(state))
		}
	}
	p := w.postIn(belong.Scheduled)
	old := p
	w.must(w.SavePost(t.Context(), p, belong.Outcome{}))
	refused("a version that is not the last", old)

	// A decision takes what waits out of the plan; what it does not touch must not start either.
	e := w.in(belong.Approved)
	p = w.postOf(e, w.wall, belong.PostFailed)
	w.decided(e.Submission, belong.Reject)
	p.State = belong.Scheduled
	w.must(w.SavePost(t.Context(), p, belong.Outcome{}))
	refused("a submission that is rejected", w.post(p.ID))

	p = w.postIn(belong.Staged)
	w.campaign.On = false
	w.must(w.SaveCampaign(t.Context(), w.campaign, belong.Outcome{}))
	refused("a campaign whose switch is off", p)
	w.campaign.On, w.campaign.Version = true, w.campaign.Version+1
	w.must(w.SaveCampaign(t.Context(), w.campaign, belong.Outcome{}))
	w.must(w.StartPublishing(t.Context(), starting(p), belong.Outcome{}))
}

func startPublishingRace(t *testing.T, w *world) {
	p := starting(w.postIn(belong.Scheduled))
	won := w.race(8, func(int) error {
		return w.StartPublishing(t.Context(), p, belong.Did(w.event("post.publishing", p.ID)))
	}, "stale")
	same(w, 1, won)
	same(w, 1, w.post(p.ID).Attempts)
	events, err := w.Events(t.Context(), p.ID)
	same(w, 1, len(read(w, events, err)))
}

// withdrawWhilePublishing lets a withdrawal and a post's way out meet at every point they can. Whoever is first, in the
// end the post was never sent, or there is a job to take it down.
func withdrawWhilePublishing(t *testing.T, w *world) {
	for range 15 {
		e := w.in(belong.Approved)
		p := w.postOf(e, w.wall, belong.Staged)
		sent := make(chan bool, 1)
		w.race(2, func(i int) error {
			if i == 0 {
				s := e.Submission
				s.State = belong.Withdrawn
				return w.Withdraw(t.Context(), s, belong.Outcome{})
			}
			err := w.StartPublishing(t.Context(), starting(p), belong.Outcome{})
			sent <- err == nil
			if err != nil {
				return err
			}
			live := starting(p)
			live.State, live.PublishedAt = belong.Published, noon
			live.Version++
			return w.SavePost(t.Context(), live, belong.Outcome{})
		}, "stale")
		removing := w.hasJob("remove " + string(p.ID))
		switch state := w.post(p.ID).State; {
		case <-sent:
			same(w, belong.Published, state)
			same(w, true, removing)
		default:
			same(w, belong.Canceled, state)
			same(w, false, removing)
		}
	}
}

func duePosts(t *testing.T, w *world) {
	at := func(state belong.PostState, slot time.Time) belong.Post {
		p := w.postIn(state)
		p.SlotAt = slot
		w.must(w.SavePost(t.Context(), p, belong.Outcome{}))
		return w.post(p.ID)
	}
	late, due := at(belong.Staged, noon.Add(-time.Minute)), at(belong.Scheduled, noon)
	at(belong.Scheduled, noon.Add(time.Millisecond))
	out := at(belong.Publishing, noon.Add(-time.Hour))
	at(belong.Canceled, noon.Add(-time.Hour))

	got, err := w.DuePosts(t.Context(), noon, 10)
	same(w, []belong.Post{late, due}, read(w, got, err))
	got, err = w.DuePosts(t.Context(), noon, 1)
	same(w, []belong.Post{late}, read(w, got, err))
	got, err = w.PostsInState(t.Context(), belong.Publishing)
	same(w, []belong.Post{out}, read(w, got, err))

	w.campaign.On = false
	w.must(w.SaveCampaign(t.Context(), w.campaign, belong.Outcome{}))
	got, err = w.DuePosts(t.Context(), noon, 10)
	same(w, []belong.Post{}, read(w, got, err))
}

func listPosts(t *testing.T, w *world) {
	var want []belong.Showing
	for i, state := range []belong.PostState{belong.Missed, belong.Scheduled, belong.Published, belong.Scheduled} {
		e := w.in(belong.Approved)
		p := w.postOf(e, w.wall, state)
		p.SlotAt = noon.Add(time.Duration(i) * time.Second)
		w.must(w.SavePost(t.Context(), p, belong.Outcome{}))
		want = append(want, belong.Showing{Post: w.post(p.ID), Channel: w.wall, Entry: e})
	}
	one, err := w.Showing(t.Context(), want[2].Post.ID)
	same(w, want[2], read(w, one, err))
	_, err = w.Showing(t.Context(), belong.NewID(noon))
	w.refused(err, "not_found")
	later := want[1].Entry
	second := w.newPost(later)
	second.ChannelID, second.SlotAt = w.channel(belong.X).ID, noon.Add(-time.Hour)
	w.must(w.PlacePosts(t.Context(), w.campaign.ID, []belong.Post{second}, belong.Outcome{}))
	got, err := w.PostsOf(t.Context(), later.Submission.ID)
	same(w, []belong.ID{second.ID, want[1].Post.ID}, []belong.ID{read(w, got, err)[0].Post.ID, got[1].Post.ID})
	same(w, want[1], got[1])
	second = w.post(second.ID)
	second.State = belong.Removed
	w.must(w.SavePost(t.Context(), second, belong.Outcome{}))

	got, err = w.Posts(t.Context(), belong.PostQuery{CampaignID: w.campaign.ID})
	same(w, want, read(w, got, err)[1:])
	got, err = w.Posts(t.Context(), belong.PostQuery{CampaignID: w.campaign.ID, States: []belong.PostState{belong.Scheduled, belong.Missed}})
	same(w, []belong.Showing{want[0], want[1], want[3]}, read(w, got, err))
	got, err = w.Posts(t.Context(), belong.PostQuery{CampaignID: belong.NewID(noon)})
	same(w, 0, len(read(w, got, err)))
}

func wall(t *testing.T, w *world) {
	published := func(at time.Time) belong.Showing {
		e := w.in(belong.Approved)
		p := w.postOf(e, w.wall, belong.Published)
		p.PublishedAt, p.Link, p.Problem, p.Attempts = at, "/wall/x", "late", 2
		p.Pinned, p.Written, p.Remote, p.Said, p.SentAt = true, true, "17", "slow down", at
		p.Notes = belong.Notes{Kept: []byte(`{"media":"1"}`), Until: at}
		w.must(w.SavePost(t.Context(), p, belong.Outcome{}))
		p.Version++
		same(w, whole(w, p), w.post(p.ID))
		return belong.Showing{Post: w.post(p.ID), Channel: w.wall, Entry: e}
	}
	first, second, gone := published(noon), published(noon.Add(time.Second)), published(noon.Add(2*time.Second))
	w.must(w.CreateUser(t.Context(), w.staff, belong.Outcome{}))
	rejected := published(noon.Add(3 * time.Second))
	w.decided(rejected.Entry.Submission, belong.Reject)
	same(w, true, w.hasJob("remove "+string(rejected.Post.ID)))
	elsewhere := w.postOf(w.in(belong.Approved), w.channel(belong.X), belong.Published)
	waiting := w.postIn(belong.Staged)
	gone.Entry.Submission.State = belong.Withdrawn
	w.must(w.Withdraw(t.Context(), gone.Entry.Submission, belong.Outcome{}))

	got, err := w.Wall(t.Context(), belong.WallQuery{CampaignID: w.campaign.ID})
	same(w, []belong.Showing{second, first}, read(w, got, err))
	got, err = w.Wall(t.Context(), belong.WallQuery{CampaignID: w.campaign.ID, Limit: 1})
	same(w, []belong.Showing{second}, read(w, got, err))
	one, err := w.WallClip(t.Context(), first.Entry.Clip.ID)
	same(w, first, read(w, one, err))
	for _, hidden := range []belong.ID{gone.Entry.Clip.ID, rejected.Entry.Clip.ID, elsewhere.ClipID, waiting.ClipID} {
		_, err := w.WallClip(t.Context(), hidden)
		w.refused(err, "not_found")
	}
}

// A post that changes its state, forth and back, while all are read is told once.
func listPostsMeanwhile(t *testing.T, w *world) {
	p := w.postIn(belong.Scheduled)
	w.postIn(belong.Staged)
	moved, stop := make(chan error, 1), make(chan struct{})
	go func() {
		moved <- func() error {
			for state := belong.Staged; ; {
				select {
				case <-stop:
					return nil
				default:
				}
				p.State = state
				if err := w.SavePost(t.Context(), p, belong.Outcome{}); err != nil {
					return err
				}
				p.Version++
				if state = belong.Scheduled; p.State == belong.Scheduled {
					state = belong.Staged
				}
			}
		}()
	}()
	for range 200 {
		all, err := w.Posts(t.Context(), belong.PostQuery{CampaignID: w.campaign.ID})
		if got := read(w, all, err); len(got) != 2 {
			t.Errorf("%d posts of 2", len(got))
			break
		}
	}
	close(stop)
	w.must(<-moved)
}
