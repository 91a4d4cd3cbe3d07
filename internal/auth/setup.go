package auth

import (
	"context"

	"github.com/belonginstem/belong/internal/belong"
)

var errSetupLink = belong.Refuse(belong.NotFound, "setup_link", "This link is used up or too old. Restart the server for a new one.")

// SetupSecret makes the key to CreateFirstAdmin, good for a day and once; keys made before are void. It is empty
// when there is any account already.
func (s *Service) SetupSecret(ctx context.Context) (string, error) {
	n, err := s.store.CountUsers(ctx)
	if err != nil || n > 0 {
		return "", err
	}
	if err := s.store.DropTokens(ctx, belong.SetupToken, ""); err != nil {
		return "", err
	}
	secret, token := belong.NewToken(s.now(), belong.SetupToken, "", setupLife)
	return secret, s.store.Record(ctx, belong.Outcome{Tokens: []belong.Token{token}})
}

// CheckSetup tells whether CreateFirstAdmin would take the secret; the page asks it before it shows the form.
func (s *Service) CheckSetup(ctx context.Context, secret string) error {
	_, err := s.store.Token(ctx, belong.HashSecret(secret), belong.SetupToken, s.now())
	return instead(err, errSetupLink)
}

// CreateFirstAdmin makes the first account, an administrator's, and logs them in. The secret is used up only when that
// worked.
func (s *Service) CreateFirstAdmin(ctx context.Context, secret, email, password string) (Session, error) {
	if err := s.CheckSetup(ctx, secret); err != nil {
		return Session{}, err
	}
	if err := checkPassword(password, fold(email)); err != nil {
		return Session{}, err
	}
	u, err := s.newUser(ctx, email, belong.Admin, password)
	if err != nil {
		return Session{}, err
	}
	session, token := s.begin(u)
	out := belong.Did(belong.NewEvent(s.now(), staff(u), "user.created", "", u.ID, string(u.Role)))
	out.Tokens = append(out.Tokens, token)
	err = s.store.CreateFirstAdmin(ctx, u, belong.HashSecret(secret), s.now(), out)
	if err != nil {
		return Session{}, instead(err, errSetupLink)
	}
	return session, nil
}
