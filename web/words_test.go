package web

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestEveryLanguageHasTheSameWords(t *testing.T) {
	t.Parallel()
	for _, locale := range Locales[1:] {
		for key := range keys(Locales[0]) {
			if !keys(locale)[key] {
				t.Errorf("%s has no %q", locale, key)
			}
		}
		for key := range keys(locale) {
			if !keys(Locales[0])[key] {
				t.Errorf("%s has a %q that %s has not", locale, key, Locales[0])
			}
		}
	}
}

var placeholder = regexp.MustCompile(`\{\{\.(\w+)\}\}|\{(\w+)\}`)

func TestEveryLanguageFillsInTheSame(t *testing.T) {
	t.Parallel()
	texts := map[string]map[string]string{}
	for _, f := range messageFiles() {
		for _, m := range f.Messages {
			if texts[m.ID] == nil {
				texts[m.ID] = map[string]string{}
			}
			texts[m.ID][f.Tag.String()] = m.Other
		}
	}
	for key, in := range texts {
		want := map[string]bool{}
		for _, name := range placeholder.FindAllString(in[Locales[0]], -1) {
			want[name] = true
		}
		for _, locale := range Locales[1:] {
			got := map[string]bool{}
			for _, name := range placeholder.FindAllString(in[locale], -1) {
				got[name] = true
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s in %s fills in something else (-%s +%s):\n%s", key, locale, Locales[0], locale, diff)
			}
		}
	}
}

// said is a key that a template or a script names.
var (
	saidByTemplate = regexp.MustCompile(`\bt "([^"]+)"`)
	saidByScript   = regexp.MustCompile(`\bsay\(\s*"(\w+)"|"(need_\w+|bad_\w+)"|\btell\("\w*", "(\w+)"`)
)

func TestWhatPagesSayIsThere(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(templates, "*/*.tmpl")
	if err != nil || len(files) == 0 {
		t.Fatalf("no templates: %v", err)
	}
	for _, file := range files {
		text, err := fs.ReadFile(templates, file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range saidByTemplate.FindAllStringSubmatch(string(text), -1) {
			if !keys("en")[m[1]] {
				t.Errorf("%s says %q, which no language has", file, m[1])
			}
		}
	}
}

func TestWhatScriptsSayIsThere(t *testing.T) {
	t.Parallel()
	found := 0
	for file, text := range sources(t, ".ts") {
		for _, m := range saidByScript.FindAllStringSubmatch(text, -1) {
			found++
			if key := "script." + m[1] + m[2] + m[3]; !keys("en")[key] {
				t.Errorf("%s says %q, which no language has", file, key)
			}
		}
	}
	if found < 20 {
		t.Errorf("found only %d keys in scripts; does the expression still fit?", found)
	}
}

func TestNoWordsAreLeftOver(t *testing.T) {
	t.Parallel()
	var all strings.Builder
	for _, ext := range []string{".ts", ".tmpl", ".go"} {
		for _, text := range sources(t, ext) {
			all.WriteString(text)
		}
	}
	// These are said by Go code elsewhere, which puts the key together.
	elsewhere := regexp.MustCompile(`^(mail|state|next|finding|problem|way|oops|when|home|script|worker)\.`)
	for key := range keys("en") {
		if !elsewhere.MatchString(key) && !strings.Contains(all.String(), `"`+key+`"`) && !saidInGo[key] {
			t.Errorf("nobody says %q", key)
		}
	}
}

// saidInGo are keys that internal/httpd says and no template.
var saidInGo = map[string]bool{
	"field.file_too_large": true, "guardian.need_agree": true, "status.arrived": true, "status.mended": true,
	"status.cut": true, "status.kept": true, "trim.need_time": true, "trim.need_end": true, "captions.stale": true,
	"captions.saved": true, "captions.now_right": true, "clip.gone": true, "clip.gone_more": true, "clip.mail": true,
}

func TestLookupTellsWhatIsMissing(t *testing.T) {
	t.Parallel()
	words := Words("es")
	if got, err := words.Lookup("no.such_key"); err == nil {
		t.Errorf("a key that is missing gave %q and no error", got)
	}
	if got, err := words.Lookup("guardian.title"); err == nil {
		t.Errorf("a param that is missing gave %q and no error", got)
	}
	if got := words.T("no.such_key"); got != "no.such_key" {
		t.Errorf("T of a missing key = %q", got)
	}
}

func TestPlural(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		locale string
		count  int
		want   string
	}{{"en", 1, "1 day"}, {"en", 2, "2 days"}, {"en", 0, "0 days"}, {"es", 1, "1 día"}, {"es", 12, "12 días"}} {
		if got := Words(c.locale).T("when.days", "count", c.count); got != c.want {
			t.Errorf("%d in %s = %q, want %q", c.count, c.locale, got, c.want)
		}
	}
}

func TestDaysAreToldByTheFirstAndTheLast(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	day := func(month time.Month, day int) time.Time { return time.Date(2027, month, day, 17, 0, 0, 0, time.UTC) }
	for want, got := range map[string]string{
		"Monday, November 8, 2027":                              Words("en").Days(day(11, 8), day(11, 8), zone),
		"November 8 to 14, 2027":                                Words("en").Days(day(11, 8), day(11, 14), zone),
		"8 al 14 de noviembre de 2027":                          Words("es").Days(day(11, 8), day(11, 14), zone),
		"November 29, 2027 to February 2, 2028":                 Words("en").Days(day(11, 29), day(14, 2), zone),
		"on November 8, 2027":                                   Words("en").OnDays(day(11, 8), day(11, 8), zone),
		"el 8 de noviembre de 2027":                             Words("es").OnDays(day(11, 8), day(11, 8), zone),
		"from November 8 to 14, 2027":                           Words("en").OnDays(day(11, 8), day(11, 14), zone),
		"del 29 de noviembre de 2027 al 5 de diciembre de 2027": Words("es").OnDays(day(11, 29), day(12, 5), zone),
	} {
		if got != want {
			t.Errorf("days = %q, want %q", got, want)
		}
	}
}

func TestTimesAreTheZonesOwnAndSayWhich(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		at     time.Time
		locale string
		want   string
	}{
		{time.Date(2027, 11, 8, 19, 35, 0, 0, time.UTC), "en", "November 8, 2027, 2:35 PM EST"},
		{time.Date(2027, 11, 8, 19, 35, 0, 0, time.UTC), "es", "8 de noviembre de 2027, 2:35 p.\u00a0m. EST"},
		{time.Date(2027, 11, 7, 5, 30, 0, 0, time.UTC), "en", "November 7, 2027, 1:30 AM EDT"}, // the hour that comes twice
		{time.Date(2027, 11, 7, 6, 30, 0, 0, time.UTC), "en", "November 7, 2027, 1:30 AM EST"},
		{time.Date(2027, 11, 8, 5, 0, 0, 0, time.UTC), "en", "November 8, 2027, 12:00 AM EST"},
		{time.Date(2027, 11, 8, 17, 0, 0, 0, time.UTC), "en", "November 8, 2027, 12:00 PM EST"},
	} {
		if got := Words(c.locale).Moment(c.at, zone); got != c.want {
			t.Errorf("%s in %s = %q, want %q", c.at, c.locale, got, c.want)
		}
	}
	if got, want := Words("es").Weekday(time.Date(2027, 11, 8, 3, 0, 0, 0, time.UTC), zone), "domingo, 7 de noviembre de 2027"; got != want {
		t.Errorf("weekday = %q, want %q: it is still Sunday there", got, want)
	}
}

func TestLeftIsToldInTheLargestUnit(t *testing.T) {
	t.Parallel()
	now := time.Date(2027, 11, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		in   time.Duration
		want string
	}{{49 * time.Hour, "2 days"}, {24 * time.Hour, "1 day"}, {23 * time.Hour, "23 hours"}, {90 * time.Second, "1 minute"}, {time.Second, "1 minute"}} {
		if got := Words("en").Left(now.Add(c.in), now); got != c.want {
			t.Errorf("%s is told as %q, want %q", c.in, got, c.want)
		}
	}
}

func TestSizesAreNotToldLargerThanTheyAre(t *testing.T) {
	t.Parallel()
	for bytes, want := range map[int64]string{
		1 << 30: "1 GB", 1_500_000_000: "1.5 GB", 1_999_999_999: "1.9 GB", 84_600_000: "84 MB", 999_999: "999 KB", 0: "0 KB",
	} {
		if got := Size(bytes); got != want {
			t.Errorf("Size(%d) = %q, want %q", bytes, got, want)
		}
	}
}

func TestPreferredIsWhatABrowserAsksForOrEnglish(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"": "en", "es": "es", "es-PR,es;q=0.9,en;q=0.8": "es", "en-US,en;q=0.9,es;q=0.5": "en", "fr-FR,fr": "en", "fr, es;q=0.5": "es", "*;q=no": "en",
	} {
		if got := Preferred(header); got != want {
			t.Errorf("Preferred(%q) = %q, want %q", header, got, want)
		}
	}
	if got := Words("fr").Locale; got != "en" {
		t.Errorf("a language that is not there is answered in %q", got)
	}
}
