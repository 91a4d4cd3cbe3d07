package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// The campaign that a new database starts with.
//
//go:embed campaigns/you-belong-in-stem.json
var firstCampaign []byte

// A campaignFile is a campaign as an operator writes it down.
type campaignFile struct {
	Slug        string         `json:"slug"`
	Name        string         `json:"name"`
	Description belong.Text    `json:"description"`
	Hashtag     string         `json:"hashtag"`
	ClosingLine string         `json:"closing_line"`
	Questions   []questionFile `json:"questions"`
	Release     releaseFile    `json:"release"`
	PostDay     string         `json:"post_day"` // 2027-11-08, or 11-08 for the next one
	Days        int            `json:"days,omitempty"`
	Window      string         `json:"window"` // 09:00-21:00
	Zone        string         `json:"zone"`

	PostSize   int                                    `json:"post_size,omitempty"` // 720 or 1080
	Copy       bool                                   `json:"copy,omitempty"`
	Severities map[belong.FindingCode]belong.Severity `json:"severities,omitempty"` // by finding: info, warning or error
}

type questionFile struct {
	Key  string      `json:"key"`
	Text belong.Text `json:"text"`
}

type releaseFile struct {
	Version string      `json:"version"`
	Text    belong.Text `json:"text"`
}

// newCampaignFile writes a campaign down, as a start for another one.
func newCampaignFile(c belong.Campaign) campaignFile {
	f := campaignFile{
		Slug: c.Slug, Name: c.Name, Description: c.Description, Hashtag: c.Hashtag, ClosingLine: c.ClosingLine,
		Release: releaseFile(c.Release), PostDay: c.Day.Date, Days: c.Posting.Days, Window: c.Day.From + "-" + c.Day.To, Zone: c.Day.Zone,
		PostSize: c.Clips.ShortSide, Copy: c.Clips.Copy, Severities: c.Clips.Severities,
	}
	for _, q := range c.Questions {
		f.Questions = append(f.Questions, questionFile(q))
	}
	return f
}

const (
	uploadLimit   = 1 << 30 // what phones record in three minutes fits
	clipLength    = 35 * time.Second
	longestClip   = 3 * time.Minute
	lateAllowed   = 30 * time.Minute
	keepOriginals = 90 * 24 * time.Hour
)

// parseCampaign makes a campaign that opens now and takes videos until the day before its posting day ends.
func parseCampaign(text []byte, now time.Time) (belong.Campaign, error) {
	var f campaignFile
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		return belong.Campaign{}, fmt.Errorf("the campaign file can't be read: %w", err)
	}
	c := belong.Campaign{
		ID: belong.NewID(now), Slug: f.Slug, Name: f.Name, Description: f.Description, Hashtag: f.Hashtag,
		ClosingLine: f.ClosingLine, Opens: now, Grace: lateAllowed, Retention: keepOriginals,
		Release: belong.ReleaseText(f.Release),
		Limits:  belong.Limits{Bytes: uploadLimit, Length: clipLength, Longest: longestClip},
		Posting: belong.PostRules{Days: f.Days},
		Clips:   belong.ClipRules{ShortSide: f.PostSize, Copy: f.Copy, Severities: f.Severities},
	}
	for _, q := range f.Questions {
		c.Questions = append(c.Questions, belong.Question(q))
	}
	from, to, err := belong.ParseWindow(f.Window)
	if err != nil {
		return c, err
	}
	c.Day = belong.Day{Date: f.PostDay, From: from, To: to, Zone: f.Zone}
	if _, err := time.Parse("01-02", f.PostDay); err == nil {
		if c.Day.Date, err = nextDay(f.PostDay, f.Zone, now); err != nil {
			return c, err
		}
	}
	if c.Deadline, err = startOfDay(c.Day); err != nil {
		return c, err
	}
	return c, c.Validate()
}

// nextDay is the next date with that month and day that still leaves a day for people to send videos.
func nextDay(monthDay, zone string, now time.Time) (string, error) {
	for year := now.Year(); ; year++ {
		date := fmt.Sprintf("%04d-%s", year, monthDay)
		start, err := startOfDay(belong.Day{Date: date, Zone: zone})
		if err != nil {
			return "", err
		}
		if now.Add(24 * time.Hour).Before(start) {
			return date, nil
		}
	}
}

// startOfDay is the first moment of the day: videos come in until then.
func startOfDay(d belong.Day) (time.Time, error) {
	d.From, d.To = "00:00", "24:00"
	from, _, err := d.Window()
	return from, err
}
