package httpd

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// apiPosting is when a campaign posts, in which order, and with which words.
type apiPosting struct {
	Days      int           `json:"days,omitempty" minimum:"1" maximum:"31" doc:"How many days in a row, from post_day on; one when left out"`
	Blackouts []apiBlackout `json:"blackouts,omitempty" maxItems:"100" doc:"Pauses"`
	Opener    belong.ID     `json:"opener,omitempty" doc:"The submission that goes first on every channel"`
	Finale    belong.ID     `json:"finale,omitempty" doc:"The one that goes last"`
	Seed      int64         `json:"seed,omitempty" doc:"Another one mixes anew"`
	Templates []apiTemplate `json:"templates,omitempty" maxItems:"10" doc:"What posts say"`
	Link      bool          `json:"link,omitempty" doc:"The wall's address stands in posts; X asks more for those"`
	Minors    string        `json:"minors,omitempty" enum:"given_name,full_name" doc:"How people under 18 are called; given_name when left out"`
}

// apiTemplate is what posts say on a kind of channel and in a language.
type apiTemplate struct {
	Channel belong.ChannelKind `json:"channel,omitempty" enum:"wall,x,bluesky,mastodon" doc:"All that have none of their own when left out"`
	Locale  string             `json:"locale" enum:"en,es"`
	Text    string             `json:"text" minLength:"1" maxLength:"2000" doc:"With {name}, {title}, {organization}, {question}, {hashtag}, {handle}, {link} and {closing_line}"`
}

const givenName, fullName = "given_name", "full_name"

type apiBlackout struct {
	From   time.Time `json:"from"`
	To     time.Time `json:"to" doc:"Exclusive"`
	Reason string    `json:"reason,omitempty" maxLength:"200"`
}

func newAPIPosting(r belong.PostRules) apiPosting {
	out := apiPosting{Days: max(1, r.Days), Opener: r.Opener, Finale: r.Finale, Seed: r.Seed, Link: r.Link, Minors: givenName}
	if r.FullMinors {
		out.Minors = fullName
	}
	for _, kind := range slices.Sorted(maps.Keys(r.Templates)) {
		for _, locale := range slices.Sorted(maps.Keys(r.Templates[kind])) {
			out.Templates = append(out.Templates, apiTemplate{kind, locale, r.Templates[kind][locale]})
		}
	}
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

// apiPostingPut sets when and with which words a campaign posts, all of it.
func (s *Server) apiPostingPut(ctx context.Context, in *postingInput) (*body[apiPostingSet], error) {
	user, err := s.staff(ctx, belong.Scheduler)
	if err != nil {
		return nil, err
	}
	var set belong.PostRules
	_, warning, err := s.Schedule.SetPosting(ctx, staffActor(user), in.Slug, func(r *belong.PostRules) {
		r.Days, r.Opener, r.Finale, r.Seed, r.Blackouts = in.Body.Days, in.Body.Opener, in.Body.Finale, in.Body.Seed, nil
		r.Link, r.FullMinors, r.Templates = in.Body.Link, in.Body.Minors == fullName, nil
		for _, t := range in.Body.Templates {
			r.SetTemplate(t.Channel, t.Locale, t.Text)
		}
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
