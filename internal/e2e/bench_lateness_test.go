package e2e

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/blob/disk"
)

// How late posts are when one a second is due on the wall: from the slot until the database knows that the post is sent, and
// until it knows that it is live. Each of the benchmark's operations is a post.
func BenchmarkLateness(b *testing.B) {
	server := deploy(b)
	blobs, err := disk.New(filepath.Join(server.data, "blobs"))
	if err != nil {
		b.Fatal(err)
	}
	server.start(b)
	st := stored(b, "sqlite:"+filepath.Join(server.data, "belong.db"))
	c := planDay(b, st, blobs, b.N, time.Second)
	<-time.After(time.Duration(b.N) * time.Second) // who asks meanwhile is in the way
	var live []belong.Showing
	waitFor(b, "all posts to be live", func() (bool, error) {
		live, err = st.Posts(b.Context(), belong.PostQuery{CampaignID: c.ID, States: []belong.PostState{belong.Published}})
		return len(live) == b.N, err
	})
	var sent, published []time.Duration
	for _, w := range live {
		sent, published = append(sent, w.Post.SentAt.Sub(w.Post.SlotAt)), append(published, w.Post.PublishedAt.Sub(w.Post.SlotAt))
	}
	slices.Sort(sent)
	slices.Sort(published)
	b.ReportMetric(0, "ns/op") // says nothing here
	milliseconds := func(d time.Duration) float64 { return d.Seconds() * 1000 }
	b.ReportMetric(milliseconds(percentile(sent, 99)), "p99-sent-ms")
	b.ReportMetric(milliseconds(percentile(published, 50)), "p50-ms")
	b.ReportMetric(milliseconds(percentile(published, 99)), "p99-ms")
	b.ReportMetric(milliseconds(published[len(published)-1]), "max-ms")
}

// percentile is the least of the values that p of a hundred don't exceed. They are in order.
func percentile(values []time.Duration, p int) time.Duration {
	return values[(len(values)*p+99)/100-1]
}
