package store

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/store/sqlc"
)

// Channels are a campaign's channels, the oldest first.
func (s *Store) Channels(ctx context.Context, campaignID belong.ID) ([]belong.Channel, error) {
	rows, err := s.read.Channels(ctx, string(campaignID))
	return many(rows, err, channelOf)
}

// AllChannels are the channels of all campaigns, the oldest first.
func (s *Store) AllChannels(ctx context.Context) ([]belong.Channel, error) {
	rows, err := s.read.AllChannels(ctx)
	return many(rows, err, channelOf)
}

// Channel finds a channel by its ID.
func (s *Store) Channel(ctx context.Context, id belong.ID) (belong.Channel, error) {
	row, err := s.read.Channel(ctx, string(id))
	return one(row, err, channelOf)
}

// CreateChannel adds a channel to its campaign. It refuses one that posts to the same account as another of it.
func (s *Store) CreateChannel(ctx context.Context, ch belong.Channel, out belong.Outcome) error {
	return s.write(ctx, out, func(w *change) error {
		if err := missing(w.HoldCampaign(ctx, string(ch.CampaignID))); err != nil {
			return err
		}
		rows, err := w.Channels(ctx, string(ch.CampaignID))
		has, err := many(rows, err, channelOf)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(has, ch.SameAccount) {
			return belong.Refuse(belong.Conflict, "channel_exists", "The campaign posts to %s already.", ch.Name).In("kind")
		}
		return w.insertChannel(ctx, ch)
	})
}

func (w *change) insertChannel(ctx context.Context, ch belong.Channel) error {
	row := channelRow(ch)
	row.Version = 1
	return w.InsertChannel(ctx, sqlc.InsertChannelParams(row))
}

// SaveChannel stores a channel that was read and changed.
func (s *Store) SaveChannel(ctx context.Context, ch belong.Channel, out belong.Outcome) error {
	return s.write(ctx, out, func(w *change) error {
		return stale(w.UpdateChannel(ctx, sqlc.UpdateChannelParams(channelRow(ch))))
	})
}

// DeleteChannel takes away a channel that never had a post. With posts it is stale: they say what became of people's videos.
func (s *Store) DeleteChannel(ctx context.Context, ch belong.Channel, out belong.Outcome) error {
	return s.write(ctx, out, func(w *change) error {
		return stale(w.DeleteChannel(ctx, sqlc.DeleteChannelParams{ID: string(ch.ID), Version: ch.Version}))
	})
}

// standingJSON is what a JSON column holds. The names in it outlive those in Go.
type standingJSON struct {
	Account  string `json:"account,omitempty"`
	Text     int    `json:"text,omitempty"`
	Alt      int    `json:"alt,omitempty"`
	Bytes    int64  `json:"bytes,omitempty"`
	LengthMS int64  `json:"length_ms,omitempty"`
	Expires  int64  `json:"expires,omitempty"`
	Warning  string `json:"warning,omitempty"`
}

func channelRow(c belong.Channel) sqlc.Channel {
	s := c.Standing
	return sqlc.Channel{
		ID:         string(c.ID),
		CampaignID: string(c.CampaignID),
		Kind:       string(c.Kind),
		Name:       c.Name,
		BaseUrl:    c.BaseURL,
		Gap:        c.Gap.Milliseconds(),
		CreatedAt:  millis(c.CreatedAt),
		Sealed:     base64.StdEncoding.EncodeToString(c.Sealed),
		Standing: encode(standingJSON{
			s.Account, s.Limits.Text, s.Limits.Alt, s.Limits.Bytes, s.Limits.Length.Milliseconds(), millis(s.Expires), s.Warning,
		}),
		Disconnected: c.Health.Disconnected,
		CheckedAt:    millis(c.Health.CheckedAt),
		PausedUntil:  millis(c.Health.PausedUntil),
		Failures:     int64(c.Health.Failures),
		Trouble:      c.Health.Trouble,
		Said:         c.Health.Said,
		Version:      c.Version,
	}
}

func channelOf(r sqlc.Channel) (belong.Channel, error) {
	var s standingJSON
	if err := decode("channels.standing", r.Standing, &s); err != nil {
		return belong.Channel{}, err
	}
	var sealed []byte
	if r.Sealed != "" {
		var err error
		if sealed, err = base64.StdEncoding.DecodeString(r.Sealed); err != nil {
			return belong.Channel{}, fmt.Errorf("channels.sealed of %s: %w", r.ID, err)
		}
	}
	return belong.Channel{
		ID:         belong.ID(r.ID),
		CampaignID: belong.ID(r.CampaignID),
		Kind:       belong.ChannelKind(r.Kind),
		Name:       r.Name,
		BaseURL:    r.BaseUrl,
		Gap:        span(r.Gap),
		Sealed:     sealed,
		Standing: belong.Standing{
			Account: s.Account, Expires: moment(s.Expires), Warning: s.Warning,
			Limits: belong.PostLimits{Text: s.Text, Alt: s.Alt, Bytes: s.Bytes, Length: span(s.LengthMS)},
		},
		Health: belong.Health{
			Disconnected: r.Disconnected, CheckedAt: moment(r.CheckedAt), PausedUntil: moment(r.PausedUntil), Failures: int(r.Failures),
			Trouble: r.Trouble, Said: r.Said,
		},
		CreatedAt: moment(r.CreatedAt),
		Version:   r.Version,
	}, nil
}
