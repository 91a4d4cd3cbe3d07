package x

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

const (
	lag       = 2 * time.Minute // after it was sent, a post is on its account's timeline, if there is one
	skew      = 5 * time.Minute // by which X's clock may be behind ours
	mostPages = 32              // of a hundred posts: X's timelines go no further back
)

// Find looks for what was staged for the post among the account's own posts, from the first staging on. A post may show up
// late; one that is not there a while after it was sent is not live. Should X make it live even later, a second one is
// refused by X itself, for the same text and the same video.
func (n *Network) Find(ctx context.Context, p belong.Parcel) (belong.Receipt, bool, error) {
	k, ok := read(p.Post.Notes)
	if !ok {
		return belong.Receipt{}, false, belong.ErrUnknowable // nothing else of a post is its own
	}
	s, err := n.session(p.Account)
	if err != nil {
		return belong.Receipt{}, false, err
	}
	asked := n.config.Now()
	id, err := s.find(ctx, k)
	switch {
	case err != nil:
		return belong.Receipt{}, false, fmt.Errorf("x: look for the post: %w", err)
	case id != "":
		return receipt(id), true, nil
	case asked.Before(p.Post.SentAt.Add(lag)):
		return belong.Receipt{}, false, errors.New("x: the post is not on the timeline yet, which may be late")
	}
	return belong.Receipt{}, false, nil
}

// timeline is a page of an account's posts, the newest first.
type timeline struct {
	Data []struct {
		ID          string `json:"id"`
		Attachments struct {
			MediaKeys []string `json:"media_keys"`
		} `json:"attachments"`
	} `json:"data"`
	Meta *struct {
		NextToken string `json:"next_token"`
	} `json:"meta"`
	Errors []problem `json:"errors"` // what it can't show
}

// find is the ID of the account's post with the video; empty where there is none.
func (s *session) find(ctx context.Context, k kept) (string, error) {
	account, err := s.id(ctx)
	if err != nil {
		return "", err
	}
	query := url.Values{
		"max_results": {"100"}, "start_time": {k.Since.Add(-skew).UTC().Format(time.RFC3339)},
		"expansions": {"attachments.media_keys"},
	}
	for range mostPages {
		var page timeline
		if _, err := s.call(ctx, http.MethodGet, "/2/users/"+account+"/tweets?"+query.Encode(), nil, &page); err != nil {
			return "", err
		}
		for _, post := range page.Data {
			if slices.ContainsFunc(post.Attachments.MediaKeys, k.is) {
				return post.ID, nil
			}
		}
		switch {
		case page.Meta == nil:
			return "", errors.New("x: a timeline that does not say whether it goes on")
		case len(page.Errors) > 0:
			return "", fmt.Errorf("x: a timeline that is not whole: %s", page.Errors[0].said())
		case page.Meta.NextToken == "":
			return "", nil
		}
		query.Set("pagination_token", page.Meta.NextToken)
	}
	return "", errors.New("x: the timeline since the video was staged is too long to be read")
}

// is tells whether a key in a post is the video's. Its number alone tells: X may count it as another kind than when it was
// uploaded.
func (k kept) is(key string) bool {
	_, id, _ := strings.Cut(key, "_")
	return key == k.MediaKey || id == k.MediaID || slices.Contains(k.Earlier, id)
}
