package httpd

import (
	"context"

	"github.com/belonginstem/belong/internal/belong"
)

type cutInput struct {
	ByID
	Body struct {
		Clip belong.ID `json:"clip" maxLength:"32" doc:"The clip that was looked at; refused when there is another by now"`
		From float64   `json:"from" minimum:"0" maximum:"86400" doc:"In seconds of that clip"`
		To   float64   `json:"to" minimum:"0" maximum:"86400" doc:"In seconds of that clip; with both at 0, all of the original is used again"`
	}
}

// apiCutPost uses only a part of a submission's clip: for its owner, and for moderators.
func (s *Server) apiCutPost(ctx context.Context, in *cutInput) (*body[apiSubmission], error) {
	actor, err := s.ownerOrModerator(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	part := belong.Cut{From: inSeconds(in.Body.From), To: inSeconds(in.Body.To)}
	if err := s.Intake.Cut(ctx, in.ID, actor, in.Body.Clip, part); err != nil {
		return nil, err
	}
	return s.apiSubmissionGet(ctx, &in.ByID)
}
