package publish

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/web"
)

const (
	stagingTakes = 10 * time.Minute // of the hour ahead of a slot, before it is told of
	roundsEvery  = 20 * time.Minute // workers do their rounds each minute; one round may take a quarter of an hour
)

// lookAtSwitch tells of the switch: that it is off stops the day only once the day is near.
func (r *rehearsing) lookAtSwitch() {
	switch {
	case r.Campaign.On:
		r.say(Line{SwitchArea, OK, "The switch is on: posts go out when their time comes.", "", ""})
	case r.At.Before(r.From.Add(-time.Hour)):
		r.say(Line{SwitchArea, Warn, "The switch is off: nothing goes out.", "Turn it on before the day begins.", r.schedulePage()})
	default:
		r.say(Line{SwitchArea, NoGo, "The switch is off: nothing goes out.", "Turn it on.", r.schedulePage()})
	}
}

// lookAtPlan tells whether everything that is approved has a slot that will do.
func (r *rehearsing) lookAtPlan() {
	well := true
	say := func(n int, level Level, sentence, next string) {
		if n > 0 {
			well = false
			r.say(Line{PlanArea, level, count(n, "post") + " " + sentence, next, r.schedulePage()})
		}
	}
	n := r.sort()
	const place = "Fill in the plan again."
	say(n.outside, NoGo, "would go out outside the day, which was changed.", place)
	say(n.past, NoGo, "missed the time of the slot.", place)
	say(n.failed, NoGo, "failed.", "See why, then send again, or cancel.")
	say(n.missed, NoGo, "missed the slot, or found none.", "Fill in the plan again, or give the day more room.")
	say(n.unconfirmed, NoGo, "may be live or not: nobody knows.", "Look there, then confirm or retry.")
	say(n.unstaged, Warn, "of the coming hour had no media taken to the channel yet.", "See that a worker runs.")
	for _, ch := range r.channels {
		if without := r.without(ch); without > 0 {
			well = false
			sentence := fmt.Sprintf("%s without a slot on %s.", count(without, "approved video"), called(ch))
			r.say(Line{PlanArea, NoGo, sentence, "Fill in the plan.", r.schedulePage()})
		}
	}
	switch {
	case len(r.approved) == 0:
		r.say(Line{PlanArea, Warn, "Nothing is approved, so nothing goes out.", "Approve videos, then fill in the plan.", "/staff/review?campaign=" + r.Campaign.Slug})
	case well:
		words := web.Words("en")
		sentence := fmt.Sprintf("%s to go out, from %s to %s.", count(n.ahead, "post"), words.Moment(r.From, r.Zone), words.Moment(r.To, r.Zone))
		r.say(Line{PlanArea, OK, "Everything that is approved has a slot: " + sentence, "", r.schedulePage()})
	}
}

// sorted are posts by what is to be said of them.
type sorted struct{ ahead, outside, past, failed, missed, unconfirmed, unstaged int }

func (r *rehearsing) sort() (n sorted) {
	for _, w := range r.posts {
		switch p := w.Post; p.State {
		case belong.PostFailed:
			n.failed++
		case belong.Missed:
			n.missed++
		case belong.Unconfirmed:
			n.unconfirmed++
		case belong.Scheduled, belong.Staged:
			n.ahead++
			switch {
			case r.At.After(p.SlotAt.Add(r.Campaign.Grace)):
				n.past++
			case !slices.ContainsFunc(r.windows, func(w belong.Window) bool { return w.Has(p.SlotAt) }):
				n.outside++
			case p.State == belong.Scheduled && p.SlotAt.Before(r.At.Add(stageAhead-stagingTakes)):
				n.unstaged++
			}
		case belong.Publishing, belong.Published, belong.Canceled, belong.Removed:
		}
	}
	return n
}

// without is how many approved videos have no post on a channel, in whatever state.
func (r *rehearsing) without(ch belong.Channel) int {
	has := map[belong.ID]bool{}
	for _, w := range r.posts {
		if w.Channel.ID == ch.ID {
			has[w.Post.ClipID] = true
		}
	}
	n := 0
	for _, e := range r.approved {
		if !has[e.Clip.ID] {
			n++
		}
	}
	return n
}

// lookAtMail asks the mail server.
func (r *rehearsing) lookAtMail(ctx context.Context) error {
	if r.Around.Mail == nil {
		r.say(Line{MailArea, Warn, "No mail server is set: letters are kept, and read in the app.", "Give Belong one with --smtp, or look at the Mail page.", "/staff/mail"})
		return nil
	}
	asking, cancel := context.WithTimeout(ctx, askFor)
	defer cancel()
	if err := r.Around.Mail(asking); err != nil {
		r.say(Line{MailArea, Warn, "The mail server can't be used, so nobody is told anything.", "`belong doctor` says why.", "/staff/mail"})
		return ctx.Err()
	}
	r.say(Line{MailArea, OK, "The mail server takes letters.", "", ""})
	return nil
}

// lookAtWorkers sees whether somebody does the work.
func (r *rehearsing) lookAtWorkers(ctx context.Context) error {
	last, err := r.Around.Pulse(ctx)
	if err != nil {
		return err
	}
	const next = "See that `belong serve` runs with the roles worker and scheduler, and look into its log."
	switch words := web.Words("en"); {
	case last.IsZero():
		r.say(Line{WorkerArea, NoGo, "No worker did its rounds for a day.", next, ""})
	case r.At.Sub(last) > roundsEvery:
		r.say(Line{WorkerArea, NoGo, "No worker did its rounds since " + words.Moment(last, r.Zone) + ".", next, ""})
	default:
		r.say(Line{WorkerArea, OK, "A worker is at work.", "", ""})
	}
	return nil
}
