package httpd

import (
	"context"

	"github.com/belonginstem/belong/internal/belong"
)

// apiChannelTest asks a channel's network whose keys these are, and tells how the channel stands then. It posts nothing.
func (s *Server) apiChannelTest(ctx context.Context, in *ByID) (*body[apiChannel], error) {
	if _, err := s.staff(ctx, belong.Scheduler); err != nil {
		return nil, err
	}
	if err := s.Publish.LookAt(ctx, in.ID); err != nil {
		return nil, err
	}
	return s.channelNow(ctx, in.ID)
}

type reconnectInput struct {
	ByID
	Body struct {
		Secrets map[string]string `json:"credentials" doc:"New keys to the same account, named as for a new channel. Never given back"`
	}
}

// apiChannelReconnect gives a channel new keys to the same account.
func (s *Server) apiChannelReconnect(ctx context.Context, in *reconnectInput) (*body[apiChannel], error) {
	user, err := s.staff(ctx, belong.Scheduler)
	if err != nil {
		return nil, err
	}
	if err := s.Publish.Reconnect(ctx, staffActor(user), in.ID, in.Body.Secrets); err != nil {
		return nil, err
	}
	return s.channelNow(ctx, in.ID)
}

// apiChannelDelete forgets an account's keys.
func (s *Server) apiChannelDelete(ctx context.Context, in *ByID) (*nothing, error) {
	user, err := s.staff(ctx, belong.Scheduler)
	if err != nil {
		return nil, err
	}
	return &nothing{}, s.Publish.Disconnect(ctx, staffActor(user), in.ID)
}

// channelNow is a channel as it stands.
func (s *Server) channelNow(ctx context.Context, id belong.ID) (*body[apiChannel], error) {
	ch, err := s.Store.Channel(ctx, id)
	if err != nil {
		return nil, err
	}
	c, err := s.Store.Campaign(ctx, ch.CampaignID)
	if err != nil {
		return nil, err
	}
	return answer(newAPIChannel(c, ch)), nil
}
