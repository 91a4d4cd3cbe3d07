package belong_test

import (
	"errors"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

var noon = time.Date(2027, 11, 8, 17, 0, 0, 0, time.UTC) // noon in New York

func aCampaign() belong.Campaign {
	return belong.Campaign{
		ID: "c", Slug: "stem", Name: "STEM", On: true, Grace: 30 * time.Minute,
		Questions: []belong.Question{{Key: "why", Text: belong.Text{"en": "Why?"}}},
		Release:   belong.ReleaseText{Version: "1", Text: belong.Text{"en": "Yes."}},
		Opens:     noon.AddDate(0, -2, 0), Deadline: noon.AddDate(0, 0, -1),
		Day:    belong.Day{Date: "2027-11-08", From: "09:00", To: "21:00", Zone: "America/New_York"},
		Limits: belong.Limits{Bytes: 1 << 30, Length: 35 * time.Second, Longest: 3 * time.Minute},
	}
}

// codeOf is the code of a refusal, or "" where nothing was refused.
func codeOf(t *testing.T, err error) string {
	t.Helper()
	var refused *belong.Error
	if err != nil && !errors.As(err, &refused) {
		t.Fatalf("%v is no refusal", err)
	}
	if err == nil {
		return ""
	}
	if refused.Sentence == "" {
		t.Errorf("%s has no sentence", refused.Code)
	}
	return refused.Code
}

func TestTheDaysWindowIsWhatClocksShowThere(t *testing.T) {
	t.Parallel()
	utc := func(day, hour int) time.Time { return time.Date(2027, 11, day, hour, 0, 0, 0, time.UTC) }
	tests := []struct {
		name     string
		day      belong.Day
		from, to time.Time
		refused  string
	}{
		{"the day after daylight time ended", belong.Day{"2027-11-08", "09:00", "21:00", "America/New_York"}, utc(8, 14), utc(9, 2), ""},
		{"the day it ends has 25 hours", belong.Day{"2027-11-07", "00:00", "24:00", "America/New_York"}, utc(7, 4), utc(8, 5), ""},
		{"a zone that knows no daylight time", belong.Day{"2027-11-08", "09:00", "21:00", "Pacific/Honolulu"}, utc(8, 19), utc(9, 7), ""},
		{"no zone", belong.Day{"2027-11-08", "09:00", "21:00", "Mars/Olympus"}, time.Time{}, time.Time{}, "zone"},
		{"the machine's own zone is nobody's", belong.Day{"2027-11-08", "09:00", "21:00", "Local"}, time.Time{}, time.Time{}, "zone"},
		{"no date", belong.Day{"11/08/2027", "09:00", "21:00", "UTC"}, time.Time{}, time.Time{}, "post_day"},
		{"no time of day", belong.Day{"2027-11-08", "9 am", "21:00", "UTC"}, time.Time{}, time.Time{}, "window"},
		{"it ends before it begins", belong.Day{"2027-11-08", "21:00", "09:00", "UTC"}, time.Time{}, time.Time{}, "window"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			from, to, err := tt.day.Window()
			if got := codeOf(t, err); got != tt.refused {
				t.Fatalf("refused as %q, want %q", got, tt.refused)
			}
			if err == nil && (!from.Equal(tt.from) || !to.Equal(tt.to)) {
				t.Errorf("from %s to %s, want %s to %s", from, to, tt.from, tt.to)
			}
		})
	}
}

func TestACampaignTakesVideosUntilItsDeadline(t *testing.T) {
	t.Parallel()
	c := aCampaign()
	tests := []struct {
		name    string
		now     time.Time
		state   belong.SubmissionState
		refused string
	}{
		{"before it opens", c.Opens.Add(-time.Second), belong.Draft, "not_open"},
		{"from the moment it opens", c.Opens, belong.Draft, ""},
		{"to the last moment", c.Deadline.Add(-time.Millisecond), belong.Draft, ""},
		{"not at the deadline", c.Deadline, belong.Draft, "closed"},
		{"another video that was asked for", noon, belong.ChangesRequested, ""},
		{"another video for one that failed", noon, belong.Failed, ""},
		{"which may be begun again", noon, belong.Uploading, ""},
		{"not another one unasked", noon, belong.InReview, "closed"},
		{"nor in place of one that is being processed", noon, belong.Processing, "closed"},
		{"nor when the day is over", noon.Add(12 * time.Hour), belong.ChangesRequested, "closed"},
	}
	for _, tt := range tests {
		if got := codeOf(t, c.TakesVideoOf(belong.Submission{State: tt.state, ClipID: "clip"}, tt.now)); got != tt.refused {
			t.Errorf("%s: refused as %q, want %q", tt.name, got, tt.refused)
		}
	}
}

func TestApprovalNeedsAClipALabelAndAReleaseThatHolds(t *testing.T) {
	t.Parallel()
	signed := func(by ...belong.Signer) (out []belong.Release) {
		for _, b := range by {
			r := belong.Release{By: b, At: noon}
			if b != belong.BySubmitter {
				r.ClipID = "clip"
			}
			out = append(out, r)
		}
		return out
	}
	ready := belong.Submission{State: belong.InReview, ClipID: "clip", Label: belong.Label{Name: "Jane Doe", Title: "Teacher", Organization: "STEMx"}}
	minor := ready
	minor.Minor = true
	withdrawn := signed(belong.BySubmitter)
	withdrawn[0].WithdrawnAt = noon
	earlier, unnamed, paper := signed(belong.BySubmitter, belong.ByGuardian), signed(belong.BySubmitter, belong.ByGuardian), signed(belong.ByStaff)
	earlier[1].ClipID, unnamed[1].ClipID, paper[0].ClipID = "older", "", "older"
	tests := []struct {
		name     string
		sub      belong.Submission
		clip     belong.Clip
		releases []belong.Release
		decision belong.Decision
		refused  string
		state    belong.SubmissionState
	}{
		{"all there", ready, belong.Clip{ID: "clip", Ready: true}, signed(belong.BySubmitter), belong.Decision{Verdict: belong.Approve}, "", belong.Approved},
		{"no release", ready, belong.Clip{ID: "clip", Ready: true}, nil, belong.Decision{Verdict: belong.Approve}, "release_missing", belong.InReview},
		{"a release that was taken back", ready, belong.Clip{ID: "clip", Ready: true}, withdrawn, belong.Decision{Verdict: belong.Approve}, "release_missing", belong.InReview},
		{"a minor's own word is not enough", minor, belong.Clip{ID: "clip", Ready: true}, signed(belong.BySubmitter), belong.Decision{Verdict: belong.Approve}, "release_missing", belong.InReview},
		{"nor is the guardian's alone", minor, belong.Clip{ID: "clip", Ready: true}, signed(belong.ByGuardian), belong.Decision{Verdict: belong.Approve}, "release_missing", belong.InReview},
		{"both are", minor, belong.Clip{ID: "clip", Ready: true}, signed(belong.BySubmitter, belong.ByGuardian), belong.Decision{Verdict: belong.Approve}, "", belong.Approved},
		{"the guardian signed for an earlier clip", minor, belong.Clip{ID: "clip", Ready: true}, earlier, belong.Decision{Verdict: belong.Approve}, "release_missing", belong.InReview},
		{"or for none", minor, belong.Clip{ID: "clip", Ready: true}, unnamed, belong.Decision{Verdict: belong.Approve}, "release_missing", belong.InReview},
		{"or a paper that staff attest to", minor, belong.Clip{ID: "clip", Ready: true}, signed(belong.ByStaff), belong.Decision{Verdict: belong.Approve}, "", belong.Approved},
		{"a paper that was held for an earlier clip", minor, belong.Clip{ID: "clip", Ready: true}, paper, belong.Decision{Verdict: belong.Approve}, "release_missing", belong.InReview},
		{"the clip is not ready", ready, belong.Clip{ID: "clip"}, signed(belong.BySubmitter), belong.Decision{Verdict: belong.Approve}, "clip_not_ready", belong.InReview},
		{"it is another clip", ready, belong.Clip{ID: "older", Ready: true}, signed(belong.BySubmitter), belong.Decision{Verdict: belong.Approve}, "clip_not_ready", belong.InReview},
		{"nobody knows who it is", belong.Submission{State: belong.InReview, ClipID: "clip"}, belong.Clip{ID: "clip", Ready: true}, signed(belong.BySubmitter), belong.Decision{Verdict: belong.Approve}, "label_missing", belong.InReview},
		{"changes have to be named", ready, belong.Clip{}, nil, belong.Decision{Verdict: belong.RequestChanges, Note: " \n"}, "note_missing", belong.InReview},
		{"changes that are", ready, belong.Clip{}, nil, belong.Decision{Verdict: belong.RequestChanges, Note: "Louder, please."}, "", belong.ChangesRequested},
		{"there is no such verdict", ready, belong.Clip{}, nil, belong.Decision{Verdict: "maybe"}, "decision", belong.InReview},
		{"a verdict that is taken back", belong.Submission{State: belong.Rejected}, belong.Clip{}, nil, belong.Decision{Verdict: belong.Reopen}, "", belong.InReview},
		{"where there was none", belong.Submission{State: belong.Processing}, belong.Clip{}, nil, belong.Decision{Verdict: belong.Reopen}, "state", belong.Processing},
		{"nor before the guardian", belong.Submission{State: belong.AwaitingRelease}, belong.Clip{}, nil, belong.Decision{Verdict: belong.Reopen}, "state", belong.AwaitingRelease},
		{"what was taken back stays so", belong.Submission{State: belong.Withdrawn}, belong.Clip{}, nil, belong.Decision{Verdict: belong.Reject}, "state", belong.Withdrawn},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			sub := tt.sub
			if got := codeOf(t, belong.Decide(&sub, tt.clip, tt.releases, tt.decision)); got != tt.refused {
				t.Errorf("refused as %q, want %q", got, tt.refused)
			}
			if sub.State != tt.state {
				t.Errorf("is %s then, want %s", sub.State, tt.state)
			}
		})
	}
}

func TestAMinorsNewClipGoesToTheGuardianAgain(t *testing.T) {
	t.Parallel()
	own := belong.Release{By: belong.BySubmitter}
	by := func(s belong.Signer, clip belong.ID) []belong.Release {
		return []belong.Release{own, {By: s, ClipID: clip}}
	}
	tests := []struct {
		name     string
		minor    bool
		releases []belong.Release
		want     belong.SubmissionState
	}{
		{"an adult's never does", false, []belong.Release{own}, belong.InReview},
		{"nobody signed yet", true, []belong.Release{own}, belong.AwaitingRelease},
		{"the guardian signed for this clip", true, by(belong.ByGuardian, "clip"), belong.InReview},
		{"the guardian signed for an earlier clip", true, by(belong.ByGuardian, "older"), belong.AwaitingRelease},
		{"staff hold a paper for this clip", true, by(belong.ByStaff, "clip"), belong.InReview},
		{"staff hold a paper for an earlier clip", true, by(belong.ByStaff, "older"), belong.AwaitingRelease},
	}
	for _, tt := range tests {
		s := belong.Submission{State: belong.Processing, Minor: tt.minor, ClipID: "clip", Label: belong.Label{Name: "Sam Lee", Title: "Student", Organization: "STEMx"}}
		if got := s.AfterProcessing(belong.Clip{}, tt.releases); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
		unusable := belong.Clip{Findings: []belong.Finding{{Code: belong.TooLong, Severity: belong.Fatal}}}
		if got := s.AfterProcessing(unusable, tt.releases); got != belong.ChangesRequested {
			t.Errorf("%s, with a clip that can't be used: %s", tt.name, got)
		}
	}
}

func TestNothingGoesOutUnlessEverythingHolds(t *testing.T) {
	t.Parallel()
	pause := func(from time.Time) func(*belong.Post, *belong.Campaign, *belong.Submission, *belong.Release) {
		return func(_ *belong.Post, c *belong.Campaign, _ *belong.Submission, _ *belong.Release) {
			c.Posting.Blackouts = []belong.Blackout{{From: from, To: from.Add(time.Minute)}}
		}
	}
	tests := []struct {
		name    string
		change  func(p *belong.Post, c *belong.Campaign, s *belong.Submission, r *belong.Release)
		now     time.Time
		refused string
		health  belong.Health
	}{
		{"everything holds", nil, noon, "", belong.Health{}},
		{"a little late", nil, noon.Add(30 * time.Minute), "", belong.Health{PausedUntil: noon.Add(30 * time.Minute)}},
		{"too late", nil, noon.Add(30*time.Minute + 1), "too_late", belong.Health{Disconnected: true}},
		{"too early", nil, noon.Add(-1), "too_early", belong.Health{}},
		{"the keys are not accepted", nil, noon, "disconnected", belong.Health{Disconnected: true}},
		{"the network wants a rest", nil, noon, "channel_rests", belong.Health{PausedUntil: noon.Add(1)}},
		{"a late one in a pause", pause(noon.Add(time.Minute)), noon.Add(time.Minute), "pause", belong.Health{}},
		{"a late one after a pause", pause(noon.Add(-time.Minute)), noon.Add(time.Minute), "", belong.Health{}},
		{"a slot that a person chose in a pause", pause(noon), noon, "", belong.Health{}},
		{"too late because of a pause", pause(noon.Add(30 * time.Minute)), noon.Add(30*time.Minute + 1), "too_late", belong.Health{}},
		{"the switch is off", func(_ *belong.Post, c *belong.Campaign, _ *belong.Submission, _ *belong.Release) { c.On = false }, noon, "switch_off", belong.Health{}},
		{"the approval was taken back", func(_ *belong.Post, _ *belong.Campaign, s *belong.Submission, _ *belong.Release) {
			s.State = belong.InReview
		}, noon, "not_approved", belong.Health{}},
		{"another clip was approved", func(_ *belong.Post, _ *belong.Campaign, s *belong.Submission, _ *belong.Release) { s.ClipID = "newer" }, noon, "clip_replaced", belong.Health{}},
		{"the release was withdrawn", func(_ *belong.Post, _ *belong.Campaign, _ *belong.Submission, r *belong.Release) {
			r.WithdrawnAt = noon
		}, noon, "release_missing", belong.Health{}},
	}
	for _, tt := range tests {
		p, c := belong.Post{ClipID: "clip", SlotAt: noon}, aCampaign()
		s, r := belong.Submission{State: belong.Approved, ClipID: "clip"}, belong.Release{By: belong.BySubmitter}
		ch := belong.Channel{Kind: belong.X, Health: tt.health}
		if tt.change != nil {
			tt.change(&p, &c, &s, &r)
		}
		if got := codeOf(t, belong.Sendable(p, c, ch, s, []belong.Release{r}, tt.now)); got != tt.refused {
			t.Errorf("%s: refused as %q, want %q", tt.name, got, tt.refused)
		}
	}
}

func TestIDsSortByTimeAndKeysAreGoodForOneThing(t *testing.T) {
	t.Parallel()
	early, late := belong.NewID(noon), belong.NewID(noon.Add(time.Millisecond))
	if early >= late || !early.Valid() || belong.ID("../../etc/passwd").Valid() {
		t.Errorf("%s and %s", early, late)
	}
	secret, token := belong.NewToken(noon, belong.StatusToken, "s", time.Hour)
	if token.Hash == secret || token.Hash != belong.HashSecret(secret) || len(secret) != 43 || !token.ExpiresAt.Equal(noon.Add(time.Hour)) {
		t.Errorf("%+v for a secret of %d characters", token, len(secret))
	}
	for _, r := range []belong.Role{belong.Moderator, belong.Scheduler} {
		if r.May(belong.Admin) || !belong.Admin.May(r) {
			t.Errorf("%s and admin are mixed up", r)
		}
	}
}
