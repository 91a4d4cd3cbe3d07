package belong

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// tidyText is a cue's text as it is kept: as it was typed where that fits, else on two lines that are as even as can be. What is
// too long for any cue stays as it is, since to break it well would take long.
func tidyText(text string) string {
	if text = cleanText(text); len(text) > cueBytes {
		return text
	}
	lines := strings.Split(text, "\n")
	fits := len(lines) <= 2
	for _, line := range lines {
		fits = fits && columns(line) <= lineColumns
	}
	if fits {
		return text
	}
	return inLines(captionWords(text), lineColumns)
}

// cleanText is text with its white space folded, without blank lines, composed (NFC), and without what nobody sees.
func cleanText(text string) string {
	var lines []string
	for _, line := range strings.FieldsFunc(text, isLineBreak) {
		if line = cleanLine(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

func isLineBreak(r rune) bool {
	switch r {
	case '\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029':
		return true
	}
	return false
}

// cleanLine is cleanText of one line.
func cleanLine(line string) string {
	runes := []rune(norm.NFC.String(line))
	kept := make([]rune, 0, len(runes))
	for i, r := range runes {
		switch {
		case unicode.IsControl(r):
			kept = append(kept, ' ')
		case !isOddInCaptions(runes, i):
			kept = append(kept, r)
		}
	}
	// What was taken out may have kept neighbors from each other, and others may need a neighbor that is gone.
	cleaned := strings.Join(strings.Fields(norm.NFC.String(string(kept))), " ")
	if cleaned != line && cleaned != "" {
		return cleanLine(cleaned)
	}
	return cleaned
}

// isOddInCaptions tells whether nobody could see the character at i, or it would turn the text around it. Marks that say
// which way a comma belongs are part of a text that is written from right to left.
func isOddInCaptions(runes []rune, i int) bool {
	switch runes[i] {
	case '\u200E', '\u200F', '\u061C':
		return false
	}
	code := oddRune(runes, i)
	return code != "" && code != LabelPathSeparator
}

// columns is how wide a line is: what is read as one letter takes a column, an ideograph or an emoji two.
func columns(line string) int {
	width := 0
	var before rune
	for _, r := range line {
		switch {
		case isCarried(r) || before == joiner:
		case isWide(r):
			width += 2
		default:
			width++
		}
		before = r
	}
	return width
}

// isCarried tells whether r takes no room of its own.
func isCarried(r rune) bool {
	return unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) || r >= 0x1F3FB && r <= 0x1F3FF // the tones of skin
}

var wideScripts = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo, unicode.Hangul, unicode.Yi}

func isWide(r rune) bool {
	switch {
	case r < 0x1100:
		return false
	case r >= 0x3000 && r <= 0x303E, r >= 0xFF01 && r <= 0xFF60, r >= 0xFFE0 && r <= 0xFFE6, r >= 0x1F300 && r <= 0x1FAFF:
		return true
	}
	return unicode.In(r, wideScripts...)
}

// inLines puts words on one line, or else on two that are as even as can be, the break rather where a phrase ends.
func inLines(words []captionWord, most int) string {
	whole := inALine(words)
	if columns(whole) <= most {
		return whole
	}
	best, least := len(words), 0
	for i := 1; i < len(words); i++ {
		first, second := columns(inALine(words[:i])), columns(inALine(words[i:]))
		cost := max(first, second) - min(first, second) + 100*(max(0, first-most)+max(0, second-most))
		if words[i-1].end == nothingEnds {
			cost += most / 4
		}
		if best == len(words) || cost < least {
			best, least = i, cost
		}
	}
	if best == len(words) {
		return whole
	}
	return inALine(words[:best]) + "\n" + inALine(words[best:])
}

// cutLong cuts a word that no line takes into pieces that fit.
func cutLong(word string, most int) []string {
	if columns(word) <= most {
		return []string{word}
	}
	out, width := []string{""}, 0
	for _, l := range letters(word) {
		wide := columns(l)
		if width > 0 && width+wide > most {
			out, width = append(out, ""), 0
		}
		out[len(out)-1] += l
		width += wide
	}
	return out
}

// letters are a word's letters, each with the marks on it and all that is joined to it.
func letters(word string) []string {
	var out []string
	start := 0
	var before rune
	for i, r := range word {
		if i > start && !isCarried(r) && !unicode.Is(unicode.Mc, r) && before != joiner && before != nonJoiner {
			out = append(out, word[start:i])
			start = i
		}
		before = r
	}
	return append(out, word[start:])
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}
