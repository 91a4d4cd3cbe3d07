package store

import (
	"context"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/store/sqlc"
)

// User finds a user by their ID.
func (s *Store) User(ctx context.Context, id belong.ID) (belong.User, error) {
	row, err := s.read.User(ctx, string(id))
	return one(row, err, sure(userOf))
}

// UserByEmail finds a user by their address, which is in lower case.
func (s *Store) UserByEmail(ctx context.Context, email string) (belong.User, error) {
	row, err := s.read.UserByEmail(ctx, email)
	return one(row, err, sure(userOf))
}

// Users are all users, by address.
func (s *Store) Users(ctx context.Context) ([]belong.User, error) {
	rows, err := s.read.Users(ctx)
	return many(rows, err, sure(userOf))
}

// CountUsers tells how many users there are.
func (s *Store) CountUsers(ctx context.Context) (int, error) {
	n, err := s.read.CountUsers(ctx)
	if err != nil {
		return 0, refused(err)
	}
	return int(n), nil
}

// CreateUser stores a new user.
func (s *Store) CreateUser(ctx context.Context, u belong.User, out belong.Outcome) error {
	return s.write(ctx, out, func(w *change) error { return w.createUser(ctx, u) })
}

func (w *change) createUser(ctx context.Context, u belong.User) error {
	err := w.InsertUser(ctx, sqlc.InsertUserParams(userRow(u)))
	return taken(err, belong.Refuse(belong.Conflict, "email_taken", "Somebody with this e-mail address is here already.").In("email"))
}

// CreateFirstAdmin takes the setup token and stores the first user. Of several who try, with whatever tokens, one
// succeeds; when there is any user already, nobody does.
func (s *Store) CreateFirstAdmin(ctx context.Context, u belong.User, setupHash string, now time.Time, out belong.Outcome) error {
	return s.write(ctx, out, func(w *change) error {
		if _, err := w.takeToken(ctx, setupHash, belong.SetupToken, now); err != nil {
			return err
		}
		n, err := w.CountUsers(ctx)
		if err != nil {
			return err
		}
		if n > 0 {
			return errSetUp
		}
		if err := w.createUser(ctx, u); err != nil {
			return err
		}
		first, err := w.InsertSetup(ctx, string(u.ID))
		if err == nil && first == 0 {
			return errSetUp
		}
		return err
	})
}

var errSetUp = belong.Refuse(belong.Conflict, "set_up", "The first administrator exists already. Log in, or ask them for an invitation.")

// SetPassword stores the hash of a user's new password. Sessions that were begun with the old one end.
func (s *Store) SetPassword(ctx context.Context, userID belong.ID, hash string, out belong.Outcome) error {
	return s.write(ctx, out, func(w *change) error {
		if err := w.lockOut(ctx, userID, belong.SessionToken); err != nil {
			return err
		}
		return missing(w.SetPassword(ctx, sqlc.SetPasswordParams{ID: string(userID), PasswordHash: hash}))
	})
}

// SetRole changes what a user may do. They have to log in again, and their API keys, invitations and calendar end.
func (s *Store) SetRole(ctx context.Context, userID belong.ID, role belong.Role, out belong.Outcome) error {
	return s.write(ctx, out, func(w *change) error {
		if err := w.lockOut(ctx, userID, belong.SessionToken, belong.APIKeyToken, belong.InviteToken, belong.CalendarToken); err != nil {
			return err
		}
		return missing(w.SetRole(ctx, sqlc.SetRoleParams{ID: string(userID), Role: string(role)}))
	})
}

// DeleteUser deletes an account with all that it opens. What the user did stays in the audit trail, under their ID.
func (s *Store) DeleteUser(ctx context.Context, userID belong.ID, out belong.Outcome) error {
	return s.write(ctx, out, func(w *change) error {
		if err := w.lockOut(ctx, userID, belong.SessionToken, belong.APIKeyToken, belong.InviteToken, belong.CalendarToken); err != nil {
			return err
		}
		// When the last account is gone, there may be a first administrator again.
		if err := w.DropSetup(ctx, string(userID)); err != nil {
			return err
		}
		return missing(w.DeleteUser(ctx, string(userID)))
	})
}

// lockOut drops a user's tokens. The tokens of the outcome are stored after that, so a new session may begin with it.
func (w *change) lockOut(ctx context.Context, userID belong.ID, purposes ...belong.Purpose) error {
	for _, purpose := range purposes {
		if err := w.DropTokens(ctx, sqlc.DropTokensParams{Purpose: string(purpose), Subject: string(userID)}); err != nil {
			return err
		}
	}
	return nil
}

func userRow(u belong.User) sqlc.User {
	return sqlc.User{
		ID:           string(u.ID),
		Email:        u.Email,
		Role:         string(u.Role),
		PasswordHash: u.PasswordHash,
		CreatedAt:    millis(u.CreatedAt),
	}
}

func userOf(r sqlc.User) belong.User {
	return belong.User{
		ID:           belong.ID(r.ID),
		Email:        r.Email,
		Role:         belong.Role(r.Role),
		PasswordHash: r.PasswordHash,
		CreatedAt:    moment(r.CreatedAt),
	}
}
