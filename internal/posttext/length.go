package posttext

import (
	"regexp"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"

	"github.com/belonginstem/belong/internal/belong"
)

// linkLength is what an address counts on X and on Mastodon, however long it is.
const linkLength = 23

// usual is what a network takes where it did not say.
var usual = map[belong.ChannelKind]int{belong.X: 280, belong.Bluesky: 300, belong.Mastodon: 500}

// Limit is how long a text may be on ch, in the measure of Length; 0 is no limit.
func Limit(ch belong.Channel) int {
	if n := ch.Standing.Limits.Text; n > 0 {
		return n
	}
	return usual[ch.Kind]
}

// Length is how long a network takes text to be, in its own measure.
//
// X weighs: an address counts 23, an emoji 2 whatever it is made of, a Chinese, Japanese or Korean character 2, most others
// 1. Bluesky counts what people see as one character; since it takes at most ten bytes for each that it allows, a tenth of
// the bytes counts where that is more. Mastodon counts characters: an address counts 23, and a name at another server
// only what stands before the server's. An emoji of several characters, which Mastodon counts once, counts as several
// here, as it does at other servers that speak the same language. The wall counts characters, and limits none.
func Length(kind belong.ChannelKind, text string) int {
	switch kind {
	case belong.X:
		return weigh(text)
	case belong.Bluesky:
		return max(uniseg.GraphemeClusterCount(text), (len(text)+9)/10)
	case belong.Mastodon:
		return tootLength(text)
	case belong.Wall:
	}
	return utf8.RuneCountInString(text)
}

// remoteName is a name at another server: the server's part is not counted.
var remoteName = regexp.MustCompile(`(^|[^\w/])(@\w+(?:[\w.-]*\w)?)@[\p{L}\p{N}_.-]+[\p{L}\p{N}_]`)

func tootLength(text string) int {
	text = remoteName.ReplaceAllString(text, "$1$2")
	runes := []rune(text)
	n := len(runes)
	for _, l := range links(runes) {
		if l.protocol {
			n += linkLength - (l.to - l.from)
		}
	}
	return n
}

// A weight is of all characters up to one.
type weight struct {
	upTo   rune
	weight int
}

// The weights of twitter-text's third configuration. What lies behind the last weighs 2.
var weights = []weight{{0x10FF, 1}, {0x1FFF, 2}, {0x200D, 1}, {0x200F, 2}, {0x201F, 1}, {0x2031, 2}, {0x2037, 1}}

// weigh is the weighted length of twitter-text 3.
func weigh(text string) int {
	text = norm.NFC.String(text)
	runes := []rune(text)
	whole := map[int]span{} // by where they begin
	for _, e := range emoji(text) {
		whole[e.from] = e
	}
	for _, l := range links(runes) { // an address goes before an emoji
		whole[l.from] = l.span
	}
	n := 0
	for i := 0; i < len(runes); i++ {
		if s, ok := whole[i]; ok {
			n += s.weight
			i = s.to - 1
			continue
		}
		n += weightOf(runes[i])
	}
	return n
}

func weightOf(r rune) int {
	for _, w := range weights {
		if r <= w.upTo {
			return w.weight
		}
	}
	return 2
}

// A span is a part of a text, in characters, that counts as a whole.
type span struct{ from, to, weight int }
