package speech

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/belonginstem/belong/internal/belong"
)

// How much can be said in the time that somebody speaks. Transcribers are off by some tenths of a second, and so is Find.
const (
	fastest = 40 // letters a second; people who hurry say 25
	slack   = 300 * time.Millisecond
)

// Spoken leaves out what a transcriber made up: models write down thanks for watching where nobody speaks. What stays has
// speech under it, or next to it, and long enough to say so much.
func Spoken(cues []belong.Cue, speech []belong.Span) []belong.Cue {
	var out []belong.Cue
	for _, c := range cues {
		var spoken, end time.Duration
		for _, s := range speech {
			from, to := max(s.From-slack, c.From, end), min(s.To+slack, c.To)
			if to > from {
				spoken, end = spoken+to-from, to
			}
		}
		if spoken > 0 && float64(utf8.RuneCountInString(c.Text)) <= fastest*spoken.Seconds() {
			out = append(out, c)
		}
	}
	return out
}

// lastWords is how far from the end of the clip a closing line may begin.
const lastWords = 10 * time.Second

// A letter of a transcript, and when it is said.
type letter struct {
	rune   rune
	begins bool // a word
	at     time.Duration
}

// LineIn tells whether a line is said at the end of a clip of that length, in any language: in its last 10 seconds, letter by
// letter, so that "S.T.E.M." is "STEM" to it. Where it is not, the confidence is that of the words of it that are there, in
// order; it is below 1, and only of use to a person. ok is false where the line has no letters to look for.
func LineIn(cues []belong.Cue, line string, length time.Duration) (s Spotted, ok bool) {
	wanted := words(line)
	sought := []rune(strings.Join(wanted, ""))
	if len(sought) == 0 {
		return Spotted{}, false
	}
	last := lastOf(cues, length-lastWords)
	said := letters(last)
	for i := len(said) - len(sought); i >= 0; i-- {
		end := i + len(sought)
		if said[i].begins && (end == len(said) || said[end].begins) && agree(said[i:end], sought) {
			return Spotted{Heard: true, Confidence: 1, At: said[i].at}, true
		}
	}
	return partly(last, wanted), true
}

// A saidWord is a word of a transcript, and when it begins.
type saidWord struct {
	letters string
	from    time.Duration
	letter  time.Duration // how long each of its letters takes
}

// lastOf are the words from a moment on. Within a cue, each letter takes the same time.
func lastOf(cues []belong.Cue, from time.Duration) (out []saidWord) {
	for _, c := range cues {
		said := words(c.Text)
		letter := c.Length() / time.Duration(max(1, utf8.RuneCountInString(strings.Join(said, ""))))
		at := c.From
		for _, w := range said {
			if at >= from {
				out = append(out, saidWord{w, at, letter})
			}
			at += letter * time.Duration(utf8.RuneCountInString(w))
		}
	}
	return out
}

func letters(said []saidWord) (out []letter) {
	for _, w := range said {
		n := 0
		for _, r := range w.letters {
			out = append(out, letter{r, n == 0, w.from + w.letter*time.Duration(n)})
			n++
		}
	}
	return out
}

func agree(said []letter, sought []rune) bool {
	for i, r := range sought {
		if said[i].rune != r {
			return false
		}
	}
	return true
}

// partly finds where most words of a line stand in their order, but for one now and then.
func partly(said []saidWord, wanted []string) (best Spotted) {
	for i := range said {
		found, next := 0, 0
		for _, w := range said[i:min(len(said), i+len(wanted)+1)] {
			if skip := slices.Index(wanted[next:], w.letters); skip == 0 || skip == 1 {
				found, next = found+1, next+skip+1
			}
		}
		if c := float64(found) / float64(len(wanted)+1); found > 0 && c >= best.Confidence {
			best = Spotted{Confidence: c, At: said[i].from}
		}
	}
	return best
}
