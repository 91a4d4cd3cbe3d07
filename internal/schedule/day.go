package schedule

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// SetSwitch lets the campaign's posts go out, or stops them all. It wins over whatever else is written to the campaign
// at the same moment.
func (s *Service) SetSwitch(ctx context.Context, actor belong.Actor, slug string, on bool) error {
	return again(func() error {
		c, err := s.store.CampaignBySlug(ctx, slug)
		if err != nil || c.On == on {
			return err
		}
		c.On = on
		kind := "campaign.switched_off"
		if on {
			kind = "campaign.switched_on"
		}
		return s.store.SaveCampaign(ctx, c, belong.Did(belong.NewEvent(s.now(), actor, kind, c.ID, c.ID, "")))
	})
}

// A Change is what is new about a campaign's times. What is zero stays as it is.
type Change struct {
	PostDay  string // 2027-11-08
	Window   string // 09:00-21:00
	Zone     string // America/New_York
	Days     int    // in a row, from PostDay on
	Opens    time.Time
	Deadline time.Time
	Grace    time.Duration
}

// SetDay changes a campaign's times. Its pauses move with its day, see belong.Campaign.Move. Posts that have a slot keep it
// until Place is called again; warning says so, when some lie outside the new window, and is empty else.
func (s *Service) SetDay(ctx context.Context, actor belong.Actor, slug string, change Change) (c belong.Campaign, warning string, err error) {
	err = again(func() error {
		if c, err = s.store.CampaignBySlug(ctx, slug); err != nil {
			return err
		}
		if err := change.apply(&c); err != nil {
			return err
		}
		return s.store.SaveCampaign(ctx, c, belong.Did(belong.NewEvent(s.now(), actor, "campaign.day_set", c.ID, c.ID, describe(c))))
	})
	if err != nil {
		return belong.Campaign{}, "", err
	}
	c.Version++
	warning, err = s.outside(ctx, c)
	return c, warning, err
}

func (change Change) apply(c *belong.Campaign) (err error) {
	day := c.Day
	if change.PostDay != "" {
		day.Date = change.PostDay
	}
	if change.Window != "" {
		if day.From, day.To, err = belong.ParseWindow(change.Window); err != nil {
			return err
		}
	}
	if change.Zone != "" {
		day.Zone = change.Zone
	}
	if err := c.Move(day); err != nil {
		return err
	}
	if change.Days != 0 {
		c.Posting.Days = change.Days
	}
	if !change.Opens.IsZero() {
		c.Opens = change.Opens
	}
	if !change.Deadline.IsZero() {
		c.Deadline = change.Deadline
	}
	if change.Grace != 0 {
		c.Grace = change.Grace
	}
	return c.Validate()
}

func describe(c belong.Campaign) string {
	said := strings.Join([]string{c.Day.Date, c.Day.From + "-" + c.Day.To, c.Day.Zone}, " ")
	if c.Posting.Days > 1 {
		said += fmt.Sprintf(", %d days", c.Posting.Days)
	}
	return said
}

// outside warns of posts that wait for a slot at which the campaign posts nothing.
func (s *Service) outside(ctx context.Context, c belong.Campaign) (string, error) {
	windows, err := c.Windows()
	if err != nil {
		return "", err
	}
	waiting, err := s.store.Posts(ctx, belong.PostQuery{CampaignID: c.ID, States: []belong.PostState{belong.Scheduled, belong.Staged}})
	if err != nil {
		return "", err
	}
	open, n, pinned := c.Posting.Open(windows...), 0, 0
	for _, w := range waiting {
		switch {
		case slices.ContainsFunc(open, func(o belong.Window) bool { return o.Has(w.Post.SlotAt) }):
		case w.Post.Pinned:
			pinned++
		default:
			n++
		}
	}
	var said []string
	switch {
	case n == 1:
		said = append(said, "1 post keeps its slot outside the new window. Place again to move it.")
	case n > 1:
		said = append(said, fmt.Sprintf("%d posts keep their slots outside the new window. Place again to move them.", n))
	}
	if pinned > 0 {
		said = append(said, count(pinned, "pinned post lies", "pinned posts lie")+" outside it, and will stay there.")
	}
	return strings.Join(said, " "), nil
}
