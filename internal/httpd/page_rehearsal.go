package httpd

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/publish"
	"github.com/belonginstem/belong/web"
)

// rehearsalPage is a rehearsal, held when the page was asked for.
type rehearsalPage struct {
	staffPage
	Go                           bool
	Verdict, Summary, When, Held string
	Groups                       []rehearsalGroup
}

// A rehearsalGroup is the lines of a level.
type rehearsalGroup struct {
	Key, Title, Tone, Icon string
	Lines                  []rehearsalLine
}

type rehearsalLine struct{ Area, Sentence, Next, Link, Action string }

// What is said of areas and levels.
var (
	areaWords = map[publish.Area]string{
		publish.SwitchArea: "Switch", publish.ChannelArea: "Channel", publish.PlanArea: "Plan", publish.ReleaseArea: "Release", publish.TextArea: "Text",
		publish.FileArea: "File", publish.StorageArea: "Storage", publish.WorkerArea: "Worker", publish.MailArea: "Mail",
	}
	areaActions = map[publish.Area]string{
		publish.SwitchArea: "To the switch", publish.ChannelArea: "To the channels", publish.PlanArea: "To the plan", publish.ReleaseArea: "To the video",
		publish.TextArea: "To the video", publish.FileArea: "To the video", publish.MailArea: "To the mail",
	}
	levelGroups = map[publish.Level]rehearsalGroup{
		publish.NoGo: {Title: "What stops it", Tone: "bad", Icon: "alert"}, publish.Warn: {Title: "Look at this", Tone: "warn", Icon: "eye"},
		publish.OK: {Title: "What is ready", Tone: "good", Icon: "check"},
	}
)

func (s *Server) pageRehearsalGet(c *gin.Context) {
	base, ok := s.staffPage(c, "rehearsal")
	if !ok {
		return
	}
	r, err := s.Publish.Rehearse(c.Request.Context(), base.campaign.Slug)
	if err != nil {
		s.oops(c, err)
		return
	}
	s.render(c, http.StatusOK, "rehearsal", staffLocale, newRehearsalPage(base, r))
}

func newRehearsalPage(base staffPage, r publish.Rehearsal) rehearsalPage {
	words := web.Words(staffLocale)
	p := rehearsalPage{
		staffPage: base, Go: r.Go(), Verdict: r.Verdict(), Summary: r.Summary(), Held: words.Moment(r.At, r.Zone),
		When: words.Days(r.From, r.To.Add(-1), r.Zone) + ", from " + words.Clock(r.From, r.Zone),
	}
	for _, level := range publish.Levels {
		group := levelGroups[level]
		group.Key = string(level)
		for _, l := range r.Lines {
			if l.Level != level {
				continue
			}
			line := rehearsalLine{Area: areaWords[l.Area], Sentence: l.Sentence, Next: l.Next, Link: l.Link, Action: areaActions[l.Area]}
			if line.Action == "" || level == publish.OK {
				line.Link = ""
			}
			group.Lines = append(group.Lines, line)
		}
		if len(group.Lines) > 0 {
			p.Groups = append(p.Groups, group)
		}
	}
	return p
}
