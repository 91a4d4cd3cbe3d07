package belong

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// What a screen and a reader can take.
const (
	mostCues    = 100
	lineColumns = 42 // a line's width; letters take one column, ideographs two
	cueColumns  = 2 * lineColumns
	cueBytes    = 1000 // letters of some scripts carry many marks
)

// endSlack is how far a cue may reach beyond the clip's end, for players don't stop where the file says.
const endSlack = time.Second

// Tidy puts captions for a clip of that length as they are kept: in the order of time, to the millisecond, without lines
// that say nothing and characters that nobody sees, each in two lines at most. What was meant stays; what breaks a rule
// stays too, for Validate to tell.
func (c *Captions) Tidy(length time.Duration) {
	cues := make([]Cue, 0, len(c.Cues))
	for _, cue := range c.Cues {
		cue.Text = tidyText(cue.Text)
		cue.From, cue.To = cue.From.Round(time.Millisecond), cue.To.Round(time.Millisecond)
		if cue.To > length && cue.To <= length+endSlack {
			cue.To = length
		}
		if cue.Text != "" {
			cues = append(cues, cue)
		}
	}
	slices.SortStableFunc(cues, func(a, b Cue) int { return cmp.Compare(a.From, b.From) })
	c.Cues = cues
}

// A CueProblem is what is wrong with a cue, or with all of them, as a person has to mend it.
type CueProblem struct {
	Cue   int    // its place; -1 where it is about the whole
	Field string // "from", "to" or "text"; empty where it is about the whole
	*Error
}

// Problems are all that is wrong with the captions of a clip of that length: at most one a field.
func (c Captions) Problems(length time.Duration) []CueProblem {
	var out []CueProblem
	if c.Locale != "en" && c.Locale != "es" {
		out = append(out, CueProblem{-1, "", Refuse(Invalid, "captions_locale", "Say which language is spoken: English (en) or Spanish (es).").In("locale")})
	}
	if len(c.Cues) > mostCues {
		out = append(out, CueProblem{-1, "", Refuse(Invalid, "captions_many", "There are %d lines; at most %d can be kept. Join some of them.", len(c.Cues), mostCues).In("cues")})
	}
	for i, cue := range c.Cues {
		var before Span
		if i > 0 {
			before = c.Cues[i-1].Span
		}
		for field, problem := range map[string]*Error{"from": cue.fromProblem(before), "to": cue.toProblem(length), "text": textProblem(cue.Text)} {
			if problem != nil {
				out = append(out, CueProblem{i, field, problem.In(fmt.Sprintf("cues[%d].%s", i, field))})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b CueProblem) int { return cmp.Or(cmp.Compare(a.Cue, b.Cue), cmp.Compare(a.Field, b.Field)) })
	return out
}

// Validate tells the first thing that a person has to mend in the captions of a clip of that length.
func (c Captions) Validate(length time.Duration) error {
	if problems := c.Problems(length); len(problems) > 0 {
		return problems[0].Error
	}
	return nil
}

func (c Cue) fromProblem(before Span) *Error {
	switch {
	case c.From < 0:
		return Refuse(Invalid, "cue_early", "It can't begin before the video does.")
	case c.From < before.To:
		return Refuse(Invalid, "cue_overlap", "It begins before the line above it ends. Only one line can be shown at a time.")
	}
	return nil
}

func (c Cue) toProblem(length time.Duration) *Error {
	switch {
	case c.To <= c.From:
		return Refuse(Invalid, "cue_backwards", "It has to end after it begins.")
	case c.To > length:
		return Refuse(Invalid, "cue_late", "It ends after the video does.")
	}
	return nil
}

func textProblem(text string) *Error {
	width, lines := 0, strings.Split(text, "\n")
	for _, line := range lines {
		width += columns(line)
	}
	switch {
	case text == "":
		return Refuse(Invalid, "cue_empty", "It has no words.")
	case text != cleanText(text):
		return Refuse(Invalid, "cue_characters", "There is a character in it that nobody can see. Type the words again instead of pasting them.")
	case width > cueColumns || len(text) > cueBytes:
		return Refuse(Invalid, "cue_long", "This is more than fits on the screen at a time: about %d letters. Make two lines of it.", cueColumns)
	case len(lines) > 2:
		return Refuse(Invalid, "cue_lines", "At most two lines fit on the screen at a time.")
	}
	return nil
}
