package belong_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
)

func TestSeveralDaysHaveAWindowEach(t *testing.T) {
	t.Parallel()
	c := aCampaign()
	c.Day.Date, c.Posting.Days = "2027-11-06", 3
	utc := func(day, hour int) time.Time { return time.Date(2027, 11, day, hour, 0, 0, 0, time.UTC) }
	got, err := c.Windows()
	want := []belong.Window{{From: utc(6, 13), To: utc(7, 1)}, {From: utc(7, 14), To: utc(8, 2)}, {From: utc(8, 14), To: utc(9, 2)}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	from, to, err := c.Bounds()
	if !from.Equal(utc(6, 13)) || !to.Equal(utc(9, 2)) || err != nil {
		t.Errorf("from %s to %s, %v", from, to, err)
	}
	wanted := belong.Submission{State: belong.ChangesRequested}
	if err := c.TakesVideoOf(wanted, utc(9, 1)); err != nil {
		t.Errorf("on the last day: %v", err)
	}
	if err := c.TakesVideoOf(wanted, utc(9, 2)); codeOf(t, err) != "closed" {
		t.Errorf("after it: %v", err)
	}
}

func TestPausesAreCutOutOfTheWindows(t *testing.T) {
	t.Parallel()
	at := func(hour int) time.Time { return noon.Add(time.Duration(hour) * time.Hour) }
	day := belong.Window{From: at(0), To: at(10)}
	tests := []struct {
		name   string
		pauses []belong.Blackout
		want   []belong.Window
	}{
		{"none", nil, []belong.Window{day}},
		{"within", []belong.Blackout{{From: at(3), To: at(4)}}, []belong.Window{{From: at(0), To: at(3)}, {From: at(4), To: at(10)}}},
		{"at its beginning", []belong.Blackout{{From: at(-2), To: at(1)}}, []belong.Window{{From: at(1), To: at(10)}}},
		{"at its end", []belong.Blackout{{From: at(9), To: at(10)}}, []belong.Window{{From: at(0), To: at(9)}}},
		{"all of it", []belong.Blackout{{From: at(0), To: at(10)}}, nil},
		{"beside it", []belong.Blackout{{From: at(-1), To: at(0)}, {From: at(10), To: at(11)}}, []belong.Window{day}},
		{"over each other", []belong.Blackout{{From: at(2), To: at(5)}, {From: at(4), To: at(6)}}, []belong.Window{{From: at(0), To: at(2)}, {From: at(6), To: at(10)}}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, belong.PostRules{Blackouts: tt.pauses}.Open(day)); diff != "" {
			t.Errorf("%s:\n%s", tt.name, diff)
		}
	}
}

func TestPausesMoveWithTheDay(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		day  belong.Day // all of it, after the change
		from string     // of a pause at 12:00 to 12:05 and 30 seconds on 2027-11-08 in New York
		to   string
	}{
		{"the next day", belong.Day{Date: "2027-11-09", From: "09:00", To: "21:00", Zone: "America/New_York"}, "2027-11-09T12:00:00-05:00", "2027-11-09T12:05:30-05:00"},
		{"before the end of daylight time", belong.Day{Date: "2027-11-05", From: "09:00", To: "21:00", Zone: "America/New_York"}, "2027-11-05T12:00:00-04:00", "2027-11-05T12:05:30-04:00"},
		{"another zone", belong.Day{Date: "2027-11-08", From: "09:00", To: "21:00", Zone: "Pacific/Honolulu"}, "2027-11-08T12:00:00-10:00", "2027-11-08T12:05:30-10:00"},
		{"other hours alone", belong.Day{Date: "2027-11-08", From: "13:00", To: "21:00", Zone: "America/New_York"}, "2027-11-08T12:00:00-05:00", "2027-11-08T12:05:30-05:00"},
	}
	moment := func(s string) time.Time {
		at, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return at.UTC()
	}
	for _, tt := range tests {
		c := aCampaign()
		c.Day.Date, c.Day.Zone = "2027-11-08", "America/New_York"
		c.Posting.Blackouts = []belong.Blackout{{From: moment("2027-11-08T12:00:00-05:00"), To: moment("2027-11-08T12:05:30-05:00"), Reason: "Silence"}}
		if err := c.Move(tt.day); err != nil {
			t.Error(err)
		}
		want := []belong.Blackout{{From: moment(tt.from), To: moment(tt.to), Reason: "Silence"}}
		if diff := cmp.Diff(want, c.Posting.Blackouts); diff != "" || c.Day != tt.day {
			t.Errorf("%s: %+v\n%s", tt.name, c.Day, diff)
		}
	}
}

func TestAPauseThatClocksSkipOnTheNewDayIsNone(t *testing.T) {
	t.Parallel()
	c := aCampaign()
	c.Day.Date, c.Day.Zone = "2027-03-13", "America/New_York"
	from := time.Date(2027, 3, 13, 7, 10, 0, 0, time.UTC)
	c.Posting.Blackouts = []belong.Blackout{{From: from, To: from.Add(20 * time.Minute)}, {From: from, To: from.Add(2 * time.Hour)}}
	day := c.Day
	day.Date = "2027-03-14"
	if err := c.Move(day); err != nil {
		t.Fatal(err)
	}
	change := time.Date(2027, 3, 14, 7, 0, 0, 0, time.UTC) // to daylight time, at 02:00
	want := []belong.Blackout{{From: change, To: change.Add(70 * time.Minute)}}
	if diff := cmp.Diff(want, c.Posting.Blackouts); diff != "" || c.Validate() != nil {
		t.Errorf("%v\n%s", c.Validate(), diff)
	}
	day.Zone = "Nowhere"
	if err := c.Move(day); codeOf(t, err) != "zone" || c.Day.Zone == "Nowhere" {
		t.Error(err)
	}
}
