package belong_test

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
)

// Sentences that people say, and where their cues end when the speaker stops at each dot.
var speeches = map[string]struct {
	script string
	speech []belong.Span
	want   []string
}{
	"English": {
		"Hi, I'm Dr. Jane Doe, and I teach physics at River School. When I was a girl, nobody told me that I could be a scientist. " +
			"Today, I tell every student who comes into my lab: there is a place for you here.\n\nYOU Belong in STEM.",
		said(0.8, 4.2, 4.7, 9.1, 9.8, 14.5, 16.5, 18.2),
		[]string{
			"Hi, I'm Dr. Jane Doe, and I\nteach physics at River School.",
			"When I was a girl, nobody told\nme that I could be a scientist.",
			"Today, I tell every student\nwho comes into my lab:",
			"there is a place for you here.",
			"YOU Belong in STEM.",
		},
	},
	"Spanish": {
		"Hola, me llamo Ana María Núñez y soy profesora de física. En mi clase nadie se queda atrás: aprendemos de los errores, y nos " +
			"ayudamos. ¿Tú también? ¡Claro que sí! Tú perteneces a STEM.",
		said(0.5, 16),
		[]string{
			"Hola, me llamo Ana María Núñez\ny soy profesora de física.",
			"En mi clase nadie se queda atrás:",
			"aprendemos de los errores,\ny nos ayudamos.",
			"¿Tú también? ¡Claro que sí!\nTú perteneces a STEM.",
		},
	},
	"Chinese": {
		"大家好，我是王小明，是一名工程师。小时候我喜欢拆开收音机，看看里面有什么。科学属于每一个人，也属于你。你属于STEM。",
		said(0.5, 5, 5.8, 11.5, 13.5, 18),
		[]string{"大家好，我是王小明，是一名工程师。", "小时候我喜欢拆开收音机，\n看看里面有什么。", "科学属于每一个人，\n也属于你。你属于STEM。"},
	},
	"Arabic": {
		"مرحبا، اسمي ليلى حداد، وأنا مهندسة في جامعة دمشق. العلم للجميع، ولا أحد غريب عنه. أنت تنتمي إلى العلوم!",
		said(0.5, 5, 5.8, 10, 12, 14),
		[]string{"مرحبا، اسمي ليلى حداد،\nوأنا مهندسة في جامعة دمشق.", "العلم للجميع، ولا أحد غريب عنه.", "أنت تنتمي إلى العلوم!"},
	},
}

func TestCuesEndWhereSentencesAndPausesDo(t *testing.T) {
	t.Parallel()
	for name, s := range speeches {
		var got []string
		for _, c := range belong.CaptionsFromScript(s.script, s.speech) {
			got = append(got, c.Text)
		}
		if diff := cmp.Diff(s.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// A stretch of speech of its own gets the sentence that was said in it, and its times.
func TestASentenceIsShownWhileItIsSaid(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		speech []belong.Span
		want   []belong.Cue
	}{
		"each sentence for itself": {
			said(1, 3, 5, 8, 10, 12),
			[]belong.Cue{
				cue(1*time.Second, 3*time.Second, "We measure the river."),
				cue(5*time.Second, 8*time.Second, "We argue, and we find out together."),
				cue(10*time.Second, 12*time.Second, "YOU Belong in STEM."),
			},
		},
		"a cough before": {
			said(0, 0.1, 3, 5, 7, 10, 12, 14),
			[]belong.Cue{
				cue(3*time.Second, 5*time.Second, "We measure the river."),
				cue(7*time.Second, 10*time.Second, "We argue, and we find out together."),
				cue(12*time.Second, 14*time.Second, "YOU Belong in STEM."),
			},
		},
		"in any order, one stretch twice": {
			said(10, 12, 5, 7, 6, 8, 1, 3),
			[]belong.Cue{
				cue(1*time.Second, 3*time.Second, "We measure the river."),
				cue(5*time.Second, 8*time.Second, "We argue, and we find out together."),
				cue(10*time.Second, 12*time.Second, "YOU Belong in STEM."),
			},
		},
	} {
		got := belong.CaptionsFromScript("We measure the river. We argue, and we find out together. YOU Belong in STEM.", c.speech)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// What is said too fast to read stays a little longer, where nobody speaks.
func TestAShortWordCanBeRead(t *testing.T) {
	t.Parallel()
	got := belong.CaptionsFromScript("Yes. No. Maybe.", said(3, 3.3, 6, 6.3, 9, 9.3))
	want := []belong.Cue{
		cue(3*time.Second, 4*time.Second, "Yes."), cue(6*time.Second, 7*time.Second, "No."), cue(8300*time.Millisecond, 9300*time.Millisecond, "Maybe."),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// squeezed is a text without its spaces and without what captions leave out, as they are cut elsewhere than words are.
func squeezed(text string) string {
	c := belong.Captions{Cues: []belong.Cue{cue(0, time.Second, text)}}
	c.Tidy(time.Second)
	if len(c.Cues) == 0 {
		return ""
	}
	return strings.Join(strings.Fields(c.Cues[0].Text), "")
}

// joinedOn are what an emoji is made of behind its first part.
var joinedOn = regexp.MustCompile(`\x{200D}.|[\x{1F3FB}-\x{1F3FF}]`)

// wide is how many columns a line takes: two for a letter of Chinese or Japanese.
func wide(line string) (n int) {
	for _, r := range joinedOn.ReplaceAllString(line, "") {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			n += 2
		default:
			n++
		}
	}
	return n
}

// checkCues holds cues to what holds of any script and any speech.
func checkCues(t *testing.T, script string, speech []belong.Span, cues []belong.Cue) {
	t.Helper()
	if len(cues) == 0 {
		return
	}
	first, last := time.Duration(1<<62), time.Duration(0)
	for _, s := range speech {
		if s.Length() > 0 {
			first, last = min(first, max(s.From, 0)), max(last, s.To)
		}
	}
	var text strings.Builder
	for i, c := range cues {
		text.WriteString(c.Text + "\n")
		switch {
		case c.From < first || c.To > last:
			t.Errorf("cue %d is shown at %v, the speech is from %v to %v", i, c.Span, first, last)
		case c.To <= c.From || i > 0 && c.From < cues[i-1].To:
			t.Errorf("cue %d is shown at %v, behind %v", i, c.Span, cues[max(i-1, 0)].Span)
		case c.Length() > 6*time.Second:
			t.Errorf("cue %d is shown for %v", i, c.Length())
		}
		for _, s := range silences(speech) {
			if c.From < s.From && c.To >= s.To {
				t.Errorf("cue %d, %v, is shown over the silence of %v", i, c.Span, s)
			}
		}
		lines := strings.Split(c.Text, "\n")
		if len(lines) > 2 {
			t.Errorf("cue %d has %d lines", i, len(lines))
		}
		for _, line := range lines {
			if wide(line) > 37 {
				t.Errorf("cue %d has the line %q", i, line)
			}
		}
	}
	if got, want := squeezed(text.String()), squeezed(script); got != want {
		t.Errorf("of the words %q\nare shown    %q", want, got)
	}
	captions := belong.Captions{Locale: "en", Cues: cues}
	if err := captions.Validate(last); err != nil && codeOf(t, err) != "captions_many" {
		t.Errorf("they can't be kept: %v in %v", err, cues)
	}
	tidy := captions
	tidy.Tidy(last)
	if diff := cmp.Diff(captions, tidy); diff != "" {
		t.Errorf("they are not as they are kept (-made +kept):\n%s", diff)
	}
}

// silences are the stretches of a second and more between speech that lasts longer than a click.
func silences(speech []belong.Span) (out []belong.Span) {
	sorted := slices.Clone(speech)
	slices.SortFunc(sorted, func(a, b belong.Span) int { return int(a.From - b.From) })
	until := time.Duration(-1)
	for _, s := range sorted {
		if s.Length() <= 0 {
			continue
		}
		if until >= 0 && s.From-until >= time.Second {
			out = append(out, belong.Span{From: until, To: s.From})
		}
		until = max(until, s.To)
	}
	return out
}

func FuzzCaptionsFromScript(f *testing.F) {
	for _, s := range speeches {
		f.Add(s.script, []byte{5, 60, 20, 80, 4, 30})
	}
	f.Add("https://example.org/a/very/long/address/that/no/line/takes/whole/and/that/nobody/says STEM", []byte{0, 90})
	f.Add("Ready — set — go! 🎉🎉 👩🏽\u200d🔬\n\n\n(laughs)", []byte{1, 1, 1, 200, 255, 1})
	f.Add("a", []byte{0, 1, 255, 255, 0, 0, 1, 1})
	f.Add(strings.Repeat("word ", 300), []byte{3, 255, 15, 255, 3, 255})
	f.Fuzz(func(t *testing.T, script string, lengths []byte) {
		var speech []belong.Span
		at := time.Duration(0)
		for i := 0; i+1 < len(lengths) && i < 80; i += 2 { // silence, speech, silence, speech, each in tenths of a second
			at += time.Duration(lengths[i]) * 100 * time.Millisecond
			length := time.Duration(lengths[i+1]) * 97 * time.Millisecond
			speech = append(speech, belong.Span{From: at, To: at + length})
			at += length
		}
		checkCues(t, script, speech, belong.CaptionsFromScript(script, speech))
	})
}

// As people speak, three to six syllables a second, with a breath here and there and a long silence now and then: then a
// cue can be read, too, for it is shown for a second at least.
func TestCaptionsOfCommonSpeech(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for name, s := range speeches {
		for range 300 {
			var speech []belong.Span
			at := time.Duration(random.IntN(2000)) * time.Millisecond
			stretches := 1 + random.IntN(4)
			for range stretches {
				length := time.Duration(11_000+random.IntN(10_000)) * time.Millisecond / time.Duration(stretches)
				speech = append(speech, belong.Span{From: at, To: at + length})
				at += length + time.Duration(100+random.IntN(2500))*time.Millisecond
			}
			cues := belong.CaptionsFromScript(s.script, speech)
			checkCues(t, s.script, speech, cues)
			for i, c := range cues {
				if c.Length() < time.Second {
					t.Errorf("%s over %v: cue %d of %v is shown for %v", name, speech, i, cues, c.Length())
				}
			}
			if t.Failed() {
				t.FailNow()
			}
		}
	}
}
