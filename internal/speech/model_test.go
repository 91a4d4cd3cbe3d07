package speech

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestWordsAreAsTheDictionaryHasThem(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"YOU Belong in STEM":        {"you", "belong", "in", "stem"},
		" “You’re in!” — ’tis R&D ": {"you're", "in", "tis", "r", "and", "d"},
		"well-known…":               {"well", "known"},
		"¡Tú perteneces!":           {"tú", "perteneces"},
		"' ''":                      nil,
	} {
		if diff := cmp.Diff(want, words(text), cmp.Transformer("nil", func(s []string) string { return strings.Join(s, "|") })); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestWhatSoundsAlikeIsNear(t *testing.T) {
	t.Parallel()
	stem := strings.Fields("S T EH M")
	last := 0.0
	for _, other := range []string{"S T EH M", "S T IY M", "S T IY M Z", "S IH S T AH M", "AA R"} {
		far := distance(stem, strings.Fields(other))
		if back := distance(strings.Fields(other), stem); far != back {
			t.Errorf("%s: %g there, %g back", other, far, back)
		}
		if far < last || far > 1 || (far == 0) != (other == "S T EH M") {
			t.Errorf("%s is %g away, after %g", other, far, last)
		}
		last = far
	}
	if got := distance(nil, nil); got != 0 {
		t.Errorf("nothing is %g from nothing", got)
	}
}

// The model of each line is a language: what can follow a word adds up to one.
func TestModelsAddUp(t *testing.T) {
	t.Parallel()
	s := newSpotter(t)
	for _, line := range []string{theLine, "See yourself in STEM", "I am who I am", "We can we can we can", "two to too"} {
		m := s.model(words(line))
		single, pairs, back := readLanguage(t, m.language)
		var sum float64
		for _, p := range single {
			sum += p
		}
		if math.Abs(sum-1) > 0.01 {
			t.Errorf("%s: single words add up to %g", line, sum)
		}
		for before, after := range pairs {
			sum, others := 0.0, 0.0
			for w, p := range after {
				sum, others = sum+p, others+single[w]
			}
			if total := sum + back[before]*(1-others); math.Abs(total-1) > 0.01 {
				t.Errorf("%s: what follows %q adds up to %g", line, before, total)
			}
		}
		for i, w := range m.line {
			if single[w] == 0 || i > 0 && pairs[m.line[i-1]][w] == 0 {
				t.Errorf("%s: %q is not in its own model", line, w)
			}
			if !strings.Contains("\n"+m.dictionary, "\n"+w+" ") {
				t.Errorf("%s: %q has no sound", line, w)
			}
		}
		for w := range m.alike {
			if _, ok := single[w]; ok {
				t.Errorf("%s: %q sounds like a word of it", line, w)
			}
		}
	}
}

// readLanguage reads a bigram model in ARPA's form, as probabilities.
func readLanguage(t *testing.T, text string) (single map[string]float64, pairs map[string]map[string]float64, back map[string]float64) {
	t.Helper()
	single, pairs, back = map[string]float64{}, map[string]map[string]float64{}, map[string]float64{}
	power := func(s string) float64 {
		x, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		return math.Pow(10, x)
	}
	for line := range strings.Lines(text) {
		switch f := strings.Split(strings.TrimSpace(line), "\t"); len(f) {
		case 3:
			single[f[1]], back[f[1]] = power(f[0]), power(f[2])
		case 2:
			before, word, _ := strings.Cut(f[1], " ")
			if pairs[before] == nil {
				pairs[before] = map[string]float64{}
			}
			pairs[before][word] = power(f[0])
		}
	}
	if want := fmt.Sprintf("ngram 1=%d\n", len(single)); !strings.Contains(text, want) {
		t.Errorf("the model does not say %q", want)
	}
	return single, pairs, back
}

func TestOnlyTheModelsOfTheLastLinesAreKept(t *testing.T) {
	t.Parallel()
	s := newSpotterOfItsOwn(t)
	for i := range keptModels + 3 {
		s.model([]string{"you", []string{"a", "be", "can", "do", "in", "go", "he", "it", "just", "know", "like"}[i]})
		s.model([]string{"you", "belong"})
	}
	if len(s.models) != keptModels || s.models[0].line[1] != "belong" || s.models[1].line[1] != "like" {
		t.Errorf("%d models, the first of %v", len(s.models), s.models[0].line)
	}
	seen := map[string]bool{}
	for _, m := range s.models {
		seen[m.line[1]] = true
	}
	if len(seen) != keptModels {
		t.Errorf("a line has two models: %v", seen)
	}
}

func newSpotterOfItsOwn(t *testing.T) *Spotter {
	t.Helper()
	shared := newSpotter(t)
	return &Spotter{SpotterConfig: shared.SpotterConfig, dictionary: shared.dictionary, spoken: shared.spoken}
}

func TestTheLineIsFoundAmongWhatWasHeard(t *testing.T) {
	t.Parallel()
	m := model{line: words(theLine)}
	for ctm, want := range map[string]Spotted{
		"":         {},
		"x 1 a b ": {},
		"x 1 0.5 0.1 you 0.9\nx 1 1 0.1 belong(2) 0.8\nx 1 1.5 0.1 in 0.4\nx 1 2 0.1 stem 1.000":             {true, 0.4, 500 * time.Millisecond},
		"x 1 0.5 0.1 you 0.9\nx 1 1 0.1 <sil> 1\nx 1 1 0.1 belong 0.8\nx 1 1.5 0.1 in 0.1\nx 1 2 0.1 stem 1": {false, 0.1, 500 * time.Millisecond},
		"x 1 0.5 0.1 you 0.9\nx 1 1 0.1 belong 0.8\nx 1 1.5 0.1 in 0.4\nx 1 2 0.1 steam 1":                   {},
		"x 1 0.5 0.1 you NaN\nx 1 1 0.1 belong 0.8\nx 1 1.5 0.1 in 0.4\nx 1 2 0.1 stem 1":                    {},
	} {
		if got := m.find(readHeard([]byte(ctm))); got != want {
			t.Errorf("%q: %+v", ctm, got)
		}
	}
}
