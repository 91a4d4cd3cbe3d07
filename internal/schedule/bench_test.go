package schedule_test

import (
	"fmt"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/schedule"
)

// The time that placing takes by the clock, and that of the processors, of which a busy neighbour takes none: for a plan from
// nothing, the same once more, with one more clip that was approved late, and with all spread anew.
func BenchmarkPlace(b *testing.B) {
	channels := make([]belong.Channel, 4)
	for i := range channels {
		channels[i] = belong.Channel{ID: belong.ID(fmt.Sprint(i)), Kind: belong.Wall}
	}
	for _, n := range []int{100, 10_000} {
		all := entries(n)
		for i := range all {
			all[i].Submission.Label.Organization = fmt.Sprint("school ", i*i%(n/4))
			all[i].Submission.Label.Name = fmt.Sprint("Speaker ", i%(n*9/10))
		}
		fresh := schedule.Input{Entries: all, Channels: channels, Days: []belong.Window{{From: nine, To: nine.Add(12 * time.Hour)}}}
		again := then(fresh, schedule.Place(fresh))
		late, anew := again, again
		late.Entries = append(slices.Clone(all), entries(n + 1)[n])
		anew.Anew = true
		for _, c := range []struct {
			name string
			in   schedule.Input
		}{{"fresh", fresh}, {"again", again}, {"late", late}, {"anew", anew}} {
			b.Run(fmt.Sprintf("%d/%s", n, c.name), func(b *testing.B) {
				before := cpu(b)
				for b.Loop() {
					if plan := schedule.Place(c.in); len(plan.Slots) != len(c.in.Entries)*len(channels) {
						b.Fatal(len(plan.Slots))
					}
				}
				b.ReportMetric(0, "ns/op") // in milliseconds it says the same
				b.ReportMetric(b.Elapsed().Seconds()*1000/float64(b.N), "ms/plan")
				b.ReportMetric((cpu(b)-before).Seconds()*1000/float64(b.N), "cpu-ms/plan")
			})
		}
	}
}

// cpu is what this process has used of the processors.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
