package store

import (
	"context"
	"errors"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/store/sqlc"
)

// Campaigns are all campaigns, the oldest first.
func (s *Store) Campaigns(ctx context.Context) ([]belong.Campaign, error) {
	rows, err := s.read.Campaigns(ctx)
	return many(rows, err, campaignOf)
}

// Campaign finds a campaign by its ID.
func (s *Store) Campaign(ctx context.Context, id belong.ID) (belong.Campaign, error) {
	row, err := s.read.Campaign(ctx, string(id))
	return one(row, err, campaignOf)
}

// CampaignBySlug finds a campaign by its address.
func (s *Store) CampaignBySlug(ctx context.Context, slug string) (belong.Campaign, error) {
	row, err := s.read.CampaignBySlug(ctx, slug)
	return one(row, err, campaignOf)
}

var errSlugTaken = belong.Refuse(belong.Conflict, "slug_taken", "Another campaign has this address. Choose another.").In("slug")

// CreateCampaign stores a new campaign with its first channels.
func (s *Store) CreateCampaign(ctx context.Context, c belong.Campaign, channels []belong.Channel, out belong.Outcome) error {
	return s.write(ctx, out, func(w *change) error {
		if err := w.InsertCampaign(ctx, sqlc.InsertCampaignParams(campaignRow(c))); err != nil {
			return taken(err, errSlugTaken)
		}
		for _, ch := range channels {
			if err := w.insertChannel(ctx, ch); err != nil {
				return err
			}
		}
		return nil
	})
}

// SaveCampaign stores a campaign that was read and changed. Once it returned with the switch off, no post begins to go out.
func (s *Store) SaveCampaign(ctx context.Context, c belong.Campaign, out belong.Outcome) error {
	return s.write(ctx, out, func(w *change) error {
		rows, err := w.UpdateCampaign(ctx, sqlc.UpdateCampaignParams(campaignRow(c)))
		return stale(rows, taken(err, errSlugTaken))
	})
}

// What JSON columns hold. The names in them outlive those in Go.
type (
	questionJSON struct {
		Key  string      `json:"key"`
		Text belong.Text `json:"text"`
	}
	releaseJSON struct {
		Version string      `json:"version"`
		Text    belong.Text `json:"text"`
	}
	limitsJSON struct {
		Bytes   int64 `json:"bytes"`
		Length  int64 `json:"length_ms"`
		Longest int64 `json:"longest_ms"`
	}
	clipRulesJSON struct {
		ShortSide  int                                    `json:"short_side,omitempty"`
		Copy       bool                                   `json:"copy,omitempty"`
		Severities map[belong.FindingCode]belong.Severity `json:"severities,omitempty"`
	}
	postRulesJSON struct {
		Days       int                                `json:"days,omitempty"`
		Blackouts  []blackoutJSON                     `json:"blackouts,omitempty"`
		Opener     belong.ID                          `json:"opener,omitempty"`
		Finale     belong.ID                          `json:"finale,omitempty"`
		Templates  map[belong.ChannelKind]belong.Text `json:"templates,omitempty"`
		Link       bool                               `json:"link,omitempty"`
		FullMinors bool                               `json:"full_minors,omitempty"`
		Seed       int64                              `json:"seed,omitempty"`
	}
	blackoutJSON struct {
		From   int64  `json:"from"`
		To     int64  `json:"to"`
		Reason string `json:"reason,omitempty"`
	}
)

func campaignRow(c belong.Campaign) sqlc.Campaign {
	questions := make([]questionJSON, len(c.Questions))
	for i, q := range c.Questions {
		questions[i] = questionJSON(q)
	}
	limits := limitsJSON{c.Limits.Bytes, c.Limits.Length.Milliseconds(), c.Limits.Longest.Milliseconds()}
	return sqlc.Campaign{
		ID:          string(c.ID),
		Slug:        c.Slug,
		Name:        c.Name,
		Description: encode(c.Description),
		Hashtag:     c.Hashtag,
		ClosingLine: c.ClosingLine,
		Questions:   encode(questions),
		Release:     encode(releaseJSON(c.Release)),
		Limits:      encode(limits),
		Opens:       millis(c.Opens),
		Deadline:    millis(c.Deadline),
		DayDate:     c.Day.Date,
		DayFrom:     c.Day.From,
		DayTo:       c.Day.To,
		DayZone:     c.Day.Zone,
		Grace:       c.Grace.Milliseconds(),
		Retention:   c.Retention.Milliseconds(),
		SwitchedOn:  c.On,
		Version:     c.Version,
		ClipRules:   encode(clipRulesJSON(c.Clips)),
		PostRules:   encode(postRulesJSONOf(c.Posting)),
	}
}

func campaignOf(r sqlc.Campaign) (belong.Campaign, error) {
	c := belong.Campaign{
		ID:          belong.ID(r.ID),
		Slug:        r.Slug,
		Name:        r.Name,
		Hashtag:     r.Hashtag,
		ClosingLine: r.ClosingLine,
		Opens:       moment(r.Opens),
		Deadline:    moment(r.Deadline),
		Day:         belong.Day{Date: r.DayDate, From: r.DayFrom, To: r.DayTo, Zone: r.DayZone},
		Grace:       span(r.Grace),
		Retention:   span(r.Retention),
		On:          r.SwitchedOn,
		Version:     r.Version,
	}
	var (
		questions []questionJSON
		release   releaseJSON
		limits    limitsJSON
		clips     clipRulesJSON
		posting   postRulesJSON
	)
	if err := errors.Join(
		decode("campaigns.description", r.Description, &c.Description),
		decode("campaigns.questions", r.Questions, &questions),
		decode("campaigns.release", r.Release, &release),
		decode("campaigns.limits", r.Limits, &limits),
		decode("campaigns.clip_rules", r.ClipRules, &clips),
		decode("campaigns.post_rules", r.PostRules, &posting),
	); err != nil {
		return belong.Campaign{}, err
	}
	for _, q := range questions {
		c.Questions = append(c.Questions, belong.Question(q))
	}
	c.Release = belong.ReleaseText(release)
	c.Clips = belong.ClipRules(clips)
	c.Posting = posting.rules()
	c.Limits = belong.Limits{Bytes: limits.Bytes, Length: span(limits.Length), Longest: span(limits.Longest)}
	return c, nil
}

func postRulesJSONOf(r belong.PostRules) postRulesJSON {
	out := postRulesJSON{
		Days: r.Days, Opener: r.Opener, Finale: r.Finale, Templates: r.Templates, Link: r.Link, FullMinors: r.FullMinors, Seed: r.Seed,
	}
	for _, b := range r.Blackouts {
		out.Blackouts = append(out.Blackouts, blackoutJSON{millis(b.From), millis(b.To), b.Reason})
	}
	return out
}

func (j postRulesJSON) rules() belong.PostRules {
	out := belong.PostRules{
		Days: j.Days, Opener: j.Opener, Finale: j.Finale, Templates: j.Templates, Link: j.Link, FullMinors: j.FullMinors, Seed: j.Seed,
	}
	for _, b := range j.Blackouts {
		out.Blackouts = append(out.Blackouts, belong.Blackout{From: moment(b.From), To: moment(b.To), Reason: b.Reason})
	}
	return out
}
