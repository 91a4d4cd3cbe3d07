package store

import (
	"context"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/store/sqlc"
)

// Token finds a token that is good for purpose at now; one that is unknown, for something else, or expired is not found.
func (s *Store) Token(ctx context.Context, hash string, purpose belong.Purpose, now time.Time) (belong.Token, error) {
	row, err := s.read.Token(ctx, sqlc.TokenParams{Hash: hash, Purpose: string(purpose), ExpiresAt: millis(now)})
	return one(row, err, sure(tokenOf))
}

// TakeToken is Token for a key that is good only once. Of several who try at the same time, one gets it.
func (s *Store) TakeToken(ctx context.Context, hash string, purpose belong.Purpose, now time.Time) (t belong.Token, err error) {
	err = s.write(ctx, belong.Outcome{}, func(w *change) error {
		t, err = w.takeToken(ctx, hash, purpose, now)
		return err
	})
	return t, err
}

func (w *change) takeToken(ctx context.Context, hash string, purpose belong.Purpose, now time.Time) (belong.Token, error) {
	row, err := w.TakeToken(ctx, sqlc.TakeTokenParams{Hash: hash, Purpose: string(purpose), ExpiresAt: millis(now)})
	return one(row, err, sure(tokenOf))
}

// AddToken stores a token.
func (s *Store) AddToken(ctx context.Context, t belong.Token) error {
	return s.write(ctx, belong.Outcome{Tokens: []belong.Token{t}}, func(*change) error { return nil })
}

// DropToken makes a token worthless. It is no error when it was.
func (s *Store) DropToken(ctx context.Context, hash string) error {
	return s.write(ctx, belong.Outcome{}, func(w *change) error { return w.DropToken(ctx, hash) })
}

// DropTokens makes all tokens worthless that open subject for purpose.
func (s *Store) DropTokens(ctx context.Context, purpose belong.Purpose, subject belong.ID) error {
	return s.write(ctx, belong.Outcome{}, func(w *change) error {
		return w.DropTokens(ctx, sqlc.DropTokensParams{Purpose: string(purpose), Subject: string(subject)})
	})
}

// PurgeExpired deletes the tokens that have expired, and tells how many.
func (s *Store) PurgeExpired(ctx context.Context, now time.Time) (n int, err error) {
	err = s.write(ctx, belong.Outcome{}, func(w *change) error {
		rows, err := w.DropExpiredTokens(ctx, millis(now))
		n = int(rows)
		return err
	})
	return n, err
}

func tokenRow(t belong.Token) sqlc.Token {
	return sqlc.Token{
		Hash:      t.Hash,
		Purpose:   string(t.Purpose),
		Subject:   string(t.Subject),
		CreatedAt: millis(t.CreatedAt),
		ExpiresAt: millis(t.ExpiresAt),
	}
}

func tokenOf(r sqlc.Token) belong.Token {
	return belong.Token{
		Hash:      r.Hash,
		Purpose:   belong.Purpose(r.Purpose),
		Subject:   belong.ID(r.Subject),
		CreatedAt: moment(r.CreatedAt),
		ExpiresAt: moment(r.ExpiresAt),
	}
}
