package httpd

import (
	"context"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

type postMoveInput struct {
	ByID
	Body struct {
		At time.Time `json:"at" doc:"The new slot; the post is pinned there, also where the campaign's rules would not place it"`
	}
}

// apiPostMove gives a post the slot that a person chose.
func (s *Server) apiPostMove(ctx context.Context, in *postMoveInput) (*body[apiPost], error) {
	user, err := s.staff(ctx, belong.Scheduler)
	if err != nil {
		return nil, err
	}
	if _, err := s.Schedule.MovePost(ctx, staffActor(user), in.ID, in.Body.At); err != nil {
		return nil, err
	}
	return s.postNow(ctx, in.ID)
}

type postPinInput struct {
	ByID
	Body struct {
		Pinned bool `json:"pinned" doc:"true leaves the post at its slot, whatever is placed; false lets placing move it"`
	}
}

// apiPostPin pins a post to its slot, or unpins it.
func (s *Server) apiPostPin(ctx context.Context, in *postPinInput) (*body[apiPost], error) {
	user, err := s.staff(ctx, belong.Scheduler)
	if err != nil {
		return nil, err
	}
	if _, err := s.Schedule.Pin(ctx, staffActor(user), in.ID, in.Body.Pinned); err != nil {
		return nil, err
	}
	return s.postNow(ctx, in.ID)
}

type postSwapInput struct {
	ByID
	Body struct {
		With belong.ID `json:"with" maxLength:"32" doc:"Another post of the same channel"`
	}
}

// apiPostSwap exchanges the slots of two posts, and pins both.
func (s *Server) apiPostSwap(ctx context.Context, in *postSwapInput) (*body[apiPost], error) {
	user, err := s.staff(ctx, belong.Scheduler)
	if err != nil {
		return nil, err
	}
	if _, err := s.Schedule.Swap(ctx, staffActor(user), in.ID, in.Body.With); err != nil {
		return nil, err
	}
	return s.postNow(ctx, in.ID)
}

// postNow is a post as it stands.
func (s *Server) postNow(ctx context.Context, id belong.ID) (*body[apiPost], error) {
	p, err := s.Store.Showing(ctx, id)
	if err != nil {
		return nil, err
	}
	return answer(newAPIPost(p)), nil
}
