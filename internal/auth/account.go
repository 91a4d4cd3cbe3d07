package auth

import (
	"context"

	"github.com/belonginstem/belong/internal/belong"
)

var errRole = belong.Refuse(belong.Invalid, "role", "A role is admin, moderator or scheduler.").In("role")

// Users lists all accounts.
func (s *Service) Users(ctx context.Context) ([]belong.User, error) { return s.store.Users(ctx) }

// AddUser makes an account. Without a password it answers with the secret of an invitation, with which the person
// chooses one within a week; with a password, invite is empty.
func (s *Service) AddUser(ctx context.Context, actor belong.Actor, email string, role belong.Role, password string) (u belong.User, invite string, err error) {
	if u, err = s.newUser(ctx, email, role, password); err != nil {
		return belong.User{}, "", err
	}
	out := belong.Did(belong.NewEvent(s.now(), actor, "user.created", "", u.ID, string(role)))
	if password == "" {
		var token belong.Token
		invite, token = belong.NewToken(s.now(), belong.InviteToken, u.ID, inviteLife)
		out.Tokens = append(out.Tokens, token)
	}
	if err := s.store.CreateUser(ctx, u, out); err != nil {
		return belong.User{}, "", err
	}
	return u, invite, nil
}

// AddKey makes an API key for the account with that address. It is good for a year, and told only now.
func (s *Service) AddKey(ctx context.Context, actor belong.Actor, email string) (secret string, err error) {
	u, err := s.store.UserByEmail(ctx, fold(email))
	if err != nil {
		return "", instead(err, errNoAccount)
	}
	secret, token := belong.NewToken(s.now(), belong.APIKeyToken, u.ID, keyLife)
	out := belong.Did(belong.NewEvent(s.now(), actor, "key.created", "", u.ID, ""))
	out.Tokens = append(out.Tokens, token)
	return secret, s.store.Record(ctx, out)
}

var errNoAccount = belong.Refuse(belong.NotFound, "no_account", "There is no account with that e-mail address.").In("email")

// ChangeRole gives an account another role, and ends its sessions and API keys. The last administrator stays one.
func (s *Service) ChangeRole(ctx context.Context, actor belong.Actor, user belong.ID, role belong.Role) error {
	if !role.Valid() {
		return errRole
	}
	u, err := s.store.User(ctx, user)
	if err != nil {
		return err
	}
	if err := s.keepAnAdmin(ctx, u, role); err != nil {
		return err
	}
	return s.store.SetRole(ctx, user, role, belong.Did(belong.NewEvent(s.now(), actor, "user.role_changed", "", user, string(role))))
}

// RemoveUser deletes an account with its sessions and API keys. What it did stays in the audit trail. The last
// administrator can't be removed.
func (s *Service) RemoveUser(ctx context.Context, actor belong.Actor, user belong.ID) error {
	u, err := s.store.User(ctx, user)
	if err != nil {
		return err
	}
	if err := s.keepAnAdmin(ctx, u, ""); err != nil {
		return err
	}
	return s.store.DeleteUser(ctx, user, belong.Did(belong.NewEvent(s.now(), actor, "user.removed", "", user, "")))
}

// keepAnAdmin refuses to make u something else while nobody else is an administrator.
func (s *Service) keepAnAdmin(ctx context.Context, u belong.User, role belong.Role) error {
	if u.Role != belong.Admin || role == belong.Admin {
		return nil
	}
	all, err := s.store.Users(ctx)
	if err != nil {
		return err
	}
	for _, other := range all {
		if other.ID != u.ID && other.Role == belong.Admin {
			return nil
		}
	}
	return belong.Refuse(belong.Conflict, "last_admin", "This is the only administrator. Make somebody else one first.")
}

// newUser checks what an account is made of, and hashes the password where there is one.
func (s *Service) newUser(ctx context.Context, email string, role belong.Role, password string) (belong.User, error) {
	email, err := checkEmail(email)
	if err != nil {
		return belong.User{}, err
	}
	if !role.Valid() {
		return belong.User{}, errRole
	}
	u := belong.User{ID: belong.NewID(s.now()), Email: email, Role: role, CreatedAt: s.now()}
	if password == "" {
		return u, nil
	}
	if err := checkPassword(password, email); err != nil {
		return belong.User{}, err
	}
	u.PasswordHash, err = s.passwords.hash(ctx, password)
	return u, err
}
