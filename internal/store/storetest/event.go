package storetest

import (
	"slices"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

func events(t *testing.T, w *world) {
	s := w.newSubmission()
	var want []belong.Event
	for i, actor := range []belong.Actor{{Kind: belong.Staff, ID: w.staff.ID}, {Kind: belong.Guardian, ID: s.ID}, {Kind: belong.System}, {Kind: belong.Operator}} {
		want = append(want, belong.NewEvent(noon.Add(time.Duration(i)*time.Second), actor, "submission.approved", w.campaign.ID, s.ID, "clip_too_long"))
	}
	elsewhere := belong.NewEvent(noon.Add(time.Minute), belong.Actor{Kind: belong.System}, "token.purged", "", "", "")
	w.must(w.CreateSubmission(t.Context(), s, nil, belong.Outcome{Events: append(slices.Clone(want), elsewhere)}))

	got, err := w.Events(t.Context(), s.ID)
	same(w, want, read(w, got, err))
	whole(w, want[0])
	got, err = w.CampaignEvents(t.Context(), w.campaign.ID, "", 3)
	same(w, want[:3], read(w, got, err))
	got, err = w.CampaignEvents(t.Context(), w.campaign.ID, want[2].ID, 3)
	same(w, want[3:], read(w, got, err))
}

func messages(t *testing.T, w *world) {
	s := w.newSubmission()
	var want []belong.Message
	for i := range 5 {
		at := noon.Add(time.Duration(i) * time.Second)
		want = append(want, belong.Message{ID: belong.NewID(at), SubmissionID: s.ID, Kind: belong.GuardianMessage, To: "ana@example.org", Locale: "es", CreatedAt: at})
	}
	w.must(w.CreateSubmission(t.Context(), s, nil, belong.Outcome{Messages: want}))
	w.must(w.MarkSent(t.Context(), want[1].ID, noon.Add(time.Minute)))
	want[1].SentAt = noon.Add(time.Minute)
	got, err := w.Message(t.Context(), want[1].ID)
	same(w, whole(w, want[1]), read(w, got, err))

	slices.Reverse(want)
	page, err := w.Messages(t.Context(), "", 3)
	same(w, want[:3], read(w, page, err))
	page, err = w.Messages(t.Context(), page[2].ID, 3)
	same(w, want[3:], read(w, page, err))
}
