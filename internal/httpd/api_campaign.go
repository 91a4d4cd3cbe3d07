package httpd

import (
	"context"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/web"
)

// apiCampaign is a campaign as everybody may see it.
type apiCampaign struct {
	Slug        string        `json:"slug"`
	Name        string        `json:"name"`
	Description string        `json:"description"`
	Hashtag     string        `json:"hashtag"`
	Questions   []apiQuestion `json:"questions"`
	Release     apiRelease    `json:"release"`
	Opens       time.Time     `json:"opens"`
	Deadline    time.Time     `json:"deadline" doc:"Uploads that began before it may finish"`
	PostDay     string        `json:"post_day" format:"date"`
	Days        int           `json:"days" doc:"How many days in a row posts go out, from post_day on"`
	Window      string        `json:"window" example:"09:00-21:00"`
	Zone        string        `json:"zone" example:"America/New_York"`
	ClosingLine string        `json:"closing_line"`
	Limits      apiLimits     `json:"limits"`
	Locale      string        `json:"locale" enum:"en,es" doc:"The language of the texts"`
}

type apiQuestion struct {
	Key  string `json:"key"`
	Text string `json:"text"`
}

type apiRelease struct {
	Version string `json:"version"`
	Text    string `json:"text"`
}

type apiLimits struct {
	Bytes          int64   `json:"bytes" doc:"Largest upload"`
	Seconds        float64 `json:"seconds" doc:"Longest clip that is posted as it is"`
	LongestSeconds float64 `json:"longest_seconds" doc:"Longest clip that is taken in at all"`
}

type campaignInput struct {
	BySlug
	Locale         string `query:"locale" doc:"en or es; else Accept-Language decides"`
	AcceptLanguage string `header:"Accept-Language"`
}

func (s *Server) apiCampaignGet(ctx context.Context, in *campaignInput) (*body[apiCampaign], error) {
	c, err := s.Store.CampaignBySlug(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	locale := in.Locale
	if locale == "" {
		locale = web.Preferred(in.AcceptLanguage)
	}
	return answer(newAPICampaign(c, web.Words(locale).Locale)), nil
}

func newAPICampaign(c belong.Campaign, locale string) apiCampaign {
	out := apiCampaign{
		Slug: c.Slug, Name: c.Name, Description: c.Description.In(locale), Hashtag: c.Hashtag,
		Release: apiRelease{Version: c.Release.Version, Text: c.Release.Text.In(locale)},
		Opens:   c.Opens, Deadline: c.Deadline, PostDay: c.Day.Date, Days: max(1, c.Posting.Days), Window: c.Day.From + "-" + c.Day.To, Zone: c.Day.Zone,
		ClosingLine: c.ClosingLine, Locale: locale,
		Limits: apiLimits{Bytes: c.Limits.Bytes, Seconds: c.Limits.Length.Seconds(), LongestSeconds: c.Limits.Longest.Seconds()},
	}
	for _, q := range c.Questions {
		out.Questions = append(out.Questions, apiQuestion{Key: q.Key, Text: q.Text.In(locale)})
	}
	return out
}
