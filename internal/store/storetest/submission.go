package storetest

import (
	"testing"

	"github.com/belonginstem/belong/internal/belong"
)

func submissionRoundTrip(t *testing.T, w *world) {
	s := w.newSubmission()
	s.Label = belong.Label{Name: "王小明 👩🏽‍🔬 Ana María Núñez", Title: "Profesora de Física; DROP TABLE posts; --", Organization: "清华大学 'AT&T' \"x\""}
	s.Filename, s.Script = "Ana María_VP, R&D_AT&T.MOV", "Une ligne\nعربي $1 ?1 %s"
	s.Role, s.Minor, s.GuardianEmail = belong.Student, true, "madre@example.org"
	s.Locale, s.Partner, s.Note = "es", "mass-stem", "ok"
	w.must(w.CreateSubmission(t.Context(), s, nil, belong.Outcome{}))
	got, err := w.Submission(t.Context(), s.ID)
	same(w, s, read(w, got, err))

	s.State, s.Label.Name, s.UpdatedAt = belong.Uploading, "Ana Núñez", noon.AddDate(0, 0, 1)
	w.must(w.SaveSubmission(t.Context(), s, belong.Outcome{}))
	s.Version++
	got, err = w.Submission(t.Context(), s.ID)
	same(w, whole(w, s, "ClipID"), read(w, got, err))
}

func notFound(t *testing.T, w *world) {
	ctx, id := t.Context(), belong.NewID(noon)
	_, err := w.Campaign(ctx, id)
	w.refused(err, "not_found")
	_, err = w.CampaignBySlug(ctx, "nothing")
	w.refused(err, "not_found")
	_, err = w.Submission(ctx, id)
	w.refused(err, "not_found")
	_, err = w.Entry(ctx, id)
	w.refused(err, "not_found")
	_, err = w.Upload(ctx, "nothing")
	w.refused(err, "not_found")
	_, err = w.Clip(ctx, id)
	w.refused(err, "not_found")
	_, err = w.ClipByUpload(ctx, "nothing")
	w.refused(err, "not_found")
	_, err = w.Post(ctx, id)
	w.refused(err, "not_found")
	_, err = w.WallClip(ctx, id)
	w.refused(err, "not_found")
	_, err = w.User(ctx, id)
	w.refused(err, "not_found")
	_, err = w.UserByEmail(ctx, "nobody@example.org")
	w.refused(err, "not_found")
	_, err = w.Message(ctx, id)
	w.refused(err, "not_found")
	w.refused(w.MarkSent(ctx, id, noon), "not_found")
	w.refused(w.SetProgress(ctx, id, 1), "not_found")
	w.refused(w.SetPassword(ctx, id, "x", belong.Outcome{}), "not_found")
}

func oneWriterWins(t *testing.T, w *world) {
	s := w.submission()
	for range 5 {
		won := w.race(8, func(int) error { return w.SaveSubmission(t.Context(), s, belong.Outcome{}) }, "stale")
		if won != 1 {
			t.Fatalf("%d writers of version %d succeeded", won, s.Version)
		}
		s.Version++
	}
	got, err := w.Submission(t.Context(), s.ID)
	same(w, s, read(w, got, err))
}

func countStates(t *testing.T, w *world) {
	w.submission()
	w.submission()
	w.in(belong.InReview)
	other := someCampaign("other")
	w.must(w.CreateCampaign(t.Context(), other, nil, belong.Outcome{}))
	got, err := w.CountStates(t.Context(), w.campaign.ID)
	same(w, map[belong.SubmissionState]int{belong.Draft: 2, belong.InReview: 1}, read(w, got, err))
	got, err = w.CountStates(t.Context(), other.ID)
	same(w, map[belong.SubmissionState]int{}, read(w, got, err))
}

func addRelease(t *testing.T, w *world) {
	s := w.newSubmission()
	s.Minor, s.State = true, belong.AwaitingRelease
	own := w.release(s, belong.BySubmitter)
	w.must(w.CreateSubmission(t.Context(), s, []belong.Release{own}, belong.Outcome{}))
	guardian := w.release(s, belong.ByGuardian)
	guardian.ID, guardian.ClipID = belong.NewID(noon.AddDate(0, 0, 1)), belong.NewID(noon)
	guardian.Name, guardian.Text = "María", "Acepto, palabra por palabra."
	s.State = belong.InReview
	w.must(w.AddRelease(t.Context(), guardian, s, belong.Outcome{}))
	w.refused(w.AddRelease(t.Context(), w.release(s, belong.ByStaff), s, belong.Outcome{}), "stale")

	releases, err := w.Releases(t.Context(), s.ID)
	same(w, []belong.Release{own, whole(w, guardian, "WithdrawnAt")}, read(w, releases, err))
	s.Version++
	got, err := w.Submission(t.Context(), s.ID)
	same(w, s, read(w, got, err))
}

func oddText(t *testing.T, w *world) {
	s := w.newSubmission()
	s.Script = "a\x00b"
	err := w.CreateSubmission(t.Context(), s, nil, belong.Outcome{})
	if codeOf(err) == "text" {
		return
	}
	w.must(err)
	got, err := w.Submission(t.Context(), s.ID)
	same(w, s, read(w, got, err))
}
