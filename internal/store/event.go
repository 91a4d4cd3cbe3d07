package store

import (
	"context"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/store/sqlc"
)

// Events are what happened to subject, the oldest first.
func (s *Store) Events(ctx context.Context, subject belong.ID) ([]belong.Event, error) {
	rows, err := s.read.Events(ctx, string(subject))
	return many(rows, err, sure(eventOf))
}

// CampaignEvents are what happened in a campaign after the event of that ID, the oldest first.
func (s *Store) CampaignEvents(ctx context.Context, campaignID, after belong.ID, limit int) ([]belong.Event, error) {
	rows, err := s.read.CampaignEvents(ctx, sqlc.CampaignEventsParams{CampaignID: string(campaignID), After: string(after), Limit: most(limit)})
	return many(rows, err, sure(eventOf))
}

func eventRow(e belong.Event) sqlc.Event {
	return sqlc.Event{
		ID:         string(e.ID),
		At:         millis(e.At),
		ActorKind:  string(e.Actor.Kind),
		ActorID:    string(e.Actor.ID),
		Kind:       e.Kind,
		CampaignID: string(e.CampaignID),
		Subject:    string(e.Subject),
		Detail:     e.Detail,
	}
}

func eventOf(r sqlc.Event) belong.Event {
	return belong.Event{
		ID:         belong.ID(r.ID),
		At:         moment(r.At),
		Actor:      belong.Actor{Kind: belong.ActorKind(r.ActorKind), ID: belong.ID(r.ActorID)},
		Kind:       r.Kind,
		CampaignID: belong.ID(r.CampaignID),
		Subject:    belong.ID(r.Subject),
		Detail:     r.Detail,
	}
}

// Record stores an outcome that goes with no row: a log-in, for example, is an event and a token.
func (s *Store) Record(ctx context.Context, out belong.Outcome) error {
	return s.write(ctx, out, func(*change) error { return nil })
}
