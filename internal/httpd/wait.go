package httpd

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/web"
)

// A wait is what is known of how long a clip is still processed.
type wait struct {
	Processing bool
	Ahead      int // clips that are processed before it
	Left       time.Duration
	Known      bool // Left is an estimate, and not nothing
}

// aheadTold is the longest line that is told in numbers.
const aheadTold = 100

// waitOf asks for it where something is processed, and only there.
func (s *Server) waitOf(ctx context.Context, e belong.Entry) (wait, error) {
	if e.Submission.State != belong.Processing || e.Clip.ID == "" {
		return wait{}, nil
	}
	line, err := s.Store.Line(ctx, e.Clip.ID)
	if err != nil {
		return wait{}, err
	}
	w := wait{Processing: true, Ahead: len(line.Ahead)}
	if w.Ahead <= aheadTold {
		w.Left, w.Known = line.Remaining(e.Clip)
	}
	return w, nil
}

// sentences say it to whoever waits. A script on the page says the same, from the same words.
func (w wait) sentences(words web.Language) string {
	var ahead string
	switch {
	case w.Ahead > aheadTold:
		ahead = words.Say("ahead_many", "n", aheadTold)
	case w.Ahead == 1:
		ahead = words.Say("ahead_one")
	case w.Ahead > 1:
		ahead = words.Say("ahead", "n", w.Ahead)
	}
	return strings.TrimSpace(ahead + " " + w.ready(words))
}

// ready says when, or nothing.
func (w wait) ready(words web.Language) string {
	switch minutes := int((w.Left + time.Minute - 1) / time.Minute); {
	case !w.Known:
		return ""
	case minutes <= 1:
		return words.Say("ready_minute")
	case minutes <= 90:
		return words.Say("ready_minutes", "n", minutes)
	default:
		return words.Say("ready_hours", "n", (minutes+59)/60)
	}
}

// told says it to staff.
func (w wait) told(words web.Language) string {
	switch {
	case w.Ahead > aheadTold:
		return fmt.Sprintf("More than %d videos are before it. %s", aheadTold, w.ready(words))
	case w.Ahead == 1:
		return "1 video is before it. " + w.ready(words)
	case w.Ahead > 1:
		return fmt.Sprintf("%d videos are before it. %s", w.Ahead, w.ready(words))
	}
	return w.ready(words)
}
