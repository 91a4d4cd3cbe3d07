package storetest

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// toErase is what has to go at now, in the order of clips.
func (w *world) toErase(now time.Time) []belong.Erasure {
	w.t.Helper()
	got, err := w.ClipsToErase(w.t.Context(), now, 100)
	w.must(err)
	slices.SortFunc(got, func(a, b belong.Erasure) int { return cmp.Compare(a.Clip.ID, b.Clip.ID) })
	return got
}

// replace gives e's submission a new clip.
func (w *world) replace(e belong.Entry, uploadID string) {
	w.t.Helper()
	u := belong.Upload{ID: uploadID, SubmissionID: e.Submission.ID, CreatedAt: noon, ExpiresAt: noon.Add(time.Hour)}
	w.must(w.CreateUpload(w.t.Context(), u, e.Submission, belong.Outcome{}))
	e.Submission.Version++
	u, clip, s, out := w.finished(u, e.Submission)
	w.must(w.FinishUpload(w.t.Context(), u, clip, s, out))
}

func erase(t *testing.T, w *world) {
	w.in(belong.InReview)
	withdrawn, replaced, posted := w.in(belong.Approved), w.in(belong.Approved), w.in(belong.Approved)
	w.postOf(posted, w.wall, belong.Published)
	w.postOf(replaced, w.wall, belong.Canceled)
	same(w, 0, len(w.toErase(noon)))

	withdrawn.Submission.State = belong.Withdrawn
	w.must(w.Withdraw(t.Context(), withdrawn.Submission, belong.Outcome{}))
	w.replace(replaced, "second clip")
	w.replace(posted, "second clip of what was posted")
	want := []belong.Erasure{{Clip: withdrawn.Clip}, {Clip: replaced.Clip}}
	slices.SortFunc(want, func(a, b belong.Erasure) int { return cmp.Compare(a.Clip.ID, b.Clip.ID) })
	same(w, want, w.toErase(noon))
	same(w, []string{withdrawn.Clip.OriginalKey, withdrawn.Clip.Renditions[0].Key}, belong.Erasure{Clip: withdrawn.Clip}.Keys())

	for _, e := range want {
		w.must(w.EraseClip(t.Context(), e, belong.Did(w.event("clip.erased", e.Clip.ID))))
	}
	same(w, 0, len(w.toErase(noon)))
	got, err := w.Clip(t.Context(), withdrawn.Clip.ID)
	withdrawn.Clip.OriginalKey, withdrawn.Clip.Renditions, withdrawn.Clip.Ready = "", nil, false
	same(w, withdrawn.Clip, read(w, got, err))
}

func eraseOriginals(t *testing.T, w *world) {
	e := w.in(belong.Approved)
	_, end, err := w.campaign.Bounds()
	w.must(err)
	over := end.Add(w.campaign.Retention)
	same(w, 0, len(w.toErase(over.Add(-time.Second))))
	same(w, []belong.Erasure{{Clip: e.Clip, OriginalOnly: true}}, w.toErase(over))
	w.in(belong.Approved)
	got, err := w.ClipsToErase(t.Context(), over, 1)
	same(w, 1, len(read(w, got, err)))

	w.must(w.EraseClip(t.Context(), belong.Erasure{Clip: e.Clip, OriginalOnly: true}, belong.Outcome{}))
	same(w, 1, len(w.toErase(over)))
	clip, err := w.Clip(t.Context(), e.Clip.ID)
	e.Clip.OriginalKey = ""
	same(w, e.Clip, read(w, clip, err))
}
