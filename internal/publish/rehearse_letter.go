package publish

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/web"
)

// A call is when those who run a day are told how its rehearsal went.
type call struct {
	name  string
	ahead time.Duration // of the day
	until time.Duration // ahead of the day: from then on, another call says all there is to say
}

var calls = []call{{"a day before", 24 * time.Hour, time.Hour}, {"an hour before", time.Hour, 0}}

// due is the call for which it is time: late is better than never, until the day begins.
func due(c belong.Campaign, now time.Time) (call, bool) {
	from, _, err := c.Day.Window()
	if err != nil {
		return call{}, false
	}
	for _, k := range calls {
		if left := from.Sub(now); left <= k.ahead && left > k.until {
			return k, true
		}
	}
	return call{}, false
}

// occasion is the same for a campaign and its day, whatever time the day begins.
func (k call) occasion(c belong.Campaign) string {
	return fmt.Sprintf("rehearsal %s %s %s", k.name, c.ID, c.Day.Date)
}

// CallRehearsals has a worker rehearse every campaign for which it is time, unless that was done. It may be called as
// often as one likes.
func (s *Service) CallRehearsals(ctx context.Context) error {
	campaigns, err := s.store.Campaigns(ctx)
	for _, c := range campaigns {
		k, is := due(c, s.now())
		if !is {
			continue
		}
		known, asked := s.store.StaffKnow(ctx, k.occasion(c))
		err = errors.Join(err, asked)
		if asked == nil && !known {
			err = errors.Join(err, s.Queue.Enqueue(ctx, belong.Job{Kind: belong.RehearseJob, Subject: c.ID}))
		}
	}
	return err
}

// RehearseForStaff rehearses a campaign's day, if it is time for that, and writes to who runs it how it went: once a day
// before and once an hour before, however often it is called.
func (s *Service) RehearseForStaff(ctx context.Context, campaign belong.ID) error {
	c, err := s.store.Campaign(ctx, campaign)
	if err != nil {
		return err
	}
	k, is := due(c, s.now())
	if !is {
		return nil
	}
	if known, err := s.store.StaffKnow(ctx, k.occasion(c)); known || err != nil {
		return err
	}
	staff, err := s.store.Users(ctx)
	if err != nil {
		return err
	}
	r, err := s.Rehearse(ctx, c.Slug)
	if err != nil {
		return err
	}
	now := s.now()
	verdict := r.Verdict()
	out := belong.Did(belong.NewEvent(now, system, "campaign.rehearsed", c.ID, c.ID, k.name+": "+verdict))
	out.Letters = belong.NewStaffLetters(now, c.ID, k.occasion(c), verdict+" for "+c.Name+", "+k.name, r.letter(s.Address), staff)
	return s.store.Record(ctx, out)
}

// Verdict is how the rehearsal went, in a word: GO or NO-GO.
func (r Rehearsal) Verdict() string {
	if r.Go() {
		return "GO"
	}
	return "NO-GO"
}

// letter is what the rehearsal found, without what is well.
func (r Rehearsal) letter(address string) string {
	words := web.Words("en")
	begins := fmt.Sprintf("%s begins on %s at %s.", r.Campaign.Name, words.Weekday(r.From, r.Zone), words.Clock(r.From, r.Zone))
	parts := []string{begins + " " + r.Summary()}
	for _, level := range []Level{NoGo, Warn} {
		var lines []string
		for _, l := range r.Lines {
			if l.Level == level {
				lines = append(lines, strings.TrimSpace("- "+l.Sentence+" "+l.Next))
			}
		}
		if len(lines) > 0 {
			parts = append(parts, map[Level]string{NoGo: "This has to be mended:", Warn: "Look at this:"}[level]+"\n"+strings.Join(lines, "\n"))
		}
	}
	parts = append(parts, "Rehearse again, as often as you like, here:", address+"/staff/rehearsal?campaign="+r.Campaign.Slug)
	return strings.Join(parts, "\n\n") + "\n"
}

// Summary is how the rehearsal went, in a sentence.
func (r Rehearsal) Summary() string {
	switch stops, warns := r.Count(NoGo), r.Count(Warn); {
	case stops == 1:
		return "1 thing stops it."
	case stops > 1:
		return fmt.Sprintf("%d things stop it.", stops)
	case warns == 1:
		return "Nothing stops it. Look at 1 thing, though."
	case warns > 1:
		return fmt.Sprintf("Nothing stops it. Look at %d things, though.", warns)
	}
	return "All is well."
}

// disconnected is what becomes of a channel whose keys a network no longer accepts: a line of the audit trail, and a
// letter to who runs the day.
func (s *Service) disconnected(ctx context.Context, ch belong.Channel) (belong.Outcome, error) {
	c, err := s.store.Campaign(ctx, ch.CampaignID)
	if err != nil {
		return belong.Outcome{}, err
	}
	staff, err := s.store.Users(ctx)
	if err != nil {
		return belong.Outcome{}, err
	}
	now := s.now()
	e := belong.NewEvent(now, system, "channel.disconnected", ch.CampaignID, ch.ID, "")
	out := belong.Did(e)
	text := called(ch) + " is disconnected: nothing goes out there until somebody connects it anew. What waits for it, waits on.\n\n" + ch.Health.Trouble
	if ch.Health.Said != "" {
		text += "\n\nThe network said: " + ch.Health.Said
	}
	text += "\n\nConnect it anew here:\n\n" + s.Address + "/staff/channels?campaign=" + c.Slug + "\n"
	out.Letters = belong.NewStaffLetters(now, c.ID, "disconnected "+string(e.ID), ch.Kind.Words()+" is disconnected: "+c.Name, text, staff)
	return out, nil
}
