package bluesky

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/belonginstem/belong/internal/belong"
)

// collection is where an account's posts are.
const collection = "app.bsky.feed.post"

// A record is a post as it is kept.
type record struct {
	Type    string   `json:"$type"`
	Text    string   `json:"text"`
	Created string   `json:"createdAt"`
	Langs   []string `json:"langs,omitempty"`
	Facets  []facet  `json:"facets,omitempty"`
	Embed   embed    `json:"embed"`
}

// An embed is a post's video.
type embed struct {
	Type     string          `json:"$type"`
	Video    json.RawMessage `json:"video"`
	Captions []caption       `json:"captions,omitempty"`
	Alt      string          `json:"alt,omitempty"`
	Ratio    *ratio          `json:"aspectRatio,omitempty"`
}

type caption struct {
	Lang string          `json:"lang"`
	File json.RawMessage `json:"file"`
}

type ratio struct {
	Width  int `json:"width"`
	Height int `json:"height"`
}

// recordOf writes the post. It is the same each time, as long as the post is.
func (k kept) recordOf(p belong.Parcel, facets []facet) record {
	at := p.Post.SlotAt // by which people see it in the order of the day, however long ago it was staged
	if at.Before(k.At) {
		at = k.At
	}
	r := record{
		Type: collection, Text: p.Post.Text, Created: at.UTC().Format("2006-01-02T15:04:05.000Z"), Facets: facets,
		Embed: embed{Type: "app.bsky.embed.video", Video: k.Video, Alt: p.Alt},
	}
	if p.Locale != "" {
		r.Langs = []string{p.Locale}
	}
	if p.Width > 0 && p.Height > 0 {
		r.Embed.Ratio = &ratio{p.Width, p.Height}
	}
	if isSet(k.Captions) {
		lang := p.Captions.Locale
		if lang == "" {
			lang = p.Locale
		}
		r.Embed.Captions = []caption{{lang, k.Captions}}
	}
	return r
}

// Publish puts the record under its key, if there is none yet: sent again as it is, it is the same post, and otherwise the
// server says that another stands there.
func (n *Network) Publish(ctx context.Context, p belong.Parcel) (belong.Receipt, error) {
	ctx, cancel := context.WithTimeout(ctx, publishTime)
	defer cancel()
	k, err := notesOf(p)
	if err != nil {
		return belong.Receipt{}, err
	}
	s, err := n.session(ctx, p.Account, alive)
	if err != nil {
		return belong.Receipt{}, err
	}
	if k.DID != s.did {
		return belong.Receipt{}, notNow(nil, "The video is not at this account's server. It is sent there, then posted.")
	}
	facets, err := facetsOf(ctx, p.Post.Text, n.resolver(s))
	if err != nil {
		return belong.Receipt{}, read(err)
	}
	var put struct{ URI string }
	header, err := n.do(ctx, call{
		server: s.pds, name: "com.atproto.repo.putRecord", token: s.access, within: publishTime,
		json: map[string]any{
			"repo": s.did, "collection": collection, "rkey": k.Key, "swapRecord": nil, "record": k.recordOf(p, facets),
		},
	}, &put)
	switch {
	case err == nil && put.URI != k.uri():
		return belong.Receipt{}, fmt.Errorf("bluesky: the server says that it made %q; want %q", cut(put.URI), k.uri())
	case err == nil:
		r := k.receipt(s.handle)
		r.Rest = restOf(header)
		return r, nil
	case isRefusal(err, "InvalidSwap"):
		return n.other(ctx, k)
	case isRefusal(err, "BlobNotFound"):
		n.lose(k.Key)
	case refusesToken(err):
		if _, err := n.session(ctx, p.Account, renewed); err != nil {
			return belong.Receipt{}, err
		}
	}
	return belong.Receipt{}, written(fmt.Errorf("bluesky: %w", err))
}

// other is the receipt of what stands under the post's key, and is not the same any more as what would be posted: an earlier
// try made it live.
func (n *Network) other(ctx context.Context, k kept) (belong.Receipt, error) {
	there, err := n.stands(ctx, k.PDS, k.DID, k.Key)
	if err != nil {
		return belong.Receipt{}, fmt.Errorf("bluesky: %w", err)
	}
	if !there {
		return belong.Receipt{}, errors.New("bluesky: something stood under the post's key, and is not there any more")
	}
	return k.receipt(k.Handle), nil
}

// resolver finds whose name a handle is.
func (n *Network) resolver(s session) func(ctx context.Context, handle string) (string, error) {
	return func(ctx context.Context, handle string) (string, error) {
		var got struct{ DID string }
		err := n.ask(ctx, s.pds, "com.atproto.identity.resolveHandle", url.Values{"handle": {handle}}, &got)
		if e, ok := answered(err); ok && e.status == http.StatusBadRequest {
			return "", nil // nobody's
		}
		return got.DID, err
	}
}

// Find asks for the record by its key, which needs no session. While the post is being published, one that is not there may
// still come.
func (n *Network) Find(ctx context.Context, p belong.Parcel) (belong.Receipt, bool, error) {
	k, err := notesOf(p)
	if err != nil {
		return belong.Receipt{}, false, err
	}
	if k.Key == "" {
		return belong.Receipt{}, false, nil // what has no key was never sent
	}
	there, err := n.stands(ctx, k.PDS, k.DID, k.Key)
	switch {
	case err != nil:
		return belong.Receipt{}, false, fmt.Errorf("bluesky: %w", err)
	case there:
		return k.receipt(k.Handle), true, nil
	case p.Post.State == belong.Publishing && n.now().Before(p.Post.SentAt.Add(settleTime)):
		return belong.Receipt{}, false, errors.New("bluesky: the post is not there, but may be on its way")
	}
	return belong.Receipt{}, false, nil
}

// stands tells whether a record is there.
func (n *Network) stands(ctx context.Context, pds, did, key string) (bool, error) {
	var got struct{ URI string }
	err := n.ask(ctx, pds, "com.atproto.repo.getRecord", url.Values{"repo": {did}, "collection": {collection}, "rkey": {key}}, &got)
	switch {
	case isRefusal(err, "RecordNotFound"):
		return false, nil
	case err != nil:
		return false, err
	case got.URI != uriOf(did, key):
		return false, fmt.Errorf("the server answered with %q", cut(got.URI))
	}
	return true, nil
}

func uriOf(did, key string) string { return "at://" + did + "/" + collection + "/" + key }

func (k kept) uri() string { return uriOf(k.DID, k.Key) }

// receipt is of the post that is live under the notes' key.
func (k kept) receipt(handle string) belong.Receipt {
	if handle == "" || handle == "handle.invalid" {
		handle = k.DID
	}
	return belong.Receipt{Link: "https://bsky.app/profile/" + handle + "/post/" + k.Key, Remote: k.uri()}
}
