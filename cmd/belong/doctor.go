package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/belonginstem/belong/internal/blob"
	"github.com/belonginstem/belong/internal/config"
	"github.com/belonginstem/belong/internal/ffmpeg"
	"github.com/belonginstem/belong/internal/mail"
	"github.com/belonginstem/belong/internal/sandbox"
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
		fmt.Fprintf(std.out, "%s %-9s %s\n", mark, what, how) //nolint:errcheck // the exit code still tells
	}
	how, err := checkFFmpeg(ctx, helper)
	say("ffmpeg", how, err)

	if walls := sandbox.Check(); walls.Complete() {
		say("sandbox", walls.String(), nil)
	} else {
		say("sandbox", "", fmt.Errorf("this kernel can't shut ffmpeg in completely, so don't take videos from strangers on it: %s", walls))
	}

	err = withParts(ctx, settings, std, func(p *parts) error {
		say("database", "answers, and is up to this version", p.store.Ping(ctx))
		say("storage", "keeps, reads and deletes", blob.Check(ctx, p.blobs))
		return nil
	})
	if err != nil {
		say("database", "", err)
	}
	how, err = checkMail(ctx, settings)
	say("mail", how, err)
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
