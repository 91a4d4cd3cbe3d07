package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/blob"
	"github.com/belonginstem/belong/internal/config"
	"github.com/belonginstem/belong/internal/ffmpeg"
	"github.com/belonginstem/belong/internal/mail"
	"github.com/belonginstem/belong/internal/sandbox"
	"github.com/belonginstem/belong/internal/speech"
)

type doctorCommand struct{}

// Run checks every part that this machine needs, one line each, and fails when one is not well.
func (doctorCommand) Run(ctx context.Context, settings *config.Settings, std *streams, helper sandbox.Helper) error {
	well := true
	say := func(what, how string, err error) {
		mark := "ok     "
		if err != nil {
			mark, how, well = "PROBLEM", err.Error(), false
		}
		fmt.Fprintf(std.out, "%s %-11s %s\n", mark, what, how) //nolint:errcheck // the exit code still tells
	}
	how, err := checkFFmpeg(ctx, helper)
	say("ffmpeg", how, err)

	if walls := sandbox.Check(); walls.Complete() {
		say("sandbox", walls.String(), nil)
	} else {
		say("sandbox", "", fmt.Errorf("this kernel can't shut ffmpeg in completely, so don't take videos from strangers on it: %s", walls))
	}

	var campaigns []belong.Campaign
	err = withParts(ctx, settings, std, func(p *parts) error {
		say("database", "answers, and is up to this version", p.store.Ping(ctx))
		say("storage", "keeps, reads and deletes", blob.Check(ctx, p.blobs))
		var err error
		if campaigns, err = p.store.Campaigns(ctx); err != nil {
			return err
		}
		checkChannels(ctx, p, campaigns, say)
		return nil
	})
	if err != nil {
		say("database", "", err)
	}
	how, err = checkMail(ctx, settings)
	say("mail", how, err)
	how, err = checkSpeech(ctx, helper, campaigns)
	say("speech", how, err)
	if settings.Transcriber != "" {
		say("transcriber", "answers", checkTranscriber(ctx, settings))
	}
	if !well {
		return errQuiet
	}
	return nil
}

func checkFFmpeg(ctx context.Context, helper sandbox.Helper) (string, error) {
	tool, err := ffmpeg.New(ctx, ffmpeg.Config{Helper: helper})
	if err != nil {
		return "", err
	}
	return "version " + tool.Version().Text, nil
}

func checkMail(ctx context.Context, settings *config.Settings) (string, error) {
	if settings.SMTP == "" {
		return "no --smtp: mail is kept, and read in the app", nil
	}
	m, err := mail.New(settings.SMTP, settings.MailFrom)
	if err != nil {
		return "", err
	}
	if err := m.Check(ctx); err != nil {
		return "", errors.Join(errors.New("the mail server can't be used"), err)
	}
	return "the mail server takes us in", nil
}

// checkSpeech tells whether closing lines can be listened for. Belong does without, so that they can't is no problem.
func checkSpeech(ctx context.Context, helper sandbox.Helper, campaigns []belong.Campaign) (string, error) {
	spotter, err := speech.NewSpotter(speech.SpotterConfig{Helper: helper})
	if errors.Is(err, speech.ErrMissing) {
		return "closing lines are not checked: " + err.Error(), nil
	}
	if err != nil {
		return "", err
	}
	if err := spotter.Works(ctx); err != nil {
		return "", err
	}
	how := []string{"closing lines in English can be checked"}
	for _, c := range campaigns {
		if err := spotter.Check(c.ClosingLine); c.ClosingLine != "" && err != nil {
			how = append(how, fmt.Sprintf("not that of %s: %v", c.Slug, err))
		}
	}
	return strings.Join(how, "; "), nil
}

func checkTranscriber(ctx context.Context, settings *config.Settings) error {
	t, err := speech.NewTranscriber(settings.Transcriber, settings.TranscriberKey)
	if err != nil {
		return err
	}
	return t.Check(ctx)
}
