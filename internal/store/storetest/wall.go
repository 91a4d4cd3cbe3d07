package storetest

import (
	"cmp"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// shown puts a new clip on the wall.
func (w *world) shown(at time.Time, question, partner string) belong.Showing {
	w.t.Helper()
	e := w.in(belong.Approved)
	e.Submission.Question, e.Submission.Partner = question, partner
	w.must(w.SaveSubmission(w.t.Context(), e.Submission, belong.Outcome{}))
	p := w.postOf(e, w.wall, belong.Scheduled)
	p.State, p.PublishedAt, p.UpdatedAt = belong.Published, at, at
	w.must(w.SavePost(w.t.Context(), p, belong.Outcome{}))
	one, err := w.WallClip(w.t.Context(), e.Clip.ID)
	return read(w, one, err)
}

func (w *world) tally() belong.WallTally {
	w.t.Helper()
	tally, err := w.WallTally(w.t.Context(), w.campaign.ID)
	return read(w, tally, err)
}

func wallPages(t *testing.T, w *world) {
	var posts []belong.Post
	for i := range 7 { // several were published in the same moment
		posts = append(posts, w.shown(noon.Add(time.Duration(i/3)*time.Second), "why", strconv.Itoa(i%2)).Post)
	}
	slices.SortFunc(posts, func(a, b belong.Post) int {
		return cmp.Or(b.PublishedAt.Compare(a.PublishedAt), cmp.Compare(b.ID, a.ID))
	})
	var want []belong.ID
	for _, p := range posts {
		want = append(want, p.ID)
	}
	pages := func(q belong.WallQuery) (got []belong.ID) {
		t.Helper()
		for q.CampaignID, q.Limit = w.campaign.ID, 2; ; {
			page, err := w.Wall(t.Context(), q)
			w.must(err)
			for _, s := range page {
				got, q.Before = append(got, s.Post.ID), belong.ParseWallMark(belong.MarkOf(s).String())
			}
			if len(page) < q.Limit {
				return got
			}
		}
	}
	same(w, want, pages(belong.WallQuery{}))
	same(w, 4, len(pages(belong.WallQuery{Partner: "0"})))
	same(w, 3, len(pages(belong.WallQuery{Question: "why", Partner: "1"})))
	same(w, 0, len(pages(belong.WallQuery{Question: "how"})))
	same(w, 0, len(pages(belong.WallQuery{Partner: "2"})))
}

func wallTally(t *testing.T, w *world) {
	same(w, belong.WallTally{}, w.tally())
	seen := map[string]bool{w.tally().Cursor(): true}
	changed := func(what string) belong.WallTally {
		t.Helper()
		now := w.tally()
		if seen[now.Cursor()] {
			t.Errorf("%s: the cursor is %s once more", what, now.Cursor())
		}
		seen[now.Cursor()] = true
		return now
	}
	first := w.shown(noon, "why", "north")
	same(w, []belong.WallGroup{{Question: "why", Partner: "north", Live: 1}}, changed("a first clip").Groups)
	second := w.shown(noon.Add(time.Second), "", "")
	now := changed("a second clip")
	same(w, []belong.WallGroup{{Live: 1}, {Question: "why", Partner: "north", Live: 1}}, now.Groups)
	same(w, noon.Add(time.Second), now.ChangedAt)
	w.postIn(belong.Staged)
	w.postOf(w.in(belong.Approved), w.channel(belong.X), belong.Published)
	same(w, now, w.tally())

	sub := first.Entry.Submission
	sub.Label.Name = "Grace Hopper"
	w.must(w.SaveSubmission(t.Context(), sub, belong.Outcome{}))
	same(w, 2, changed("a name that was mended").Count("", ""))
	gone := second.Post
	gone.State, gone.UpdatedAt = belong.Removed, noon.Add(time.Minute)
	w.must(w.SavePost(t.Context(), gone, belong.Outcome{}))
	now = changed("a clip that was taken down")
	same(w, 1, now.Count("", ""))
	same(w, noon.Add(time.Minute), now.ChangedAt)
	sub.Version++
	sub.State = belong.Withdrawn
	w.must(w.Withdraw(t.Context(), sub, belong.Outcome{}))
	same(w, 0, changed("a clip that was taken back").Count("", ""))
}

func wallNext(t *testing.T, w *world) {
	_, err := w.WallNext(t.Context(), w.campaign.ID, noon)
	w.refused(err, "not_found")
	slot := func(state belong.PostState, channel belong.Channel, at time.Time) {
		p := w.postOf(w.in(belong.Approved), channel, state)
		p.SlotAt = at
		w.must(w.SavePost(t.Context(), p, belong.Outcome{}))
	}
	slot(belong.Staged, w.wall, noon)
	slot(belong.Canceled, w.wall, noon.Add(time.Second))
	slot(belong.Scheduled, w.channel(belong.X), noon.Add(time.Second))
	_, err = w.WallNext(t.Context(), w.campaign.ID, noon)
	w.refused(err, "not_found")
	slot(belong.Scheduled, w.wall, noon.Add(3*time.Second))
	slot(belong.Staged, w.wall, noon.Add(2*time.Second))
	at, err := w.WallNext(t.Context(), w.campaign.ID, noon)
	same(w, noon.Add(2*time.Second), read(w, at, err))
	at, err = w.WallNext(t.Context(), w.campaign.ID, noon.Add(2*time.Second))
	same(w, noon.Add(3*time.Second), read(w, at, err))
}

func wallCaptions(t *testing.T, w *world) {
	captioned := func(clip belong.ID, locale string, confirmed time.Time, cues ...belong.Cue) {
		c := belong.Captions{ClipID: clip, Locale: locale, Source: belong.FromPerson, Cues: cues, ConfirmedAt: confirmed, UpdatedAt: noon, Version: 1}
		w.must(w.AddCaptions(t.Context(), c, belong.Outcome{}))
	}
	line := belong.Cue{Span: belong.Span{To: time.Second}, Text: "Hello"}
	right := w.shown(noon, "", "").Entry.Clip.ID
	captioned(right, "es", noon, line)
	captioned(w.shown(noon, "", "").Entry.Clip.ID, "en", time.Time{}, line)
	captioned(w.shown(noon, "", "").Entry.Clip.ID, "en", noon)
	captioned(w.postIn(belong.Staged).ClipID, "en", noon, line)
	w.shown(noon, "", "")
	got, err := w.WallCaptions(t.Context(), w.campaign.ID)
	same(w, map[belong.ID]string{right: "es"}, read(w, got, err))
}
