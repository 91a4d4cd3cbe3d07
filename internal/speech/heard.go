package speech

import (
	"bufio"
	"bytes"
	"strconv"
	"strings"
	"time"
)

// A heard is a word that was heard, how sure the recogniser is of it, and when it begins.
type heard struct {
	word string
	sure float64
	at   time.Duration
}

// readHeard reads the recogniser's words from CTM: name, channel, begin and length in seconds, word, confidence.
func readHeard(ctm []byte) []heard {
	var out []heard
	lines := bufio.NewScanner(bytes.NewReader(ctm))
	for lines.Scan() {
		f := strings.Fields(lines.Text())
		if len(f) != 6 {
			continue
		}
		begin, err1 := strconv.ParseFloat(f[2], 64)
		sure, err2 := strconv.ParseFloat(f[5], 64)
		word, _, _ := strings.Cut(f[4], "(")
		if err1 != nil || err2 != nil || !(sure >= 0 && sure <= 1) || !(begin >= 0 && begin < longest.Seconds()) || strings.HasPrefix(word, "<") || strings.HasPrefix(word, "[") {
			continue
		}
		out = append(out, heard{word, sure, time.Duration(begin * float64(time.Second))})
	}
	return out
}

// sureEnough is the confidence from which on a line counts as heard. Below it as many other sentences are taken for the
// line as lines are found.
const sureEnough = 0.3

// find finds the line among the words that were heard: all of it, in order, with nothing between. It is as sure of it as
// of the word of it that it is least sure of. That a line is there but for a word tells nothing: "you belong in" begins
// many sentences. Of several places the surest counts, and of those the last.
func (m model) find(words []heard) Spotted {
	var best Spotted
	for i := 0; i+len(m.line) <= len(words); i++ {
		sure := 1.0
		for k, w := range m.line {
			if words[i+k].word != w {
				sure = 0
			}
			sure = min(sure, words[i+k].sure)
		}
		if sure > 0 && sure >= best.Confidence {
			best = Spotted{Heard: sure >= sureEnough, Confidence: sure, At: words[i].at}
		}
	}
	return best
}
