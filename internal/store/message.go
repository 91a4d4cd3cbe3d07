package store

import (
	"context"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/store/sqlc"
)

// Message finds a message by its ID.
func (s *Store) Message(ctx context.Context, id belong.ID) (belong.Message, error) {
	row, err := s.read.Message(ctx, string(id))
	return one(row, err, sure(messageOf))
}

// Messages is a page of all messages, the newest first: those older than after, or from the newest on when it is empty.
func (s *Store) Messages(ctx context.Context, after belong.ID, limit int) ([]belong.Message, error) {
	rows, err := s.read.Messages(ctx, sqlc.MessagesParams{Before: from(after), Limit: most(limit)})
	return many(rows, err, sure(messageOf))
}

// MarkSent stores when a message was given to the mail server.
func (s *Store) MarkSent(ctx context.Context, id belong.ID, at time.Time) error {
	return s.write(ctx, belong.Outcome{}, func(w *change) error {
		return missing(w.MarkSent(ctx, sqlc.MarkSentParams{ID: string(id), SentAt: millis(at)}))
	})
}

func messageRow(m belong.Message) sqlc.Message {
	return sqlc.Message{
		ID:           string(m.ID),
		SubmissionID: string(m.SubmissionID),
		Kind:         string(m.Kind),
		Recipient:    m.To,
		Locale:       m.Locale,
		CreatedAt:    millis(m.CreatedAt),
		SentAt:       millis(m.SentAt),
	}
}

func messageOf(r sqlc.Message) belong.Message {
	return belong.Message{
		ID:           belong.ID(r.ID),
		SubmissionID: belong.ID(r.SubmissionID),
		Kind:         belong.MessageKind(r.Kind),
		To:           r.Recipient,
		Locale:       r.Locale,
		CreatedAt:    moment(r.CreatedAt),
		SentAt:       moment(r.SentAt),
	}
}
