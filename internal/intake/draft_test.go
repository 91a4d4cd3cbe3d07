package intake_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/intake"
)

func TestADraftIsStoredWithAllThatFollows(t *testing.T) {
	t.Parallel()
	r := newRig(t, inFolder)
	d := goodDraft()
	d.Locale, d.Script, d.Partner = "es-PR", "Yo pertenezco.", "ma-west"
	created, err := r.Create(t.Context(), d)
	r.must(err)
	want := belong.Submission{
		ID: created.Submission.ID, CampaignID: r.campaign.ID, State: belong.Draft,
		Label:    belong.Label{Name: "Jane Doe", Title: "Chief Scientist", Organization: "STEMx"},
		Question: "why", Role: belong.Leader, Email: "jane@example.org", Script: "Yo pertenezco.", Locale: "es", Partner: "ma-west",
		CreatedAt: today, UpdatedAt: today,
	}
	if diff := cmp.Diff(want, r.submission(created.Submission.ID)); diff != "" {
		t.Errorf("the submission (-want +got):\n%s", diff)
	}
	releases, err := r.store.Releases(t.Context(), created.Submission.ID)
	r.must(err)
	if len(releases) != 1 || releases[0].By != belong.BySubmitter || releases[0].Name != "Jane Doe" ||
		releases[0].Version != "2027-1" || releases[0].Text != "Acepto." || !releases[0].At.Equal(today) {
		t.Errorf("the releases are %+v", releases)
	}
	token, err := r.store.Token(t.Context(), belong.HashSecret(created.Token), belong.StatusToken, today.Add(399*24*time.Hour))
	if err != nil || token.Subject != created.Submission.ID {
		t.Errorf("the token opens %q (%v)", token.Subject, err)
	}
	if n := r.happened("submission.created"); n != 1 {
		t.Errorf("%d events tell of it", n)
	}
}

func TestADraftWithAFileName(t *testing.T) {
	t.Parallel()
	r := newRig(t, inFolder)
	base := intake.Draft{Campaign: "you-belong-in-stem", Role: "student", Release: "2027-1"}
	tests := map[string]struct {
		filename   string
		label      belong.Label
		problem    belong.LabelCode
		suggestion string
	}{
		"by the convention": {
			"Ana María Núñez_Profesora de Física_Universidad de Puerto Rico.MOV",
			belong.Label{Name: "Ana María Núñez", Title: "Profesora de Física", Organization: "Universidad de Puerto Rico"},
			"", "",
		},
		"against it": {"Jane_Doe_Chief Scientist_STEMx.mp4", belong.Label{}, belong.LabelTooManyParts, "Jane Doe_Chief Scientist_STEMx"},
		"none":       {"", belong.Label{}, "", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := base
			d.Filename = tt.filename
			created, err := r.Create(t.Context(), d)
			r.must(err)
			s := r.submission(created.Submission.ID)
			if s.Label != tt.label || s.Filename != tt.filename {
				t.Errorf("stored are the label %+v and the file name %q", s.Label, s.Filename)
			}
			var problem belong.LabelCode
			if created.Read.Problem != nil {
				problem = created.Read.Problem.Code
			}
			if problem != tt.problem || created.Read.Suggestion != tt.suggestion {
				t.Errorf("the answer tells of %q and suggests %q", problem, created.Read.Suggestion)
			}
		})
	}
}

func TestADraftIsRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		draft func(*intake.Draft)
		kind  belong.Kind
		code  string
		field string
	}{
		"for no campaign":           {func(d *intake.Draft) { d.Campaign = "other" }, belong.NotFound, "campaign_unknown", "campaign"},
		"without a release":         {func(d *intake.Draft) { d.Release = "" }, belong.Invalid, "release_missing", "release"},
		"with an older release":     {func(d *intake.Draft) { d.Release = "2026-1" }, belong.Invalid, "release_outdated", "release"},
		"without a title":           {func(d *intake.Draft) { d.Title = " " }, belong.Invalid, "title_missing", "title"},
		"with the example's words":  {func(d *intake.Draft) { d.Organization = "STEMorganization" }, belong.Invalid, "example_words", "organization"},
		"with one name":             {func(d *intake.Draft) { d.Name = "Jane" }, belong.Invalid, "last_name_missing", "name"},
		"without a question":        {func(d *intake.Draft) { d.Question = "" }, belong.Invalid, "question", "question"},
		"with a question of others": {func(d *intake.Draft) { d.Question = "how" }, belong.Invalid, "question", "question"},
		"without a role":            {func(d *intake.Draft) { d.Role = "" }, belong.Invalid, "role", "role"},
		"with a broken address":     {func(d *intake.Draft) { d.Email = "jane@" }, belong.Invalid, "email", "email"},
		"a minor's without another": {func(d *intake.Draft) { d.Minor = true }, belong.Invalid, "guardian_email", "guardian_email"},
		"with a very long partner":  {func(d *intake.Draft) { d.Partner = strings.Repeat("x", 101) }, belong.Invalid, "partner", "partner"},
	}
	r := newRig(t, inFolder)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := goodDraft()
			tt.draft(&d)
			_, err := r.Create(t.Context(), d)
			var refused *belong.Error
			if !errors.As(err, &refused) || refused.Kind != tt.kind || refused.Code != tt.code || refused.Field != tt.field {
				t.Errorf("%#v; want %s about %q", err, tt.code, tt.field)
			}
		})
	}
	n, err := r.count(t.Context(), "SELECT count(*) FROM submissions")
	if err != nil || n != 0 {
		t.Errorf("%d submissions are stored (%v)", n, err)
	}
}

func TestAPartnersKeyIsOneOrIsForgotten(t *testing.T) {
	t.Parallel()
	r := newRig(t, inFolder)
	for key, want := range map[string]string{
		"massachusetts-stem": "massachusetts-stem", "Niñas & Ciencia": "Niñas & Ciencia", "st\u202emets": "", "<b>": "", "a\nb": "", "https://evil.example": "",
	} {
		d := goodDraft()
		d.Partner = key
		created, err := r.Create(t.Context(), d)
		r.must(err)
		if got := r.submission(created.Submission.ID).Partner; got != want {
			t.Errorf("%q is kept as %q, want %q", key, got, want)
		}
	}
}

func TestAmend(t *testing.T) {
	t.Parallel()
	label := belong.Label{Name: "Teller", Title: "Magician", Organization: "Penn & Teller"}
	tests := map[string]struct {
		minor      bool
		state      belong.SubmissionState // before
		want       belong.SubmissionState
		asksOthers bool
	}{
		"in review stays there":              {false, belong.InReview, belong.InReview, false},
		"changes requested goes to review":   {false, belong.ChangesRequested, belong.InReview, false},
		"a minor's goes to the guardian":     {true, belong.ChangesRequested, belong.AwaitingRelease, true},
		"waiting for a guardian, still does": {true, belong.AwaitingRelease, belong.AwaitingRelease, false},
	}
	r := newRig(t, inFolder)
	by := belong.Actor{Kind: belong.Submitter}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := intake.Draft{Campaign: "you-belong-in-stem", Role: "student", Release: "2027-1", Filename: "IMG_1234.mov"}
			if tt.minor {
				d.Minor, d.GuardianEmail = true, "parent@example.org"
			}
			s, from := r.submit(d)
			from.send(noise(1, 100))
			r.processed(s.ID, tt.state, true, "The name of the file says nothing.")
			if err := r.Amend(t.Context(), s.ID, by, intake.Amendment{Name: "Teller", Title: "Magician", Organization: "Penn & Teller"}); belong.KindOf(err) != belong.Invalid {
				t.Errorf("one name, without a word that it is whole: %v", err)
			}
			r.must(r.Amend(t.Context(), s.ID, by, intake.Amendment{Name: "Teller", Title: "Magician", Organization: "Penn & Teller", WholeName: true}))
			after := r.submission(s.ID)
			if after.State != tt.want || after.Label != label {
				t.Errorf("it is %s, labelled %+v", after.State, after.Label)
			}
			if moved := tt.state != tt.want; moved != (after.Note == "") {
				t.Errorf("it has the note %q", after.Note)
			}
			n, err := r.count(t.Context(), "SELECT count(*) FROM messages WHERE submission_id = $1 AND kind = 'guardian'", string(s.ID))
			if err != nil || (n == 1) != tt.asksOthers {
				t.Errorf("the guardian got %d letters (%v)", n, err)
			}
		})
	}
}

func TestAmendNotAfterADecision(t *testing.T) {
	t.Parallel()
	r := newRig(t, inFolder)
	s, from := r.submit(goodDraft())
	from.send(noise(1, 100))
	r.processed(s.ID, belong.InReview, true, "")
	r.processed(s.ID, belong.Approved, true, "")
	if err := r.Amend(t.Context(), s.ID, belong.Actor{Kind: belong.Submitter}, intake.Amendment{Name: "A B", Title: "C", Organization: "D"}); belong.KindOf(err) != belong.Conflict {
		t.Errorf("amending what is approved: %v", err)
	}
	if a := from.do(http.MethodPost, from.url, nil, "Upload-Length", "10"); a.StatusCode != http.StatusConflict || a.problem(t) != "state" {
		t.Errorf("replacing what is approved: %d", a.StatusCode)
	}
}
