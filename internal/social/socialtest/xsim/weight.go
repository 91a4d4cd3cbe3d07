package xsim

import (
	"regexp"

	"golang.org/x/text/unicode/norm"
)

// Weight is the length of a text as X counts it (twitter-text, version 3): letters of most alphabets are 1, those of others
// 2, an emoji of however many parts 2, an address 23.
func Weight(text string) int {
	text = norm.NFC.String(text)
	rest := web.ReplaceAllString(text, "")
	weight := 23 * len(web.FindAllString(text, -1))
	runes := []rune(rest)
	for i := 0; i < len(runes); {
		if n := emoji(runes[i:]); n > 0 {
			weight, i = weight+2, i+n
			continue
		}
		weight, i = weight+weightOf(runes[i]), i+1
	}
	return weight
}

// web is a plain address; X also takes one without https:// for one, where its ending is that of a country or the like.
var web = regexp.MustCompile(`(?i)\bhttps?://[a-z0-9.-]+\.[a-z]{2,}(:[0-9]+)?(/[^\s]*[a-z0-9/=_-]|/)?`)

func weightOf(r rune) int {
	switch {
	case r <= 4351, r >= 8192 && r <= 8205, r >= 8208 && r <= 8223, r >= 8242 && r <= 8247:
		return 1
	}
	return 2
}

const (
	joiner   = 0x200D
	variant  = 0xFE0F
	keycap   = 0x20E3
	tagsFrom = 0xE0020
	tagsTo   = 0xE007F
)

// emoji is how many runes the emoji at the beginning has; 0 where there is none.
func emoji(runes []rune) int {
	switch {
	case len(runes) >= 2 && isFlag(runes[0]) && isFlag(runes[1]):
		return 2
	case len(runes) >= 3 && isKey(runes[0]) && runes[1] == variant && runes[2] == keycap:
		return 3
	case !isPicture(runes[0]) && (len(runes) < 2 || runes[1] != variant || runes[0] < 0xA9):
		return 0
	}
	n := 1
	for n < len(runes) {
		switch r := runes[n]; {
		case r == variant, r >= 0x1F3FB && r <= 0x1F3FF, r >= tagsFrom && r <= tagsTo:
			n++
		case r == joiner && n+1 < len(runes) && isPicture(runes[n+1]):
			n += 2
		default:
			return n
		}
	}
	return n
}

func isFlag(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }

func isKey(r rune) bool { return r == '#' || r == '*' || r >= '0' && r <= '9' }

func isPicture(r rune) bool {
	return r >= 0x1F300 && r <= 0x1FAFF || r >= 0x2600 && r <= 0x27BF || r >= 0x2B00 && r <= 0x2BFF
}
