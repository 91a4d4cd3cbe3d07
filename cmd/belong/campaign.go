package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/config"
	"github.com/belonginstem/belong/internal/schedule"
)

type campaignCommand struct {
	List campaignList `cmd:"" help:"List the campaigns."`
	Show campaignShow `cmd:"" help:"Show a campaign as JSON."`
	Add  campaignAdd  `cmd:"" help:"Add a campaign from a JSON file."`
	Set  campaignSet  `cmd:"" help:"Set a campaign's days, window, pauses, zone, deadline, switch, what posts say or rules for clips."`
}

type campaignList struct{}

func (campaignList) Run(ctx context.Context, settings *config.Settings, std *streams) error {
	return withParts(ctx, settings, std, func(p *parts) error {
		campaigns, err := p.store.Campaigns(ctx)
		if err != nil {
			return err
		}
		for _, c := range campaigns {
			if _, err := fmt.Fprintf(std.out, "%s\t%s\t%s\t%s\n", c.Slug, c.Day.Date, onOff(c.On), c.Name); err != nil {
				return err
			}
		}
		return nil
	})
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

type campaignShow struct {
	Slug string `arg:"" help:"The campaign's address."`
}

func (c *campaignShow) Run(ctx context.Context, settings *config.Settings, std *streams) error {
	return withParts(ctx, settings, std, func(p *parts) error {
		found, err := p.store.CampaignBySlug(ctx, c.Slug)
		if err != nil {
			return noCampaign(err, c.Slug)
		}
		enc := json.NewEncoder(std.out)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		return enc.Encode(newCampaignFile(found))
	})
}

func noCampaign(err error, slug string) error {
	if belong.KindOf(err) == belong.NotFound {
		return fmt.Errorf("there is no campaign %q; `belong campaign list` shows them", slug)
	}
	return err
}

type campaignAdd struct {
	File string `arg:"" type:"existingfile" help:"A campaign as JSON; begin with what 'belong campaign show' prints."`
}

func (c *campaignAdd) Run(ctx context.Context, settings *config.Settings, std *streams) error {
	text, err := os.ReadFile(c.File)
	if err != nil {
		return fmt.Errorf("the campaign can't be read: %w", err)
	}
	return withParts(ctx, settings, std, func(p *parts) error {
		added, err := parseCampaign(text, p.now())
		if err != nil {
			return err
		}
		if err := p.addCampaign(ctx, added); err != nil {
			return err
		}
		_, err = fmt.Fprintf(std.out, "%s is open at %s/c/%s\n", added.Name, settings.Address(), added.Slug)
		return err
	})
}

type campaignSet struct {
	Slug     string `arg:"" help:"The campaign's address."`
	PostDay  string `placeholder:"DATE" help:"The day that posts go out, as 2027-11-08."`
	Days     int    `placeholder:"N" help:"On how many days in a row, from that day on."`
	Window   string `placeholder:"TIMES" help:"When on each day, as 09:00-21:00."`
	Zone     string `placeholder:"NAME" help:"Whose clocks these are, as America/New_York."`
	Deadline string `placeholder:"DATE" help:"The last day that videos are taken, as 2027-11-07."`
	Switch   string `enum:"on,off,same" default:"same" help:"on lets posts go out, off stops everything."`

	Blackout []string `placeholder:"TIMES" help:"A pause, as 12:00-13:00 for every day, or '2027-11-08 12:00-13:00'; none takes all away. May be given several times, and replaces those that there were."`
	Opener   string   `placeholder:"ID" help:"The submission that goes first on every channel, or none."`
	Finale   string   `placeholder:"ID" help:"The one that goes last, or none."`

	PostText map[string]string `placeholder:"LANGUAGE=TEXT" help:"What posts say, as 'en={name} belongs in STEM', or 'x.es=…' for one kind of channel; default takes it away. With {name}, {title}, {organization}, {question}, {hashtag}, {handle}, {link} and {closing_line}."`
	PostLink string            `enum:"on,off,same" default:"same" help:"on puts the wall's address into posts; X asks more for those."`
	Minors   string            `enum:"given-name,full-name,same" default:"same" help:"How people under 18 are called in public."`

	PostSize int               `placeholder:"PIXELS" help:"The short side of what is posted: 720 or 1080."`
	Copy     string            `enum:"on,off,same" default:"same" help:"on posts a video that fits every network as it came, without encoding it."`
	Severity map[string]string `placeholder:"FINDING=LEVEL" help:"What a finding is here: info, warning, error, or default. May be given several times."`
}

func (c *campaignSet) Run(ctx context.Context, settings *config.Settings, std *streams) error {
	return withParts(ctx, settings, std, func(p *parts) error {
		actor := belong.Actor{Kind: belong.Operator}
		if c.Switch != "same" { // first: whatever else is wrong, off is off
			if err := p.schedule.SetSwitch(ctx, actor, c.Slug, c.Switch == "on"); err != nil {
				return noCampaign(err, c.Slug)
			}
		}
		if c.setsRules() {
			if err := p.schedule.SetClipRules(ctx, actor, c.Slug, c.setRules); err != nil {
				return noCampaign(err, c.Slug)
			}
		}
		change, err := c.change(ctx, p)
		if err != nil {
			return noCampaign(err, c.Slug)
		}
		set, warning, err := p.schedule.SetDay(ctx, actor, c.Slug, change)
		if err != nil {
			return err
		}
		zone, err := time.LoadLocation(set.Day.Zone)
		if err != nil {
			return err
		}
		if c.setsPosting() {
			if set, warning, err = c.setPosting(ctx, p, set); err != nil {
				return err
			}
		}
		text := fmt.Sprintf("%s: posts on %s from %s to %s (%s), videos until %s, switch %s\n", set.Slug, set.Day.Date, set.Day.From,
			set.Day.To, set.Day.Zone, set.Deadline.In(zone).Format("2006-01-02 15:04 MST"), onOff(set.On)) + postingLine(set) + rulesLine(set.Clips)
		if from, _, err := set.Bounds(); err == nil && set.Deadline.After(from) {
			text += "note: videos are still taken after posts begin to go out; --deadline changes that\n"
		}
		if warning != "" {
			text += "note: " + warning + "\n"
		}
		_, err = fmt.Fprint(std.out, text)
		return err
	})
}

func (c *campaignSet) setsRules() bool {
	return c.PostSize != 0 || c.Copy != "same" || len(c.Severity) > 0
}

// setRules does what the flags ask for.
func (c *campaignSet) setRules(rules *belong.ClipRules) {
	rules.ShortSide = cmp.Or(c.PostSize, rules.ShortSide)
	if c.Copy != "same" {
		rules.Copy = c.Copy == "on"
	}
	for code, severity := range c.Severity {
		if severity == "default" {
			severity = ""
		}
		rules.Judge(belong.FindingCode(code), belong.Severity(severity))
	}
}

// rulesLine says what the rules are, where they are not as usual.
func rulesLine(rules belong.ClipRules) string {
	var said []string
	if rules.ShortSide != 0 {
		said = append(said, fmt.Sprintf("posts of %d pixels", rules.ShortSide))
	}
	if rules.Copy {
		said = append(said, "copied where they fit")
	}
	for _, code := range slices.Sorted(maps.Keys(rules.Severities)) {
		said = append(said, fmt.Sprintf("%s is %s", code, rules.Severities[code]))
	}
	if len(said) == 0 {
		return ""
	}
	return "clips: " + strings.Join(said, ", ") + "\n"
}

// change is what the flags ask for. The deadline is the end of the last day, by the campaign's clocks.
func (c *campaignSet) change(ctx context.Context, p *parts) (schedule.Change, error) {
	change := schedule.Change{PostDay: c.PostDay, Days: c.Days, Window: c.Window, Zone: c.Zone}
	now, err := p.store.CampaignBySlug(ctx, c.Slug)
	if err != nil || c.Deadline == "" {
		return change, err
	}
	last := belong.Day{Date: c.Deadline, From: "00:00", To: "24:00", Zone: cmp.Or(c.Zone, now.Day.Zone)}
	_, change.Deadline, err = last.Window()
	return change, err
}
