package storetest

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

func replaceClip(t *testing.T, w *world) {
	e := w.in(belong.InReview)
	next := w.newClip(e.Submission, "cut of "+e.Clip.UploadID)
	next.OriginalKey, next.Cut, next.Length = e.Clip.OriginalKey, belong.Cut{From: time.Second, To: 9 * time.Second}, 8*time.Second
	sub := e.Submission
	sub.State, sub.ClipID = belong.Processing, next.ID
	said := belong.Captions{
		ClipID: e.Clip.ID, Locale: "es", Source: belong.FromPerson, ConfirmedAt: noon, UpdatedAt: noon, Version: 1,
		Cues: []belong.Cue{{Span: belong.Span{From: 3 * time.Second, To: 5 * time.Second}, Text: "Yo pertenezco"}, {Span: belong.Span{From: 10 * time.Second, To: 12 * time.Second}, Text: "a STEM"}},
	}
	w.must(w.AddCaptions(t.Context(), said, belong.Outcome{}))
	w.must(w.ReplaceClip(t.Context(), e.Clip, next, sub, belong.Outcome{}))
	sub.Version++
	moved, ok := said.MoveTo(next, e.Clip)
	kept, err := w.Captions(t.Context(), next.ID)
	if same(w, moved, read(w, kept, err)); !ok || len(moved.Outside) != 1 {
		t.Error("the captions did not come along")
	}
	got, err := w.Entry(t.Context(), sub.ID)
	same(w, belong.Entry{Submission: sub, Clip: next}, read(w, got, err))

	// The old one has its renditions until they are erased, but no original to erase with them.
	erasures, err := w.ClipsToErase(t.Context(), noon, 10)
	for _, erasure := range read(w, erasures, err) {
		for _, key := range erasure.Keys() {
			if key == next.OriginalKey {
				t.Error("the original is erased with the clip that handed it over")
			}
		}
	}
	after, err := w.ClipsSince(t.Context(), sub.ID, e.Clip.CreatedAt.Add(-time.Second))
	same(w, 2, read(w, after, err))
	none, err := w.ClipsSince(t.Context(), sub.ID, e.Clip.CreatedAt.Add(time.Hour))
	same(w, 0, read(w, none, err))
	other := w.newClip(sub, "another cut")
	w.refused(w.ReplaceClip(t.Context(), e.Clip, other, sub, belong.Outcome{}), "stale")
	_, err = w.Clip(t.Context(), other.ID)
	w.refused(err, "not_found")
}

func line(t *testing.T, w *world) {
	entries := []belong.Entry{w.in(belong.Processing), w.in(belong.Processing), w.in(belong.Processing)}
	slices.SortFunc(entries, func(a, b belong.Entry) int { return cmp.Compare(a.Clip.ID, b.Clip.ID) })
	first, second, done := entries[0], entries[1], entries[2]
	none, err := w.Line(t.Context(), first.Clip.ID)
	same(w, belong.Line{}, read(w, none, err))

	done.Submission.State, done.Clip.Length, done.Clip.Took = belong.InReview, 10*time.Second, 15*time.Second
	w.must(w.SaveClip(t.Context(), done.Clip, done.Submission, belong.Outcome{}))
	got, err := w.Line(t.Context(), second.Clip.ID)
	same(w, belong.Line{Ahead: []belong.Clip{first.Clip}, Pace: 1.5}, read(w, got, err))
}

func captions(t *testing.T, w *world) {
	e := w.in(belong.InReview)
	_, err := w.Captions(t.Context(), e.Clip.ID)
	w.refused(err, "not_found")
	draft := belong.Captions{
		ClipID: e.Clip.ID, Locale: "es", Source: belong.FromScript, UpdatedAt: noon, Version: 1,
		Cues:    []belong.Cue{{Span: belong.Span{From: 1200 * time.Millisecond, To: 3 * time.Second}, Text: "Yo pertenezco\na STEM"}},
		Outside: []belong.Cue{{Span: belong.Span{From: -4 * time.Second, To: -time.Second}, Text: "Soy Ana"}},
	}
	w.must(w.AddCaptions(t.Context(), draft, belong.Outcome{}))
	got, err := w.Captions(t.Context(), e.Clip.ID)
	same(w, draft, read(w, got, err))
	w.refused(w.AddCaptions(t.Context(), draft, belong.Outcome{}), "stale")

	edited := draft
	edited.Source, edited.ConfirmedAt, edited.Cues, edited.Outside = belong.FromPerson, noon.Add(time.Minute), nil, nil
	w.must(w.SaveCaptions(t.Context(), edited, belong.Outcome{}))
	edited.Outside = draft.Outside // nobody saw it
	whole(w, edited, "Cues")
	w.refused(w.SaveCaptions(t.Context(), draft, belong.Outcome{}), "stale")
	edited.Version++
	got, err = w.Captions(t.Context(), e.Clip.ID)
	same(w, edited, read(w, got, err))

	w.must(w.EraseClip(t.Context(), belong.Erasure{Clip: e.Clip}, belong.Outcome{}))
	_, err = w.Captions(t.Context(), e.Clip.ID)
	w.refused(err, "not_found")
}

// A draft is for the part that a clip shows; what came along of the rest stays beside it.
func captionsOfAPart(t *testing.T, w *world) {
	e := w.in(belong.InReview)
	rest := []belong.Cue{{Span: belong.Span{From: -4 * time.Second, To: -time.Second}, Text: "Soy Ana"}}
	said := []belong.Cue{{Span: belong.Span{From: time.Second, To: 3 * time.Second}, Text: "Yo pertenezco"}}
	came := belong.Captions{ClipID: e.Clip.ID, Locale: "en", Source: belong.FromPerson, Outside: rest, UpdatedAt: noon, Version: 1}
	w.must(w.AddCaptions(t.Context(), came, belong.Outcome{}))
	draft := belong.Captions{ClipID: e.Clip.ID, Locale: "es", Source: belong.FromScript, Cues: said, UpdatedAt: noon.Add(time.Minute), Version: 1}
	w.must(w.AddCaptions(t.Context(), draft, belong.Outcome{}))
	draft.Outside, draft.Version = rest, 2
	got, err := w.Captions(t.Context(), e.Clip.ID)
	same(w, draft, read(w, got, err))
	w.refused(w.AddCaptions(t.Context(), draft, belong.Outcome{}), "stale")

	emptied := draft
	emptied.Cues = nil
	w.must(w.SaveCaptions(t.Context(), emptied, belong.Outcome{}))
	w.refused(w.AddCaptions(t.Context(), draft, belong.Outcome{}), "stale") // a person took the words out
}

// What is late for a clip that is gone is not kept: nobody would erase it.
func captionsTooLate(t *testing.T, w *world) {
	withdrawn, replaced := w.in(belong.InReview), w.in(belong.InReview)
	withdrawn.Submission.State = belong.Withdrawn
	w.must(w.Withdraw(t.Context(), withdrawn.Submission, belong.Outcome{}))
	w.replace(replaced, "second clip")
	for _, e := range []belong.Entry{withdrawn, replaced} {
		draft := belong.Captions{ClipID: e.Clip.ID, Locale: "en", Source: belong.FromScript, UpdatedAt: noon, Version: 1}
		w.refused(w.AddCaptions(t.Context(), draft, belong.Outcome{}), "stale")
		_, err := w.Captions(t.Context(), e.Clip.ID)
		w.refused(err, "not_found")
	}
}
