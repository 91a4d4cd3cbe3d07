package x

import (
	"context"
	"errors"
	"net/http"

	"github.com/belonginstem/belong/internal/belong"
)

const mePath = "/2/users/me"

// me is the account itself.
type me struct {
	Data struct {
		ID        string `json:"id"`
		Username  string `json:"username"`
		Protected bool   `json:"protected"`
	} `json:"data"`
}

func (s *session) me(ctx context.Context) (me, answer, error) {
	var m me
	a, err := s.call(ctx, http.MethodGet, mePath+"?user.fields=protected", nil, &m)
	if err == nil && (m.Data.ID == "" || m.Data.Username == "") {
		err = errors.New("x: it does not say whose keys these are")
	}
	return m, a, err
}

// id is the account's own, which X is asked for once.
func (s *session) id(ctx context.Context) (string, error) {
	if known, ok := s.ids.Load(s.whose); ok {
		return known.(string), nil //nolint:forcetypeassert // nothing else is put in
	}
	m, _, err := s.me(ctx)
	if err != nil {
		return "", err
	}
	s.ids.Store(s.whose, m.Data.ID)
	return m.Data.ID, nil
}

// Check tells whose keys they are, and whether they may post, as far as X says it. What nobody can ask X: whether the account
// carries the label of automated accounts, and whether it has credits left.
func (n *Network) Check(ctx context.Context, a belong.Account) (belong.Standing, error) {
	s, err := n.session(a)
	if err != nil {
		return belong.Standing{}, err
	}
	m, got, err := s.me(ctx)
	if err != nil {
		return belong.Standing{}, err
	}
	standing := belong.Standing{Account: "@" + m.Data.Username, Limits: Limits}
	switch {
	case got.header.Get("x-access-level") == "read":
		standing.Warning = "The keys may only read, so nothing can be posted. Give the app the permission to read and write in X's developer console, make new access tokens there, and connect anew."
	case m.Data.Protected:
		standing.Warning = "The account is protected: nobody but its followers will see the posts. Change that in X's settings, under privacy."
	}
	return standing, nil
}
