package posttext

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// pieces are what texts are put together of: what weighs oddly, and what stands around it.
var pieces = []string{
	"a", "B", "7", " ", "  ", "\n", ".", ",", "-", "_", "/", ":", "?", "=", "&", "(", ")", "@", "#", "$", "+", "!", "'", "~", "%", "*", "|", ";", "[", "]", "{", "}",
	"example", "STEMx", "www.", ".com", ".org", ".ORG", ".edu", ".co.uk", ".de", ".museum", ".pdf", ".1com", ".comx", "xn--p1ai", ".xn--p1ai", ".рф", ".中国", "t.co/", "https://", "http://", "HTTPS://", "ftp://",
	"https://t.co/abc123", "https://stemx.us/wall/you-belong-in-stem", "http://example.com/a_(b)_(c(d))", "example.org/path.", "jane@stem.edu", ":8080", "?q=a&b=c", "/wiki/Ñu_(x)",
	"é", "e\u0301", "ñ", "n\u0303", "ß", "Å", "ﬁ", "ạ̈", "Жизнь", "ж", "ελ", "王小明", "工程师", "清华大学", "日本語", "テスト", "김민준", "한국", "ᄒ", "ᅡ", "ᆫ", "한",
	"مرحبا", "שלום", "\u200F", "\u200E", "\u2067", "\u2069", "علی\u200Cرضا", "ന്\u200D", "สวัสดี", "नमस्ते",
	"“", "”", "–", "—", "…", "‰", "′", "″", "‹", "€", "™", "©", "®", "¡", "¿", "\u00A0", "\u3000", "、", "。", "＠", "＃", "\uFEFF",
	"😀", "👍", "👍🏽", "👩‍🔬", "👩🏿‍🚀", "👨‍👩‍👧‍👦", "👩‍❤️‍💋‍👨", "👩‍👩‍👦", "🏳️‍🌈", "🏴‍☠️", "🇺🇸", "🇵🇷", "🇲🇽", "🇽", "🇽🇽", "🇦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "1️⃣", "#⃣", "❤", "❤️", "❤︎", "☝🏻", "☝️", "☝️🏻", "⛹🏽‍♀️", "⛹️‍♂️", "🏋️‍♀️", "🤷🏼‍♀️", "👯‍♂️", "🧑‍🔬", "🫶", "🥲", "👁‍🗨", "\u200D", "\uFE0F", "\uFE0E", "🏽", "⚛️", "♟️", "♂️", "\u20E3",
}

// texts are what is weighed: each piece, what people write, and so many put together at random.
func texts(r *rand.Rand, n int) []string {
	out := slices.Concat(pieces, []string{
		"", "Jane Doe, Chief Scientist, STEMx\nWhy is diversity in STEM important?\n#YOUbelonginSTEM",
		"Ana María Núñez, Profesora de Física, Universidad de Puerto Rico\n¿Por qué importa?\n#YOUbelonginSTEM",
		"王小明, 工程师, 清华大学", "Mary-Jane O'Neil, VP, R&D, AT&T", "Dr. Who, Booking.com", "Node.js, ASP.NET, St.Jude, e.g. this",
		"see https://stemx.us/wall/you-belong-in-stem, and STEMx.org.", "(example.com)", "example.com/a(b)c", "foo.example.com:80/x?y=z#w", "_example.com", "example_x.com", "a_b.example.com", "-a.com", "a-.com", "a.b-c.org",
		"example.com.invalid", "example.com@home", "x@example.com", "日本語example.com日本語", "éexample.com", "https://日本語.jp/x", "http://" + strings.Repeat("a", 64) + ".com", "http://" + strings.Repeat("a", 63) + ".com",
		"https://t.co/" + strings.Repeat("a", 41), "https://t.co/abc/def", "https://t.co/abc?x=1/", "http://example.com/?a=b.", "example.com/@stem/1", "http://example.com/–x", "http://пример.рф/путь", "example.рф",
	})
	for range n {
		var b strings.Builder
		for range 1 + r.IntN(9) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		out = append(out, b.String())
	}
	return out
}

// byTwitter is what twitter-text makes of texts.
func byTwitter(t *testing.T, texts []string) (out []int) {
	t.Helper()
	in, err := json.Marshal(texts)
	if err != nil {
		t.Fatal(err)
	}
	node := exec.CommandContext(t.Context(), "node", "weigh.mjs")
	node.Dir, node.Stdin = "../social/clients", bytes.NewReader(in)
	var trouble strings.Builder
	node.Stderr = &trouble
	said, err := node.Output()
	if err != nil {
		t.Fatalf("twitter-text: %v\n%s", err, trouble.String())
	}
	if err := json.Unmarshal(said, &out); err != nil || len(out) != len(texts) {
		t.Fatalf("twitter-text weighed %d of %d texts: %v", len(out), len(texts), err)
	}
	return out
}

func TestXsMeasureIsTwitterTexts(t *testing.T) {
	t.Parallel()
	all := texts(rand.New(rand.NewPCG(2027, 11)), 20_000)
	for i, want := range byTwitter(t, all) {
		if got := weigh(all[i]); got != want {
			t.Errorf("%q weighs %d, twitter-text says %d", all[i], got, want)
		}
	}
}
