package posttext

import (
	"regexp"
	"slices"
	"strings"

	"github.com/belonginstem/belong/internal/belong"
)

// Default is the template where a campaign has none of its own.
const Default = "{name} ({handle}), {title}, {organization}\n{question}\n{hashtag}\n{link}"

// The placeholders of a template.
const (
	namePart         = "name"
	titlePart        = "title"
	organizationPart = "organization"
	questionPart     = "question"
	hashtagPart      = "hashtag"
	handlePart       = "handle"
	linkPart         = "link"
	closingLinePart  = "closing_line"
)

var parts = []string{namePart, titlePart, organizationPart, questionPart, hashtagPart, handlePart, linkPart, closingLinePart}

var placeholder = regexp.MustCompile(`\{(\w*)\}`)

// CheckTemplate refuses a template with a placeholder that there is not. It is asked when one is saved: Write takes what a
// template says for granted.
func CheckTemplate(template string) error {
	for _, m := range placeholder.FindAllStringSubmatch(template, -1) {
		if !slices.Contains(parts, m[1]) {
			return refuseTemplate("%s is no placeholder. There are {%s}.", m[0], strings.Join(parts, "}, {"))
		}
	}
	if strings.ContainsAny(placeholder.ReplaceAllString(template, ""), "{}") {
		return refuseTemplate("A brace stands alone. Braces are for placeholders only: {%s}.", strings.Join(parts, "}, {"))
	}
	return nil
}

func refuseTemplate(sentence string, args ...any) error {
	return belong.Refuse(belong.Invalid, "template", sentence, args...).In("templates")
}

// TemplateOf is the template for a channel's kind and a language: the kind's own, else the one for all, else Default.
func TemplateOf(c belong.Campaign, kind belong.ChannelKind, locale string) string {
	for _, k := range []belong.ChannelKind{kind, ""} {
		if t := c.Posting.Templates[k].In(locale); t != "" {
			return t
		}
	}
	return Default
}

// fill puts what there is in place of the placeholders. What is empty leaves nothing behind: no brackets, no comma, no line.
func fill(template string, values map[string]string) string {
	var lines []string
	for line := range strings.SplitSeq(template, "\n") {
		kept, gone := fillLine(line, values)
		if gone {
			kept = tidy(kept)
		}
		if strings.Trim(kept, " ") != "" || !gone && strings.TrimSpace(line) == "" {
			lines = append(lines, restore(kept, values))
		}
	}
	return strings.TrimSpace(blankLines.ReplaceAllString(strings.Join(lines, "\n"), "\n\n"))
}

var blankLines = regexp.MustCompile(`\n{3,}`)

// fillLine drops the placeholders that are empty, and tells whether there was one; the others stay, so that tidying takes
// nothing from what they stand for.
func fillLine(line string, values map[string]string) (kept string, gone bool) {
	kept = placeholder.ReplaceAllStringFunc(line, func(p string) string {
		if values[strings.Trim(p, "{}")] == "" {
			gone = true
			return ""
		}
		return p
	})
	return kept, gone
}

func restore(line string, values map[string]string) string {
	return placeholder.ReplaceAllStringFunc(line, func(p string) string { return values[strings.Trim(p, "{}")] })
}

const marks = `,;:·|–—/-`

var (
	emptyBrackets = regexp.MustCompile(`\(\s*\)|\[\s*\]|“\s*”|«\s*»|"\s*"`)
	spaceBefore   = regexp.MustCompile(`[ \t]+([,;:.!?])`)
	twiceMarked   = regexp.MustCompile(`([` + marks + `])(?:\s*[` + marks + `])+`)
	markBefore    = regexp.MustCompile(`[,;:]+([.!?])`)
	spacesInRow   = regexp.MustCompile(`[ \t]{2,}`)
)

// tidy mends a line out of which something was taken.
func tidy(line string) string {
	line = emptyBrackets.ReplaceAllString(line, "")
	line = spaceBefore.ReplaceAllString(line, "$1")
	line = twiceMarked.ReplaceAllString(line, "$1")
	line = markBefore.ReplaceAllString(line, "$1")
	line = spacesInRow.ReplaceAllString(line, " ")
	return strings.Trim(line, " \t"+marks)
}
