package speech

import (
	"bytes"
	"cmp"
	"encoding/json"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/belonginstem/belong/internal/belong"
)

// What an answer may hold. A clip of three minutes has some fifty cues.
const (
	mostCues    = 2000
	longestText = 2000 // bytes of one cue
)

// readCues reads an answer: WebVTT, or JSON with segments. The cues are in the order of time, none over another, none
// empty; of what can't be a cue nothing is left.
func readCues(answer []byte) ([]belong.Cue, error) {
	answer = bytes.TrimSpace(bytes.TrimPrefix(answer, []byte("\xef\xbb\xbf")))
	switch {
	case bytes.HasPrefix(answer, []byte("WEBVTT")):
		return inOrder(readVTT(string(answer))), nil
	case bytes.HasPrefix(answer, []byte("{")):
		cues, err := readSegments(answer)
		return inOrder(cues), err
	case len(answer) == 0:
		return nil, refused("it answered nothing")
	}
	return nil, refused("its answer is neither WebVTT nor JSON with segments")
}

// readSegments reads the JSON of the common form of transcription. Times are in seconds.
func readSegments(answer []byte) ([]belong.Cue, error) {
	var told struct {
		Text     *string `json:"text"`
		Segments *[]struct {
			Start float64 `json:"start"`
			End   float64 `json:"end"`
			Text  string  `json:"text"`
		} `json:"segments"`
	}
	if err := json.Unmarshal(answer, &told); err != nil {
		return nil, refused("its JSON can't be read: %v", err)
	}
	if told.Segments == nil {
		if told.Text != nil && strings.TrimSpace(*told.Text) == "" {
			return nil, nil // nobody speaks
		}
		return nil, refused("its JSON has no segments, so nobody knows when what is said: choose a model that gives times")
	}
	var out []belong.Cue
	for _, s := range *told.Segments {
		out = append(out, belong.Cue{Span: belong.Span{From: seconds(s.Start), To: seconds(s.End)}, Text: s.Text})
	}
	return out, nil
}

// seconds is a time, within what a time can be.
func seconds(s float64) time.Duration {
	return time.Duration(math.Round(max(0, min(s, longest.Seconds()))*1000)) * time.Millisecond
}

// vttTimes is the line of a WebVTT cue that says when it is shown. Hours may be left out.
var vttTimes = regexp.MustCompile(`^\s*(?:(\d{1,4}):)?(\d{2}):(\d{2})\.(\d{3})\s+-->\s+(?:(\d{1,4}):)?(\d{2}):(\d{2})\.(\d{3})(?:\s|$)`)

var vttTag = regexp.MustCompile(`<[^<>]*>`)

var vttEscapes = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&nbsp;", " ", "&lrm;", "", "&rlm;", "", "&amp;", "&")

// readVTT reads the cues of a WebVTT file. Notes, styles, names and positions are passed over.
func readVTT(text string) []belong.Cue {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	var out []belong.Cue
	for block := range strings.SplitSeq(text, "\n\n") {
		lines := strings.Split(strings.Trim(block, "\n"), "\n")
		at := slices.IndexFunc(lines, vttTimes.MatchString)
		if at < 0 || at > 1 { // its name may be before
			continue
		}
		m := vttTimes.FindStringSubmatch(lines[at])
		said := vttEscapes.Replace(vttTag.ReplaceAllString(strings.Join(lines[at+1:], "\n"), ""))
		out = append(out, belong.Cue{Span: belong.Span{From: vttTime(m[1:5]), To: vttTime(m[5:9])}, Text: said})
	}
	return out
}

func vttTime(parts []string) time.Duration {
	var n [4]float64
	for i, p := range parts {
		n[i], _ = strconv.ParseFloat(p, 64) // digits, by the expression; none: 0
	}
	return seconds(n[0]*3600 + n[1]*60 + n[2] + n[3]/1000)
}

// inOrder makes cues of what was read that keep their promise.
func inOrder(read []belong.Cue) []belong.Cue {
	slices.SortStableFunc(read, func(a, b belong.Cue) int { return cmp.Compare(a.From, b.From) })
	var out []belong.Cue
	for _, c := range read {
		if c.Text = tidy(c.Text); c.Text == "" || len(c.Text) > longestText || len(out) == mostCues {
			continue
		}
		if n := len(out); n > 0 {
			out[n-1].To = min(out[n-1].To, c.From)
			if out[n-1].Length() <= 0 {
				out = out[:n-1]
			}
		}
		if c.Length() > 0 {
			out = append(out, c)
		}
	}
	return out
}

// tidy is a text without what can't be seen, and with single spaces.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || r == unicode.ReplacementChar || unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.Join(strings.Fields(s), " ")
}
