package belong_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
)

func cue(from, to time.Duration, text string) belong.Cue {
	return belong.Cue{Span: belong.Span{From: from, To: to}, Text: text}
}

func TestCaptionsAreWrittenAsBrowsersAndNetworksReadThem(t *testing.T) {
	t.Parallel()
	c := belong.Captions{Cues: []belong.Cue{
		cue(3*time.Second, 5500*time.Millisecond, "AT&T <b>is</b> --> here"),
		cue(1200*time.Millisecond, 4*time.Second, "Yo pertenezco\n\n\na STEM"),
		cue(6*time.Second, 6*time.Second, "nobody sees this"),
		cue(7*time.Second, 8*time.Second, " \u202e "),
		cue(time.Hour+61*time.Second, time.Hour+62*time.Second, "你属于科学"),
	}}
	const vtt = `WEBVTT

00:00:01.200 --> 00:00:03.000
Yo pertenezco
a STEM

00:00:03.000 --> 00:00:05.500
AT&amp;T &lt;b&gt;is&lt;/b&gt; --&gt; here

01:01:01.000 --> 01:01:02.000
你属于科学
`
	const srt = `1
00:00:01,200 --> 00:00:03,000
Yo pertenezco
a STEM

2
00:00:03,000 --> 00:00:05,500
AT&T ‹b›is‹/b› --› here

3
01:01:01,000 --> 01:01:02,000
你属于科学

`
	if diff := cmp.Diff(vtt, c.VTT()) + cmp.Diff(srt, c.SRT()); diff != "" {
		t.Error(diff)
	}
}

// What a program of others makes of both files: the same cues, each with its words.
func TestFFmpegReadsBothFiles(t *testing.T) {
	t.Parallel()
	c := belong.Captions{Cues: []belong.Cue{
		cue(1200*time.Millisecond, 3*time.Second, "Yo pertenezco\na STEM"),
		cue(3*time.Second, 5500*time.Millisecond, "AT&T <b>is</b> --> here"),
		cue(6*time.Second, 7*time.Second, `{\an8}up`),
		cue(time.Hour+61*time.Second, time.Hour+62*time.Second, "你属于科学، نعم"),
	}}
	const read = `1
00:00:01,200 --> 00:00:03,000
Yo pertenezco
a STEM

2
00:00:03,000 --> 00:00:05,500
%s

3
00:00:06,000 --> 00:00:07,000
%s

4
01:01:01,000 --> 01:01:02,000
你属于科学، نعم
`
	for name, file := range map[string]struct{ content, want string }{
		"captions.vtt": {c.VTT(), fmt.Sprintf(read, "AT&T <b>is</b> --> here", `\{\an8}up`)}, // it escapes the brace
		"captions.srt": {c.SRT(), fmt.Sprintf(read, "AT&T ‹b›is‹/b› --› here", `(\an8}up`)},
	} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(file.content), 0o644); err != nil {
			t.Fatal(err)
		}
		got, err := exec.CommandContext(t.Context(), "ffmpeg", "-nostdin", "-v", "error", "-i", path, "-f", "srt", "-").CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, got)
		}
		if diff := cmp.Diff(file.want, strings.TrimSuffix(strings.ReplaceAll(string(got), "\r", ""), "\n")); diff != "" {
			t.Errorf("%s (-want +read):\n%s", name, diff)
		}
	}
}

// readVTT is a reader of WebVTT by the W3C's syntax, as far as we write it; anything else fails.
func readVTT(t *testing.T, file string) []belong.Cue {
	t.Helper()
	blocks := strings.Split(strings.TrimSuffix(file, "\n"), "\n\n")
	if blocks[0] != "WEBVTT" {
		t.Fatalf("begins %q", blocks[0])
	}
	times := regexp.MustCompile(`^(\d{2}):([0-5]\d):([0-5]\d)\.(\d{3}) --> (\d{2}):([0-5]\d):([0-5]\d)\.(\d{3})$`)
	var out []belong.Cue
	for _, block := range blocks[1:] {
		first, text, ok := strings.Cut(block, "\n")
		m := times.FindStringSubmatch(first)
		if !ok || m == nil || strings.Contains(text, "-->") || strings.ContainsAny(text, "<>\r\x00") {
			t.Fatalf("not a cue: %q", block)
		}
		moment := func(h, m, s, ms string) time.Duration {
			d, err := time.ParseDuration(h + "h" + m + "m" + s + "s" + ms + "ms")
			if err != nil {
				t.Fatal(err)
			}
			return d
		}
		text = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(text)
		out = append(out, cue(moment(m[1], m[2], m[3], m[4]), moment(m[5], m[6], m[7], m[8]), text))
	}
	return out
}

func FuzzVTT(f *testing.F) {
	for _, text := range []string{"YOU Belong in STEM", "a\n\nb", "-->", "&lt;", "\u202e<script>", "WEBVTT", "\r\n1\r\n", "\xff\x00"} {
		f.Add(text, int64(0), int64(2000), text, int64(1500), int64(99))
		f.Add(text, int64(10), int64(2000), "then", int64(2000), int64(3000))
	}
	f.Fuzz(func(t *testing.T, a string, from, to int64, b string, from2, to2 int64) {
		c := belong.Captions{Cues: []belong.Cue{
			cue(time.Duration(from)*time.Millisecond, time.Duration(to)*time.Millisecond, a),
			cue(time.Duration(from2)*time.Millisecond, time.Duration(to2)*time.Millisecond, b),
		}}
		read := readVTT(t, c.VTT())
		if first := c.Cues[0]; to-from > 0 && from >= 0 && to < 1e6 && to <= from2 && squeezed(a) != "" {
			if len(read) == 0 || read[0].Span != first.Span || strings.Join(strings.Fields(read[0].Text), "") != squeezed(a) {
				t.Errorf("%v is written as %v", first, read)
			}
		}
		if again := readVTT(t, (belong.Captions{Cues: read}).VTT()); cmp.Diff(read, again) != "" {
			t.Errorf("%v is written as %v", read, again)
		}
		for i, x := range read {
			if x.To <= x.From || i > 0 && x.From < read[i-1].To {
				t.Errorf("cue %d of %v", i, read)
			}
		}
	})
}

// said is a span for each stretch of speech, in seconds.
func said(seconds ...float64) (out []belong.Span) {
	for i := 0; i+1 < len(seconds); i += 2 {
		out = append(out, belong.Span{From: time.Duration(seconds[i] * 1e9), To: time.Duration(seconds[i+1] * 1e9)})
	}
	return out
}

func TestAScriptIsTimedOnTheSpeech(t *testing.T) {
	t.Parallel()
	got := belong.CaptionsFromScript("I ask why the sky is blue. So I am a scientist.\n\nYOU Belong in STEM!", said(1, 3, 3.5, 5, 7, 9))
	var lines []string
	for _, c := range got {
		lines = append(lines, fmt.Sprintf("%.1f-%.1f %s", c.From.Seconds(), c.To.Seconds(), c.Text))
	}
	if want := []string{"1.0-5.0 I ask why the sky is blue.\nSo I am a scientist.", "7.0-9.0 YOU Belong in STEM!"}; !slices.Equal(want, lines) {
		t.Errorf("%q", lines)
	}
}

func TestNothingIsInventedOnSilence(t *testing.T) {
	t.Parallel()
	for name, speech := range map[string][]belong.Span{"silence": nil, "a click": said(1, 1.05), "too short to have said it": said(1, 1.4)} {
		if got := belong.CaptionsFromScript(strings.Repeat("So many words that nobody said. ", 20), speech); got != nil {
			t.Errorf("%s: %v", name, got)
		}
	}
	if got := belong.CaptionsFromScript(" … 🎉 ", said(0, 5)); got != nil {
		t.Errorf("no words: %v", got)
	}
}

// Whatever is said and however it is spread: every word once and in order, within the speech, one after the other, short.
func TestCaptionsKeepEveryWord(t *testing.T) {
	t.Parallel()
	scripts := map[string]string{
		"English": "I teach physics in a small town. Every student who asks why the sky is blue is a scientist already, and we go to the river, we measure, we argue, and we find out together. Bring your questions.",
		"Spanish": "Enseño física en un pueblo pequeño. ¿Por qué es azul el cielo? Quien lo pregunta ya es científica; vamos al río, medimos, discutimos y lo averiguamos juntos.",
		"Chinese": "我在一个小镇教物理。每个问天空为什么是蓝色的学生都已经是科学家了。我们去河边，测量，讨论，一起找到答案。",
		"Arabic":  "أنا أدرّس الفيزياء في بلدة صغيرة. كل طالب يسأل لماذا السماء زرقاء هو عالم بالفعل، ونحن نكتشف معا.",
	}
	for name, script := range scripts {
		for _, speech := range [][]belong.Span{said(0, 20), said(0.5, 6, 6.4, 12, 15, 22), said(2, 3, 4, 5, 6, 9, 9.3, 19)} {
			cues := belong.CaptionsFromScript(script, speech)
			var words []string
			for i, c := range cues {
				words = append(words, c.Text)
				if c.From < speech[0].From || c.To > speech[len(speech)-1].To || c.To <= c.From || i > 0 && c.From < cues[i-1].To {
					t.Errorf("%s over %v: cue %d is %v", name, speech, i, c)
				}
				if c.Length() > 6*time.Second || strings.Count(c.Text, "\n") > 1 {
					t.Errorf("%s over %v: cue %d is %v", name, speech, i, c)
				}
			}
			squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
			if squeeze(strings.Join(words, " ")) != squeeze(script) {
				t.Errorf("%s over %v: %q", name, speech, words)
			}
			captions := belong.Captions{Locale: "en", Cues: cues}
			if err := captions.Validate(speech[len(speech)-1].To); err != nil {
				t.Errorf("%s over %v: %v", name, speech, err)
			}
		}
	}
}

func TestWhatIsWrongWithCaptionsIsSaidOfEachLine(t *testing.T) {
	t.Parallel()
	c := belong.Captions{Locale: "en", Cues: []belong.Cue{
		cue(0, 2*time.Second, "fine"),
		cue(time.Second, 3*time.Second, "over the one before"),
		cue(4*time.Second, 4*time.Second, "backwards"),
		cue(5*time.Second, 60*time.Second, "late"),
		cue(61*time.Second, 62*time.Second, strings.Repeat("long ", 40)+"line"),
	}}
	var got []string
	for _, p := range c.Problems(30 * time.Second) {
		got = append(got, fmt.Sprint(p.Cue, " ", p.Code))
	}
	if want := []string{"1 cue_overlap", "2 cue_backwards", "3 cue_late", "4 cue_long", "4 cue_late"}; !slices.Equal(want, got) {
		t.Errorf("%q", got)
	}
	if code := codeOf(t, (belong.Captions{Locale: "fr"}).Validate(time.Second)); code != "captions_locale" {
		t.Errorf("%q", code)
	}
	tidy := belong.Captions{Cues: []belong.Cue{cue(9*time.Second, 10400*time.Millisecond, " two\u202e  words "), cue(0, time.Second, " \n ")}}
	tidy.Tidy(10 * time.Second)
	if diff := cmp.Diff([]belong.Cue{cue(9*time.Second, 10*time.Second, "two words")}, tidy.Cues); diff != "" {
		t.Error(diff)
	}
}

// What somebody pastes by mistake, or sends to keep us busy, is refused at once.
func TestABookIsNoCaption(t *testing.T) {
	t.Parallel()
	c := belong.Captions{Locale: "en", Cues: []belong.Cue{{Span: belong.Span{To: time.Second}, Text: strings.Repeat("a ", 500_000)}}}
	c.Tidy(time.Minute)
	if got := codeOf(t, c.Validate(time.Minute)); got != "cue_long" {
		t.Errorf("refused as %q", got)
	}
}
