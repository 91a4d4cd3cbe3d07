package httpd

import (
	"net/http"
	"reflect"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// key is the API key of a new member of staff.
func (s *site) key(role belong.Role) string {
	s.t.Helper()
	u := belong.User{ID: belong.NewID(s.Now()), Email: "api-" + string(role) + "@example.org", Role: role, CreatedAt: s.Now()}
	s.must(s.Store.CreateUser(s.t.Context(), u, belong.Outcome{}))
	return s.secret(belong.APIKeyToken, u.ID)
}

func TestTheAPIArrangesThePlan(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	key, moderator, desk := s.key(belong.Scheduler), s.key(belong.Moderator), s.staff(belong.Moderator)
	for range 3 {
		e, _ := s.submitted()
		desk.post("/staff/review/"+string(e.Submission.ID)+"/decision", "decision", "approve").was(http.StatusOK)
	}
	base := "/campaigns/" + s.campaign.Slug
	var plan apiSchedule
	if status := s.call("POST", base+"/schedule", key, "", &plan); status != http.StatusOK || len(plan.Slots) != 3 || len(plan.Conflicts) != 0 || plan.Posting.Days != 1 {
		t.Fatalf("%d: %+v", status, plan)
	}
	first, second, third := plan.Slots[0], plan.Slots[1], plan.Slots[2]
	post := func(p apiPost, verb, body string) (got apiPost) {
		t.Helper()
		if status := s.call("POST", "/posts/"+string(p.ID)+"/"+verb, key, body, &got); status != http.StatusOK {
			t.Errorf("%s: %d", verb, status)
		}
		return got
	}
	early := first.At.Add(-time.Hour)
	if got := post(second, "move", `{"at": "`+early.Format(time.RFC3339)+`"}`); !got.At.Equal(early) || !got.Pinned {
		t.Errorf("moved: %+v", got)
	}
	if got := post(first, "swap", `{"with": "`+string(third.ID)+`"}`); !got.At.Equal(third.At) || !got.Pinned {
		t.Errorf("swapped: %+v", got)
	}
	var refused struct{ Code string }
	if status := s.call("POST", "/posts/"+string(first.ID)+"/removed", key, "", &refused); status != http.StatusConflict {
		t.Errorf("what was never live is said to be down: %d %+v", status, refused)
	}
	if got := post(first, "pin", `{"pinned": false}`); got.Pinned {
		t.Errorf("unpinned: %+v", got)
	}
	if status := s.call("POST", base+"/schedule?anew=true", key, "", &plan); status != http.StatusOK || len(plan.Slots) != 3 {
		t.Fatalf("%d: %+v", status, plan)
	}
	if c := plan.Conflicts; len(c) != 1 || c[0].Post != second.ID || c[0].Code != "outside_window" {
		t.Errorf("conflicts %+v", c)
	}
	var problem struct{ Code, Field string }
	if status := s.call("POST", "/posts/"+string(first.ID)+"/move", key, `{"at": "2020-01-01T00:00:00Z"}`, &problem); status != http.StatusUnprocessableEntity || problem.Code != "slot_passed" {
		t.Errorf("to the past: %d %+v", status, problem)
	}
	for _, call := range [][3]string{
		{"POST", "/posts/" + string(first.ID) + "/move", `{"at": "2099-01-01T00:00:00Z"}`},
		{"POST", "/posts/" + string(first.ID) + "/pin", `{"pinned": true}`},
		{"POST", "/posts/" + string(first.ID) + "/swap", `{"with": "1"}`},
		{"PUT", base + "/posting", `{}`},
	} {
		if status := s.call(call[0], call[1], moderator, call[2], &problem); status != http.StatusForbidden {
			t.Errorf("%s by a moderator: %d", call[1], status)
		}
	}
}

func TestTheAPISetsOnWhichDaysPostsGoOut(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	key := s.key(belong.Scheduler)
	e, _ := s.submitted()
	path := "/campaigns/" + s.campaign.Slug
	var got apiPostingSet
	body := `{"days": 7, "blackouts": [{"from": "2027-11-08T17:00:00Z", "to": "2027-11-08T18:00:00Z", "reason": "Lunch"}], "opener": "` + string(e.Submission.ID) + `", "seed": 3}`
	if status := s.call("PUT", path+"/posting", key, body, &got); status != http.StatusOK || got.Days != 7 || len(got.Blackouts) != 1 || got.Opener != e.Submission.ID {
		t.Errorf("%d: %+v", status, got)
	}
	c, err := s.Store.CampaignBySlug(t.Context(), s.campaign.Slug)
	s.must(err)
	if r := c.Posting; r.Days != 7 || r.Seed != 3 || r.Opener != e.Submission.ID || r.Blackouts[0].Reason != "Lunch" {
		t.Errorf("stored %+v", r)
	}
	got = apiPostingSet{}
	said := `{"templates": [{"locale": "en", "text": "{name} belongs."}, {"channel": "x", "locale": "es", "text": "{name}, en X"}], "link": true, "minors": "full_name"}`
	if status := s.call("PUT", path+"/posting", key, said, &got); status != http.StatusOK || len(got.Templates) != 2 || !got.Link || got.Minors != "full_name" {
		t.Errorf("%d: %+v", status, got)
	}
	var schedule struct{ Posting apiPosting }
	if status := s.call("GET", path+"/schedule", key, "", &schedule); status != http.StatusOK || !reflect.DeepEqual(schedule.Posting, got.apiPosting) {
		t.Errorf("%d: the schedule says %+v, want %+v", status, schedule.Posting, got.apiPosting)
	}
	got = apiPostingSet{}
	if status := s.call("PUT", path+"/posting", key, body, &got); status != http.StatusOK || len(got.Templates) != 0 || got.Link || got.Minors != "given_name" {
		t.Errorf("%d: all of it was set, and %+v stayed", status, got)
	}
	var public struct{ Days int }
	if status := s.call("GET", path, "", "", &public); status != http.StatusOK || public.Days != 7 {
		t.Errorf("%d: %+v", status, public)
	}
	var problem struct{ Code, Field string }
	for body, code := range map[string]string{
		`{"opener": "nobody"}`: "opener",
		`{"templates": [{"locale": "en", "text": "{nom} belongs."}]}`:                     "template",
		`{"blackouts": [{"from": "2027-11-08T18:00:00Z", "to": "2027-11-08T17:00:00Z"}]}`: "blackout",
	} {
		if status := s.call("PUT", path+"/posting", key, body, &problem); status != http.StatusUnprocessableEntity || problem.Code != code {
			t.Errorf("%s: %d %+v", body, status, problem)
		}
	}
}
