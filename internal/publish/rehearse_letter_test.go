package publish_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/review/reviewtest"
)

// runDay makes people who run the day.
func (d *desk) runDay() {
	d.t.Helper()
	for role, email := range map[belong.Role]string{belong.Admin: "admin@example.org", belong.Scheduler: "sam@example.org"} {
		d.Must(d.Store.CreateUser(d.t.Context(), belong.User{ID: belong.NewID(d.Now()), Email: email, Role: role, CreatedAt: d.Now()}, belong.Outcome{}))
	}
}

// toStaff are the letters to staff, the oldest first, as recipient and subject.
func (d *desk) toStaff() (out []string) {
	d.t.Helper()
	all, err := d.Store.StaffLetters(d.t.Context(), "", 0)
	d.Must(err)
	for _, l := range all {
		out = append(out, l.To+": "+l.Subject)
	}
	slices.Sort(out)
	return out
}

// taken are the jobs that were enqueued.
type taken []belong.Job

func (q *taken) Enqueue(_ context.Context, job belong.Job) error {
	*q = append(*q, job)
	return nil
}

func TestWhoRunsTheDayIsToldADayAndAnHourBefore(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.runDay()
	var handed taken
	d.svc.Queue = &handed
	for _, step := range []struct {
		before time.Duration
		want   int
	}{{25 * time.Hour, 0}, {23 * time.Hour, 2}, {2 * time.Hour, 2}, {50 * time.Minute, 4}, {10 * time.Minute, 4}, {0, 4}, {-time.Minute, 4}} {
		d.SetNow(reviewtest.Day.Add(-step.before))
		d.Must(d.svc.CallRehearsals(t.Context()))
		for range 2 {
			d.Must(d.svc.RehearseForStaff(t.Context(), d.Campaign.ID))
		}
		if got := d.toStaff(); len(got) != step.want {
			t.Fatalf("%v before the day there are %d letters, want %d: %v", step.before, len(got), step.want, got)
		}
	}
	job := belong.Job{Kind: belong.RehearseJob, Subject: d.Campaign.ID}
	if diff := cmp.Diff(taken{job, job}, handed); diff != "" {
		t.Error(diff)
	}
	want := []string{
		"admin@example.org: GO for YOU Belong in STEM, a day before", "admin@example.org: GO for YOU Belong in STEM, an hour before",
		"sam@example.org: GO for YOU Belong in STEM, a day before", "sam@example.org: GO for YOU Belong in STEM, an hour before",
	}
	if diff := cmp.Diff(want, d.toStaff()); diff != "" {
		t.Error(diff)
	}
	all, err := d.Store.StaffLetters(t.Context(), "", 1)
	d.Must(err)
	for _, words := range []string{
		"YOU Belong in STEM begins on Monday, November 8, 2027 at 9:00 AM EST. Nothing stops it. Look at 1 thing, though.",
		"Look at this:\n- Nothing is approved, so nothing goes out. Approve videos, then fill in the plan.",
		"https://belong.example/staff/rehearsal?campaign=you-belong-in-stem",
	} {
		if !strings.Contains(all[0].Text, words) {
			t.Errorf("%q is not in\n%s", words, all[0].Text)
		}
	}
	if diff := cmp.Diff([]string{"system campaign.rehearsed", "system campaign.rehearsed"}, d.Events(d.Campaign.ID)); diff != "" {
		t.Error(diff)
	}
}

func TestADayThatIsMovedIsRehearsedAnew(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.runDay()
	move := func(date, from string) {
		c, err := d.Store.Campaign(t.Context(), d.Campaign.ID)
		d.Must(err)
		c.Day.Date, c.Day.From = date, from
		d.Must(d.Store.SaveCampaign(t.Context(), c, belong.Outcome{}))
	}
	letters := func(now time.Time, want int) {
		t.Helper()
		d.SetNow(now)
		for range 2 {
			d.Must(d.svc.RehearseForStaff(t.Context(), d.Campaign.ID))
		}
		if got := d.toStaff(); len(got) != want {
			t.Errorf("%d letters, want %d: %v", len(got), want, got)
		}
	}
	letters(reviewtest.Day.Add(-23*time.Hour), 2)
	move("2027-11-08", "08:30") // the same day
	letters(reviewtest.Day.Add(-23*time.Hour), 2)
	move("2027-11-09", "09:00")
	letters(reviewtest.Day.Add(-time.Hour), 2)   // more than a day before
	letters(reviewtest.Day.Add(time.Hour), 4)    // nearly a day before
	letters(reviewtest.Day.Add(24*time.Hour), 4) // it begins: too late
	move("2027-11-10", "09:00")
	letters(reviewtest.Day.Add(47*time.Hour+50*time.Minute), 6) // nobody was there a day before
	if all := d.toStaff(); !strings.HasSuffix(all[2], "an hour before") {
		t.Errorf("letters %v", all)
	}
}
