package speech

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// A model is what the recogniser is told of the English that it may hear: some hundred words, with the line among them,
// and what is likely to follow what. It is that small since the whole of English, with an acoustic model of that age, is
// heard wrong half the time; in a small one, what is not the line still finds something that it sounds more like.
type model struct {
	line       []string
	alike      map[string]bool // words that sound just as one of the line, and so are left out
	dictionary string          // the files that pocketsphinx reads
	language   string
}

// How likely the model takes words to be. With the line unlikely it is missed, and with its near misses unlikely they are
// taken for it: these are where both were fewest.
const (
	common      = 300  // words of everyday English
	nearMisses  = 12   // words that sound like a word of the line, or like two of them
	nearest     = 0.55 // and at most this far from it
	begins      = 0.10 // the line, where a sentence begins
	goesOn      = 0.40 // after a word of the line the next one
	misses      = 0.50 // all that sound like a word of the line together, for each time that it is said
	missGoesOn  = 0.10 // after what sounds like a word of the line, its next word
	someoneElse = 0.25 // after somebody else, the line's second word
	ends        = 0.50 // after its last word, nothing
	unspoken    = 0.05 // of silence after any word
	firstWord   = -1.8 // the line's first word after any other, as a decimal logarithm: as likely as "you" is
	rare        = -5   // of words that words.txt lacks, as a decimal logarithm
)

// someone is who a line can be about. "We belong" is not "you belong", for all that they sound alike.
const someone = "i you he she it we they"

// An odd is the probability of a word after another one.
type odd struct{ after, word string }

// newModel makes the model of a line, all of whose words the dictionary has.
func newModel(line []string, d dictionary, spoken []frequency) model {
	m := model{line: line, alike: map[string]bool{}}
	said := map[string]float64{}
	for _, f := range spoken {
		said[f.word] = f.probability
	}
	if p, ok := said[line[0]]; !ok || p < firstWord {
		said[line[0]] = firstWord
	}
	m.findAlike(d, spoken)

	vocabulary, odds := m.likely(d, spoken)
	for w := range m.alike {
		delete(vocabulary, w)
	}
	list := slices.Sorted(maps.Keys(vocabulary))
	m.dictionary = dictionaryFile(list, d)
	m.language = languageFile(list, said, odds)
	return m
}

// likely are the words of the model, and what is likelier in it than by chance.
func (m model) likely(d dictionary, spoken []frequency) (vocabulary map[string]bool, odds map[odd]float64) {
	vocabulary, odds = map[string]bool{}, map[odd]float64{}
	add := func(before, word string, chance float64) {
		vocabulary[word] = true
		odds[odd{before, word}] += chance
	}
	for _, f := range spoken[:common] {
		vocabulary[f.word] = true
	}
	before, chance := "<s>", begins
	for i, w := range m.line {
		add(before, w, chance)
		near := m.near(d.ways(w), d, spoken)
		if i+1 < len(m.line) {
			near = append(near, m.near(pairs(d.ways(w), d.ways(m.line[i+1])), d, spoken)...)
		}
		for _, n := range near {
			add(before, n, misses*chance/float64(len(near)))
			if i+1 < len(m.line) {
				odds[odd{n, m.line[i+1]}] += missGoesOn
			}
		}
		before, chance = w, goesOn
	}
	odds[odd{before, "</s>"}] += ends
	for _, w := range strings.Fields(someone) {
		if !slices.Contains(m.line, w) && !m.alike[w] {
			add("<s>", w, begins)
			odds[odd{w, m.line[1]}] += someoneElse
		}
	}
	bound(odds)
	return vocabulary, odds
}

// bound leaves a tenth of what can follow a word to those that odds doesn't name. A word that the line has twice, with
// all that sounds like what follows it, may be given more than there is.
func bound(odds map[odd]float64) {
	const most = 0.9
	sums := map[string]float64{}
	for o, p := range odds {
		sums[o.after] += p
	}
	for o, p := range odds {
		if sum := sums[o.after]; sum > most {
			odds[o] = p * most / sum
		}
	}
}

// findAlike finds the words that nobody can tell from one of the line by ear: "inn" and "in".
func (m model) findAlike(d dictionary, spoken []frequency) {
	for _, w := range m.line {
		ways := d.ways(w)
		for _, f := range spoken {
			if other := d.ways(f.word); len(other) > 0 && slices.Contains(ways, other[0]) && !slices.Contains(m.line, f.word) {
				m.alike[f.word] = true
			}
		}
	}
}

// near are the words that sound most like a word that is said in one of these ways.
func (m model) near(ways []string, d dictionary, spoken []frequency) []string {
	type miss struct {
		word string
		far  float64
	}
	var found []miss
	for _, f := range spoken {
		if m.alike[f.word] || slices.Contains(m.line, f.word) {
			continue
		}
		far := math.Inf(1)
		for _, a := range ways {
			for _, b := range d.ways(f.word) {
				far = min(far, distance(strings.Fields(a), strings.Fields(b)))
			}
		}
		if far <= nearest {
			found = append(found, miss{f.word, far})
		}
	}
	slices.SortStableFunc(found, func(a, b miss) int { return cmp.Compare(a.far, b.far) })
	var out []string
	for _, f := range found[:min(len(found), nearMisses)] {
		out = append(out, f.word)
	}
	return out
}

// pairs are all ways to say two words as one.
func pairs(a, b []string) []string {
	var out []string
	for _, x := range a {
		for _, y := range b {
			out = append(out, x+" "+y)
		}
	}
	return out
}

func dictionaryFile(list []string, d dictionary) string {
	var b strings.Builder
	for _, w := range list {
		for i, way := range d.ways(w) {
			name := w
			if i > 0 {
				name = fmt.Sprintf("%s(%d)", w, i+1)
			}
			b.WriteString(name + " " + way + "\n")
		}
	}
	return b.String()
}

// languageFile writes a bigram model in ARPA's form. What odds doesn't name is as likely as the word by itself.
func languageFile(list []string, said map[string]float64, odds map[odd]float64) string {
	single := map[string]float64{"</s>": unspoken}
	var sum float64
	chance := func(w string) float64 {
		if p, ok := said[w]; ok {
			return math.Pow(10, p)
		}
		return math.Pow(10, rare)
	}
	for _, w := range list {
		sum += chance(w)
	}
	for _, w := range list {
		single[w] = chance(w) / sum * (1 - unspoken)
	}
	// What is left after a word for all that odds doesn't name.
	named, others := map[string]float64{}, map[string]float64{}
	for o, p := range odds {
		named[o.after] += p
		others[o.after] += single[o.word]
	}
	rest := func(w string) float64 {
		if _, ok := named[w]; !ok {
			return 0
		}
		return math.Log10(max(1e-6, 1-named[w]) / max(1e-6, 1-others[w]))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\\data\\\nngram 1=%d\nngram 2=%d\n\n\\1-grams:\n-99\t<s>\t%.4f\n", len(list)+2, len(odds), rest("<s>"))
	for _, w := range append([]string{"</s>"}, list...) {
		fmt.Fprintf(&b, "%.4f\t%s\t%.4f\n", math.Log10(single[w]), w, rest(w))
	}
	b.WriteString("\n\\2-grams:\n")
	for _, o := range slices.SortedFunc(maps.Keys(odds), func(a, b odd) int {
		return cmp.Or(cmp.Compare(a.after, b.after), cmp.Compare(a.word, b.word))
	}) {
		fmt.Fprintf(&b, "%.4f\t%s %s\n", math.Log10(odds[o]), o.after, o.word)
	}
	b.WriteString("\n\\end\\\n")
	return b.String()
}
