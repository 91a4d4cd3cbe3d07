package speech

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
)

// at makes a cue of seconds.
func at(from, to float64, text string) belong.Cue {
	return belong.Cue{Span: span(from, to), Text: text}
}

func span(from, to float64) belong.Span { return belong.Span{From: seconds(from), To: seconds(to)} }

func TestCuesAreMadeOfWhatIsAnswered(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer string
		want   []belong.Cue
	}{
		"a mark at the beginning": {"\xef\xbb\xbf" + twoLines, twoCues},
		"lines end as on Windows": {strings.ReplaceAll(twoLines, "\n", "\r\n"), twoCues},
		"hours":                   {"WEBVTT\n\n00:00:01.000 --> 00:01:02.500\na", []belong.Cue{at(1, 62.5, "a")}},
		"escapes":                 {"WEBVTT\n\n00:01.000 --> 00:02.000\nR&amp;D &lt;3", []belong.Cue{at(1, 2, "R&D <3")}},
		"words with their times":  {"WEBVTT\n\n00:01.000 --> 00:02.000\nI<00:01.500><c> am</c>", []belong.Cue{at(1, 2, "I am")}},
		"no cue":                  {"WEBVTT", nil},
		"silence":                 {`{"text":" "}`, nil},
		"out of order":            {`{"segments":[{"start":2,"end":3,"text":"b"},{"start":0,"end":1,"text":"a"}]}`, []belong.Cue{at(0, 1, "a"), at(2, 3, "b")}},
		"one over another":        {`{"segments":[{"start":0,"end":3,"text":"a"},{"start":2,"end":4,"text":"b"}]}`, []belong.Cue{at(0, 2, "a"), at(2, 4, "b")}},
		"at the same time":        {`{"segments":[{"start":1,"end":3,"text":"a"},{"start":1,"end":4,"text":"b"}]}`, []belong.Cue{at(1, 4, "b")}},
		"no length":               {`{"segments":[{"start":1,"end":1,"text":"a"},{"start":3,"end":2,"text":"b"}]}`, nil},
		"before the beginning":    {`{"segments":[{"start":-5,"end":1,"text":"a"}]}`, []belong.Cue{at(0, 1, "a")}},
		"what can't be seen":      {`{"segments":[{"start":0,"end":1,"text":" a\u202e\u0000\n b "},{"start":1,"end":2,"text":" \u2028 "}]}`, []belong.Cue{at(0, 1, "a b")}},
		"without end":             {`{"segments":[{"start":0,"end":1e300,"text":"a"}]}`, []belong.Cue{at(0, longest.Seconds(), "a")}},
	} {
		got, err := readCues([]byte(c.answer))
		if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
}

func FuzzReadCues(f *testing.F) {
	for _, seed := range []string{
		twoLines, twoSegments, `{"text":""}`, "WEBVTT\n\n99:99.999 --> 00:00.000\nx\n\n1\n0:01.0 --> x", "{", "WEBVTT - title\nKind: captions",
		`{"segments":[{"start":1e308,"end":-1,"text":"\ud800"},null]}`, "\xef\xbb\xbf",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, answer []byte) {
		cues, err := readCues(answer)
		if err != nil && cues != nil {
			t.Errorf("cues with an error: %v", err)
		}
		var end time.Duration
		for _, c := range cues {
			if c.From < end || c.To <= c.From || c.To > longest || c.Text == "" || c.Text != tidy(c.Text) || !utf8.ValidString(c.Text) {
				t.Errorf("%+v", c)
			}
			end = c.To
		}
		Spoken(cues, []belong.Span{{To: time.Second}})
		if s, ok := LineIn(cues, "you belong in stem", longest); !ok || s.Confidence < 0 || s.Confidence > 1 || s.Heard != (s.Confidence == 1) {
			t.Errorf("%+v", s)
		}
	})
}

func TestWhatWasMadeUpIsLeftOut(t *testing.T) {
	t.Parallel()
	speech := []belong.Span{span(1, 4), span(5, 6)}
	real := []belong.Cue{at(0.8, 4.1, "I build robots with my sister."), at(4.9, 6.2, "You belong in STEM.")}
	made := []belong.Cue{at(4.35, 4.6, "Subtitles by nobody"), at(6.2, 12, "Thanks for watching! Like and subscribe."), at(12, 20, "Bye.")}
	got := Spoken([]belong.Cue{real[0], made[0], real[1], made[1], made[2]}, speech)
	if diff := cmp.Diff(real, got); diff != "" {
		t.Error(diff)
	}
	if got := Spoken(real, nil); got != nil {
		t.Errorf("said where nobody speaks: %v", got)
	}
}

func TestALineIsFoundInATranscript(t *testing.T) {
	t.Parallel()
	const line = "YOU Belong in STEM"
	before := at(0, 10, "You belong in STEM, they said, and I laughed.")
	length := 30 * time.Second
	for name, c := range map[string]struct {
		cues  []belong.Cue
		line  string
		heard bool
		from  float64
	}{
		"at the end":           {[]belong.Cue{before, at(25, 29, "And so do you. You belong in stem!")}, line, true, 26.6},
		"over two cues":        {[]belong.Cue{before, at(25, 27, "You belong"), at(27, 29, "in S.T.E.M.")}, line, true, 25},
		"said twice":           {[]belong.Cue{at(20, 22, "You belong in STEM."), at(23, 25, "You belong in STEM.")}, line, true, 23},
		"in Spanish":           {[]belong.Cue{at(27, 29, "¡Tú perteneces a STEM!")}, "Tú perteneces a STEM", true, 27},
		"only long before":     {[]belong.Cue{before, at(25, 29, "Goodbye.")}, line, false, 0},
		"before the music":     {[]belong.Cue{at(15, 18, "You belong in STEM.")}, line, false, 0},
		"first in a long cue":  {[]belong.Cue{at(0, 30, "You belong in STEM, said my teacher, and from then on I built one robot after the other.")}, line, false, 0},
		"last in a long cue":   {[]belong.Cue{at(0, 30, "I built one robot after the other, since my teacher said: you belong in STEM.")}, line, true, 22.5},
		"another word":         {[]belong.Cue{at(26, 28, "We belong in STEM.")}, line, false, 0},
		"the end of a word":    {[]belong.Cue{at(26, 28, "Thank you belong in stem.")}, "nk you belong in stem", false, 0},
		"the beginning of one": {[]belong.Cue{at(26, 28, "You belong in stemming.")}, line, false, 0},
		"nothing":              {nil, line, false, 0},
	} {
		got, ok := LineIn(c.cues, c.line, length)
		if !ok || got.Heard != c.heard || got.Heard != (got.Confidence == 1) || c.heard && (got.At-seconds(c.from)).Abs() > 200*time.Millisecond {
			t.Errorf("%s: %+v, %v", name, got, ok)
		}
	}
	if got, _ := LineIn([]belong.Cue{at(26, 28, "We belong in STEM.")}, line, length); got.Confidence != 0.6 {
		t.Errorf("with one word of four wrong: %+v", got)
	}
	if _, ok := LineIn(nil, "…", length); ok {
		t.Error("a line without letters was looked for")
	}
}
