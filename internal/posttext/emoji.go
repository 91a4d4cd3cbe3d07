package posttext

import (
	"regexp"
	"unicode/utf8"
)

// What emoji are made of, as far as it makes several characters one. A single one weighs 2 anyway, and so does every
// character above U+2037.
const (
	skin     = `[\x{1F3FB}-\x{1F3FF}]`
	emojiEnd = `\x{FE0F}` // asks for a picture in place of a letter
	joined   = `\x{200D}`
	child    = `[👦👧]`

	work    = `(?:⚕️|⚖️|✈️|[🌾🍳🎓🎤🎨🏫🏭💻💼🔧🔬🚀🚒\x{1F9B0}-\x{1F9B3}])`
	sports  = `[🏋🏌🕴🕵⛹]`
	genders = `[🏃🏄🏊👮👱👳👷💁💂💆💇🙅-🙇🙋🙍🙎🚣🚴-🚶🤦🤵🤷-🤹🤽🤾🦸🦹\x{1F9D6}-\x{1F9DD}]`
	pairs   = `[👯🤼\x{1F9DE}\x{1F9DF}]`

	// People and hands that come in several skins; those in the first may also be asked for as a picture.
	pictured = `[🏋🏌🕴🕵🖐☝⛷⛹✌✍]`
	coloured = `[🎅🏂-🏄🏇🏊👂👃👆-👐👦-👩👮👰-👸👼💁-💃💅-💇💪🕺🖕🖖🙅-🙇🙋-🙏🚣🚴-🚶🛀🛌🤘-🤜🤞🤟🤦🤰-🤹🤽🤾\x{1F9B5}\x{1F9B6}\x{1F9B8}\x{1F9B9}\x{1F9D1}-\x{1F9DD}✊✋]`

	// Signs that are letters unless they are asked for as a picture.
	signs = `[©®™♟🀄🅰🅱🅾🅿🈂🈚🈯🈷🌡🌤-🌬🌶🍽🎖🎗🎙-🎛🎞🎟🏍🏎🏔-🏟🏳🏵🏷🐿👁📽🕉🕊🕯🕰🕳🕶-🕹🖇🖊-🖍🖥🖨🖱🖲🖼🗂-🗄🗑-🗓🗜-🗞🗡🗣🗨🗯🗳🗺🛋🛍-🛏🛠-🛥🛩🛰🛳` +
		`‼⁉ℹ↔-↙↩↪⌚⌛⌨⏏⏭-⏯⏱⏲⏸-⏺Ⓜ▪▫▶◀◻-◾☀-☄☎☑☔☕☘☠☢☣☦☪☮☯☸-☺♀♂♈-♓♠♣♥♦♨♻♿⚒-⚗⚙⚛⚜⚠⚡⚪⚫⚰⚱⚽⚾⛄⛅⛈⛏⛑⛓⛔⛩⛪⛰-⛵⛸⛺⛽✂✈✉✏✒✔✖✝✡✳✴❄❇❗❣❤➡⤴⤵⬅-⬇⬛⬜⭐⭕〰〽㊗㊙]`
)

// flags are the second letters of the countries' flags, by their first. Any other two letters are two flags of nothing.
var flags = map[rune]string{
	'A': "CDEFGILMOQRSTUWXZ", 'B': "ABDEFGHIJLMNOQRSTVWYZ", 'C': "ACDFGHIKLMNOPRUVWXYZ", 'D': "EGJKMOZ", 'E': "ACEGHRSTU",
	'F': "IJKMOR", 'G': "ABDEFGHILMNPQRSTUWY", 'H': "KMNRTU", 'I': "CDELMNOQRST", 'J': "EMOP", 'K': "EGHIMNPRWYZ",
	'L': "ABCIKRSTUVY", 'M': "ACDEFGHKLMNOPQRSTUVWXYZ", 'N': "ACEFGILOPRUZ", 'O': "M", 'P': "AEFGHKLMNRSTWY", 'Q': "A",
	'R': "EOSUW", 'S': "ABCDEGHIJKLMNORSTVXYZ", 'T': "ACDFGHJKLMNORTVWZ", 'U': "AGMNSYZ", 'V': "ACEGINU", 'W': "FS", 'X': "K",
	'Y': "ET", 'Z': "AMW",
}

// emojiForm finds an emoji of several characters, as the emoji of 2018 are made, by which twitter-text weighs. Newer ones
// weigh what their parts do, so that nothing is ever taken for shorter than X takes it.
var emojiForm = regexp.MustCompile(`[👨👩]` + skin + `?` + joined + work +
	`|` + sports + `(?:` + skin + `|` + emojiEnd + `)` + joined + `[♀♂]` + emojiEnd +
	`|` + genders + skin + `?` + joined + `[♀♂]` + emojiEnd +
	`|👨` + joined + `❤️` + joined + `(?:💋` + joined + `)?👨` +
	`|👩` + joined + `❤️` + joined + `(?:💋` + joined + `)?[👨👩]` +
	`|(?:👨` + joined + `[👨👩]|👩` + joined + `👩|[👨👩])` + joined + `(?:👦` + joined + `👦|👧` + joined + child + `|` + child + `)` +
	`|🏳️` + joined + `🌈|🏴` + joined + `☠️|👁` + joined + `🗨` +
	`|` + pairs + joined + `[♀♂]` + emojiEnd +
	`|[#*0-9]` + emojiEnd + `?\x{20E3}` +
	`|` + signs + emojiEnd +
	`|` + pictured + `(?:` + emojiEnd + skin + `?|` + skin + `)` +
	`|` + coloured + skin +
	`|🏴\x{E0067}\x{E0062}(?:\x{E0065}\x{E006E}\x{E0067}|\x{E0073}\x{E0063}\x{E0074}|\x{E0077}\x{E006C}\x{E0073})\x{E007F}` +
	`|[🇦-🇿]{2}`)

// emoji are the emoji of several characters in text.
func emoji(text string) []span {
	var out []span
	for at, seen := 0, 0; ; {
		found := emojiForm.FindStringIndex(text[at:])
		if found == nil {
			return out
		}
		from, to := at+found[0], at+found[1]
		seen += utf8.RuneCountInString(text[at:from])
		length := utf8.RuneCountInString(text[from:to])
		if isNoFlag(text[from:to]) { // its second half may begin a flag
			length = 1
			to = from + utf8.UTFMax
		} else {
			out = append(out, span{from: seen, to: seen + length, weight: 2})
		}
		at, seen = to, seen+length
	}
}

// isNoFlag tells whether the text is two letters of a flag that there is not.
func isNoFlag(text string) bool {
	const a = '🇦'
	letters := []rune(text)
	if letters[0] < a || letters[0] > '🇿' {
		return false
	}
	for _, second := range flags[letters[0]-a+'A'] {
		if letters[1]-a+'A' == second {
			return false
		}
	}
	return true
}
