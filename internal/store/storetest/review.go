package storetest

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

func byID(a, b belong.Entry) int { return cmp.Compare(a.Submission.ID, b.Submission.ID) }

// pages reads a queue to its end.
func (w *world) pages(q belong.ReviewQuery, between func()) []belong.Entry {
	w.t.Helper()
	var all []belong.Entry
	for {
		page, next, err := w.Review(w.t.Context(), q)
		w.must(err)
		if len(page) > q.Limit {
			w.t.Fatalf("a page of %d, want at most %d", len(page), q.Limit)
		}
		all = append(all, page...)
		if next == "" {
			return all
		}
		if len(page) != q.Limit || next != page[len(page)-1].Submission.ID {
			w.t.Fatalf("a page of %d ends with %q", len(page), next)
		}
		q.After = next
		between()
	}
}

func reviewPages(t *testing.T, w *world) {
	const n = 250
	var want []belong.Entry
	states := []belong.SubmissionState{belong.InReview, belong.Approved, belong.Rejected}
	// Many within one millisecond, so that their order is not that of their making.
	for i := range n {
		s := w.newSubmission()
		s.ID, s.State = belong.NewID(noon.Add(time.Duration(i/100)*time.Millisecond)), states[i%3]
		w.must(w.CreateSubmission(t.Context(), s, nil, belong.Outcome{}))
		want = append(want, belong.Entry{Submission: s})
	}
	slices.SortFunc(want, byID)
	nothing := func() {}
	for _, limit := range []int{1, 7, 50, n - 1, n, n + 1} {
		same(w, want, w.pages(belong.ReviewQuery{CampaignID: w.campaign.ID, Limit: limit}, nothing))
	}
	two := slices.DeleteFunc(slices.Clone(want), func(e belong.Entry) bool { return e.Submission.State == belong.Rejected })
	same(w, two, w.pages(belong.ReviewQuery{CampaignID: w.campaign.ID, Limit: 20, States: []belong.SubmissionState{belong.Approved, belong.InReview}}, nothing))

	// What is decided or comes in between two pages moves nothing else.
	newest, decided := noon.Add(time.Second), 0
	got := w.pages(belong.ReviewQuery{CampaignID: w.campaign.ID, Limit: 10, States: []belong.SubmissionState{belong.InReview}}, func() {
		s := w.newSubmission()
		newest = newest.Add(time.Second)
		s.ID, s.State = belong.NewID(newest), belong.Draft
		w.must(w.CreateSubmission(t.Context(), s, nil, belong.Outcome{}))
		done := slices.IndexFunc(two[decided:], func(e belong.Entry) bool { return e.Submission.State == belong.InReview }) + decided
		decided = done + 1
		changed := two[done].Submission
		changed.State = belong.Approved
		w.must(w.SaveSubmission(t.Context(), changed, belong.Outcome{}))
	})
	inReview := slices.DeleteFunc(slices.Clone(two), func(e belong.Entry) bool { return e.Submission.State != belong.InReview })
	same(w, inReview, got)
}

func reviewStates(t *testing.T, w *world) {
	waiting, approved := w.in(belong.InReview), w.in(belong.Approved)
	other := someCampaign("other")
	w.must(w.CreateCampaign(t.Context(), other, nil, belong.Outcome{}))
	for _, test := range []struct {
		q    belong.ReviewQuery
		want []belong.Entry
	}{
		{belong.ReviewQuery{CampaignID: w.campaign.ID}, []belong.Entry{waiting, approved}},
		{belong.ReviewQuery{CampaignID: w.campaign.ID, States: []belong.SubmissionState{belong.InReview}}, []belong.Entry{waiting}},
		{belong.ReviewQuery{CampaignID: w.campaign.ID, States: []belong.SubmissionState{belong.InReview, belong.InReview}}, []belong.Entry{waiting}},
		{belong.ReviewQuery{CampaignID: w.campaign.ID, States: []belong.SubmissionState{belong.Failed}}, []belong.Entry{}},
		{belong.ReviewQuery{CampaignID: w.campaign.ID, After: waiting.Submission.ID}, []belong.Entry{approved}},
		{belong.ReviewQuery{CampaignID: other.ID}, []belong.Entry{}},
	} {
		got, next, err := w.Review(t.Context(), test.q)
		same(w, test.want, read(w, got, err))
		same(w, "", next)
	}
	got, err := w.ApprovedEntries(t.Context(), w.campaign.ID)
	same(w, []belong.Entry{approved}, read(w, got, err))
}

func entryHasItsClip(t *testing.T, w *world) {
	draft := w.submission()
	got, err := w.Entry(t.Context(), draft.ID)
	same(w, belong.Entry{Submission: draft}, read(w, got, err))
	e := w.in(belong.InReview)
	got, err = w.Entry(t.Context(), e.Submission.ID)
	same(w, e, read(w, got, err))
}
