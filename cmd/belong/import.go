package main

import (
	"context"
	"fmt"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/config"
	"github.com/belonginstem/belong/internal/intake"
)

type importCommand struct {
	Dir      string `arg:"" type:"existingdir" help:"The folder; it is only read."`
	Campaign string `default:"you-belong-in-stem" placeholder:"SLUG" help:"The campaign that the videos are for."`
	Release  string `placeholder:"VERSION" help:"The version of the campaign's release to which everybody in these videos agreed, on forms that you keep. Without it nothing of them can be approved before a moderator records one."`
}

// Run takes in what is new in the folder, says what became of each file, and fails when one was refused.
func (c *importCommand) Run(ctx context.Context, settings *config.Settings, std *streams) error {
	return withParts(ctx, settings, std, func(p *parts) error {
		campaign, err := p.store.CampaignBySlug(ctx, c.Campaign)
		if err != nil {
			return noCampaign(err, c.Campaign)
		}
		fates := map[intake.Fate]int{}
		options := intake.ImportOptions{Release: c.Release, By: belong.Actor{Kind: belong.Operator}}
		err = p.intake.Import(ctx, campaign, c.Dir, options, func(l intake.ImportLine) {
			fates[l.Fate]++
			say(std, l)
		})
		if err != nil {
			return err
		}
		return c.sum(std, fates)
	})
}

func say(std *streams, l intake.ImportLine) {
	text := fmt.Sprintf("%-10s %s\n", l.Fate, printable(l.File))
	switch l.Fate {
	case intake.Incomplete:
		text += "           " + l.Label.Problem.Sentence("en") + "\n"
		if l.Label.Suggestion != "" {
			text += "           perhaps: " + l.Label.Suggestion + "\n"
		}
	case intake.Refused:
		text += "           " + l.Reason + "\n"
	case intake.Taken, intake.Known, intake.Skipped:
	}
	fmt.Fprint(std.out, text) //nolint:errcheck // the report is for reading along; the work goes on
}

func (c *importCommand) sum(std *streams, fates map[intake.Fate]int) error {
	_, err := fmt.Fprintf(std.out, "%d taken, %d taken but waiting for a label, %d there already, %d refused, %d skipped\n",
		fates[intake.Taken], fates[intake.Incomplete], fates[intake.Known], fates[intake.Refused], fates[intake.Skipped])
	if err == nil && fates[intake.Refused] > 0 {
		err = errQuiet
	}
	return err
}
