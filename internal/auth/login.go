package auth

import (
	"context"
	"errors"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// errNoMatch does not tell which of the two is wrong, so that nobody learns who has an account here.
var errNoMatch = belong.Refuse(belong.Unauthorized, "log_in_failed", "The e-mail address and the password don't fit together. Check both.")

// LogIn begins a session. A wrong password and an unknown address are the same Unauthorized error after the same work.
// After ten failures for an account from one network address within a quarter of an hour it is Unavailable for the rest
// of that time, even with the right password; address is where the request came from. It is also Unavailable while too
// many others log in.
func (s *Service) LogIn(ctx context.Context, email, password, address string) (Session, error) {
	email = fold(email)
	visitor := belong.HashSecret(email + "\n" + address)
	if err := s.throttle.check(visitor, s.now()); err != nil {
		return Session{}, err
	}
	u, err := s.store.UserByEmail(ctx, email)
	if err != nil && !errors.Is(err, belong.ErrNotFound) {
		return Session{}, err
	}
	fits, err := s.passwords.fits(ctx, password, u.PasswordHash)
	if err != nil {
		return Session{}, err
	}
	if !fits {
		s.throttle.failed(visitor, s.now())
		return Session{}, errNoMatch
	}
	s.throttle.forget(visitor)
	session, token := s.begin(u)
	out := belong.Did(belong.NewEvent(s.now(), staff(u), "user.logged_in", "", u.ID, ""))
	out.Tokens = append(out.Tokens, token)
	return session, s.store.Record(ctx, out)
}

// LogOut ends the session. That there is none (any more) is no error.
func (s *Service) LogOut(ctx context.Context, secret string) error {
	return s.store.DropToken(ctx, belong.HashSecret(secret))
}

// begin makes a session and the token to store for it.
func (s *Service) begin(u belong.User) (Session, belong.Token) {
	secret, token := belong.NewToken(s.now(), belong.SessionToken, u.ID, sessionLife)
	return Session{Secret: secret, User: u, Expires: token.ExpiresAt}, token
}

func staff(u belong.User) belong.Actor { return belong.Actor{Kind: belong.Staff, ID: u.ID} }

// waitSentence tells how long a throttled person has to wait.
func waitSentence(d time.Duration) error {
	minutes := int(d/time.Minute) + 1
	return belong.Refuse(belong.Unavailable, "too_many_attempts", "Too many attempts. Wait %d minutes, then try again.", minutes)
}
