package auth

import (
	"context"

	"github.com/belonginstem/belong/internal/belong"
)

// NewCalendar makes the secret address of a member of staff's calendar, told only now. It is good for a year; the one before
// opens nothing any more.
func (s *Service) NewCalendar(ctx context.Context, user belong.User) (secret string, err error) {
	if err := s.store.DropTokens(ctx, belong.CalendarToken, user.ID); err != nil {
		return "", err
	}
	secret, token := belong.NewToken(s.now(), belong.CalendarToken, user.ID, keyLife)
	out := belong.Did(belong.NewEvent(s.now(), belong.Actor{Kind: belong.Staff, ID: user.ID}, "calendar.created", "", user.ID, ""))
	out.Tokens = append(out.Tokens, token)
	return secret, s.store.Record(ctx, out)
}

// DropCalendar makes that address worthless. It is no error when there is none.
func (s *Service) DropCalendar(ctx context.Context, user belong.User) error {
	if err := s.store.DropTokens(ctx, belong.CalendarToken, user.ID); err != nil {
		return err
	}
	return s.store.Record(ctx, belong.Did(belong.NewEvent(s.now(), belong.Actor{Kind: belong.Staff, ID: user.ID}, "calendar.dropped", "", user.ID, "")))
}

// CalendarOf tells whose calendar the secret opens; one that opens none is not found.
func (s *Service) CalendarOf(ctx context.Context, secret string) (belong.User, error) {
	return s.holder(ctx, secret, belong.CalendarToken, belong.ErrNotFound)
}
