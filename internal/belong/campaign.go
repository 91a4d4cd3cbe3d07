package belong

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// A Campaign is one drive: what it asks, what people agree to, when videos come in, and when they are posted.
type Campaign struct {
	ID          ID
	Slug        string // in addresses: lower case, digits and hyphens
	Name        string
	Description Text
	Hashtag     string // with its #
	ClosingLine string // the words a video ends with
	Questions   []Question
	Release     ReleaseText
	Opens       time.Time
	Deadline    time.Time // uploads that began before it may finish
	Day         Day
	Grace       time.Duration // how late a post may still go out; after that it is missed
	Limits      Limits
	Clips       ClipRules
	Posting     PostRules
	Retention   time.Duration // originals are deleted this long after the last day
	On          bool          // the switch: nothing is posted while it is off
	Version     int64
}

// A Text is the same words in each language, by locale ("en", "es"). English is always there.
type Text map[string]string

// In is the text in locale, or in English where it was not translated.
func (t Text) In(locale string) string {
	if s := t[locale]; s != "" {
		return s
	}
	return t["en"]
}

// A Question is what a video answers.
type Question struct {
	Key  string // stable; what the API and the database hold
	Text Text
}

// A ReleaseText is what people agree to, word for word. A change of words is a new version.
type ReleaseText struct {
	Version string
	Text    Text
}

// Limits is what a clip may be.
type Limits struct {
	Bytes   int64         // largest upload
	Length  time.Duration // longest clip that is posted as it is
	Longest time.Duration // longest clip that is taken in at all
}

// A Day is when posts go out: from From to To on Date, as clocks in Zone show it. It is the first of the campaign's days,
// see Campaign.Windows. It is kept as people said it; the moments are computed, so that the end of daylight time moves
// nothing.
type Day struct {
	Date string // 2027-11-08
	From string // 09:00
	To   string // 21:00; 24:00 is the end of the day
	Zone string // America/New_York
}

// Window is the day's first and last moment. The last is exclusive.
func (d Day) Window() (from, to time.Time, err error) {
	date, zone, err := d.read()
	if err != nil {
		return from, to, err
	}
	if from, err = clockOn(date, d.From, zone); err != nil {
		return from, to, err
	}
	if to, err = clockOn(date, d.To, zone); err != nil {
		return from, to, err
	}
	if !to.After(from) {
		return from, to, Refuse(Invalid, "window", "The window ends (%s) before it begins (%s).", d.To, d.From).In("window")
	}
	return from, to, nil
}

// read is the day's date, at midnight in UTC, and its zone.
func (d Day) read() (date time.Time, zone *time.Location, err error) {
	if zone, err = time.LoadLocation(d.Zone); err != nil || d.Zone == "" || d.Zone == "Local" {
		return date, zone, Refuse(Invalid, "zone", "%q is no time zone. Use a name such as America/New_York.", d.Zone).In("zone")
	}
	if date, err = time.Parse(time.DateOnly, d.Date); err != nil {
		return date, zone, Refuse(Invalid, "post_day", "%q is no date. Write it as 2027-11-08.", d.Date).In("post_day")
	}
	return date, zone, nil
}

func clockOn(date time.Time, clock string, zone *time.Location) (time.Time, error) {
	y, m, d := date.Date()
	if clock == "24:00" {
		return time.Date(y, m, d+1, 0, 0, 0, 0, zone).UTC(), nil
	}
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return t, Refuse(Invalid, "window", "%q is no time of day. Write it as 09:00.", clock).In("window")
	}
	return showing(time.Date(y, m, d, t.Hour(), t.Minute(), 0, 0, time.UTC), zone), nil
}

// showing is the first moment at which clocks in a zone show what t shows in UTC, or more where they skip that.
func showing(t time.Time, zone *time.Location) time.Time {
	y, m, d := t.Date()
	at := time.Date(y, m, d, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), zone)
	_, offset := at.Zone()
	shown := at.UTC().Add(time.Duration(offset) * time.Second)
	start, end := at.ZoneBounds()
	switch {
	case shown.After(t):
		return start.UTC()
	case shown.Before(t):
		return end.UTC()
	}
	return at.UTC()
}

// ParseWindow reads "09:00-21:00".
func ParseWindow(s string) (from, to string, err error) {
	from, to, ok := strings.Cut(s, "-")
	if !ok {
		return "", "", Refuse(Invalid, "window", "%q is no window. Write it as 09:00-21:00.", s).In("window")
	}
	return strings.TrimSpace(from), strings.TrimSpace(to), nil
}

var slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Validate tells the first thing about the campaign that cannot be.
func (c Campaign) Validate() error {
	switch {
	case !slugForm.MatchString(c.Slug) || len(c.Slug) > 60:
		return Refuse(Invalid, "slug", "A campaign's address is made of lower-case letters, digits and hyphens.").In("slug")
	case strings.TrimSpace(c.Name) == "":
		return Refuse(Invalid, "name", "A campaign needs a name.").In("name")
	case len(c.Questions) == 0:
		return Refuse(Invalid, "questions", "A campaign asks at least one question.").In("questions")
	case c.Release.Version == "" || c.Release.Text["en"] == "":
		return Refuse(Invalid, "release", "A campaign needs a release for people to agree to.").In("release")
	case !c.Deadline.After(c.Opens):
		return Refuse(Invalid, "deadline", "The deadline lies before the day the campaign opens.").In("deadline")
	case c.Limits.Bytes <= 0 || c.Limits.Length <= 0 || c.Limits.Longest < c.Limits.Length:
		return Refuse(Invalid, "limits", "The campaign's limits contradict each other.").In("limits")
	}
	seen := map[string]bool{}
	for _, q := range c.Questions {
		if q.Key == "" || q.Text["en"] == "" || seen[q.Key] {
			return Refuse(Invalid, "questions", "Every question needs its own key and its words.").In("questions")
		}
		seen[q.Key] = true
	}
	if _, _, err := c.Day.Window(); err != nil {
		return err
	}
	if err := c.Posting.Validate(); err != nil {
		return err
	}
	return c.Clips.Validate()
}

// Question finds a question by its key.
func (c Campaign) Question(key string) (Question, bool) {
	for _, q := range c.Questions {
		if q.Key == key {
			return q, true
		}
	}
	return Question{}, false
}

// TakesUploads tells whether a new upload may begin at now; the error says why not, and when.
func (c Campaign) TakesUploads(now time.Time) error {
	zone, err := time.LoadLocation(c.Day.Zone)
	if err != nil {
		return fmt.Errorf("campaign zone: %w", err)
	}
	const when = "January 2, 2006 at 3:04 PM MST"
	if now.Before(c.Opens) {
		return Refuse(Unavailable, "not_open", "%s opens on %s.", c.Name, c.Opens.In(zone).Format(when))
	}
	if !now.Before(c.Deadline) {
		return Refuse(Unavailable, "closed", "%s stopped taking videos on %s.", c.Name, c.Deadline.In(zone).Format(when))
	}
	return nil
}

// TakesVideoOf is TakesUploads for a video of s. Who was asked for another video in time may still send it after the
// deadline, until the last day is over.
func (c Campaign) TakesVideoOf(s Submission, now time.Time) error {
	again := s.State == Uploading && s.ClipID != "" // and the first attempt was lost
	if s.State == ChangesRequested || s.State == Failed || again {
		if _, end, err := c.Bounds(); err != nil || now.Before(end) {
			return err
		}
	}
	return c.TakesUploads(now)
}
