package posttext_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/posttext"
)

const wall = "https://stemx.us/wall/you-belong-in-stem"

var (
	x    = belong.Channel{Kind: belong.X}
	sky  = belong.Channel{Kind: belong.Bluesky}
	toot = belong.Channel{Kind: belong.Mastodon}
)

func campaign(template string) belong.Campaign {
	c := belong.Campaign{
		Hashtag: "#YOUbelonginSTEM", ClosingLine: "YOU Belong in STEM",
		Questions: []belong.Question{{Key: "why", Text: belong.Text{"en": "Why is diversity in STEM important?", "es": "¿Por qué importa?"}}},
	}
	if template != "" {
		c.Posting.Templates = map[belong.ChannelKind]belong.Text{"": {"en": template}}
	}
	return c
}

func jane() belong.Submission {
	return belong.Submission{
		Label: belong.Label{Name: "Jane Doe", Title: "Chief Scientist", Organization: "STEMx"}, Question: "why", Locale: "en",
		Handles: map[belong.ChannelKind]string{belong.X: "janedoe", belong.Mastodon: "jane@mastodon.social"},
	}
}

func write(t *testing.T, c belong.Campaign, ch belong.Channel, s belong.Submission) posttext.Text {
	t.Helper()
	text, err := posttext.Write(c, ch, s, wall)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestATextSaysWhoSpeaksWhatTheyAnswerAndTheHashtag(t *testing.T) {
	t.Parallel()
	got := write(t, campaign(""), sky, jane())
	want := posttext.Text{Words: "Jane Doe, Chief Scientist, STEMx\nWhy is diversity in STEM important?\n#YOUbelonginSTEM", Length: 85, Limit: 300}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	spanish := jane()
	spanish.Locale, spanish.Label = "es", belong.Label{Name: "Ana Núñez", Title: "Profesora", Organization: "UPR"}
	if got := write(t, campaign(""), sky, spanish).Words; got != "Ana Núñez, Profesora, UPR\n¿Por qué importa?\n#YOUbelonginSTEM" {
		t.Errorf("%q", got)
	}
}

func TestATemplateIsTheChannelsOrElseEverybodys(t *testing.T) {
	t.Parallel()
	c := campaign("{name}")
	c.Posting.Templates[belong.X] = belong.Text{"en": "X: {name}", "es": "X: soy {name}"}
	spanish := jane()
	spanish.Locale = "es"
	for name, got := range map[string]string{
		"Jane Doe":        write(t, c, sky, jane()).Words,
		"X: Jane Doe":     write(t, c, x, jane()).Words,
		"X: soy Jane Doe": write(t, c, x, spanish).Words,
	} {
		if got != name {
			t.Errorf("%q, want %q", got, name)
		}
	}
}

func TestWhatIsEmptyLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	bare := belong.Submission{Label: belong.Label{Name: "Jane - Doe"}, Locale: "en"}
	for template, want := range map[string]string{
		"{name}, {title}, {organization}":                 "Jane - Doe",
		"{title}, {name} ({handle}), {organization}!":     "Jane - Doe!",
		"{title} · {organization} · {name}":               "Jane - Doe",
		"{name}\n\n{question}\n\n{closing_line}":          "Jane - Doe\n\nYOU Belong in STEM",
		"{question}\n{name}\n{title}, {organization}\n":   "Jane - Doe",
		"{name} | {title} | {closing_line}":               "Jane - Doe | YOU Belong in STEM",
		"“{question}”: {name}, {title}":                   "Jane - Doe",
		"{name}:  kept as it is ,\n{organization}":        "Jane - Doe:  kept as it is ,",
		"One line\n\n\n\n{title}\n\nanother, from {name}": "One line\n\nanother, from Jane - Doe",
	} {
		if got := write(t, campaign(template), x, bare).Words; got != want {
			t.Errorf("%q gives %q, want %q", template, got, want)
		}
	}
}

func TestWhatAPersonTypedIsNoTemplate(t *testing.T) {
	t.Parallel()
	s := jane()
	s.Label = belong.Label{Name: "{title} {link}", Title: "{name}", Organization: "$1"}
	if got := write(t, campaign("{name}, {title}, {organization}"), x, s).Words; got != "{title} {link}, {name}, $1" {
		t.Errorf("%q", got)
	}
}

func TestALinkStandsThereOnlyWhereTheCampaignWantsIt(t *testing.T) {
	t.Parallel()
	for _, template := range []string{"", "{name}", "{link} {name}"} {
		c := campaign(template)
		if got := write(t, c, x, jane()).Words; strings.Contains(got, wall) {
			t.Errorf("%q: %q", template, got)
		}
		c.Posting.Link = true
		if got := write(t, c, x, jane()).Words; strings.Count(got, wall) != 1 {
			t.Errorf("%q: %q", template, got)
		}
	}
}

func TestOnlyWhoAgreedIsMentioned(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		ch    belong.Channel
		minor bool
		want  string
	}{
		{x, false, "Jane Doe (@janedoe)"},
		{toot, false, "Jane Doe (@jane@mastodon.social)"},
		{sky, false, "Jane Doe"},
		{x, true, "Jane"},
	} {
		s := jane()
		s.Minor = c.minor
		if got := write(t, campaign("{name} ({handle})"), c.ch, s).Words; got != c.want {
			t.Errorf("%s: %q, want %q", c.ch.Kind, got, c.want)
		}
	}
	s := jane()
	s.Label = belong.Label{Name: "@POTUS Doe", Title: "Head @ STEM, ＠nasa", Organization: "a@b.edu (@x)"}
	if got := write(t, campaign("{name}, {title}, {organization}"), x, s).Words; got != "POTUS Doe, Head @ STEM, nasa, a@b.edu (x)" {
		t.Errorf("%q", got)
	}
}

func TestATextThatIsTooLongIsShortenedAndSaysSo(t *testing.T) {
	t.Parallel()
	short := x
	for _, c := range []struct {
		limit int
		want  string
		left  []string
	}{
		{0, "Jane Doe (@janedoe), Chief Scientist, STEMx\nWhy is diversity in STEM important?\n#YOUbelonginSTEM", nil},
		{90, "Jane Doe (@janedoe), Chief Scientist, STEMx\n#YOUbelonginSTEM", []string{"question"}},
		{50, "Jane Doe (@janedoe), STEMx\n#YOUbelonginSTEM", []string{"question", "title"}},
		{40, "Jane Doe, STEMx\n#YOUbelonginSTEM", []string{"question", "title", "handle"}},
		{25, "Jane Doe\n#YOUbelonginSTEM", []string{"question", "title", "handle", "organization"}},
	} {
		short.Standing.Limits.Text = c.limit
		got := write(t, campaign(""), short, jane())
		if got.Words != c.want || !slices.Equal(got.Left, c.left) || got.Length > got.Limit {
			t.Errorf("%d: %+v", c.limit, got)
		}
	}
	short.Standing.Limits.Text = 24
	_, err := posttext.Write(campaign(""), short, jane(), "")
	var refused *belong.Error
	if !errors.As(err, &refused) || refused.Code != "text_too_long" ||
		refused.Sentence != "For X the text is 1 character too long even without the question, the job title, the name at the network and the organization: 25, and 24 is the most. Shorten the campaign's template, or write this post's text by hand." {
		t.Errorf("%v", err)
	}
}

func TestWordsByHandAreHeldAgainstTheLimit(t *testing.T) {
	t.Parallel()
	for words, code := range map[string]string{
		strings.Repeat("a", 280): "", strings.Repeat("a", 281): "text_too_long", strings.Repeat("王", 141): "text_too_long", " \n": "text_empty",
	} {
		err := posttext.CheckWords(x, words)
		var refused *belong.Error
		if errors.As(err, &refused) != (code != "") || err != nil && refused.Code != code {
			t.Errorf("%.9q…: %v", words, err)
		}
	}
	if err := posttext.CheckWords(belong.Channel{Kind: belong.Wall}, strings.Repeat("a", 3000)); err != nil {
		t.Error(err)
	}
}

func TestATemplateIsRefused(t *testing.T) {
	t.Parallel()
	for template, want := range map[string]string{
		posttext.Default: "", "{name}{closing_line}": "", "no placeholder at all": "",
		"{nam}": "{nam} is no placeholder", "{}": "{} is no placeholder", "{name": "A brace stands alone", "name}": "A brace", "{na me}": "A brace", "{{name}}": "A brace",
	} {
		err := posttext.CheckTemplate(template)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", template, err)
		}
	}
}

func TestEachNetworkMeasuresInItsOwnWay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind belong.ChannelKind
		text string
		want int
	}{
		{belong.Bluesky, "e\u0301 👩🏿‍🚀 王", 5},
		{belong.Bluesky, strings.Repeat("👨‍👩‍👧‍👦", 100), 250}, // of 25 bytes each
		{belong.Mastodon, "see " + wall + " and @jane@mastodon.social, @joe", 4 + 23 + 5 + 5 + 6},
		{belong.Mastodon, "STEMx.org 王", 11},
		{belong.Mastodon, "jane@mastodon.social", 20},
		{belong.Wall, "王小明", 3},
		{belong.X, "STEMx.org 王", 26},
	} {
		if got := posttext.Length(c.kind, c.text); got != c.want {
			t.Errorf("%s: %.40q is %d long, want %d", c.kind, c.text, got, c.want)
		}
	}
}

func TestOnlyXCostsAndMoreWithAnAddress(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{"Jane Doe, STEMx": "$0.015", "Jane Doe, STEMx.org": "$0.20", "see " + wall: "$0.20"} {
		if got := posttext.Cost(belong.X, words).String(); got != want {
			t.Errorf("%q costs %s, want %s", words, got, want)
		}
		if got := posttext.Cost(belong.Bluesky, words); got != 0 {
			t.Errorf("%q costs %s", words, got)
		}
	}
}

func TestAMinorIsCalledByTheGivenNameAlone(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Jane Doe": "Jane", "Ana María Núñez": "Ana", "Mary-Jane O'Neil": "Mary-Jane", "D'Andre Smith": "D'Andre", "“Jane” Doe": "Jane", "(Jane) Doe": "Jane", "👩‍🔬 Jane Doe": "Jane",
		"JaneDoe": "J.", "Madonna": "M.", "jane.doe Smith": "J.", "Doe, Jane": "D.", "J. Doe": "J", "José": "J.", "e\u0301lodie": "E\u0301.",
		"محمد علي": "محمد", "علی\u200cرضا احمدی": "علی\u200cرضا", "عمر": "ع.", "Иван Петров": "Иван", "สมชาย ใจดี": "สมชาย", "नेहा शर्मा": "नेहा",
		"王小明": "A student", "山田 太郎": "A student", "김민준": "A student", "Xiaoming 王": "A student",
	} {
		s := belong.Submission{Minor: true, Locale: "en", Label: belong.Label{Name: name, Title: "Student", Organization: "Lincoln High"}}
		if got := posttext.PublicLabel(belong.Campaign{}, s); got != (belong.Label{Name: want, Organization: "Lincoln High"}) {
			t.Errorf("%q is %+v", name, got)
		}
		full := belong.Campaign{Posting: belong.PostRules{FullMinors: true}}
		if got := posttext.PublicLabel(full, s); got != s.Label {
			t.Errorf("in full: %+v", got)
		}
		if s.Minor = false; posttext.PublicLabel(belong.Campaign{}, s) != s.Label {
			t.Errorf("%q is grown up", name)
		}
	}
}

func TestWhoCannotSeeTheVideoIsToldWhatItIs(t *testing.T) {
	t.Parallel()
	minor := jane()
	minor.Minor, minor.Locale, minor.Question = true, "es", ""
	for want, s := range map[string]belong.Submission{
		"Video: Jane Doe, Chief Scientist, STEMx, answers: Why is diversity in STEM important?": jane(),
		"Vídeo: Jane, STEMx": minor,
	} {
		if got := posttext.Alt(campaign(""), s); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func FuzzNoTextIsLongerThanItsLimit(f *testing.F) {
	f.Add("Jane Doe", "Chief Scientist", "STEMx", "{name}, {title}", 280)
	f.Add("王小明", "👩🏿‍🚀", "STEMx.org", "{name}{organization}{question}", 30)
	f.Fuzz(func(t *testing.T, name, title, organization, template string, limit int) {
		s := jane()
		s.Label = belong.Label{Name: name, Title: title, Organization: organization}
		for _, kind := range belong.ChannelKinds {
			ch := belong.Channel{Kind: kind, Standing: belong.Standing{Limits: belong.PostLimits{Text: limit}}}
			text, err := posttext.Write(campaign(template), ch, s, wall)
			if text.Length != posttext.Length(kind, text.Words) || err == nil && text.Limit > 0 && text.Length > text.Limit {
				t.Errorf("%s: %+v", kind, text)
			}
		}
	})
}

func TestAnAddressIsLookedForNoFurtherThanOneCanReach(t *testing.T) {
	t.Parallel()
	for _, kind := range []belong.ChannelKind{belong.X, belong.Mastodon} {
		if got := posttext.Length(kind, "https://"+strings.Repeat("a.", 200)+"org"); got < 150 {
			t.Errorf("a host of 400 characters counts %d on %s, as one address does", got, kind)
		}
		if got := posttext.Length(kind, "https://"+strings.Repeat("a.", 120)+"org"); got != 23 {
			t.Errorf("the longest host that there can be counts %d on %s", got, kind)
		}
	}
}
