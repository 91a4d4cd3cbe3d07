package speech

import "strings"

// kinds sorts the phones that the dictionary has by how they are made. Two of a kind are easily taken for each other.
var kinds = func() map[string]int {
	out := map[string]int{}
	for kind, phones := range []string{
		"IY IH EY EH AE AY", "AA AO OW OY AW UH UW", "AH ER", // vowels: front, back, between
		"P B", "T D", "K G", "F V", "TH DH", "S Z SH ZH CH JH", "M N NG", "L R", "W Y HH",
	} {
		for _, p := range strings.Fields(phones) {
			out[p] = kind
		}
	}
	return out
}()

func isVowel(kind int) bool { return kind < 3 }

// What it costs to take one phone for another, in the distance between words.
const (
	another  = 1.0 // or none at all
	likeIt   = 0.4 // of the same kind
	alsoOpen = 0.7 // a vowel for a vowel
)

func exchange(a, b string) float64 {
	switch {
	case a == b:
		return 0
	case kinds[a] == kinds[b]:
		return likeIt
	case isVowel(kinds[a]) && isVowel(kinds[b]):
		return alsoOpen
	}
	return another
}

// distance is how unlike two words sound: the least cost of turning one's phones into the other's, by the phones of the
// longer. 0: the same; 1: nothing alike.
func distance(a, b []string) float64 {
	if len(a) == 0 && len(b) == 0 {
		return 0
	}
	row := make([]float64, len(b)+1)
	for j := range row {
		row[j] = float64(j) * another
	}
	for i, p := range a {
		corner := row[0]
		row[0] = float64(i+1) * another
		for j, q := range b {
			cost := min(corner+exchange(p, q), row[j]+another, row[j+1]+another)
			corner, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)] / float64(max(len(a), len(b)))
}
