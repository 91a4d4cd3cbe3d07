package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/config"
	"github.com/belonginstem/belong/internal/publish"
)

type rehearseCommand struct {
	Slug string `arg:"" help:"The campaign's address."`
	JSON bool   `name:"json" help:"Print one JSON object."`
}

// Run prints what stops the day first, and fails on a no-go.
func (c *rehearseCommand) Run(ctx context.Context, settings *config.Settings, std *streams) error {
	return withParts(ctx, settings, std, func(p *parts) error {
		r, err := p.publish.Rehearse(ctx, c.Slug)
		if err != nil {
			return noCampaign(err, c.Slug)
		}
		text := rehearsalText(r)
		if c.JSON {
			object, err := rehearsalJSON(r)
			if err != nil {
				return err
			}
			text = string(object) + "\n"
		}
		if _, err := fmt.Fprint(std.out, text); err != nil {
			return err
		}
		if !r.Go() {
			return errQuiet
		}
		return nil
	})
}

var levelMarks = map[publish.Level]string{publish.NoGo: "NO-GO", publish.Warn: "look", publish.OK: "ok"}

func rehearsalText(r publish.Rehearsal) string {
	var b strings.Builder
	for _, l := range r.Lines {
		fmt.Fprintf(&b, "%-5s %-8s %s\n", levelMarks[l.Level], l.Area, strings.TrimSpace(l.Sentence+" "+l.Next))
	}
	fmt.Fprintf(&b, "%s: %s\n", r.Verdict(), r.Summary())
	return b.String()
}

func rehearsalJSON(r publish.Rehearsal) ([]byte, error) {
	return json.Marshal(struct {
		Campaign string         `json:"campaign"`
		At       time.Time      `json:"at"`
		Go       bool           `json:"go"`
		Lines    []publish.Line `json:"lines"`
	}{r.Campaign.Slug, r.At.UTC(), r.Go(), r.Lines})
}

// checkChannels asks the network of every account whether it accepts the account's keys.
func checkChannels(ctx context.Context, p *parts, campaigns []belong.Campaign, say func(what, how string, err error)) {
	asked := 0
	for _, c := range campaigns {
		channels, err := p.store.Channels(ctx, c.ID)
		if err != nil {
			say("channels", "", err)
			return
		}
		for _, ch := range channels {
			if ch.Kind == belong.Wall {
				continue
			}
			asked++
			how, err := checkChannel(ctx, p, ch)
			say("channels", c.Slug+": "+how, err)
		}
	}
	if asked == 0 {
		say("channels", "none but the wall; accounts are connected in the app", nil)
	}
}

func checkChannel(ctx context.Context, p *parts, ch belong.Channel) (string, error) {
	if len(ch.Sealed) > 0 {
		err := p.publish.LookAt(ctx, ch.ID)
		var refused *belong.Error
		if errors.As(err, &refused) {
			return "", fmt.Errorf("%s: %s", ch.Name, refused.Sentence)
		}
		if err != nil {
			return "", err
		}
	}
	ch, err := p.store.Channel(ctx, ch.ID)
	if err != nil {
		return "", err
	}
	if ch.Health.Disconnected || ch.Health.Trouble != "" {
		return "", fmt.Errorf("%s on %s: %s %s", ch.Name, ch.Kind.Words(), ch.Health.Trouble, ch.Health.Said)
	}
	return ch.Name + " on " + ch.Kind.Words() + " accepts the account's keys", nil
}
