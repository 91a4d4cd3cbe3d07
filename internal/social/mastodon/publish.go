package mastodon

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/mattn/go-mastodon"

	"github.com/belonginstem/belong/internal/belong"
)

// Publish posts the video that was staged, for everybody to see, whatever the account is set to otherwise.
func (n *Network) Publish(ctx context.Context, p belong.Parcel) (belong.Receipt, error) {
	d, err := n.open(p.Account)
	if err != nil {
		return belong.Receipt{}, err
	}
	k, ok := remembered(p.Post.Notes)
	if !ok || !n.now().Before(p.Post.Notes.Until) {
		return belong.Receipt{}, &belong.NetworkError{
			Fault: belong.NotNow, Err: errors.New("the video is not staged, or was too long ago"),
			Sentence: fmt.Sprintf("The video is not at %s any more. It is uploaded again by itself.", d.base.Host),
		}
	}
	q := form("/api/v1/statuses", url.Values{
		"status": {p.Post.Text}, "media_ids[]": {string(k.Media)}, "language": {p.Locale},
		"visibility": {mastodon.VisibilityPublic}, "sensitive": {"false"},
	})
	q.key = string(p.Post.ID)
	asking, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var s mastodon.Status
	_, header, err := d.do(asking, q, &s)
	switch {
	case err != nil:
		return belong.Receipt{}, d.sent(err)
	case s.ID == "":
		return belong.Receipt{}, errors.New("post to Mastodon: the answer has no id")
	case !shows(&s, k.Media):
		return belong.Receipt{}, d.withdraw(ctx, s.ID)
	}
	r := receipt(&s)
	r.Rest = rest(header)
	return r, nil
}

// withdraw takes back a post that came out without its video. Older servers leave a video away without a word if another
// post has it: then that other one is ours, which Find finds.
func (d *door) withdraw(ctx context.Context, id mastodon.ID) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := d.lib.DeleteStatus(ctx, id); err != nil && !is(err, http.StatusNotFound) {
		return fmt.Errorf("post %s came out without the video, and could not be taken down: %w", id, err)
	}
	return errors.New("the post came out without the video, and was taken down")
}
