package bluesky

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/belonginstem/belong/internal/belong"
)

// Remove deletes the record, and then asks for it, whatever came of that: what is gone is gone.
func (n *Network) Remove(ctx context.Context, p belong.Parcel) error {
	did, key, ok := parse(p.Post.Remote)
	if !ok {
		return refused(nil, "This post has no address at Bluesky that can be read. Take it down there by hand.")
	}
	k, err := notesOf(p)
	if err != nil {
		return err
	}
	pds, refusal := n.delete(ctx, p.Account, did, key)
	if k.PDS != "" {
		pds = k.PDS
	}
	there, err := n.stands(ctx, pds, did, key)
	switch {
	case err == nil && !there:
		return nil
	case refusal != nil:
		return refusal
	case err != nil:
		return fmt.Errorf("bluesky: %w", err)
	}
	return errors.New("bluesky: the post was deleted, and is still there")
}

// delete deletes a record, and tells at which server the account is.
func (n *Network) delete(ctx context.Context, a belong.Account, did, key string) (pds string, err error) {
	if pds = a.BaseURL; pds == "" {
		pds = home
	}
	err = n.as(ctx, a, func(s session) error {
		pds = s.pds
		if s.did != did {
			return refused(nil, "This post is of another Bluesky account than the one that is connected now. Connect that one, or take the post down by hand.")
		}
		_, err := n.do(ctx, call{server: s.pds, name: "com.atproto.repo.deleteRecord", token: s.access, json: map[string]string{
			"repo": did, "collection": collection, "rkey": key,
		}}, nil)
		return err
	})
	if err != nil {
		err = written(fmt.Errorf("bluesky: %w", err))
	}
	return pds, err
}

// parse reads the name of a post.
func parse(uri string) (did, key string, ok bool) {
	rest, ok := strings.CutPrefix(uri, "at://")
	parts := strings.Split(rest, "/")
	if !ok || len(parts) != 3 || !strings.HasPrefix(parts[0], "did:") || parts[1] != collection || parts[2] == "" {
		return "", "", false
	}
	return parts[0], parts[2], true
}
