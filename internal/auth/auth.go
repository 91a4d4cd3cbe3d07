// Package auth knows the staff: accounts and their roles, passwords, sessions, API keys and invitations. What a secret
// opens is a belong.Token, of which only the hash is kept.
package auth

import (
	"context"
	"errors"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// How long what is handed out is good for. A session ends when its time is up, however much it is used, so that a
// forgotten log-in on a school's computer does not live on.
const (
	sessionLife = 14 * 24 * time.Hour
	keyLife     = 365 * 24 * time.Hour
	inviteLife  = 7 * 24 * time.Hour
	setupLife   = 24 * time.Hour
)

// Store is what auth needs of the database. SetPassword, SetRole and DeleteUser end the user's sessions in the same
// transaction; SetRole and DeleteUser end API keys, invitations and calendars, too.
type Store interface {
	CreateUser(ctx context.Context, u belong.User, out belong.Outcome) error
	CreateFirstAdmin(ctx context.Context, u belong.User, setupHash string, now time.Time, out belong.Outcome) error
	User(ctx context.Context, id belong.ID) (belong.User, error)
	UserByEmail(ctx context.Context, email string) (belong.User, error)
	Users(ctx context.Context) ([]belong.User, error)
	CountUsers(ctx context.Context) (int, error)
	SetPassword(ctx context.Context, user belong.ID, hash string, out belong.Outcome) error
	SetRole(ctx context.Context, user belong.ID, role belong.Role, out belong.Outcome) error
	DeleteUser(ctx context.Context, user belong.ID, out belong.Outcome) error

	Token(ctx context.Context, hash string, purpose belong.Purpose, now time.Time) (belong.Token, error)
	TakeToken(ctx context.Context, hash string, purpose belong.Purpose, now time.Time) (belong.Token, error)
	DropToken(ctx context.Context, hash string) error
	DropTokens(ctx context.Context, purpose belong.Purpose, subject belong.ID) error
	Record(ctx context.Context, out belong.Outcome) error
}

// Service answers who somebody is, and lets administrators say who may be what. What a role may do is the caller's to
// ask (belong.Role.May).
type Service struct {
	store     Store
	now       func() time.Time
	passwords *passwords
	throttle  *throttle
}

// New makes the service. now is the clock.
func New(store Store, now func() time.Time) *Service {
	return &Service{store: store, now: now, passwords: newPasswords(), throttle: newThrottle()}
}

// A Session is a log-in. Secret is for the holder's cookie and is nowhere kept.
type Session struct {
	Secret  string
	User    belong.User
	Expires time.Time
}

var errWho = belong.Refuse(belong.Unauthorized, "unauthorized", "Log in first. If you were logged in, your session has ended.")

// Authenticate tells whose session (belong.SessionToken) or API key (belong.APIKeyToken) the secret is. An unknown or
// expired one is Unauthorized.
func (s *Service) Authenticate(ctx context.Context, secret string, purpose belong.Purpose) (belong.User, error) {
	if purpose != belong.SessionToken && purpose != belong.APIKeyToken {
		return belong.User{}, errWho
	}
	return s.holder(ctx, secret, purpose, errWho)
}

// holder is the user whom a token stands for, or otherwise where there is none.
func (s *Service) holder(ctx context.Context, secret string, purpose belong.Purpose, otherwise error) (belong.User, error) {
	t, err := s.store.Token(ctx, belong.HashSecret(secret), purpose, s.now())
	if err != nil {
		return belong.User{}, instead(err, otherwise)
	}
	u, err := s.store.User(ctx, t.Subject)
	return u, instead(err, otherwise)
}

// instead gives what a person should read in place of "not found".
func instead(err, refusal error) error {
	if errors.Is(err, belong.ErrNotFound) {
		return refusal
	}
	return err
}
