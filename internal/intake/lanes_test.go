package intake_test

import (
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/intake"
)

func TestWhoCrawlsMakesRoomAndNobodyElse(t *testing.T) {
	t.Parallel()
	now := time.Unix(0, 0)
	lanes := intake.NewLanes(3, func() time.Time { return now })
	var ended []string
	take := func(name string) *intake.Lane { return lanes.Take(func() { ended = append(ended, name) }) }
	fast, slow, slower := take("fast"), take("slow"), take("slower")
	later := func(d time.Duration) {
		for range d / time.Second {
			now = now.Add(time.Second)
			fast.Passed(20 << 10)
			slow.Passed(1 << 10)
			slower.Passed(1)
		}
	}
	later(29 * time.Second)
	if take("too early") != nil {
		t.Fatal("somebody had to go before anybody knew how fast they are")
	}
	later(10 * time.Second)
	if take("next") == nil || len(ended) != 1 || ended[0] != "slower" {
		t.Fatalf("ended: %q; want the slowest", ended)
	}
	slower.Leave() // its lane is somebody else's by now
	if take("one more") == nil || len(ended) != 2 || ended[1] != "slow" {
		t.Fatalf("ended: %q; want the one that crawls as well", ended)
	}
	if take("too many") != nil {
		t.Error("somebody who gets on had to go")
	}
	now = now.Add(time.Hour)
	if take("after an hour of silence") == nil || len(ended) != 3 {
		t.Errorf("ended: %q; want one of those who sent nothing", ended)
	}
	fast.Leave()
}
