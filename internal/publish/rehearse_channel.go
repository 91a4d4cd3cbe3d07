package publish

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/posttext"
	"github.com/belonginstem/belong/web"
)

// lookAtChannels asks every network, all at once.
func (r *rehearsing) lookAtChannels(ctx context.Context) error {
	if len(r.channels) == 0 {
		r.say(Line{ChannelArea, NoGo, "The campaign has no channel to post to.", "Connect one.", r.channelsPage()})
	}
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(askedAtOnce)
	for i := range r.channels {
		work.Go(func() error { return r.lookAtChannel(ctx, &r.channels[i]) })
	}
	return work.Wait()
}

func (r *rehearsing) lookAtChannel(ctx context.Context, ch *belong.Channel) error {
	if ch.Kind == belong.Wall {
		r.say(Line{ChannelArea, OK, "The wall is part of Belong, and always there.", "", "/wall/" + r.Campaign.Slug})
		return nil
	}
	line := func(level Level, sentence, next string) {
		r.say(Line{ChannelArea, level, called(*ch) + ": " + sentence, next, r.channelsPage()})
	}
	if len(ch.Sealed) > 0 {
		err := r.LookAt(ctx, ch.ID)
		var refused *belong.Error
		switch {
		case errors.Is(err, errNoSeal), errors.Is(err, errOtherSeal), errors.Is(err, errNoNetwork):
			errors.As(err, &refused)
			line(NoGo, refused.Sentence, "")
			return nil
		case err != nil:
			return err
		}
		if *ch, err = r.store.Channel(ctx, ch.ID); err != nil {
			return err
		}
	}
	r.judge(*ch, line)
	return nil
}

// judge says how a channel does whose network was asked just now.
func (r *rehearsing) judge(ch belong.Channel, line func(level Level, sentence, next string)) {
	h, words := ch.Health, web.Words("en")
	said := ""
	if h.Said != "" {
		said = " It said: “" + h.Said + "”"
	}
	well := true
	problem := func(level Level, sentence, next string) {
		well = false
		line(level, sentence, next)
	}
	switch {
	case h.Disconnected:
		problem(NoGo, "It is disconnected. "+h.Trouble+said, "Connect it anew.")
		return // all else is from before
	case h.Trouble != "":
		problem(NoGo, h.Trouble+said, "Rehearse again in a few minutes.")
	}
	if h.PausedUntil.After(r.At) {
		level := Warn
		if h.PausedUntil.After(r.From) {
			level = NoGo
		}
		problem(level, "It rests until "+words.Moment(h.PausedUntil, r.Zone)+".", "Wait, and rehearse again then.")
	}
	if end := r.To.Add(r.Campaign.Grace); !ch.Standing.Expires.IsZero() && ch.Standing.Expires.Before(end) {
		problem(NoGo, "Its keys end on "+words.Moment(ch.Standing.Expires, r.Zone)+", before the last post.", "Connect it anew, with keys that last.")
	}
	if ch.Standing.Warning != "" {
		problem(Warn, ch.Standing.Warning, "")
	}
	if well {
		line(OK, strings.TrimSuffix("It accepts the account's keys. "+Takes(ch.Standing.Limits), " "), "")
	}
}

// called is a channel's name, with its network and account where the name does not tell them.
func called(ch belong.Channel) string {
	out := ch.Kind.Words()
	for _, more := range []string{ch.Standing.Account, ch.Name} {
		if more != "" && !strings.Contains(out, more) {
			out += ", " + more
		}
	}
	return out
}

// Takes is what a network takes, in a sentence; empty where it has no limits.
func Takes(l belong.PostLimits) string {
	var parts []string
	if l.Text > 0 {
		parts = append(parts, fmt.Sprintf("texts of %d characters", l.Text))
	}
	if l.Length > 0 {
		parts = append(parts, "videos of "+web.Length(l.Length))
	}
	if l.Bytes > 0 {
		parts = append(parts, web.Size(l.Bytes))
	}
	if len(parts) == 0 {
		return ""
	}
	return "It takes " + strings.Join(parts, ", ") + " at most."
}

// tooLong is by how much a text is longer than the channel takes, in the network's measure; 0 where it fits.
func tooLong(ch belong.Channel, text string) int {
	limit := posttext.Limit(ch)
	if limit == 0 {
		return 0
	}
	return max(0, posttext.Length(ch.Kind, text)-limit)
}
