package store

import (
	"context"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/store/sqlc"
)

// Channels are a campaign's channels, the oldest first.
func (s *Store) Channels(ctx context.Context, campaignID belong.ID) ([]belong.Channel, error) {
	rows, err := s.read.Channels(ctx, string(campaignID))
	return many(rows, err, sure(channelOf))
}

// CreateChannel adds a channel to its campaign.
func (s *Store) CreateChannel(ctx context.Context, ch belong.Channel, out belong.Outcome) error {
	return s.write(ctx, out, func(w *change) error {
		return w.InsertChannel(ctx, sqlc.InsertChannelParams(channelRow(ch)))
	})
}

func channelRow(c belong.Channel) sqlc.Channel {
	return sqlc.Channel{
		ID:         string(c.ID),
		CampaignID: string(c.CampaignID),
		Kind:       string(c.Kind),
		Name:       c.Name,
		BaseUrl:    c.BaseURL,
		Gap:        c.Gap.Milliseconds(),
		CreatedAt:  millis(c.CreatedAt),
	}
}

func channelOf(r sqlc.Channel) belong.Channel {
	return belong.Channel{
		ID:         belong.ID(r.ID),
		CampaignID: belong.ID(r.CampaignID),
		Kind:       belong.ChannelKind(r.Kind),
		Name:       r.Name,
		BaseURL:    r.BaseUrl,
		Gap:        span(r.Gap),
		CreatedAt:  moment(r.CreatedAt),
	}
}
