package belong

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// latest is where the clock of a caption file ends: SubRip writes hours with two digits.
const latest = 100*time.Hour - time.Millisecond

// VTT is the captions as a WebVTT file, which browsers read: cues in the order of time, none over another, each with its
// words as they are and nothing of markup in them. What could not be seen, for it has no words or no time, is left out.
func (c Captions) VTT() string {
	var b strings.Builder
	b.WriteString("WEBVTT\n")
	for _, cue := range c.shown() {
		fmt.Fprintf(&b, "\n%s --> %s\n%s\n", stamp(cue.From, "."), stamp(cue.To, "."), vttEscapes.Replace(cue.Text))
	}
	return b.String()
}

// vttEscapes keeps words from being read as tags, or as the arrow between two times.
var vttEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// SRT is the captions as a SubRip file, which networks and editors read: the cues of VTT, numbered from 1. SubRip has no
// escapes, and its readers take what stands in angle brackets for a tag, and a brace with a backslash for a command. The
// brackets are written as the quotation marks that look like them, the brace as a parenthesis.
func (c Captions) SRT() string {
	var b strings.Builder
	for i, cue := range c.shown() {
		fmt.Fprintf(&b, "%d\n%s --> %s\n%s\n\n", i+1, stamp(cue.From, ","), stamp(cue.To, ","), srtReplacements.Replace(cue.Text))
	}
	return b.String()
}

var srtReplacements = strings.NewReplacer("<", "‹", ">", "›", `{\`, `(\`)

func stamp(d time.Duration, point string) string {
	ms := d.Milliseconds()
	return fmt.Sprintf("%02d:%02d:%02d%s%03d", ms/3_600_000, ms/60_000%60, ms/1000%60, point, ms%1000)
}

// shown are the cues that can be seen, one after another.
func (c Captions) shown() []Cue {
	sorted := slices.Clone(c.Cues)
	slices.SortStableFunc(sorted, func(a, b Cue) int { return cmp.Compare(a.From, b.From) })
	var out []Cue
	for _, cue := range sorted {
		cue.From, cue.To = writable(cue.From), writable(cue.To)
		cue.Text = cleanText(cue.Text)
		if cue.Text == "" || cue.To <= cue.From {
			continue
		}
		if n := len(out); n > 0 && out[n-1].To > cue.From {
			out[n-1].To = cue.From
			if out[n-1].Length() <= 0 {
				out = out[:n-1]
			}
		}
		out = append(out, cue)
	}
	return out
}

// writable is a moment as a caption file can tell it.
func writable(d time.Duration) time.Duration {
	return min(max(d, 0), latest).Truncate(time.Millisecond)
}
