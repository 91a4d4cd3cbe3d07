package auth

import (
	"context"

	"github.com/belonginstem/belong/internal/belong"
)

var errInvite = belong.Refuse(belong.NotFound, "invitation", "This invitation is used up or too old. Ask an administrator for a new one.")

// Invite makes a new invitation for an account that exists: the first was lost, or the password was forgotten. Earlier
// invitations are void; the password stays until another one is chosen.
func (s *Service) Invite(ctx context.Context, actor belong.Actor, user belong.ID) (secret string, err error) {
	if _, err := s.store.User(ctx, user); err != nil {
		return "", err
	}
	if err := s.store.DropTokens(ctx, belong.InviteToken, user); err != nil {
		return "", err
	}
	secret, token := belong.NewToken(s.now(), belong.InviteToken, user, inviteLife)
	out := belong.Did(belong.NewEvent(s.now(), actor, "user.invited", "", user, ""))
	out.Tokens = append(out.Tokens, token)
	return secret, s.store.Record(ctx, out)
}

// Invited tells whom an invitation is for.
func (s *Service) Invited(ctx context.Context, secret string) (belong.User, error) {
	return s.holder(ctx, secret, belong.InviteToken, errInvite)
}

// AcceptInvite sets the password of whom the invitation is for, ends their other sessions and logs them in. An invitation
// is good once.
func (s *Service) AcceptInvite(ctx context.Context, secret, password string) (Session, error) {
	u, err := s.Invited(ctx, secret)
	if err != nil {
		return Session{}, err
	}
	if err := checkPassword(password, u.Email); err != nil {
		return Session{}, err
	}
	hash, err := s.passwords.hash(ctx, password)
	if err != nil {
		return Session{}, err
	}
	if _, err := s.store.TakeToken(ctx, belong.HashSecret(secret), belong.InviteToken, s.now()); err != nil {
		return Session{}, instead(err, errInvite)
	}
	session, token := s.begin(u)
	out := belong.Did(belong.NewEvent(s.now(), staff(u), "user.password_set", "", u.ID, ""))
	out.Tokens = append(out.Tokens, token)
	return session, s.store.SetPassword(ctx, u.ID, hash, out)
}
