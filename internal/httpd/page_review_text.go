package httpd

import (
	"fmt"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/posttext"
	"github.com/belonginstem/belong/web"
)

// A textView is what would go out with a video on a channel, before it is approved.
type textView struct {
	Channel, Words, Length string
	Note                   string // what was left out, or that it doesn't fit
	Bad                    bool   // it doesn't fit
}

// textViews are the texts by the campaign's templates. What doesn't fit keeps nobody from approving: the text can be written
// by hand.
func textViews(c belong.Campaign, channels []belong.Channel, s belong.Submission, address string) []textView {
	if s.Label == (belong.Label{}) || s.State == belong.Withdrawn {
		return nil
	}
	var out []textView
	for _, ch := range channels {
		out = append(out, newTextView(c, ch, s, address))
	}
	return out
}

func newTextView(c belong.Campaign, ch belong.Channel, s belong.Submission, address string) textView {
	text, err := posttext.Write(c, ch, s, address+wallPath(c.Slug))
	v := textView{Channel: ch.Name, Words: text.Words, Length: lengthWords(ch.Kind, text), Bad: err != nil}
	switch sentence, _, _ := sentenceOf(err, web.Words(staffLocale)); {
	case v.Bad:
		v.Note = sentence
	case text.Left != nil:
		v.Note = "So that it fits, this text goes without " + text.LeftWords() + "."
	}
	return v
}

// lengthWords says how long a text is, and what it costs.
func lengthWords(kind belong.ChannelKind, t posttext.Text) string {
	words := fmt.Sprintf("%d characters", t.Length)
	if t.Limit > 0 {
		words = fmt.Sprintf("%d of %d characters", t.Length, t.Limit)
	}
	if cost := posttext.Cost(kind, t.Words); cost > 0 {
		words += ", " + cost.String()
	}
	return words
}
