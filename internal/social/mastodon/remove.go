package mastodon

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/mattn/go-mastodon"

	"github.com/belonginstem/belong/internal/belong"
)

// A server may take a moment to take a post down; it is asked so often, with as much time in between.
const (
	goneLooks = 5
	goneAsk   = 2 * time.Second
)

// Remove deletes the post, and then asks for it. Servers allow thirty in half an hour.
func (n *Network) Remove(ctx context.Context, p belong.Parcel) error {
	d, err := n.open(p.Account)
	if err != nil {
		return err
	}
	if p.Post.Remote == "" {
		return refused("Nobody wrote down where this post is. Take it down by hand.")
	}
	id := mastodon.ID(p.Post.Remote)
	if err := d.delete(ctx, id); err != nil && !gone(err) {
		return d.removing(err)
	}
	for range goneLooks {
		err := d.look(ctx, id)
		if gone(err) {
			return nil
		}
		if err != nil {
			return d.removing(err)
		}
		if err := n.pause(ctx, goneAsk); err != nil {
			return d.removing(err)
		}
	}
	return errors.New("take a post down: the server still shows it")
}

func (d *door) delete(ctx context.Context, id mastodon.ID) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return d.lib.DeleteStatus(ctx, id)
}

func (d *door) look(ctx context.Context, id mastodon.ID) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	_, err := d.lib.GetStatus(ctx, id)
	return err
}

// gone tells whether the server says that there is no such post. A 404 without its words is somebody else's.
func gone(err error) bool {
	return (is(err, http.StatusNotFound) || is(err, http.StatusGone)) && saidIn(err) != ""
}

// removing is the error of a removal.
func (d *door) removing(err error) error {
	if no := d.certain(err); no != nil {
		return no
	}
	return fmt.Errorf("take a post down: %w", err)
}
