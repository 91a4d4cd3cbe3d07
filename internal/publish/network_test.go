package publish_test

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// A network takes posts, and fails in the ways that networks do.
type network struct {
	mu      sync.Mutex
	live    map[belong.ID]int // times that a post went live
	staged  map[belong.ID]int
	removed map[belong.ID]int

	before, after error // what Publish answers instead of posting, or after it posted
	find          error // what Find answers in place of the truth
	stage, remove error
	notes         belong.Notes
	rest          time.Time // what a receipt says
	link          string    // what it says in place of the post's own address
	check         error
	standing      belong.Standing
	keys          belong.Credentials // that Check was called with
	onStage       func()
	cut           func() // called in the middle of Publish, before or after posting as cutAfter says
	cutAfter      bool
	answers       bool // though it was cut
}

func newNetwork() *network {
	return &network{live: map[belong.ID]int{}, staged: map[belong.ID]int{}, removed: map[belong.ID]int{}}
}

func (n *network) Check(_ context.Context, a belong.Account) (belong.Standing, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.keys = a.Keys
	return n.standing, n.check
}

func (n *network) Stage(_ context.Context, p belong.Parcel) (belong.Notes, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.staged[p.Post.ID]++
	if n.onStage != nil {
		n.onStage()
	}
	return n.notes, n.stage
}

func (n *network) Publish(ctx context.Context, p belong.Parcel) (belong.Receipt, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.cut != nil && !n.cutAfter {
		n.cut()
		return belong.Receipt{}, ctx.Err()
	}
	if n.before != nil {
		return belong.Receipt{}, n.before
	}
	n.live[p.Post.ID]++
	if n.cut != nil {
		n.cut()
		if !n.answers {
			return belong.Receipt{}, ctx.Err()
		}
	}
	return belong.Receipt{Link: cmp.Or(n.link, link(p.Post.ID)), Remote: "r" + string(p.Post.ID), Rest: n.rest}, n.after
}

func (n *network) Find(ctx context.Context, p belong.Parcel) (belong.Receipt, bool, error) {
	if err := errors.Join(n.find, ctx.Err()); err != nil {
		return belong.Receipt{}, false, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	return belong.Receipt{Link: link(p.Post.ID)}, n.live[p.Post.ID] > 0, nil
}

func (n *network) Remove(_ context.Context, p belong.Parcel) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.removed[p.Post.ID]++
	return n.remove
}

func link(id belong.ID) string { return "https://network.example/" + string(id) }
