package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

func (c *campaignSet) setsPosting() bool {
	return len(c.Blackout) > 0 || c.Opener != "" || c.Finale != "" || len(c.PostText) > 0 || c.PostLink != "same" || c.Minors != "same"
}

// setPosting does what the flags ask for, on the days that are set already, and answers the campaign as it is then.
func (c *campaignSet) setPosting(ctx context.Context, p *parts, set belong.Campaign) (belong.Campaign, string, error) {
	pauses, err := parsePauses(set, c.Blackout)
	if err != nil {
		return set, "", err
	}
	_, warning, err := p.schedule.SetPosting(ctx, belong.Actor{Kind: belong.Operator}, c.Slug, func(r *belong.PostRules) {
		if len(c.Blackout) > 0 {
			r.Blackouts = pauses
		}
		r.Opener, r.Finale = chosen(c.Opener, r.Opener), chosen(c.Finale, r.Finale)
		c.setTexts(r)
	})
	if err != nil {
		return set, "", err
	}
	set, err = p.store.CampaignBySlug(ctx, c.Slug)
	return set, warning, err
}

// setTexts does what the flags ask for about the words of posts.
func (c *campaignSet) setTexts(r *belong.PostRules) {
	for where, text := range c.PostText {
		kind, locale, ok := strings.Cut(where, ".")
		if !ok {
			kind, locale = "", where
		}
		if text == "default" {
			text = ""
		}
		r.SetTemplate(belong.ChannelKind(kind), locale, text)
	}
	if c.PostLink != "same" {
		r.Link = c.PostLink == "on"
	}
	if c.Minors != "same" {
		r.FullMinors = c.Minors == "full-name"
	}
}

// chosen is the submission that was said, or the one as before where nothing was.
func chosen(said string, before belong.ID) belong.ID {
	switch said {
	case "":
		return before
	case "none":
		return ""
	}
	return belong.ID(said)
}

// parsePauses reads pauses by the campaign's clocks: of one day, or of all.
func parsePauses(c belong.Campaign, said []string) ([]belong.Blackout, error) {
	var out []belong.Blackout
	for _, one := range said {
		if one == "none" {
			continue
		}
		date, times, dated := strings.Cut(one, " ")
		if !dated {
			date, times = c.Day.Date, one
		}
		pause := belong.Campaign{Day: belong.Day{Date: date, Zone: c.Day.Zone}}
		if !dated {
			pause.Posting.Days = c.Posting.Days
		}
		var err error
		if pause.Day.From, pause.Day.To, err = belong.ParseWindow(times); err != nil {
			return nil, err
		}
		windows, err := pause.Windows()
		if err != nil {
			return nil, err
		}
		for _, w := range windows {
			out = append(out, belong.Blackout{From: w.From, To: w.To})
		}
	}
	return out, nil
}

// postingLine says how the campaign posts, where that is not as usual.
func postingLine(c belong.Campaign) string {
	zone, err := time.LoadLocation(c.Day.Zone)
	if err != nil {
		return ""
	}
	var said []string
	if c.Posting.Days > 1 {
		said = append(said, fmt.Sprintf("%d days in a row", c.Posting.Days))
	}
	for _, b := range c.Posting.Blackouts {
		said = append(said, fmt.Sprintf("a pause on %s-%s", b.From.In(zone).Format("2006-01-02 15:04"), b.To.In(zone).Format("15:04")))
	}
	if c.Posting.Opener != "" {
		said = append(said, fmt.Sprintf("first %s", c.Posting.Opener))
	}
	if c.Posting.Finale != "" {
		said = append(said, fmt.Sprintf("last %s", c.Posting.Finale))
	}
	for _, kind := range slices.Sorted(maps.Keys(c.Posting.Templates)) {
		where := "everywhere else"
		if kind != "" {
			where = "on " + kind.Words()
		}
		said = append(said, "a text of its own "+where)
	}
	if c.Posting.Link {
		said = append(said, "with a link")
	}
	if c.Posting.FullMinors {
		said = append(said, "minors by their whole name")
	}
	if len(said) == 0 {
		return ""
	}
	return "posting: " + strings.Join(said, ", ") + "\n"
}
