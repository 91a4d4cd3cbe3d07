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

// lastWords is how far from the end of the transcript a closing line may begin.
const lastWords = 10 * time.Second

// A letter of a transcript, and when it is said.
type letter struct {
	rune   rune
	begins bool // a word
	at     time.Duration
}

// LineIn tells whether a line is what the cues end with, in any language: in their last 10 seconds, letter by letter, so
// that "S.T.E.M." is "STEM" to it. Where it is not, the confidence is that of the words of it that are there, in order;
// it is below 1, and only of use to a person. ok is false where the line has no letters to look for.
func LineIn(cues []belong.Cue, line string) (s Spotted, ok bool) {
	wanted := words(line)
	sought := []rune(strings.Join(wanted, ""))
	if len(sought) == 0 {
		return Spotted{}, false
	}
	said := letters(cues)
	for i := len(said) - len(sought); i >= 0; i-- {
		end := i + len(sought)
		if said[i].begins && (end == len(said) || said[end].begins) && agree(said[i:end], sought) {
			return Spotted{Heard: true, Confidence: 1, At: said[i].at}, true
		}
	}
	return partly(cues, wanted), true
}

// letters are those of the last cues. Within a cue, all take the same time.
func letters(cues []belong.Cue) []letter {
	var out []letter
	for _, c := range lastOf(cues) {
		said := words(c.Text)
		all := utf8.RuneCountInString(strings.Join(said, ""))
		n := 0
		for _, w := range said {
			for i, r := range w {
				out = append(out, letter{r, i == 0, c.From + c.Length()*time.Duration(n)/time.Duration(all)})
				n++
			}
		}
	}
	return out
}

func lastOf(cues []belong.Cue) []belong.Cue {
	for i, c := range cues {
		if c.To > cues[len(cues)-1].To-lastWords {
			return cues[i:]
		}
	}
	return nil
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
func partly(cues []belong.Cue, wanted []string) Spotted {
	var (
		best  Spotted
		said  []string
		times []time.Duration
	)
	for _, c := range lastOf(cues) {
		ws := words(c.Text)
		for i, w := range ws {
			said, times = append(said, w), append(times, c.From+c.Length()*time.Duration(i)/time.Duration(len(ws)))
		}
	}
	for i := range said {
		found, next := 0, 0
		for _, w := range said[i:min(len(said), i+len(wanted)+1)] {
			if skip := slices.Index(wanted[next:], w); skip == 0 || skip == 1 {
				found, next = found+1, next+skip+1
			}
		}
		if c := float64(found) / float64(len(wanted)+1); found > 0 && c >= best.Confidence {
			best = Spotted{Confidence: c, At: times[i]}
		}
	}
	return best
}
