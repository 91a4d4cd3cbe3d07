package worker

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/blob"
	"github.com/belonginstem/belong/internal/publish"
	"github.com/belonginstem/belong/internal/schedule"
)

// start runs the queue until the test ends.
func (s *shop) start() {
	s.t.Helper()
	s.worker.Register(s.Queue)
	s.Must(s.Queue.Start(s.t.Context()))
	s.t.Cleanup(func() { s.Must(s.Queue.Stop(context.WithoutCancel(s.t.Context()))) })
}

func TestTheQueueCarriesAClipFromItsUploadToItsGuardian(t *testing.T) {
	t.Parallel()
	s := open(t)
	sub := s.upload(video(t, 3), func(sub *belong.Submission) { sub.Minor, sub.GuardianEmail = true, "ana@example.org" })
	s.start()
	s.Must(s.Queue.Enqueue(t.Context(), belong.Job{Kind: belong.InspectJob, Subject: sub.ClipID}))
	if to := <-s.outbox; to != "ana@example.org" {
		t.Errorf("a letter to %s", to)
	}
	if got := s.Submission(sub.ID).State; got != belong.AwaitingRelease {
		t.Errorf("%q", got)
	}
}

func TestOnTheDayPostsGoToTheWallAtTheirSlots(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.worker.Publish = publish.New(publish.Config{Store: s.Store, Queue: s.Queue, Address: "http://test", Now: time.Now, Channels: map[belong.ChannelKind]publish.Channel{
		belong.Wall: publish.NewWall(func(context.Context, string) error { return nil }),
	}})
	first := time.Now().Add(1500 * time.Millisecond)
	var posts []belong.Post
	for i := range 10 {
		sub := s.Submit(belong.Approved, nil)
		posts = append(posts, belong.Post{
			ID: belong.NewID(first), SubmissionID: sub.ID, ClipID: sub.ClipID, ChannelID: s.Wall.ID, State: belong.Scheduled,
			SlotAt: first.Add(time.Duration(i) * 100 * time.Millisecond), CreatedAt: first, UpdatedAt: first,
		})
	}
	s.Must(s.Store.PlacePosts(t.Context(), s.Campaign.ID, posts, belong.Outcome{}))
	s.start()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		ended <- schedule.New(s.Store, s.Queue, "https://belong.example", time.Now, slog.New(slog.DiscardHandler)).Run(ctx)
	}()
	for range posts {
		<-s.outbox // each is told
	}
	stop()
	s.Must(<-ended)

	wall, err := s.Store.Wall(t.Context(), belong.WallQuery{CampaignID: s.Campaign.ID})
	s.Must(err)
	if len(wall) != len(posts) {
		t.Errorf("%d on the wall", len(wall))
	}
	for _, w := range wall {
		late := w.Post.PublishedAt.Sub(w.Post.SlotAt)
		if late < 0 || w.Post.Attempts != 1 || w.Post.Link != "http://test/wall/you-belong-in-stem/"+string(w.Post.ClipID) {
			t.Errorf("late by %v, %d attempts, at %s", late, w.Post.Attempts, w.Post.Link)
		}
		t.Logf("late by %v", late)
	}
}

func TestWhatWasTakenBackIsTakenDownAndErased(t *testing.T) {
	t.Parallel()
	s := open(t)
	sub := s.upload(video(t, 3), nil)
	s.process(sub)
	ready := s.Submission(sub.ID)
	ready.State = belong.Approved
	s.Must(s.Store.SaveSubmission(t.Context(), ready, belong.Outcome{}))
	p := belong.Post{
		ID: belong.NewID(s.Now()), SubmissionID: sub.ID, ClipID: sub.ClipID, ChannelID: s.Wall.ID, State: belong.Scheduled,
		SlotAt: s.Now(), CreatedAt: s.Now(), UpdatedAt: s.Now(),
	}
	s.Must(s.Store.PlacePosts(t.Context(), s.Campaign.ID, []belong.Post{p}, belong.Outcome{}))
	s.Must(s.worker.publish(t.Context(), p.ID))
	if _, err := s.Store.WallClip(t.Context(), sub.ClipID); err != nil {
		t.Fatalf("it is not on the wall: %v", err)
	}
	s.withdraw(sub)
	s.Must(s.worker.remove(t.Context(), p.ID))
	if got, err := s.Store.Post(t.Context(), p.ID); err != nil || got.State != belong.Removed {
		t.Errorf("%q, %v", got.State, err)
	}
	for range 2 {
		s.Must(s.worker.purge(t.Context(), ""))
	}
	if clip := s.clip(sub); s.hasOriginal(sub) || len(s.kept(sub)) > 0 || clip.OriginalKey != "" || len(clip.Renditions) > 0 {
		t.Errorf("original %v, kept %v, clip %+v", s.hasOriginal(sub), s.kept(sub), clip)
	}
	events := s.Events(sub.ID)
	if diff := cmp.Diff("system clip.erased", events[len(events)-1]); diff != "" || len(events) != 3 {
		t.Errorf("events %v", events)
	}
}

func TestOriginalsGoWhenTheirTimeIsUp(t *testing.T) {
	t.Parallel()
	s := open(t)
	sub := s.Submit(belong.Approved, nil)
	put := func(key string) { s.Must(s.blobs.Put(t.Context(), key, &zeros{7})) }
	put(blob.Original(string(sub.ClipID)))
	put(blob.Rendition(string(sub.ClipID), "web.mp4"))
	s.Must(s.worker.purge(t.Context(), ""))
	if !s.hasOriginal(sub) {
		t.Fatal("it went too early")
	}
	_, end, err := s.Campaign.Bounds()
	s.Must(err)
	s.SetNow(end.Add(s.Campaign.Retention))
	s.Must(s.worker.purge(t.Context(), ""))
	if s.hasOriginal(sub) || len(s.kept(sub)) != 1 || s.clip(sub).OriginalKey != "" || !s.clip(sub).Ready {
		t.Errorf("original %v, kept %v", s.hasOriginal(sub), s.kept(sub))
	}
}
