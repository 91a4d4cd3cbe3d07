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

func forget(t *testing.T, w *world) {
	draft := w.newSubmission()
	out, message, token := w.everything(draft)
	w.must(w.CreateSubmission(t.Context(), draft, []belong.Release{w.release(draft, belong.BySubmitter)}, out))
	withdrawn := w.submission()
	withdrawn.State = belong.Withdrawn
	w.must(w.Withdraw(t.Context(), withdrawn, belong.Outcome{}))
	withdrawn.Version++
	w.in(belong.Withdrawn) // its video came
	w.upload("on its way", noon.Add(time.Hour))
	later := w.submission()
	later.UpdatedAt = noon.Add(time.Millisecond)
	w.must(w.SaveSubmission(t.Context(), later, belong.Outcome{}))
	abandoned, err := w.AbandonedDrafts(t.Context(), noon, 10)
	same(w, []belong.Submission{draft, withdrawn}, read(w, abandoned, err))

	w.must(w.SaveSubmission(t.Context(), draft, belong.Outcome{})) // just now
	w.refused(w.Forget(t.Context(), draft, belong.Outcome{}), "stale")
	_, err = w.Message(t.Context(), message.ID)
	w.must(err)
	draft.Version++
	w.must(w.Forget(t.Context(), draft, belong.Did(w.event("submission.forgotten", draft.ID))))
	_, err = w.Submission(t.Context(), draft.ID)
	w.refused(err, "not_found")
	_, err = w.Message(t.Context(), message.ID)
	w.refused(err, "not_found")
	_, err = w.Token(t.Context(), token.Hash, belong.StatusToken, noon)
	w.refused(err, "not_found")
	releases, err := w.Releases(t.Context(), draft.ID)
	same(w, 0, len(read(w, releases, err)))
	same(w, []string{"submission.created", "submission.forgotten"}, slices.Sorted(slices.Values(w.events(draft.ID))))
	abandoned, err = w.AbandonedDrafts(t.Context(), noon, 10)
	same(w, []belong.Submission{withdrawn}, read(w, abandoned, err))
}
