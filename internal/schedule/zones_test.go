package schedule_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/schedule"
)

// zones are where clocks in the United States differ, and what they say of themselves on November 8th.
var zones = map[string]string{
	"America/New_York": "EST", "America/Detroit": "EST", "America/Indiana/Indianapolis": "EST", "America/Chicago": "CST", "America/Denver": "MST",
	"America/Boise": "MST", "America/Phoenix": "MST", "America/Los_Angeles": "PST", "America/Anchorage": "AKST", "America/Adak": "HST",
	"Pacific/Honolulu": "HST", "America/Puerto_Rico": "AST", "Pacific/Guam": "ChST", "Pacific/Pago_Pago": "SST",
}

// in October, daylight time is on wherever there is any.
var october = time.Date(2027, 10, 4, 12, 0, 0, 0, time.UTC)

func campaignIn(zone, date, from, to string, days int) belong.Campaign {
	return belong.Campaign{Day: belong.Day{Date: date, From: from, To: to, Zone: zone}, Posting: belong.PostRules{Days: days}}
}

// shown is what clocks there show at each slot.
func shown(t *testing.T, c belong.Campaign, n int, layout string) []string {
	t.Helper()
	windows, err := c.Windows()
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation(c.Day.Zone)
	if err != nil {
		t.Fatal(err)
	}
	plan := schedule.Place(schedule.Input{Entries: entries(n), Channels: []belong.Channel{wall}, Days: windows, Rules: c.Posting, Now: october})
	var out []string
	for _, s := range plan.Slots {
		out = append(out, s.At.In(zone).Format(layout))
	}
	return out
}

func TestAScheduleMadeInOctoberLiesAtTheSameClockTimeInNovember(t *testing.T) {
	t.Parallel()
	for zone, name := range zones {
		want := []string{"2027-11-08 09:00 " + name, "2027-11-08 12:00 " + name, "2027-11-08 15:00 " + name, "2027-11-08 18:00 " + name}
		got := shown(t, campaignIn(zone, "2027-11-08", "09:00", "21:00", 0), 4, "2006-01-02 15:04 MST")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", zone, diff)
		}
	}
}

func TestAWeekBeginsAtTheSameClockTimeEveryDay(t *testing.T) {
	t.Parallel()
	for zone := range zones {
		for _, first := range []string{"2027-11-04", "2027-03-11"} { // daylight time ends, and begins, within the week
			var want []string
			day, err := time.Parse(time.DateOnly, first)
			if err != nil {
				t.Fatal(err)
			}
			for n := range 7 {
				for _, clock := range []string{"08:30", "12:30"} {
					want = append(want, day.AddDate(0, 0, n).Format(time.DateOnly)+" "+clock)
				}
			}
			c := campaignIn(zone, first, "08:30", "16:30", 7)
			windows, err := c.Windows()
			if err != nil || len(windows) != 7 {
				t.Fatal(len(windows), err)
			}
			in := schedule.Input{Entries: entries(14), Channels: []belong.Channel{wall}, Days: windows, Now: windows[0].From.AddDate(0, -1, 0)}
			place, err := time.LoadLocation(zone)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range schedule.Place(in).Slots {
				got = append(got, s.At.In(place).Format("2006-01-02 15:04"))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s from %s:\n%s", zone, first, diff)
			}
		}
	}
}

func TestTheDayDaylightTimeEndsHasAnHourMore(t *testing.T) {
	t.Parallel()
	want := []string{"00:00 EDT", "01:00 EDT", "01:00 EST", "02:00 EST"}
	got := shown(t, campaignIn("America/New_York", "2027-11-07", "00:00", "24:00", 0), 25, "15:04 MST")
	if diff := cmp.Diff(want, got[:4]); diff != "" {
		t.Error(diff)
	}
}

func TestADayOnWhichClocksSkipTheWindowIsLeftOut(t *testing.T) {
	t.Parallel()
	c := campaignIn("America/New_York", "2027-03-13", "02:30", "03:00", 3)
	windows, err := c.Windows()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, w := range windows {
		got = append(got, fmt.Sprint(w.From.Format("01-02 15:04"), "-", w.To.Format("15:04")))
	}
	if diff := cmp.Diff([]string{"03-13 07:30-08:00", "03-15 06:30-07:00"}, got); diff != "" {
		t.Error(diff)
	}
}
