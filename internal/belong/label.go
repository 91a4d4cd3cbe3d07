package belong

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A Label is the parsed name of a submission: NAME_STEMleader_STEMorganization.
//
// A valid one comes from ParseLabel or NewLabel. Its parts are NFC, without white space at their ends or two spaces in a
// row, and each holds a letter; beyond that they are as somebody typed them. Reading what String writes gives the same
// label: ParseLabel(l.String()).Label == l. The one exception is a name of one word, which only the form can confirm as
// whole: there ParseLabel answers LabelLastNameMissing, with the three parts in Found.
type Label struct {
	Name         string // of the person, first and last
	Title        string // what they do
	Organization string // where
}

// What a label may hold. Together with the longest extension and a copy mark it has to fit a file name of 255 bytes.
const (
	maxNameRunes         = 80
	maxTitleRunes        = 100
	maxOrganizationRunes = 100
	maxLabelBytes        = 235
	maxFilenameBytes     = 1024 // no system takes more than 255 UTF-16 units: the rest is not looked at
)

// A ParsedLabel is what was read: a label, or the problem that keeps it from being one.
type ParsedLabel struct {
	Label      Label         // zero unless valid
	Extension  string        // of the file: "mp4", in lower case without its dot, or empty
	Notices    []LabelRemark // what was dropped or changed on the way
	Problem    *LabelRemark  // nil when the label is valid
	Suggestion string        // a valid label that may be what was meant, or empty: to be offered, never taken unasked
}

// Valid tells whether there is a label.
func (p ParsedLabel) Valid() bool { return p.Problem == nil }

// String is the label as a file bears it, without an extension.
func (l Label) String() string { return strings.Join(l.parts(), "_") }

func (l Label) parts() []string { return []string{l.Name, l.Title, l.Organization} }

// Windows refuses these in a file name, and labels may hold them.
var refusedByWindows = strings.NewReplacer(`"`, "'", ":", "-", "|", "-", "<", "(", ">", ")", "?", "", "*", "")

// Filename is the label of a file to download, in at most 255 bytes. The extension ("mp4" or ".mp4") is letters and
// digits, ten at most; whatever else it holds is left out. ParseLabel reads the same label from it, but for the
// characters that Windows has no room for.
func (l Label) Filename(extension string) string {
	extension = strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return unicode.ToLower(r)
		}
		return -1
	}, extension)
	name := refusedByWindows.Replace(l.String())
	if extension == "" {
		return strings.TrimRight(name, ". ") // Windows drops these
	}
	return name + "." + extension[:min(len(extension), 10)]
}

// ParseLabel reads the label from a file's name; the folder must be cut off already. It takes any string and never
// fails: what is wrong, and what was meant perhaps, is part of the answer. It is pure, so the name of a file is all that
// has to be kept to explain it again later, in another language.
func ParseLabel(filename string) ParsedLabel {
	p := parseLabel(filename)
	p.Suggestion = p.suggest(filename)
	return p
}

// NewLabel makes a label of what a person typed in a form, under the rules of ParseLabel, and with its answers. What the
// convention has no room for is replaced, and said so: an underscore by a space, a slash by a hyphen. A name of one word
// is refused unless the person says that it is their wholeName.
func NewLabel(name, title, organization string, wholeName bool) ParsedLabel {
	fields := []string{name, title, organization}
	var notices []LabelRemark
	for i, typed := range fields {
		bare := strings.ReplaceAll(typed, "_", " ")
		if bare != typed {
			notices = append(notices, LabelRemark{Code: LabelUnderscoreReplaced, Field: labelFields[i]})
		}
		whole := strings.NewReplacer("/", "-", `\`, "-").Replace(bare)
		if whole != bare {
			notices = append(notices, LabelRemark{Code: LabelSlashReplaced, Field: labelFields[i]})
		}
		fields[i] = fold(norm.NFC.String(whole))
	}
	typed := Label{fields[0], fields[1], fields[2]}

	p := ParseLabel(typed.String())
	p.Notices = append(notices, p.Notices...)
	if p.Problem != nil && p.Problem.Field == "" {
		p.Problem.Field = oddField(fields)
	}
	if wholeName && p.Problem != nil && p.Problem.Code == LabelLastNameMissing {
		found := p.Problem.Found
		p.Label, p.Problem, p.Suggestion = Label{found[0], found[1], found[2]}, nil, ""
	}
	switch {
	case p.Valid() && p.Label.Name != typed.Name:
		return misread("name", typed.Name, p.Label)
	case p.Valid() && p.Label != typed, !p.Valid() && p.Problem.Code == LabelNotAVideo:
		return misread("organization", typed.Organization, p.Label)
	}
	return p
}

// oddField is the field that holds a character that a label may not hold, or empty.
func oddField(fields []string) string {
	i := slices.IndexFunc(fields, func(s string) bool { return firstOddRune(s) != nil })
	if i < 0 {
		return ""
	}
	return labelFields[i]
}

// misread refuses a label that would be read as another one from the name of a file.
func misread(field, text string, as Label) ParsedLabel {
	return ParsedLabel{
		Problem:    &LabelRemark{Code: LabelReadsAsFile, Field: field, Text: text},
		Suggestion: validLabel(as.String()),
	}
}

// parseLabel is ParseLabel without the suggestion, top to bottom: characters, ends, parts, rules.
func parseLabel(filename string) ParsedLabel {
	var p ParsedLabel
	if len(filename) > maxFilenameBytes {
		return p.refuse(LabelRemark{Code: LabelAllTooLong})
	}
	text := norm.NFC.String(filename)
	if odd := firstOddRune(text); odd != nil {
		return p.refuse(*odd)
	}

	stem := p.strip(fold(text))
	bare := strings.Trim(stem, " _")
	switch {
	case p.Extension != "" && !isVideo[p.Extension]:
		return p.refuse(LabelRemark{Code: LabelNotAVideo, Text: p.Extension})
	case bare == "":
		return p.refuse(LabelRemark{Code: LabelEmpty})
	case strings.HasPrefix(bare, "."):
		return p.refuse(LabelRemark{Code: LabelHiddenFile})
	case isMachineName(bare):
		return p.refuse(LabelRemark{Code: LabelCameraName, Text: bare})
	}

	parts, found := splitParts(stem)
	switch {
	case len(found) < 3:
		return p.refuse(missing(stem, parts, found))
	case len(found) > 3:
		return p.refuse(LabelRemark{Code: LabelTooManyParts, Found: found})
	case len(parts) > 3:
		p.notice(LabelExtraUnderscores, "")
	}
	if broken := brokenRule(found); broken != nil {
		return p.refuse(*broken)
	}
	p.Label = Label{found[0], found[1], found[2]}
	if apart := p.Label.wordsApart(); apart != p.Label {
		p.notice(LabelRunTogether, apart.String())
	}
	return p
}

func (p ParsedLabel) refuse(r LabelRemark) ParsedLabel {
	p.Problem = &r
	return p
}

func (p *ParsedLabel) notice(code LabelCode, text string) {
	p.Notices = append(p.Notices, LabelRemark{Code: code, Text: text})
}

// fold makes every stretch of white space one space, and drops it at the ends.
func fold(s string) string { return strings.Join(strings.Fields(s), " ") }

// splitParts cuts at underscores: all parts, and those that are not blank.
func splitParts(stem string) (parts, found []string) {
	for part := range strings.SplitSeq(stem, "_") {
		part = strings.TrimSpace(part)
		parts = append(parts, part)
		if part != "" {
			found = append(found, part)
		}
	}
	return parts, found
}

// missing says which part is not there. Three parts of which one is blank tell; else two are taken for a name and an
// organization, unless another separator than the underscore makes three.
func missing(stem string, parts, found []string) LabelRemark {
	if separator, label := otherSeparator(stem); label != "" {
		return LabelRemark{Code: LabelOtherSeparator, Text: separator, Found: strings.Split(label, "_")}
	}
	code, field := LabelTitleMissing, "title"
	switch three := len(parts) == 3; {
	case three && parts[0] == "":
		code, field = LabelNameMissing, "name"
	case len(found) == 1:
		code = LabelTitleAndOrganizationMissing
	case three && parts[2] == "":
		code, field = LabelOrganizationMissing, "organization"
	}
	return LabelRemark{Code: code, Field: field, Found: found}
}

// brokenRule is the first rule that three parts break, or nil. The last name comes last: a form may waive it.
func brokenRule(parts []string) *LabelRemark {
	limits := []int{maxNameRunes, maxTitleRunes, maxOrganizationRunes}
	for i, part := range parts {
		r := LabelRemark{Field: labelFields[i], Text: part, Found: parts}
		switch {
		case exampleWords[i][strings.ToLower(part)]:
			r.Code = LabelExampleWords
		case !strings.ContainsFunc(part, unicode.IsLetter):
			r.Code = LabelNoLetter
		case utf8.RuneCountInString(part) > limits[i]:
			r.Code, r.Limit = LabelTooLong, limits[i]
		}
		if r.Code != "" {
			return &r
		}
	}
	switch name := parts[0]; {
	case len(strings.Join(parts, "_")) > maxLabelBytes:
		return &LabelRemark{Code: LabelAllTooLong, Field: longest(parts), Found: parts}
	case nameWords(name) < 2:
		return &LabelRemark{Code: LabelLastNameMissing, Field: "name", Text: name, Found: parts}
	}
	return nil
}

func longest(parts []string) (field string) {
	for i, most := 0, 0; i < len(parts); i++ {
		if len(parts[i]) > most {
			most, field = len(parts[i]), labelFields[i]
		}
	}
	return field
}

// The fields as the API and the forms name them, in the order of the parts.
var labelFields = []string{"name", "title", "organization"}

// The words of the example, and of forms, that somebody left standing.
var exampleWords = []map[string]bool{
	setOf("name your-name first-last first-name-last-name firstname-lastname full-name nombre tu-nombre nombre-apellido nombre-y-apellido"),
	setOf("stemleader title job-title your-title role cargo puesto tu-cargo título"),
	setOf("stemorganization organization your-organization school-name organización tu-organización"),
}

// setOf reads phrases: spaces between them, hyphens in them.
func setOf(phrases string) map[string]bool {
	set := map[string]bool{}
	for phrase := range strings.FieldsSeq(phrases) {
		set[strings.ReplaceAll(phrase, "-", " ")] = true
	}
	return set
}
