package schedule_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/schedule"
	"github.com/belonginstem/belong/internal/store/storetest"
)

func TestADayIsSetInParts(t *testing.T) {
	t.Parallel()
	d := open(t, storetest.SQLite)
	d.Submit(belong.Approved, nil)
	d.place()
	c, warning, err := d.svc.SetDay(t.Context(), staff, d.Campaign.Slug, schedule.Change{PostDay: "2027-11-09", Zone: "Europe/Madrid"})
	d.Must(err)
	want := belong.Day{Date: "2027-11-09", From: "09:00", To: "10:00", Zone: "Europe/Madrid"}
	if diff := cmp.Diff(want, c.Day); diff != "" {
		t.Error(diff)
	}
	if warning != "1 post keeps its slot outside the new window. Place again to move it." {
		t.Errorf("warning %q", warning)
	}
	stored, err := d.Store.Campaign(t.Context(), c.ID)
	d.Must(err)
	if diff := cmp.Diff(stored, c); diff != "" {
		t.Errorf("what it says is not what it stored: %s", diff)
	}
	for _, bad := range []schedule.Change{
		{PostDay: "11/08"}, {Window: "21:00-09:00"}, {Window: "all day"}, {Zone: "EST5"}, {Deadline: c.Opens.Add(-time.Hour)},
	} {
		if _, _, err := d.svc.SetDay(t.Context(), staff, d.Campaign.Slug, bad); belong.KindOf(err) != belong.Invalid {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	if diff := cmp.Diff([]string{"staff campaign.placed", "staff campaign.day_set"}, d.Events(c.ID)); diff != "" {
		t.Error(diff)
	}
}

func TestPausesGoWithTheDay(t *testing.T) {
	t.Parallel()
	d := open(t, storetest.SQLite)
	from, _, err := d.Campaign.Bounds()
	d.Must(err)
	pause := belong.Blackout{From: from.Add(10 * time.Minute), To: from.Add(20 * time.Minute), Reason: "Silence"}
	_, _, err = d.svc.SetPosting(t.Context(), staff, d.Campaign.Slug, func(r *belong.PostRules) { r.Blackouts = []belong.Blackout{pause} })
	d.Must(err)
	_, _, err = d.svc.SetDay(t.Context(), staff, d.Campaign.Slug, schedule.Change{PostDay: "2027-11-12"})
	d.Must(err)
	c, err := d.Store.Campaign(t.Context(), d.Campaign.ID)
	d.Must(err)
	now, _, err := c.Bounds()
	d.Must(err)
	want := []belong.Blackout{{From: now.Add(10 * time.Minute), To: now.Add(20 * time.Minute), Reason: "Silence"}}
	if diff := cmp.Diff(want, c.Posting.Blackouts); diff != "" {
		t.Error(diff)
	}
}
