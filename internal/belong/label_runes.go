package belong

import (
	"fmt"
	"slices"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Any writing is welcome in a label, right to left too, and so are emoji. What nobody can see is not: it makes two
// labels look alike, or one look like something else. Some unseen characters do belong to a script, and stand where it
// needs them:
//
//   - U+200C and U+200D, the non-joiner and the joiner, between letters of a script whose letters join (علی‌رضا), the
//     joiner also at the end after a virama (ന്‍), and between emoji (👩‍🔬);
//   - variation selectors after a character that has variants (辻󠄀, ❤️).

// firstOddRune is a remark on the first character that a label may not hold, or nil.
func firstOddRune(s string) *LabelRemark {
	runes := []rune(s)
	for i, r := range runes {
		if code := oddRune(runes, i); code != "" {
			return &LabelRemark{Code: code, Text: fmt.Sprintf("U+%04X", r)}
		}
	}
	return nil
}

func oddRune(runes []rune, i int) LabelCode {
	switch r := runes[i]; {
	case r == utf8.RuneError, unicode.In(r, unicode.Co, unicode.Noncharacter_Code_Point):
		return LabelGarbled
	case unicode.IsControl(r):
		return LabelControl
	case r == '/', r == '\\':
		return LabelPathSeparator
	case unicode.Is(unicode.Bidi_Control, r):
		return LabelBidirectional
	case isUnseen(r) && !isNeeded(runes, i):
		return LabelInvisible
	}
	return ""
}

func isUnseen(r rune) bool {
	return unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r) ||
		unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) ||
		r == '\u2800' // the blank pattern of Braille
}

const (
	nonJoiner     = '\u200C'
	joiner        = '\u200D'
	emojiSelector = '\uFE0F'
	virama        = 9 // the canonical combining class of all of them
)

// Scripts whose letters join or stack, so that a name may need to say where they do and where they don't.
var joiningScripts = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Nko, unicode.Mongolian, unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi,
	unicode.Gujarati, unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala,
	unicode.Myanmar, unicode.Khmer,
}

// Scripts that have variants of letters.
var variantScripts = []*unicode.RangeTable{unicode.Han, unicode.Mongolian, unicode.Myanmar, unicode.Phags_Pa}

// isNeeded tells whether the unseen character at i belongs where it stands.
func isNeeded(runes []rune, i int) bool {
	before, after := neighbors(runes, i)
	switch r := runes[i]; {
	case r == joiner && (unicode.IsSymbol(before) || before == emojiSelector):
		return unicode.IsSymbol(after)
	case r == joiner && norm.NFC.PropertiesString(string(before)).CCC() == virama:
		return true
	case r == joiner, r == nonJoiner:
		return unicode.In(before, joiningScripts...) && unicode.In(after, joiningScripts...)
	case unicode.Is(unicode.Variation_Selector, r):
		return unicode.In(before, variantScripts...) || unicode.IsSymbol(before) || unicode.IsDigit(before)
	}
	return false
}

// neighbors are the characters on both sides of i, vowel signs and the like that any script may use left out; 0 at an end.
func neighbors(runes []rune, i int) (before, after rune) {
	for _, r := range slices.Backward(runes[:i]) {
		if before = r; isUnseen(r) || !unicode.Is(unicode.Inherited, r) {
			break
		}
	}
	if i+1 < len(runes) {
		after = runes[i+1]
	}
	return before, after
}

// withoutUnseen drops the characters that firstOddRune refuses because nobody sees them; those that move the pen become a
// space.
func withoutUnseen(s string) string {
	runes := []rune(norm.NFC.String(s))
	for i := 0; i < len(runes); {
		switch oddRune(runes, i) {
		case LabelControl:
			runes[i] = ' '
		case LabelBidirectional, LabelInvisible:
			runes = slices.Delete(runes, i, i+1)
		default:
			i++
		}
	}
	return string(runes)
}
