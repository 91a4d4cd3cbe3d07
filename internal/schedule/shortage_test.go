package schedule_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/schedule"
)

func TestWhatWouldHelpHelps(t *testing.T) {
	always(t, func(in schedule.Input) string {
		plan := schedule.Place(in)
		for _, s := range plan.Shortages {
			i := slices.IndexFunc(in.Channels, func(ch belong.Channel) bool { return ch.ID == s.ChannelID })
			alone := then(in, plan)
			alone.Channels = in.Channels[i : i+1]
			if problem := helps(alone, s); problem != "" {
				return problem
			}
		}
		return ""
	})
}

// helps tells which of what a shortage proposes does not do, or would do with less.
func helps(in schedule.Input, s schedule.Shortage) string {
	short := func(change func(*schedule.Input)) int {
		changed := in
		changed.Days, changed.Channels = slices.Clone(in.Days), slices.Clone(in.Channels)
		change(&changed)
		for _, s := range schedule.Place(changed).Shortages {
			return s.Count
		}
		return 0
	}
	longer := func(by time.Duration) func(*schedule.Input) {
		return func(in *schedule.Input) {
			for i := range in.Days {
				in.Days[i].To = in.Days[i].To.Add(by)
			}
		}
	}
	gap := func(to time.Duration) func(*schedule.Input) {
		return func(in *schedule.Input) { in.Channels[0].Gap = to }
	}
	days := func(more int) func(*schedule.Input) {
		return func(in *schedule.Input) {
			for range more {
				last := in.Days[len(in.Days)-1]
				in.Days = append(in.Days, belong.Window{From: last.From.Add(24 * time.Hour), To: last.To.Add(24 * time.Hour)})
			}
		}
	}
	switch {
	case s.Reason == schedule.WindowOver:
		return ""
	case s.Longer > 0 && (short(longer(s.Longer)) > 0 || short(longer(s.Longer-time.Minute)) == 0):
		return fmt.Sprintf("%v longer is not what it takes", s.Longer)
	case s.Gap > 0 && (short(gap(s.Gap)) > 0 || short(gap(s.Gap+time.Second)) == 0):
		return fmt.Sprintf("a gap of %v is not what it takes", s.Gap)
	case s.Days > 0 && (short(days(s.Days)) > 0 || short(days(s.Days-1)) == 0):
		return fmt.Sprintf("%d days are not what it takes", s.Days)
	}
	return ""
}
