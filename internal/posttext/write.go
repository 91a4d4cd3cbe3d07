package posttext

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/belonginstem/belong/internal/belong"
)

// A Text is the words for a post, and how they came about.
type Text struct {
	Words  string
	Length int      // in the network's own measure
	Limit  int      // 0 is none
	Left   []string // the placeholders that were left out so that it fits, in that order; nil where all is in it
}

// dispensable are the parts that a text that is too long goes without, the first first, each with those before it. The
// name, the hashtag and the link that a campaign asks for always stay.
var dispensable = []string{questionPart, titlePart, closingLinePart, handlePart, organizationPart}

// partWords are what staff call those parts.
var partWords = map[string]string{
	questionPart: "the question", titlePart: "the job title", closingLinePart: "the closing line", handlePart: "the name at the network",
	organizationPart: "the organization",
}

// Write is the text of the post of s on ch, by the campaign's template for that network and the submission's language. A
// text that is too long goes without the question, then also without the job title, the closing line, the name at the
// network and the organization; nothing is ever cut in its midst. Where it doesn't fit even so, a belong.Error
// ("text_too_long") says by how much, and what to do. link is the address that goes along where the campaign wants one;
// where the template has no place for it, it stands at the end.
func Write(c belong.Campaign, ch belong.Channel, s belong.Submission, link string) (Text, error) {
	template := TemplateOf(c, ch.Kind, s.Locale)
	values := valuesOf(c, ch.Kind, s, link)
	if values[linkPart] != "" && !strings.Contains(template, "{"+linkPart+"}") {
		template += "\n{" + linkPart + "}"
	}
	t := Text{Limit: Limit(ch)}
	t.settle(ch.Kind, template, values)
	for _, part := range dispensable {
		if t.fits() {
			break
		}
		if values[part] == "" || !strings.Contains(template, "{"+part+"}") {
			continue
		}
		values[part] = ""
		t.Left = append(t.Left, part)
		t.settle(ch.Kind, template, values)
	}
	if !t.fits() {
		return t, t.refusal(ch)
	}
	return t, nil
}

func (t *Text) settle(kind belong.ChannelKind, template string, values map[string]string) {
	t.Words = fill(template, values)
	t.Length = Length(kind, t.Words)
}

func (t *Text) fits() bool { return t.Limit == 0 || t.Length <= t.Limit }

func (t *Text) refusal(ch belong.Channel) error {
	even := ""
	if t.Left != nil {
		even = " even without " + t.LeftWords()
	}
	return belong.Refuse(belong.Invalid, "text_too_long",
		"For %s the text is %s too long%s: %d, and %d is the most. Shorten the campaign's template, or write this post's text by hand.",
		ch.Kind.Words(), characters(t.Length-t.Limit), even, t.Length, t.Limit).In("text")
}

// LeftWords says what was left out, for staff; empty where all is in the text.
func (t *Text) LeftWords() string {
	var words []string
	for _, part := range t.Left {
		words = append(words, partWords[part])
	}
	if n := len(words) - 1; n > 0 {
		return strings.Join(words[:n], ", ") + " and " + words[n]
	}
	return strings.Join(words, "")
}

// CheckWords refuses words that a person wrote for a post on ch, where there are none or too many.
func CheckWords(ch belong.Channel, words string) error {
	if strings.TrimSpace(words) == "" {
		return belong.Refuse(belong.Invalid, "text_empty", "A post has a text. Write one, or go back to the campaign's template.").In("text")
	}
	limit, length := Limit(ch), Length(ch.Kind, words)
	if limit > 0 && length > limit {
		return belong.Refuse(belong.Invalid, "text_too_long", "For %s the text is %s too long: %d, and %d is the most. Shorten it.",
			ch.Kind.Words(), characters(length-limit), length, limit).In("text")
	}
	return nil
}

func characters(n int) string {
	if n == 1 {
		return "1 character"
	}
	return fmt.Sprintf("%d characters", n)
}

// valuesOf is what the placeholders stand for.
func valuesOf(c belong.Campaign, kind belong.ChannelKind, s belong.Submission, link string) map[string]string {
	who := PublicLabel(c, s)
	values := map[string]string{
		namePart: unaddressed(who.Name), titlePart: unaddressed(who.Title), organizationPart: unaddressed(who.Organization),
		hashtagPart: c.Hashtag, handlePart: handle(kind, s), closingLinePart: c.ClosingLine,
	}
	if q, ok := c.Question(s.Question); ok {
		values[questionPart] = q.Text.In(s.Locale)
	}
	if c.Posting.Link {
		values[linkPart] = link
	}
	return values
}

// handle is the person's name at the network, as it mentions them; empty where they gave none, or are a minor.
func handle(kind belong.ChannelKind, s belong.Submission) string {
	name := s.Handles[kind]
	if name == "" || s.Minor {
		return ""
	}
	return "@" + name
}

// unaddressed is a part of a label that mentions nobody: what begins with @ in it would call somebody who was not asked.
func unaddressed(s string) string {
	runes := []rune(s)
	word := func(i int) bool {
		return i >= 0 && i < len(runes) && (unicode.IsLetter(runes[i]) || unicode.IsDigit(runes[i]) || runes[i] == '_')
	}
	for i := len(runes) - 1; i >= 0; i-- {
		if (runes[i] == '@' || runes[i] == '＠') && word(i+1) && !word(i-1) {
			runes = slices.Delete(runes, i, i+1)
		}
	}
	return string(runes)
}

// Alt says what is seen in the video of s, for who can't see it, in the language that it speaks.
func Alt(c belong.Campaign, s belong.Submission) string {
	video, answers := "Video", "answers"
	if s.Locale == "es" {
		video, answers = "Vídeo", "responde"
	}
	who := PublicLabel(c, s)
	said := strings.Join(slices.DeleteFunc([]string{who.Name, who.Title, who.Organization}, func(part string) bool { return part == "" }), ", ")
	if q, ok := c.Question(s.Question); ok {
		said = fmt.Sprintf("%s, %s: %s", said, answers, q.Text.In(s.Locale))
	}
	return video + ": " + said
}
