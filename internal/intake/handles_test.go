package intake_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/intake"
)

// named is at what networks somebody has a name.
func named(x, sky string) map[belong.ChannelKind]string {
	return map[belong.ChannelKind]string{belong.X: x, belong.Bluesky: sky}
}

func TestWhoGivesANameAtANetworkAgreesToBeMentioned(t *testing.T) {
	t.Parallel()
	r := newRig(t, inFolder)
	d := goodDraft()
	d.Handles = named("@jane", "")
	created, err := r.Create(t.Context(), d)
	r.must(err)
	want := map[belong.ChannelKind]string{belong.X: "jane"}
	if diff := cmp.Diff(want, r.submission(created.Submission.ID).Handles); diff != "" || r.happened("handles.agreed") != 1 {
		t.Errorf("%d times\n%s", r.happened("handles.agreed"), diff)
	}
	d.Handles = named("jane doe", "")
	if _, err := r.Create(t.Context(), d); codeOf(err) != "handle_x" {
		t.Error(err)
	}
	d.Handles, d.Minor, d.GuardianEmail = named("jane", ""), true, "ana@example.org"
	if _, err := r.Create(t.Context(), d); codeOf(err) != "handles_minor" {
		t.Error(err)
	}
}

func TestNamesAtNetworksAreThePersonsToGive(t *testing.T) {
	t.Parallel()
	r := newRig(t, inFolder)
	d := goodDraft()
	d.Handles = named("jane", "jane.bsky.social")
	s, _ := r.submit(d)
	staff := belong.Actor{Kind: belong.Staff, ID: "m"}
	amend := func(by belong.Actor, handles map[belong.ChannelKind]string) error {
		return r.Amend(t.Context(), s.ID, by, intake.Amendment{Name: "Jane Doe", Title: "Chief Scientist", Organization: "STEMx", Handles: handles})
	}
	r.must(amend(owner, nil))
	if got := r.submission(s.ID).Handles; len(got) != 2 {
		t.Errorf("left alone: %v", got)
	}
	if err := amend(staff, named("other", "")); codeOf(err) != "handles_theirs" {
		t.Errorf("by staff: %v", err)
	}
	r.must(amend(staff, named("jane", "")))
	if diff := cmp.Diff(map[belong.ChannelKind]string{belong.X: "jane"}, r.submission(s.ID).Handles); diff != "" {
		t.Error(diff)
	}
	r.must(amend(owner, named("", "")))
	if got := r.submission(s.ID).Handles; len(got) != 0 {
		t.Errorf("taken away: %v", got)
	}
	if n := r.happened("handles.changed"); n != 2 {
		t.Errorf("it changed %d times", n)
	}
}
