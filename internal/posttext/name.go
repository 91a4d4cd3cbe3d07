package posttext

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"

	"github.com/belonginstem/belong/internal/belong"
)

// PublicLabel is who the world is told is in the video of s. A minor is called by their given name alone, and without a
// title, unless the campaign shows minors in full; the organization stays.
//
// The given name is the first word, as the form asks for first and last name in that order. Where that can't be told, the
// name's first letter stands for it: a name of one word may be two that were run together, one with a comma may begin with
// the family's. Names in Chinese, Japanese or Korean writing begin with the family's, and in a single letter tell it
// whole: such a minor is "A student".
func PublicLabel(c belong.Campaign, s belong.Submission) belong.Label {
	if !s.Minor || c.Posting.FullMinors || s.Label == (belong.Label{}) {
		return s.Label
	}
	return belong.Label{Name: givenName(s.Label.Name, s.Locale), Organization: s.Label.Organization}
}

// Public is s with the label that the world is told.
func Public(c belong.Campaign, s belong.Submission) belong.Submission {
	s.Label = PublicLabel(c, s)
	return s
}

// nameless is what a minor is called whose given name can't be told.
var nameless = belong.Text{"en": "A student", "es": "Estudiante"}

func givenName(whole, locale string) string {
	if strings.ContainsFunc(whole, isEastAsian) {
		return nameless.In(locale)
	}
	words := nameWords(whole)
	switch {
	case len(words) == 0:
		return nameless.In(locale)
	case len(words) == 1, strings.ContainsAny(whole, ",،、;"), !isOneWord(words[0]):
		return initial(words[0])
	}
	return words[0]
}

func isEastAsian(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo)
}

// nameWords are the words of a name that hold a letter, without the quotation marks and the like around them.
func nameWords(whole string) []string {
	var out []string
	for word := range strings.FieldsSeq(whole) {
		word = strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
		if strings.ContainsFunc(word, unicode.IsLetter) {
			out = append(out, word)
		}
	}
	return out
}

// isOneWord tells whether nothing in a word says that it is several, but for a hyphen or an apostrophe.
func isOneWord(word string) bool {
	return !strings.ContainsFunc(word, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.Is(unicode.Cf, r) && !strings.ContainsRune("-‐'’ʼ", r)
	})
}

// initial is the first letter of a word, as people see it.
func initial(word string) string {
	first, _, _, _ := uniseg.FirstGraphemeClusterInString(word, -1)
	return strings.ToUpper(first) + "."
}
