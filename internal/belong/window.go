package belong

import "time"

// A Window is a time in which posts go out. To is exclusive.
type Window struct{ From, To time.Time }

// Has tells whether t lies in the window.
func (w Window) Has(t time.Time) bool { return !t.Before(w.From) && t.Before(w.To) }

// Windows are when the campaign's posts go out: one a day, in the order of time, each from From to To as clocks show it on
// that day. A later day on which clocks skip the whole window has none. Pauses are not taken out: see PostRules.Open.
func (c Campaign) Windows() ([]Window, error) {
	from, to, err := c.Day.Window()
	if err != nil {
		return nil, err
	}
	first, err := time.Parse(time.DateOnly, c.Day.Date)
	if err != nil {
		return nil, err
	}
	out := []Window{{from, to}}
	for n := 1; n < c.Posting.Days; n++ {
		day := c.Day
		day.Date = first.AddDate(0, 0, n).Format(time.DateOnly)
		if from, to, err = day.Window(); err == nil {
			out = append(out, Window{from, to})
		}
	}
	return out, nil
}

// Bounds are the first day's first moment and the last day's last, which is exclusive.
func (c Campaign) Bounds() (from, to time.Time, err error) {
	windows, err := c.Windows()
	if err != nil {
		return from, to, err
	}
	return windows[0].From, windows[len(windows)-1].To, nil
}

// Open is what the pauses leave of the windows.
func (r PostRules) Open(windows ...Window) []Window {
	for _, b := range r.Blackouts {
		var left []Window
		for _, w := range windows {
			if !b.From.Before(w.To) || !b.To.After(w.From) {
				left = append(left, w)
				continue
			}
			if b.From.After(w.From) {
				left = append(left, Window{w.From, b.From})
			}
			if b.To.Before(w.To) {
				left = append(left, Window{b.To, w.To})
			}
		}
		windows = left
	}
	return windows
}

// Move gives the campaign another day. Its pauses go with it: each is as many days after the first, and at the same times as
// clocks show them. One that clocks skip on its new day is none any more.
func (c *Campaign) Move(to Day) error {
	if _, _, err := to.Window(); err != nil {
		return err
	}
	was := c.Day
	if c.Day = to; was.Date == to.Date && was.Zone == to.Zone {
		return nil
	}
	from, shown, err := was.read()
	if err != nil {
		return err
	}
	date, zone, err := to.read()
	if err != nil {
		return err
	}
	move := func(t time.Time) time.Time {
		y, m, d := t.In(shown).Date()
		h, minute, s := t.In(shown).Clock()
		clock := time.Date(y, m, d, h, minute, s, t.Nanosecond(), time.UTC)
		return showing(clock.Add(date.Sub(from)), zone)
	}
	var moved []Blackout
	for _, b := range c.Posting.Blackouts {
		if b.From, b.To = move(b.From), move(b.To); b.From.Before(b.To) {
			moved = append(moved, b)
		}
	}
	c.Posting.Blackouts = moved
	return nil
}
