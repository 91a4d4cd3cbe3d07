package belong

import (
	"strings"
	"unicode"
)

// suggest is a valid label that may be what was meant, or nothing.
func (p ParsedLabel) suggest(filename string) string {
	if p.Valid() {
		if apart := p.Label.wordsApart(); apart != p.Label {
			return validLabel(apart.String())
		}
		return ""
	}
	switch found := p.Problem.Found; p.Problem.Code {
	case LabelControl, LabelBidirectional, LabelInvisible:
		return validLabel(withoutUnseen(filename))
	case LabelPathSeparator:
		return withoutSeparators(filename)
	case LabelOtherSeparator:
		return validLabel(strings.Join(found, "_"))
	case LabelTooManyParts:
		return joined(found)
	case LabelLastNameMissing:
		return withoutHyphens(found)
	}
	return ""
}

// validLabel is the label that is read from s, written out, or nothing.
func validLabel(s string) string {
	if p := parseLabel(s); p.Valid() {
		return p.Label.String()
	}
	return ""
}

// withoutSeparators takes what is before the last separator for folders, else the separator for an "or": Teacher/Coach.
func withoutSeparators(s string) string {
	if label := validLabel(s[strings.LastIndexAny(s, `/\`)+1:]); label != "" {
		return label
	}
	return validLabel(strings.NewReplacer("/", "-", `\`, "-").Replace(s))
}

// joined makes three of more parts: without what a machine may have put before and after, and with a first and a last
// name joined that an underscore stands between. Where the other parts have too many it can't know which belong together.
func joined(parts []string) string {
	for len(parts) > 3 && isMachineName(parts[0]) {
		parts = parts[1:]
	}
	for len(parts) > 3 && isMachineName(parts[len(parts)-1]) {
		parts = parts[:len(parts)-1]
	}
	if len(parts) == 4 && nameWords(parts[0]) == 1 && nameWords(parts[1]) == 1 {
		parts = append([]string{parts[0] + " " + parts[1]}, parts[2:]...)
	}
	if len(parts) != 3 {
		return ""
	}
	return validLabel(strings.Join(parts, "_"))
}

// withoutHyphens takes hyphens for spaces where there is no space, and not the name alone has hyphens.
func withoutHyphens(parts []string) string {
	label := strings.Join(parts, "_")
	if strings.Contains(label, " ") || !strings.Contains(parts[1]+parts[2], "-") {
		return ""
	}
	return validLabel(strings.ReplaceAll(label, "-", " "))
}

// Separators that people use instead of the underscore. A dash with spaces around it is one even beside underscores; the
// others are letters of many names, and are tried only where there is no underscore.
var (
	clearSeparators  = []string{" - ", " – ", " — ", "＿"}
	likelySeparators = []string{",", ";", "|", "-", "–", "—"}
)

// otherSeparator finds the separator that makes a valid label of stem, and that label.
func otherSeparator(stem string) (separator, label string) {
	separators := clearSeparators
	if !strings.Contains(stem, "_") {
		separators = append(separators[:len(separators):len(separators)], likelySeparators...)
	}
	for _, separator := range separators {
		candidate := strings.ReplaceAll(stem, separator, "_")
		if _, found := splitParts(candidate); candidate == stem || len(found) != 3 {
			continue
		}
		if label := validLabel(candidate); label != "" {
			return separator, label
		}
	}
	return "", ""
}

// wordsApart splits words that were run together in the name and the title: "JaneDoe", "ChiefScientist". Organizations
// are left alone, since many are written just so: LinkedIn, YouTube.
func (l Label) wordsApart() Label {
	l.Name, l.Title = wordsApart(l.Name), wordsApart(l.Title)
	return l
}

// What a capital letter follows within one word: McDonald, DeShawn, LeBron, PhD.
var capitalPrefixes = setOf("mc mac de di da du la le lo van von fitz ph")

func wordsApart(part string) string {
	if strings.Contains(part, " ") {
		return part
	}
	var b strings.Builder
	start, last := 0, rune(0)
	for i, r := range part {
		word := part[start:i]
		if unicode.IsUpper(r) && unicode.IsLower(last) && len(word) > 1 && !capitalPrefixes[strings.ToLower(word)] {
			b.WriteByte(' ')
			start = i
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

// Scripts in which a first and a last name are written without a space, or in which there is only one name.
var unspacedScripts = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo, unicode.Hangul, unicode.Myanmar, unicode.Tibetan,
}

// nameWords counts the words of a name that hold a letter. A dot ends a word ("J.Doe"), and a word of two or more letters
// in a script without spaces counts as two (王小明).
func nameWords(name string) (n int) {
	words := strings.FieldsFunc(wordsApart(name), func(r rune) bool { return r == ' ' || r == '.' })
	for _, word := range words {
		letters, unspaced := 0, 0
		for _, r := range word {
			if !unicode.IsLetter(r) {
				continue
			}
			letters++
			if unicode.In(r, unspacedScripts...) {
				unspaced++
			}
		}
		n += min(letters, 1) + min(unspaced/2, 1)
	}
	return n
}
