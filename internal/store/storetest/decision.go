package storetest

import (
	"slices"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

func (w *world) decision(s belong.Submission, v belong.Verdict) belong.Decision {
	return belong.Decision{
		ID: belong.NewID(noon.Add(time.Duration(w.made) * time.Second)), SubmissionID: s.ID, ClipID: s.ClipID, Verdict: v,
		By: w.staff.ID, Note: "Thank you!", PrivateNote: "checked", At: noon,
	}
}

// decided stores a decision.
func (w *world) decided(s belong.Submission, v belong.Verdict) (belong.Submission, belong.Decision) {
	w.t.Helper()
	w.made++
	d := w.decision(s, v)
	s.State, _ = v.State()
	w.must(w.Decide(w.t.Context(), s, d, belong.Outcome{}))
	s.Version++
	return s, d
}

func decide(t *testing.T, w *world) {
	w.must(w.CreateUser(t.Context(), w.staff, belong.Outcome{}))
	s := w.in(belong.InReview).Submission
	s, first := w.decided(s, belong.Approve)
	s, second := w.decided(s, belong.Reopen)
	got, err := w.Submission(t.Context(), s.ID)
	same(w, s, read(w, got, err))
	decisions, err := w.Decisions(t.Context(), s.ID)
	same(w, []belong.Decision{whole(w, first), second}, read(w, decisions, err))

	// Two moderators who saw the same: one decides.
	won := w.race(6, func(int) error { return w.Decide(t.Context(), s, w.decision(s, belong.Approve), belong.Outcome{}) }, "stale")
	same(w, 1, won)
	decisions, err = w.Decisions(t.Context(), s.ID)
	same(w, 3, len(read(w, decisions, err)))
}

// onChannels stores a post of e in each state, each on a channel of its own.
func (w *world) onChannels(e belong.Entry) map[belong.PostState]belong.Post {
	w.t.Helper()
	posts := map[belong.PostState]belong.Post{}
	for _, state := range belong.PostStates {
		posts[state] = w.postOf(e, w.channel(belong.Mastodon), state)
	}
	return posts
}

// became tells which state each of posts has now, by the one it had.
func (w *world) became(posts map[belong.PostState]belong.Post) map[belong.PostState]belong.PostState {
	w.t.Helper()
	now := map[belong.PostState]belong.PostState{}
	for was, p := range posts {
		now[was] = w.stands(p.ID)
	}
	return now
}

// stands is a post's state; empty when there is no such post.
func (w *world) stands(id belong.ID) belong.PostState {
	w.t.Helper()
	p, err := w.Post(w.t.Context(), id)
	if codeOf(err) != "not_found" {
		w.must(err)
	}
	return p.State
}

func leavingApproved(t *testing.T, w *world) {
	w.must(w.CreateUser(t.Context(), w.staff, belong.Outcome{}))
	e := w.in(belong.Approved)
	posts, others := w.onChannels(e), w.postIn(belong.Scheduled)
	tried := w.postOf(e, w.wall, belong.Scheduled)
	tried.Attempts = 1
	w.must(w.SavePost(t.Context(), tried, belong.Outcome{}))
	e.Submission, _ = w.decided(e.Submission, belong.RequestChanges)
	same(w, map[belong.PostState]belong.PostState{
		belong.Scheduled: "", belong.Staged: "", belong.Missed: "",
		belong.Publishing: belong.Publishing, belong.Published: belong.Published, belong.Unconfirmed: belong.Unconfirmed,
		belong.PostFailed: belong.PostFailed, belong.Canceled: belong.Canceled, belong.Removed: belong.Removed,
	}, w.became(posts))
	same(w, belong.Missed, w.post(tried.ID).State)
	same(w, belong.Scheduled, w.post(others.ID).State)
	for _, p := range []belong.Post{posts[belong.Scheduled], posts[belong.Staged], posts[belong.Missed], tried} {
		same(w, []string{"post.unplaced"}, w.events(p.ID))
	}
	removals := []string{"remove " + string(posts[belong.Published].ID), "remove " + string(posts[belong.Unconfirmed].ID)}
	slices.Sort(removals)
	same(w, removals, w.jobs())
	// Somebody who read the post before has to read it again.
	w.refused(w.SavePost(t.Context(), posts[belong.Scheduled], belong.Outcome{}), "stale")

	// What is on its way is taken down once it is out.
	sent := posts[belong.Publishing]
	sent.State, sent.PublishedAt = belong.Published, noon
	w.must(w.SavePost(t.Context(), sent, belong.Outcome{}))
	same(w, true, w.hasJob("remove "+string(sent.ID)))
}

func approvedAgain(t *testing.T, w *world) {
	w.must(w.CreateUser(t.Context(), w.staff, belong.Outcome{}))
	e := w.in(belong.Approved)
	first := w.postOf(e, w.wall, belong.Staged)
	e.Submission, _ = w.decided(e.Submission, belong.Reopen)
	w.refused(w.PlacePosts(t.Context(), w.campaign.ID, []belong.Post{w.newPost(e)}, belong.Outcome{}), "stale")
	e.Submission, _ = w.decided(e.Submission, belong.Approve)
	second := w.newPost(e)
	w.must(w.PlacePosts(t.Context(), w.campaign.ID, []belong.Post{second}, belong.Outcome{}))
	same(w, belong.Scheduled, w.post(second.ID).State)
	_, err := w.Post(t.Context(), first.ID)
	w.refused(err, "not_found")
}

// events are the kinds of what happened to subject.
func (w *world) events(subject belong.ID) []string {
	w.t.Helper()
	all, err := w.Events(w.t.Context(), subject)
	var kinds []string
	for _, e := range read(w, all, err) {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

func withdraw(t *testing.T, w *world) {
	e := w.in(belong.Approved)
	posts, others := w.onChannels(e), w.postIn(belong.Scheduled)
	e.Submission.State, e.Submission.UpdatedAt = belong.Withdrawn, noon.Add(time.Minute)
	w.must(w.Withdraw(t.Context(), e.Submission, belong.Did(w.event("submission.withdrawn", e.Submission.ID))))

	same(w, map[belong.PostState]belong.PostState{
		belong.Scheduled: belong.Canceled, belong.Staged: belong.Canceled, belong.PostFailed: belong.Canceled,
		belong.Missed: belong.Canceled, belong.Unconfirmed: belong.Unconfirmed, belong.Canceled: belong.Canceled,
		belong.Publishing: belong.Publishing, belong.Published: belong.Published, belong.Removed: belong.Removed,
	}, w.became(posts))
	same(w, belong.Scheduled, w.post(others.ID).State)
	removals := []string{"remove " + string(posts[belong.Published].ID), "remove " + string(posts[belong.Unconfirmed].ID)}
	slices.Sort(removals)
	same(w, removals, w.jobs())
	for _, was := range []belong.PostState{belong.Scheduled, belong.Staged, belong.PostFailed, belong.Missed} {
		same(w, []string{"post.canceled"}, w.events(posts[was].ID))
	}
	releases, err := w.Releases(t.Context(), e.Submission.ID)
	same(w, e.Submission.UpdatedAt, read(w, releases, err)[0].WithdrawnAt)
	same(w, false, belong.MayBeShown(e.Submission, releases))
	w.refused(w.Withdraw(t.Context(), e.Submission, belong.Outcome{}), "stale")

	// What is on its way cannot be held back. Once it is out, it is taken down.
	sent := posts[belong.Publishing]
	sent.State, sent.PublishedAt = belong.Published, noon
	w.must(w.SavePost(t.Context(), sent, belong.Outcome{}))
	same(w, true, w.hasJob("remove "+string(sent.ID)))
}
