package belong

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A captionWord is what is not taken apart when a text is made into captions: a word with its punctuation, or, in a
// script without spaces, an ideograph with its own.
type captionWord struct {
	text   string
	glued  bool    // no space before it
	weight float64 // how long it takes to say: about its syllables
	end    ending
}

// An ending is what ends with a word.
type ending int

const (
	nothingEnds ending = iota
	phraseEnds
	sentenceEnds
)

// captionWords takes a text apart. A line's end ends a phrase, a blank line a sentence.
func captionWords(text string) []captionWord {
	var out []captionWord
	ends := func(e ending) {
		if len(out) > 0 {
			out[len(out)-1].end = max(out[len(out)-1].end, e)
		}
	}
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		line = strings.ReplaceAll(cleanText(line), "\n", " ")
		if line == "" {
			ends(sentenceEnds)
			continue
		}
		for word := range strings.FieldsSeq(line) {
			for i, piece := range pieces(word) {
				out = addWord(out, captionWord{text: piece, glued: i > 0, weight: spokenWeight(piece), end: endingOf(piece)})
			}
		}
		ends(phraseEnds)
	}
	return out
}

// addWord adds a word. What nobody pronounces, a dash or an emoji, goes with the word before it.
func addWord(words []captionWord, w captionWord) []captionWord {
	if w.weight > 0 {
		return append(words, w)
	}
	if len(words) > 0 {
		last := &words[len(words)-1]
		if text := inALine([]captionWord{*last, w}); columns(text) <= scriptColumns {
			last.text, last.end = text, max(last.end, w.end)
			return words
		}
	}
	w.weight = unspoken
	return append(words, w)
}

// unspoken is the weight of what is shown and not pronounced, and has to stand alone: any will do that is not none.
const unspoken = 0.1

// inALine is the words as they are read.
func inALine(words []captionWord) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 && !w.glued {
			b.WriteByte(' ')
		}
		b.WriteString(w.text)
	}
	return b.String()
}

// pieces takes apart what has no space in it: at ideographs, and where no line is long enough.
func pieces(word string) []string {
	var out []string
	start := 0
	var before rune
	for i, r := range word {
		if i > 0 && (isIdeograph(before) || isIdeograph(r)) && !clingsBack(r) && !clingsOn(before) {
			out = append(out, cutLong(word[start:i], scriptColumns)...)
			start = i
		}
		before = r
	}
	return append(out, cutLong(word[start:], scriptColumns)...)
}

func isIdeograph(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo, unicode.Yi)
}

// clingsBack tells whether no line begins with r, clingsOn whether none ends with it.
func clingsBack(r rune) bool {
	return unicode.In(r, unicode.Pe, unicode.Pf, unicode.Po, unicode.Pd, unicode.M, unicode.Cf) ||
		strings.ContainsRune("ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶー々ゝゞヽヾ～", r)
}

func clingsOn(r rune) bool { return unicode.In(r, unicode.Ps, unicode.Pi, unicode.Cf) }

// abbreviations end with a dot that ends nothing.
var abbreviations = map[string]bool{
	"dr": true, "dra": true, "mr": true, "mrs": true, "ms": true, "sr": true, "sra": true, "srta": true, "st": true,
	"prof": true, "profa": true, "ing": true, "lic": true, "vs": true,
}

func endingOf(word string) ending {
	word = strings.TrimRightFunc(word, func(r rune) bool {
		return unicode.In(r, unicode.Pe, unicode.Pf, unicode.Cf, unicode.M) || r == '"' || r == '\''
	})
	switch r := lastRune(word); {
	case strings.ContainsRune(".!?…。！？｡؟۔।॥", r):
		if abbreviations[strings.ToLower(strings.Trim(word, "(.“\"'"))] {
			return nothingEnds
		}
		return sentenceEnds
	case strings.ContainsRune(",;:—–，；：、､،؛", r):
		return phraseEnds
	}
	return nothingEnds
}

// spokenWeight is about how many syllables a word has when it is said; 0 for what is not said. Only the proportion
// between words matters.
func spokenWeight(word string) float64 {
	var weight float64
	var vowels, consonants int
	after := false // a vowel
	for _, r := range word {
		vowel := false
		switch {
		case unicode.Is(unicode.Latin, r):
			if vowel = isVowel(r); !vowel {
				consonants++
			} else if !after {
				vowels++
			}
		case isIdeograph(r), unicode.Is(unicode.Hangul, r):
			weight++
		case unicode.IsDigit(r):
			weight += 1.5
		case unicode.IsLetter(r):
			weight += 0.5
		case strings.ContainsRune("%&+@#$€£=", r):
			weight++
		}
		after = vowel
	}
	switch {
	case vowels > 0:
		weight += float64(vowels)
	case consonants > 0 && word == strings.ToUpper(word):
		weight += float64(consonants) // spelled out
	case consonants > 0:
		weight++
	}
	if weight > 0 {
		return max(1, weight)
	}
	return 0
}

func isVowel(r rune) bool {
	base := []rune(norm.NFD.String(string(unicode.ToLower(r))))[0]
	return strings.ContainsRune("aeiouyæøœ", base)
}
