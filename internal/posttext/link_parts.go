package posttext

import (
	"slices"
	"strings"
	"unicode"
)

// isHostRune tells whether a name of a host may hold r; _ and - not at its ends.
func isHostRune(r rune) bool {
	return r == '_' || r == '-' || isNameRune(r)
}

func isNameRune(r rune) bool {
	switch {
	case strings.ContainsRune("!'#%&()*+,\\-./:;<=>?@[]^_{|}~$", r):
		return false
	case unicode.In(r, spaces, marksOfDirection):
		return false
	}
	return !strings.ContainsRune("\uFFFE\uFEFF\uFFFF", r)
}

var spaces = table(0x9, 0xD, 0x20, 0x20, 0x85, 0x85, 0xA0, 0xA0, 0x1680, 0x1680, 0x180E, 0x180E, 0x2000, 0x200A, 0x2028, 0x2029, 0x202F, 0x202F, 0x205F, 0x205F, 0x3000, 0x3000)

var marksOfDirection = table(0x61C, 0x61C, 0x200E, 0x200F, 0x202A, 0x202E, 0x2066, 0x2069)

// latin are the letters with accents that an address may hold.
var latin = table(0xC0, 0xD6, 0xD8, 0xF6, 0xF8, 0x24F, 0x253, 0x254, 0x256, 0x257, 0x259, 0x259, 0x25B, 0x25B, 0x263, 0x263, 0x268, 0x268, 0x26F, 0x26F, 0x272, 0x272, 0x289, 0x289, 0x28B, 0x28B, 0x2BB, 0x2BB, 0x300, 0x36F, 0x1E00, 0x1EFF)

// table is of ranges, by their first and last characters.
func table(ends ...uint16) *unicode.RangeTable {
	t := &unicode.RangeTable{}
	for pair := range slices.Chunk(ends, 2) {
		t.R16 = append(t.R16, unicode.Range16{Lo: pair[0], Hi: pair[1], Stride: 1})
		if pair[1] <= unicode.MaxLatin1 {
			t.LatinOffset++
		}
	}
	return t
}

// isSubdomain tells whether a name can stand before a dot: it neither begins nor ends with a hyphen or an underscore.
func isSubdomain(name []rune) bool {
	return len(name) > 0 && isNameRune(name[0]) && isNameRune(name[len(name)-1])
}

func isLatinRune(r rune) bool { return isASCIIAlnum(r) || r == '-' || unicode.Is(latin, r) }

func isLatinName(name []rune) bool { return len(name) > 0 }

// portEnd is behind ":8080", or where that would stand.
func portEnd(text []rune, at int) int {
	if at == len(text) || text[at] != ':' {
		return at
	}
	end := at + 1
	for end < len(text) && '0' <= text[end] && text[end] <= '9' {
		end++
	}
	if end == at+1 {
		return at
	}
	return end
}

// pathEnd is behind the path that begins at at; a stop or a comma at its end is the sentence's.
func pathEnd(text []rune, at int) int {
	if at == len(text) || text[at] != '/' {
		return at
	}
	end := at + 1
	for i := end; i < len(text); {
		if n := bracketsLength(text[i:]); n > 0 {
			i += n
			end = i
			continue
		}
		if !isPathRune(text[i]) {
			break
		}
		if i++; !strings.ContainsRune("!*';:,.$%[]–~@|&", text[i-1]) {
			end = i
		}
	}
	return end
}

func isPathRune(r rune) bool {
	return isLatinRune(r) || 0x400 <= r && r <= 0x4FF || strings.ContainsRune("!*';:=+,.$/%#[]–_~@|&", r)
}

// bracketsLength is of "(…)" at the text's beginning, with one pair more inside at most; 0 where there is none.
func bracketsLength(text []rune) int {
	if len(text) == 0 || text[0] != '(' {
		return 0
	}
	run := func(at int) int {
		for at < len(text) && isPathRune(text[at]) {
			at++
		}
		return at
	}
	is := func(at int, r rune) bool { return at < len(text) && text[at] == r }
	end := run(1)
	if is(end, '(') {
		inner := run(end + 1)
		if inner == end+1 || !is(inner, ')') {
			return 0
		}
		end = run(inner + 1)
	} else if end == 1 {
		return 0
	}
	if !is(end, ')') {
		return 0
	}
	return end + 1
}

// queryEnd is behind the "?…" that begins at at.
func queryEnd(text []rune, at int) int {
	if at == len(text) || text[at] != '?' {
		return at
	}
	end := at
	for i := at + 1; i < len(text) && isQueryRune(text[i]); i++ {
		if isASCIIAlnum(text[i]) || strings.ContainsRune("-_&=#/", text[i]) {
			end = i + 1
		}
	}
	return end
}

func isQueryRune(r rune) bool {
	return isASCIIAlnum(r) || strings.ContainsRune("!?*'@();:&=+$/%#[]-_.,~|", r)
}

// shortenedEnd is where an address ends, which for one that X shortened is earlier; ok is false where it is none of X's.
func shortenedEnd(address []rune) (end int, ok bool) {
	rest := address[protocolLength(address):]
	const host = "t.co/"
	if len(rest) <= len(host) || !strings.EqualFold(string(rest[:len(host)]), host) {
		return len(address), true
	}
	at := len(address) - len(rest) + len(host)
	name := at
	for at < len(address) && isASCIIAlnum(address[at]) {
		at++
	}
	switch {
	case at == name:
		return len(address), true
	case at-name > maxTcoName:
		return 0, false
	}
	return queryEnd(address, at), true
}
