package speech

import (
	"bufio"
	_ "embed"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// A pronunciation is one way to say a word: its phones, as the dictionary writes them ("S T EH M").
type pronunciation struct{ word, phones string }

// A dictionary tells how words are said: sorted by word, the usual way first.
type dictionary []pronunciation

// readDictionary reads a dictionary of CMU's form: a word and its phones a line, further ways to say it as "word(2)".
func readDictionary(path string) (dictionary, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	d := make(dictionary, 0, 140_000)
	for line := range strings.Lines(string(text)) {
		word, phones, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok {
			continue
		}
		word, _, _ = strings.Cut(word, "(")
		d = append(d, pronunciation{word, phones})
	}
	slices.SortStableFunc(d, func(a, b pronunciation) int { return strings.Compare(a.word, b.word) })
	return d, nil
}

// ways are all ways to say a word; none where the dictionary lacks it.
func (d dictionary) ways(word string) []string {
	at, _ := slices.BinarySearchFunc(d, word, func(p pronunciation, w string) int { return strings.Compare(p.word, w) })
	var out []string
	for ; at < len(d) && d[at].word == word; at++ {
		out = append(out, d[at].phones)
	}
	return out
}

// A frequency is how often a word is said: the decimal logarithm of its probability.
type frequency struct {
	word        string
	probability float64
}

//go:embed words.txt
var wordsFile string

// frequencies are those of the words that English is mostly made of, the most frequent first.
func frequencies() ([]frequency, error) {
	var out []frequency
	lines := bufio.NewScanner(strings.NewReader(wordsFile))
	for lines.Scan() {
		word, number, ok := strings.Cut(lines.Text(), " ")
		if !ok || word == "#" {
			continue
		}
		p, err := strconv.ParseFloat(number, 64)
		if err != nil {
			return nil, fmt.Errorf("words.txt: %w", err)
		}
		out = append(out, frequency{word, p})
	}
	return out, lines.Err()
}

// words are the words of a text as a dictionary has them: in lower case, without marks but for the apostrophe within.
func words(text string) []string {
	text = strings.NewReplacer("’", "'", "ʼ", "'", "&", " and ").Replace(strings.ToLower(text))
	parts := strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsNumber(r) && r != '\''
	})
	out := parts[:0]
	for _, p := range parts {
		if p = strings.Trim(p, "'"); p != "" {
			out = append(out, p)
		}
	}
	return out
}
