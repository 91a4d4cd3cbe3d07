package httpd

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/schedule"
)

// BenchmarkBoard is the board of 10,000 posts: 2,500 videos on four channels, over a week.
func BenchmarkBoard(b *testing.B) {
	s := newSite(b)
	s.crowded(2500)
	posts := s.posts()
	if len(posts) != 10_000 {
		b.Fatalf("%d posts", len(posts))
	}
	v := s.staff(belong.Scheduler)
	for name, path := range map[string]string{
		"week": "/staff/schedule", "post": "/staff/schedule?post=" + string(posts[5000].Post.ID), "search": "/staff/schedule?q=speaker+1",
		"live": "/staff/live", "csv": "/staff/schedule.csv",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				v.get(path).was(http.StatusOK)
			}
			b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/view")
		})
	}
}

// crowded has so many videos approved and placed, on a wall and at three networks.
func (s *site) crowded(videos int) {
	s.t.Helper()
	ctx, operator := s.t.Context(), belong.Actor{Kind: belong.Operator}
	for i, kind := range []belong.ChannelKind{belong.X, belong.Mastodon, belong.Mastodon} {
		s.must(s.Store.CreateChannel(ctx, belong.Channel{ID: sampleID(410 + i), CampaignID: s.campaign.ID, Kind: kind, Name: fmt.Sprint(kind, i)}, belong.Outcome{}))
	}
	for i := range videos {
		e := sampleEntry(i, belong.Approved)
		e.Submission.ID, e.Clip.ID = sampleID(100_000+i), sampleID(200_000+i)
		e.Submission.ClipID, e.Clip.SubmissionID, e.Clip.UploadID = e.Clip.ID, e.Submission.ID, fmt.Sprint(i)
		e.Submission.Label.Name = fmt.Sprint("Speaker ", i)
		e.Submission.CreatedAt = noon.Add(-time.Duration(i) * time.Second)
		s.must(s.Store.CreateImported(ctx, e.Submission, e.Clip, nil, belong.Outcome{}))
	}
	_, _, err := s.Schedule.SetDay(ctx, operator, s.campaign.Slug, schedule.Change{Days: 7})
	s.must(err)
	_, err = s.Schedule.Place(ctx, operator, s.campaign.Slug)
	s.must(err)
}
