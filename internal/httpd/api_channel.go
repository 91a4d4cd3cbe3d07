package httpd

import (
	"context"

	"github.com/belonginstem/belong/internal/belong"
)

// apiChannel is an account to post to. Its credentials are never given back.
type apiChannel struct {
	ID         belong.ID          `json:"id"`
	Campaign   string             `json:"campaign"`
	Kind       belong.ChannelKind `json:"kind"`
	Name       string             `json:"name"`
	BaseURL    string             `json:"base_url"`
	GapSeconds int                `json:"gap_seconds" doc:"The least time between two posts"`
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
	}
}

type channelInput struct {
	Body struct {
		Campaign   string             `json:"campaign" doc:"A campaign's slug"`
		Kind       belong.ChannelKind `json:"kind" doc:"wall; this version posts to no network yet"`
		Name       string             `json:"name,omitempty"`
		BaseURL    string             `json:"base_url,omitempty" doc:"Of the network's server; the wall has none"`
		Secrets    map[string]string  `json:"credentials,omitempty" doc:"Never given back; the wall needs none"`
		GapSeconds int                `json:"gap_seconds,omitempty" minimum:"0" maximum:"86400"`
	}
}

func (s *Server) apiChannelsPost(ctx context.Context, in *channelInput) (*body[apiChannel], error) {
	user, err := s.staff(ctx, belong.Scheduler)
	if err != nil {
		return nil, err
	}
	if in.Body.Kind == belong.Wall && (in.Body.BaseURL != "" || len(in.Body.Secrets) > 0) {
		return nil, belong.Refuse(belong.Invalid, "wall_is_here", "The wall is part of Belong: it takes no base_url and no credentials.").In("base_url")
	}
	c, err := s.Store.CampaignBySlug(ctx, in.Body.Campaign)
	if err != nil {
		return nil, err
	}
	ch, err := s.Schedule.AddChannel(ctx, staffActor(user), c, in.Body.Kind, in.Body.Name, in.Body.GapSeconds)
	if err != nil {
		return nil, err
	}
	return answer(newAPIChannel(c, ch)), nil
}
