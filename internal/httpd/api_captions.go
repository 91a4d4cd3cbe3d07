package httpd

import (
	"context"

	"github.com/belonginstem/belong/internal/belong"
)

// apiCaptions are the captions of a submission's clip; where there are none yet, without cues and of version 0.
type apiCaptions struct {
	Clip      belong.ID            `json:"clip"`
	Locale    string               `json:"locale" doc:"The language that is spoken: en or es"`
	Source    belong.CaptionSource `json:"source,omitempty" doc:"script, transcriber or person"`
	Confirmed bool                 `json:"confirmed" doc:"A person said that these words are right; only then are they public"`
	Version   int64                `json:"version"`
	Cues      []apiCue             `json:"cues"`
}

type apiCue struct {
	From float64 `json:"from" minimum:"0" maximum:"86400" doc:"In seconds of the clip"`
	To   float64 `json:"to" minimum:"0" maximum:"86400" doc:"In seconds of the clip"`
	Text string  `json:"text" maxLength:"1000" doc:"Two lines at most"`
}

func (s *Server) apiCaptionsGet(ctx context.Context, in *ByID) (*body[apiCaptions], error) {
	if err := s.ownerOrStaff(ctx, in.ID); err != nil {
		return nil, err
	}
	e, err := s.Store.Entry(ctx, in.ID)
	if err == nil && e.Submission.State == belong.Withdrawn {
		err = belong.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	captions, err := s.captionsOf(ctx, e.Clip.ID)
	if err != nil {
		return nil, err
	}
	out := apiCaptions{
		Clip: e.Clip.ID, Locale: captions.Locale, Source: captions.Source, Confirmed: captions.Confirmed(), Version: captions.Version,
		Cues: []apiCue{},
	}
	if out.Locale == "" {
		out.Locale = e.Submission.Locale
	}
	for _, cue := range captions.Cues {
		out.Cues = append(out.Cues, apiCue{cue.From.Seconds(), cue.To.Seconds(), cue.Text})
	}
	return answer(out), nil
}

type captionsInput struct {
	ByID
	Body struct {
		Clip    belong.ID `json:"clip,omitempty" maxLength:"32" doc:"The clip that was watched; refused when there is another by now"`
		Locale  string    `json:"locale" doc:"The language that is spoken: en or es"`
		Version int64     `json:"version" doc:"Of the captions that were seen, 0 where there were none; refused when they changed since"`
		Confirm bool      `json:"confirm,omitempty" doc:"These words are right"`
		Cues    []apiCue  `json:"cues" doc:"All of them; those that are left out are gone"`
	}
}

// apiCaptionsPut sets the captions of a submission's clip: for its owner, and for moderators.
func (s *Server) apiCaptionsPut(ctx context.Context, in *captionsInput) (*body[apiCaptions], error) {
	actor, err := s.ownerOrModerator(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	c := belong.Captions{ClipID: in.Body.Clip, Locale: in.Body.Locale, Version: in.Body.Version}
	if c.ClipID == "" {
		sub, err := s.Store.Submission(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		c.ClipID = sub.ClipID
	}
	for _, cue := range in.Body.Cues {
		c.Cues = append(c.Cues, belong.Cue{Span: belong.Span{From: inSeconds(cue.From), To: inSeconds(cue.To)}, Text: cue.Text})
	}
	if err := s.Intake.SetCaptions(ctx, in.ID, actor, c, in.Body.Confirm); err != nil {
		return nil, err
	}
	return s.apiCaptionsGet(ctx, &in.ByID)
}
