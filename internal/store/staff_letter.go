package store

import (
	"context"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/store/sqlc"
)

// StaffLetter finds a letter to staff by its ID.
func (s *Store) StaffLetter(ctx context.Context, id belong.ID) (belong.StaffLetter, error) {
	row, err := s.read.StaffLetter(ctx, string(id))
	return one(row, err, sure(staffLetterOf))
}

// StaffLetters is a page of all letters to staff, the newest first: those older than after, or from the newest on when it
// is empty.
func (s *Store) StaffLetters(ctx context.Context, after belong.ID, limit int) ([]belong.StaffLetter, error) {
	rows, err := s.read.StaffLetters(ctx, sqlc.StaffLettersParams{Before: from(after), Limit: most(limit)})
	return many(rows, err, sure(staffLetterOf))
}

// StaffKnow tells whether anybody was written to on that occasion.
func (s *Store) StaffKnow(ctx context.Context, occasion string) (bool, error) {
	n, err := s.read.CountStaffLettersOn(ctx, occasion)
	if err != nil {
		return false, refused(err)
	}
	return n > 0, nil
}

// MarkStaffLetterSent stores when a letter was given to the mail server.
func (s *Store) MarkStaffLetterSent(ctx context.Context, id belong.ID, at time.Time) error {
	return s.write(ctx, belong.Outcome{}, func(w *change) error {
		return missing(w.MarkStaffLetterSent(ctx, sqlc.MarkStaffLetterSentParams{ID: string(id), SentAt: millis(at)}))
	})
}

// writeToStaff stores the letters, each with the job that sends it, but for those who were written to on the occasion.
func (c *change) writeToStaff(ctx context.Context, letters []belong.StaffLetter) error {
	for _, l := range letters {
		n, err := c.InsertStaffLetter(ctx, sqlc.InsertStaffLetterParams(staffLetterRow(l)))
		if err != nil {
			return err
		}
		if n > 0 {
			c.out.Jobs = append(c.out.Jobs, belong.Job{Kind: belong.NotifyJob, Subject: l.ID})
		}
	}
	return nil
}

func staffLetterRow(l belong.StaffLetter) sqlc.StaffLetter {
	return sqlc.StaffLetter{
		ID:         string(l.ID),
		CampaignID: string(l.CampaignID),
		Occasion:   l.Occasion,
		Recipient:  l.To,
		Subject:    l.Subject,
		Text:       l.Text,
		CreatedAt:  millis(l.CreatedAt),
		SentAt:     millis(l.SentAt),
	}
}

func staffLetterOf(r sqlc.StaffLetter) belong.StaffLetter {
	return belong.StaffLetter{
		ID:         belong.ID(r.ID),
		CampaignID: belong.ID(r.CampaignID),
		Occasion:   r.Occasion,
		To:         r.Recipient,
		Subject:    r.Subject,
		Text:       r.Text,
		CreatedAt:  moment(r.CreatedAt),
		SentAt:     moment(r.SentAt),
	}
}
