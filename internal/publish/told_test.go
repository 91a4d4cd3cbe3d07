package publish_test

import (
	"context"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/publish"
)

func TestOnSeveralChannelsTheSubmitterIsToldOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	p := d.place(d.Now())
	other := belong.Channel{ID: belong.NewID(d.Now()), CampaignID: d.Campaign.ID, Kind: belong.Mastodon, Name: "Another", CreatedAt: d.Now()}
	d.Must(d.Store.CreateChannel(t.Context(), other, belong.Outcome{}))
	second := p
	second.ID, second.ChannelID, second.Version = belong.NewID(d.Now()), other.ID, 0
	d.Must(d.Store.PlacePosts(t.Context(), d.Campaign.ID, []belong.Post{second}, belong.Outcome{}))
	d.Must(d.svc.Publish(t.Context(), p.ID))
	d.Must(d.svc.Publish(t.Context(), second.ID))
	if len(d.live) != 2 {
		t.Errorf("live: %v", d.live)
	}
	if diff := cmp.Diff([]string{"published to jane@example.org"}, d.Letters(p.SubmissionID)); diff != "" {
		t.Error(diff)
	}
}

// At a meeting, nobody stores a channel, or that a post is live, before all are about to.
type meeting struct {
	publish.Store
	all sync.WaitGroup
}

func (m *meeting) SavePost(ctx context.Context, p belong.Post, out belong.Outcome) error {
	if p.State == belong.Published {
		m.all.Done()
		m.all.Wait()
	}
	return m.Store.SavePost(ctx, p, out)
}

func (m *meeting) CreateChannel(ctx context.Context, ch belong.Channel, out belong.Outcome) error {
	m.all.Done()
	m.all.Wait()
	return m.Store.CreateChannel(ctx, ch, out)
}

// Two channels that show a clip at the same moment each believe that they are the first.
func TestOnTwoChannelsAtOnceTheSubmitterIsToldOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	posts := d.placeOn(d.Now(), d.connect(belong.X, belong.Standing{Account: "@STEMx"}), d.connect(belong.Mastodon, belong.Standing{}))
	together := &meeting{Store: d.Store}
	together.all.Add(len(posts))
	config := d.svc.Config
	config.Store = together
	var work errgroup.Group
	for _, p := range posts {
		work.Go(func() error { return publish.New(config).Publish(t.Context(), p.ID) })
	}
	d.Must(work.Wait())
	if diff := cmp.Diff([]string{"published to jane@example.org"}, d.Letters(posts[0].SubmissionID)); diff != "" {
		t.Error(diff)
	}
}
