package httpd

import (
	"math"
	"slices"
	"strings"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/web"
)

// A chip says where something stands: a colour, an icon and a word.
type chip struct{ Tone, Icon, Words string }

func submissionChip(state belong.SubmissionState, words web.Language) chip {
	c := map[belong.SubmissionState]chip{
		belong.Draft:            {Icon: "pencil"},
		belong.Uploading:        {Icon: "upload"},
		belong.Processing:       {Icon: "clock"},
		belong.AwaitingRelease:  {Tone: "accent", Icon: "people"},
		belong.InReview:         {Tone: "accent", Icon: "eye"},
		belong.Approved:         {Tone: "good", Icon: "check"},
		belong.ChangesRequested: {Tone: "warn", Icon: "pencil"},
		belong.Rejected:         {Icon: "cross"},
		belong.Failed:           {Tone: "bad", Icon: "alert"},
		belong.Withdrawn:        {Icon: "undo"},
	}[state]
	c.Words = words.T("state." + string(state))
	return c
}

func postChip(state belong.PostState) chip {
	c := map[belong.PostState]chip{
		belong.Scheduled:   {Icon: "clock"},
		belong.Staged:      {Tone: "accent", Icon: "check"},
		belong.Publishing:  {Tone: "accent", Icon: "upload"},
		belong.Published:   {Tone: "good", Icon: "check"},
		belong.Unconfirmed: {Tone: "warn", Icon: "alert"},
		belong.PostFailed:  {Tone: "bad", Icon: "alert"},
		belong.Missed:      {Tone: "bad", Icon: "clock"},
		belong.Canceled:    {Icon: "cross"},
		belong.Removed:     {Icon: "undo"},
	}[state]
	c.Words = state.Words()
	return c
}

// A findingView is a finding in a sentence; At is where in the clip, where it is about one moment.
type findingView struct {
	Tone, Icon, Sentence, At string
	Seconds                  float64
}

func findingViews(clip belong.Clip, c belong.Campaign, words web.Language) []findingView {
	var out []findingView
	for _, f := range clip.Findings {
		v := findingView{Tone: "info", Icon: "info", Sentence: findingText(f, c, words)}
		switch f.Severity {
		case belong.Warning:
			v.Tone, v.Icon = "warn", "alert"
		case belong.Fatal:
			v.Tone, v.Icon = "bad", "alert"
		case belong.Info:
		}
		if f.At > 0 || f.Code.Local() {
			v.At, v.Seconds = web.Length(f.At), f.At.Seconds()
		}
		out = append(out, v)
	}
	return out
}

// findingText is a finding as a sentence.
func findingText(f belong.Finding, c belong.Campaign, words web.Language) string {
	value := math.Round(f.Value)
	switch rounded := math.Round(f.Limit); { // what is over or under the limit is not told as being at it
	case value != rounded:
	case f.Value > f.Limit:
		value = math.Ceil(f.Value*10) / 10
	case f.Value < f.Limit:
		value = math.Floor(f.Value*10) / 10
	}
	return words.T("finding."+string(f.Code), "value", value, "seconds", words.Seconds(value), "limit", math.Round(f.Limit), "line", c.ClosingLine)
}

// A player is a clip that can be played. Its shape is known beforehand, so that nothing jumps.
type player struct {
	Source, Poster, Title string
	Portrait              bool
	Track                 *track
}

// A track is the captions of a player, as it can turn them on. On tells to begin with them.
type track struct {
	Source, Locale, Label string
	On                    bool
}

// languageNames are what those who speak a language call it.
var languageNames = map[string]string{"en": "English", "es": "Español"}

// caption gives the player captions, where there are any.
func (p *player) caption(c belong.Captions) {
	if p != nil && len(c.Cues) > 0 {
		p.Track = newTrack(c.ClipID, c.Locale)
	}
}

func newTrack(clip belong.ID, locale string) *track {
	return &track{Source: "/media/" + string(clip) + "/" + vttFile, Locale: locale, Label: languageNames[locale]}
}

// A captionsLine tells, near a player, how its captions stand, and leads to them.
type captionsLine struct{ Link, State string }

// newCaptionsLine is nil where there is nothing to write captions for.
func newCaptionsLine(e belong.Entry, c belong.Captions, link string) *captionsLine {
	if !e.Clip.Ready || e.Submission.State == belong.Withdrawn || newPlayer(e.Clip, "") == nil {
		return nil
	}
	return &captionsLine{Link: link, State: captionsState(c)}
}

// captionsState is how captions stand: none, draft or confirmed.
func captionsState(c belong.Captions) string {
	switch {
	case len(c.Cues) == 0:
		return "none"
	case c.Confirmed():
		return "confirmed"
	}
	return "draft"
}

// newPlayer is nil while there is nothing to play.
func newPlayer(clip belong.Clip, title string) *player {
	web, ok := clip.Rendition(belong.WebRendition)
	if !ok {
		return nil
	}
	return &player{
		Source: mediaPath(clip.ID, belong.WebRendition), Poster: posterOf(clip), Title: title,
		Portrait: web.Height > web.Width,
	}
}

// posterOf is where the clip's still is, or nothing while there is none.
func posterOf(clip belong.Clip) string {
	if _, ok := clip.Rendition(belong.PosterRendition); !ok {
		return ""
	}
	return mediaPath(clip.ID, belong.PosterRendition)
}

func mediaPath(clip belong.ID, kind belong.RenditionKind) string {
	return "/media/" + string(clip) + "/" + string(kind)
}

// titleLine is what stands below a name: what they do, and where.
func titleLine(l belong.Label) string {
	if l == (belong.Label{}) {
		return ""
	}
	return strings.Join(slices.DeleteFunc([]string{l.Title, l.Organization}, func(part string) bool { return part == "" }), ", ")
}

// questionText is the question that a submission answers, or nothing where it came by its file name alone.
func questionText(c belong.Campaign, s belong.Submission, locale string) string {
	q, _ := c.Question(s.Question)
	return q.Text.In(locale)
}

// A releaseView is what people agree to, word for word.
type releaseView struct {
	Version    string
	Paragraphs []string
}

func newReleaseView(r belong.ReleaseText, locale string) releaseView {
	return releaseView{Version: r.Version, Paragraphs: web.Paragraphs(r.Text.In(locale))}
}
