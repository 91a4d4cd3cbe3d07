package storetest

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

func staffLetters(t *testing.T, w *world) {
	staff := []belong.User{{Email: "a@example.org", Role: belong.Admin}, {Email: "m@example.org", Role: belong.Moderator}, {Email: "s@example.org", Role: belong.Scheduler}}
	write := func(at time.Time, occasion string) []belong.StaffLetter {
		return belong.NewStaffLetters(at, w.campaign.ID, occasion, "It is a go — ¡sí!", "Every line.\n\n周", staff)
	}
	first, second := write(noon, "rehearsal 1"), write(noon.Add(time.Second), "rehearsal 2")
	know, err := w.StaffKnow(t.Context(), "rehearsal 1")
	same(w, false, read(w, know, err))

	var all sync.WaitGroup
	for range 4 { // several who write on the same occasion at once
		again := write(noon.Add(time.Minute), "rehearsal 1")
		all.Go(func() {
			if err := w.Record(t.Context(), belong.Outcome{Letters: again}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	w.must(w.Record(t.Context(), belong.Outcome{Letters: first}))
	w.must(w.Record(t.Context(), belong.Outcome{Letters: second, Events: []belong.Event{w.event("campaign.rehearsed", w.campaign.ID)}}))
	know, err = w.StaffKnow(t.Context(), "rehearsal 1")
	same(w, true, read(w, know, err))

	letters, err := w.StaffLetters(t.Context(), "", 10)
	letters = read(w, letters, err)
	same(w, 4, len(letters))
	var jobs, to []string
	for _, l := range letters {
		jobs, to = append(jobs, "notify "+string(l.ID)), append(to, l.Occasion+" "+l.To)
	}
	slices.Sort(jobs)
	slices.Sort(to)
	same(w, jobs, w.jobs())
	same(w, []string{"rehearsal 1 a@example.org", "rehearsal 1 s@example.org", "rehearsal 2 a@example.org", "rehearsal 2 s@example.org"}, to)

	page, err := w.StaffLetters(t.Context(), letters[1].ID, 10)
	same(w, letters[2:], read(w, page, err))
	w.must(w.MarkStaffLetterSent(t.Context(), second[0].ID, noon.Add(time.Hour)))
	second[0].SentAt = noon.Add(time.Hour)
	got, err := w.StaffLetter(t.Context(), second[0].ID)
	same(w, whole(w, second[0]), read(w, got, err))
	_, err = w.StaffLetter(t.Context(), "nobody")
	w.refused(err, "not_found")
}
