package web

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Clock is a time of day with its zone: "2:35 PM EST".
func (l Language) Clock(t time.Time, zone *time.Location) string {
	t = t.In(zone)
	half := "when.am"
	if t.Hour() >= 12 {
		half = "when.pm"
	}
	return fmt.Sprintf("%d:%02d %s %s", (t.Hour()+11)%12+1, t.Minute(), l.T(half), t.Format("MST"))
}

// Date is a day: "November 8, 2027".
func (l Language) Date(t time.Time, zone *time.Location) string {
	t = t.In(zone)
	return l.T("when.date", "month", l.month(t), "day", t.Day(), "year", t.Year())
}

// Weekday is a day with its name: "Monday, November 8, 2027".
func (l Language) Weekday(t time.Time, zone *time.Location) string {
	return strings.Split(l.T("when.weekdays"), " ")[t.In(zone).Weekday()] + ", " + l.Date(t, zone)
}

// Days are a first and a last day: "November 8 to 14, 2027". Where they are one, it is told with its name.
func (l Language) Days(first, last time.Time, zone *time.Location) string {
	first, last = first.In(zone), last.In(zone)
	switch {
	case sameDay(first, last):
		return l.Weekday(first, zone)
	case first.Year() == last.Year() && first.Month() == last.Month():
		return l.T("when.in_month", "month", l.month(first), "first", first.Day(), "last", last.Day(), "year", last.Year())
	}
	return l.T("when.between", "first", l.Date(first, zone), "last", l.Date(last, zone))
}

// OnDays is Days within a sentence: "on November 8, 2027", "from November 8 to 14, 2027".
func (l Language) OnDays(first, last time.Time, zone *time.Location) string {
	if sameDay(first.In(zone), last.In(zone)) {
		return l.T("when.on", "day", l.Date(first, zone))
	}
	return l.T("when.on_all", "days", l.Days(first, last, zone))
}

func sameDay(a, b time.Time) bool { return a.Year() == b.Year() && a.YearDay() == b.YearDay() }

func (l Language) month(t time.Time) string {
	return strings.Split(l.T("when.months"), " ")[t.Month()-1]
}

// Moment is a day and a time of day: "November 8, 2027, 2:35 PM EST".
func (l Language) Moment(t time.Time, zone *time.Location) string {
	return l.Date(t, zone) + ", " + l.Clock(t, zone)
}

// Left is how long it is from now until t, in the largest unit that is not zero: "12 days", "3 hours", "1 minute".
func (l Language) Left(t, now time.Time) string {
	d := t.Sub(now)
	switch {
	case d >= 24*time.Hour:
		return l.T("when.days", "count", int(d/(24*time.Hour)))
	case d >= time.Hour:
		return l.T("when.hours", "count", int(d/time.Hour))
	default:
		return l.T("when.minutes", "count", max(1, int(d/time.Minute)))
	}
}

// Length is how long a clip is: "0:31".
func Length(d time.Duration) string {
	s := int(d.Round(time.Second) / time.Second)
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// Tenths is a moment in a clip: "0:31.5".
func Tenths(d time.Duration) string {
	t := int(d.Round(time.Second/10) / (time.Second / 10))
	return fmt.Sprintf("%d:%02d.%d", t/600, t/10%60, t%10)
}

// Seconds is a number of seconds: "1 second", "2.5 seconds".
func (l Language) Seconds(n float64) string {
	return l.T("when.seconds", "count", strconv.FormatFloat(n, 'f', -1, 64))
}

// Size is how large a file is: "84 MB", in steps of 1,000,000 bytes as phones show it. It is rounded down, so that a
// limit is not told larger than it is.
func Size(bytes int64) string {
	switch {
	case bytes >= 1_000_000_000:
		return strings.Replace(fmt.Sprintf("%d.%d GB", bytes/1_000_000_000, bytes/100_000_000%10), ".0 ", " ", 1)
	case bytes >= 1_000_000:
		return fmt.Sprintf("%d MB", bytes/1_000_000)
	default:
		return fmt.Sprintf("%d KB", bytes/1000)
	}
}
