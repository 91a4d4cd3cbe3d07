package schedule_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/schedule"
)

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
		anew := again
		anew.Anew = true
		for name, in := range map[string]schedule.Input{"fresh": fresh, "again": again, "anew": anew} {
			b.Run(fmt.Sprintf("%d/%s", n, name), func(b *testing.B) {
				for b.Loop() {
					if plan := schedule.Place(in); len(plan.Slots) != n*len(channels) {
						b.Fatal(len(plan.Slots))
					}
				}
				b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/plan")
			})
		}
	}
}
