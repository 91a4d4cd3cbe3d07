package x

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/belonginstem/belong/internal/belong"
)

// Remove deletes the post, and asks X for it afterwards, whatever it said: the post may have been gone before.
func (n *Network) Remove(ctx context.Context, p belong.Parcel) error {
	if !number.MatchString(p.Post.Remote) {
		return &belong.NetworkError{
			Fault: belong.Refused, Sentence: "Nobody wrote down which post at X this is. Take it down by hand.",
			Err: fmt.Errorf("x: %q is no post's ID", p.Post.Remote),
		}
	}
	s, err := n.session(p.Account)
	if err != nil {
		return err
	}
	_, deleted := s.call(ctx, http.MethodDelete, "/2/tweets/"+p.Post.Remote, nil, nil)
	gone, err := s.gone(ctx, p.Post.Remote)
	switch {
	case err != nil:
		return errors.Join(deleted, fmt.Errorf("x: look whether the post is gone: %v", err)) //nolint:errorlint // it may be gone: no fault is certain
	case !gone:
		return errors.Join(deleted, errors.New("x: the post is still there"))
	}
	return nil
}

// gone tells whether X says that there is no such post. It says so with 404, or with 200 and a problem in place of a post.
func (s *session) gone(ctx context.Context, id string) (bool, error) {
	var got struct {
		Data   *struct{} `json:"data"`
		Errors []problem `json:"errors"`
	}
	_, err := s.call(ctx, http.MethodGet, "/2/tweets/"+id, nil, &got)
	var refused *no
	switch {
	case errors.As(err, &refused) && refused.status == http.StatusNotFound && refused.problem.missing(id):
		return true, nil
	case err != nil:
		return false, err
	case got.Data != nil:
		return false, nil
	case slices.ContainsFunc(got.Errors, func(p problem) bool { return p.missing(id) }):
		return true, nil
	}
	return false, errors.New("x: neither a post nor a word that there is none")
}

// missing tells whether the problem is that there is no post with the ID.
func (p problem) missing(id string) bool {
	return p.kind() == "resource-not-found" && p.ResourceID == id ||
		slices.ContainsFunc(p.Errors, func(e problem) bool { return e.missing(id) })
}
