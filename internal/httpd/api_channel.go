package httpd

import (
	"context"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/publish"
)

// apiChannel is an account to post to. Its credentials are never given back.
type apiChannel struct {
	ID          belong.ID          `json:"id"`
	Campaign    string             `json:"campaign"`
	Kind        belong.ChannelKind `json:"kind"`
	Name        string             `json:"name"`
	BaseURL     string             `json:"base_url"`
	GapSeconds  int                `json:"gap_seconds" doc:"The least time between two posts"`
	Account     string             `json:"account,omitempty" doc:"Its name at the network"`
	Connected   bool               `json:"connected" doc:"The network accepts the account's keys"`
	CheckedAt   *time.Time         `json:"checked_at,omitempty" doc:"When the network was asked last"`
	Expires     *time.Time         `json:"expires,omitempty" doc:"When the keys end, where the network says so"`
	Warning     string             `json:"warning,omitempty" doc:"What to see to before the day"`
	Trouble     string             `json:"trouble,omitempty" doc:"What is wrong, and what to do"`
	Said        string             `json:"said,omitempty" doc:"The network's own words about that"`
	PausedUntil *time.Time         `json:"paused_until,omitempty" doc:"Nothing goes out before"`
}

type apiChannels struct {
	Items []apiChannel `json:"items"`
}

type channelsInput struct {
	Campaign string `query:"campaign" required:"true" doc:"A campaign's slug"`
}

func (s *Server) apiChannelsGet(ctx context.Context, in *channelsInput) (*body[apiChannels], error) {
	if _, err := s.staff(ctx); err != nil {
		return nil, err
	}
	c, err := s.Store.CampaignBySlug(ctx, in.Campaign)
	if err != nil {
		return nil, err
	}
	channels, err := s.Store.Channels(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	out := apiChannels{Items: make([]apiChannel, 0, len(channels))}
	for _, ch := range channels {
		out.Items = append(out.Items, newAPIChannel(c, ch))
	}
	return answer(out), nil
}

func newAPIChannel(c belong.Campaign, ch belong.Channel) apiChannel {
	return apiChannel{
		ID: ch.ID, Campaign: c.Slug, Kind: ch.Kind, Name: ch.Name, BaseURL: ch.BaseURL, GapSeconds: int(ch.Gap.Seconds()),
		Account: ch.Standing.Account, Connected: !ch.Health.Disconnected, Warning: ch.Standing.Warning, Trouble: ch.Health.Trouble, Said: ch.Health.Said,
		CheckedAt: known(ch.Health.CheckedAt), Expires: known(ch.Standing.Expires), PausedUntil: known(ch.Health.PausedUntil),
	}
}

type channelInput struct {
	Body struct {
		Campaign   string             `json:"campaign" doc:"A campaign's slug"`
		Kind       belong.ChannelKind `json:"kind" doc:"wall, x, bluesky or mastodon"`
		Name       string             `json:"name,omitempty"`
		BaseURL    string             `json:"base_url,omitempty" doc:"Of the network's server; the wall has none"`
		Secrets    map[string]string  `json:"credentials,omitempty" doc:"Never given back. x: consumer_key, consumer_secret, access_token, access_token_secret; bluesky: identifier, app_password; mastodon: access_token; the wall needs none"`
		GapSeconds int                `json:"gap_seconds,omitempty" minimum:"0" maximum:"86400"`
	}
}

func (s *Server) apiChannelsPost(ctx context.Context, in *channelInput) (*body[apiChannel], error) {
	user, err := s.staff(ctx, belong.Scheduler)
	if err != nil {
		return nil, err
	}
	c, err := s.Store.CampaignBySlug(ctx, in.Body.Campaign)
	if err != nil {
		return nil, err
	}
	ch, err := s.Publish.Connect(ctx, staffActor(user), c, publish.Connection{
		Kind: in.Body.Kind, Name: in.Body.Name, BaseURL: in.Body.BaseURL, Gap: time.Duration(in.Body.GapSeconds) * time.Second, Keys: in.Body.Secrets,
	})
	if err != nil {
		return nil, err
	}
	return answer(newAPIChannel(c, ch)), nil
}
