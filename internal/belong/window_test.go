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
