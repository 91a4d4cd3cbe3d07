package posttext

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// Bounds of twitter-text's on what is an address.
const (
	maxLink    = 4096
	maxHost    = 63 // of one part between dots, as the net's name service has it
	maxTcoName = 40

	// longestHost is the most that the net's name service takes of all names together. twitter-text looks on; nobody has such an
	// address, and a text in which every character could begin one would take minutes.
	longestHost = 253
)

// A link is an address in a text.
type link struct {
	span
	protocol bool // it begins with http:// or https://
}

// links finds the addresses in a text as X does, also those that stand there without http://: "STEMx.org" is one, and is
// weighed and paid for as one. It follows twitter-text, character for character; which names may stand at an address's end
// comes from the list of public suffixes.
func links(text []rune) []link {
	var out []link
	for at := 0; at < len(text); {
		f, ok := linkAt(text, at)
		if !ok && at == 0 {
			f, ok = linkAt(text, -1)
		}
		if !ok {
			at++
			continue
		}
		out = append(out, f.links(text)...)
		at = f.to // the next one has another character before it
	}
	return out
}

// A found address: its parts, in characters.
type found struct {
	before     int // the character before it; -1 at the start of the text
	from       int
	host       int // where it begins
	path       int // where the host and the port end
	hostEnd    int
	to         int
	hasPath    bool
	isProtocol bool
}

// linkAt looks for an address behind the character at before. What lies beyond the 65,536 characters of old is two
// to twitter-text: the first precedes, and the second is of the host.
func linkAt(text []rune, before int) (found, bool) {
	if before >= 0 && !mayPrecede(text[before]) {
		return found{}, false
	}
	if before >= 0 && text[before] > 0xFFFF {
		if f, ok := linkFrom(text, found{before: before, from: before, host: before}); ok {
			return f, true
		}
	}
	f := found{before: before, from: before + 1}
	f.host = f.from + protocolLength(text[f.from:])
	f.isProtocol = f.host > f.from
	return linkFrom(text, f)
}

// linkFrom reads the address whose host begins at f.host.
func linkFrom(text []rune, f found) (found, bool) {
	if f.hostEnd = hostEnd(text, f.host, isHostRune, isSubdomain); f.hostEnd < 0 {
		return found{}, false
	}
	f.path = portEnd(text, f.hostEnd)
	afterPath := pathEnd(text, f.path)
	f.hasPath = afterPath > f.path
	f.to = queryEnd(text, afterPath)
	return f, true
}

// links is what the found address counts as: one address, or where no protocol says so those of its names that are Latin.
func (f found) links(text []rune) []link {
	if !f.isPlausible(text) {
		return nil
	}
	if f.isProtocol {
		to, ok := shortenedEnd(text[f.from:f.to])
		if !ok {
			return nil
		}
		return []link{{span{f.from, f.from + to, linkLength}, true}}
	}
	if f.before >= 0 && strings.ContainsRune("-_./", text[f.before]) {
		return nil
	}
	out := latinLinks(text[:f.hostEnd], f.host)
	if n := len(out); n > 0 && f.hasPath {
		out[n-1].to += f.to - f.hostEnd
	}
	return out
}

// latinLinks are the names from at on that an address is made of in Latin letters.
func latinLinks(text []rune, at int) []link {
	var out []link
	for at < len(text) {
		end := hostEnd(text, at, isLatinRune, isLatinName)
		if end < 0 {
			at++
			continue
		}
		out = append(out, link{span: span{at, end, linkLength}})
		at = end
	}
	return out
}

// isPlausible tells whether a host's names are of a length that there can be, and hold no letters where they say that they
// are encoded.
func (f found) isPlausible(text []rune) bool {
	host := slices.Clone(text[f.host:f.hostEnd])
	if f.before == f.host {
		host[0] = 0xE000 // the second half of a character is encoded in as many letters
	}
	for name := range strings.SplitSeq(string(host), ".") {
		if ascii, err := idna.Punycode.ToASCII(name); err == nil && len(ascii) > maxHost {
			return false
		}
	}
	if strings.HasPrefix(string(host), "xn--") && len(latinLinks(text[:f.hostEnd], f.host)) == 0 {
		return false
	}
	return f.to-f.from <= maxLink-len("https://")
}

func mayPrecede(r rune) bool {
	switch {
	case 'A' <= r && r <= 'Z', 'a' <= r && r <= 'z', '0' <= r && r <= '9':
		return false
	}
	return !strings.ContainsRune("@＠$#＃\uFFFE\uFEFF\uFFFF", r)
}

func protocolLength(text []rune) int {
	for _, p := range []string{"https://", "http://"} {
		if len(text) >= len(p) && strings.EqualFold(string(text[:len(p)]), p) {
			return len(p)
		}
	}
	return 0
}

// hostEnd is where a host that begins at from ends: names with a dot behind each, and one that stands at an address's end.
// -1 where there is none. The more names the better.
func hostEnd(text []rune, from int, part func(rune) bool, name func([]rune) bool) int {
	end := -1
	text = text[:min(len(text), from+longestHost+1)]
	for at := from; at < len(text); {
		next := at
		for next < len(text) && part(text[next]) {
			next++
		}
		if at > from { // the name before it is the one that an address is under
			if n := suffixLength(text[at:]); n > 0 && mayBeRegistered(text[from:at-1]) {
				end = at + n
			}
		}
		if next == len(text) || text[next] != '.' || !name(text[at:next]) {
			break
		}
		at = next + 1
	}
	return end
}

// mayBeRegistered tells whether the last of the names is one that an address can be under: it holds no underscore.
func mayBeRegistered(names []rune) bool {
	for i := len(names) - 1; i >= 0 && names[i] != '.'; i-- {
		if names[i] == '_' {
			return false
		}
	}
	return true
}

// suffixLength is how much of the text's beginning is a name that stands at an address's end, such as org; 0 where none is.
func suffixLength(text []rune) int {
	n := 0
	for n < len(text) && isASCIIAlnum(text[n]) {
		n++
	}
	switch {
	case n == 0:
		return foreignSuffixLength(text)
	case n == 2 && isPunycode(text):
		return punycodeLength(text)
	case n < len(text) && strings.ContainsRune("@+-", text[n]), !isSuffix(strings.ToLower(string(text[:n]))):
		return 0
	}
	return n
}

// longestSuffix is longer than any name in another writing that there is.
const longestSuffix = 24

func foreignSuffixLength(text []rune) int {
	n := 0
	for n < min(len(text), longestSuffix) && (unicode.IsLetter(text[n]) || unicode.IsMark(text[n])) {
		n++
	}
	for ; n > 0; n-- {
		if n < len(text) && (isASCIIAlnum(text[n]) || strings.ContainsRune("@+-", text[n])) {
			continue
		}
		ascii, err := idna.Punycode.ToASCII(strings.ToLower(string(text[:n])))
		if err == nil && isSuffix(ascii) {
			return n
		}
	}
	return 0
}

func isPunycode(text []rune) bool {
	return len(text) > 4 && strings.EqualFold(string(text[:4]), "xn--") && punycodeLength(text) > 4
}

func punycodeLength(text []rune) int {
	n := 0
	for n < len(text) && (isASCIIAlnum(text[n]) || text[n] == '-') {
		n++
	}
	return n
}

func isSuffix(name string) bool {
	_, known := publicsuffix.PublicSuffix("x." + name)
	return known
}

func isASCIIAlnum(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
}
