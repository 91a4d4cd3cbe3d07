package mastodon

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/mattn/go-mastodon"

	"github.com/belonginstem/belong/internal/belong"
)

// How Find looks.
const (
	clocksDiffer = 10 * time.Minute // how much a server's clock may be off
	pageSize     = 40               // the most that servers give
	mostPages    = 10
	// A request whose answer was lost may still be under way inside the server, and a list may lag behind. After this nothing
	// more comes of it.
	landed = 2 * time.Minute
	// After this, looking again tells nothing new.
	hopeless = 30 * time.Minute
)

// Find looks for the video among the account's own posts. That the server still has it as one that is in no post is the
// second proof that it is not there, where a server makes that difference, as Mastodon does.
func (n *Network) Find(ctx context.Context, p belong.Parcel) (belong.Receipt, bool, error) {
	d, err := n.open(p.Account)
	if err != nil {
		return belong.Receipt{}, false, err
	}
	k, ok := remembered(p.Post.Notes)
	if !ok {
		return belong.Receipt{}, false, fmt.Errorf("look for a post without its notes: %w", belong.ErrUnknowable)
	}
	r, found, err := d.search(ctx, k, p.Post.SentAt.Add(-clocksDiffer))
	switch {
	case err != nil:
		return belong.Receipt{}, false, d.looked(err)
	case found:
		return r, true, nil
	}
	age := n.now().Sub(p.Post.SentAt)
	switch _, _, err := d.media(ctx, k.Media); {
	case is(err, http.StatusNotFound) && age >= hopeless:
		return belong.Receipt{}, false, fmt.Errorf("the video is gone, and in no post that can be read: %w", belong.ErrUnknowable)
	case err != nil:
		return belong.Receipt{}, false, d.looked(err)
	case age < landed:
		return belong.Receipt{}, false, errors.New("look for a post: it may still be under way")
	}
	return belong.Receipt{}, false, nil
}

// search goes through the account's posts with media, the newest first, down to since.
func (d *door) search(ctx context.Context, k kept, since time.Time) (r belong.Receipt, found bool, err error) {
	page := mastodon.Pagination{Limit: pageSize}
	for range mostPages {
		posts, err := d.page(ctx, k.Account, page)
		if err != nil {
			return r, false, err
		}
		for _, s := range posts {
			if shows(s, k.Media) {
				return receipt(s), true, nil
			}
		}
		if len(posts) == 0 || posts[len(posts)-1].CreatedAt.Before(since) {
			return r, false, nil
		}
		page.MaxID = posts[len(posts)-1].ID
	}
	return r, false, fmt.Errorf("the account has more than %d newer posts", mostPages*pageSize)
}

func (d *door) page(ctx context.Context, account mastodon.ID, at mastodon.Pagination) ([]*mastodon.Status, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return d.lib.GetAccountStatusesParams(ctx, account, url.Values{"only_media": {"true"}, "exclude_reblogs": {"true"}}, &at)
}

// looked is the error of a look: it says nothing about the post.
func (d *door) looked(err error) error {
	if no := d.certain(err); no != nil {
		return no
	}
	return fmt.Errorf("look for a post: %w", err)
}
