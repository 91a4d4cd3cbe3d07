package httpd

import (
	"context"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// apiPosting is when a campaign posts, and in which order.
type apiPosting struct {
	Days      int           `json:"days,omitempty" minimum:"1" maximum:"31" doc:"How many days in a row, from post_day on; one when left out"`
	Blackouts []apiBlackout `json:"blackouts,omitempty" maxItems:"100" doc:"Pauses"`
	Opener    belong.ID     `json:"opener,omitempty" doc:"The submission that goes first on every channel"`
	Finale    belong.ID     `json:"finale,omitempty" doc:"The one that goes last"`
	Seed      int64         `json:"seed,omitempty" doc:"Another one mixes anew"`
}

type apiBlackout struct {
	From   time.Time `json:"from"`
	To     time.Time `json:"to" doc:"Exclusive"`
	Reason string    `json:"reason,omitempty" maxLength:"200"`
}

func newAPIPosting(r belong.PostRules) apiPosting {
	out := apiPosting{Days: max(1, r.Days), Opener: r.Opener, Finale: r.Finale, Seed: r.Seed}
	for _, b := range r.Blackouts {
		out.Blackouts = append(out.Blackouts, apiBlackout(b))
	}
	return out
}

type postingInput struct {
	BySlug
	Body apiPosting
}

type apiPostingSet struct {
	apiPosting
	Warning string `json:"warning,omitempty" doc:"Where posts keep slots that the rules no longer allow"`
}

// apiPostingPut sets when a campaign posts, all of it.
func (s *Server) apiPostingPut(ctx context.Context, in *postingInput) (*body[apiPostingSet], error) {
	user, err := s.staff(ctx, belong.Scheduler)
	if err != nil {
		return nil, err
	}
	var set belong.PostRules
	_, warning, err := s.Schedule.SetPosting(ctx, staffActor(user), in.Slug, func(r *belong.PostRules) {
		r.Days, r.Opener, r.Finale, r.Seed, r.Blackouts = in.Body.Days, in.Body.Opener, in.Body.Finale, in.Body.Seed, nil
		for _, b := range in.Body.Blackouts {
			r.Blackouts = append(r.Blackouts, belong.Blackout(b))
		}
		set = *r
	})
	if err != nil {
		return nil, err
	}
	return answer(apiPostingSet{newAPIPosting(set), warning}), nil
}
