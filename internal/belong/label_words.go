package belong

import (
	"strconv"
	"strings"
)

// A LabelCode names a problem or a notice. It is stable.
type LabelCode string

// Problems: there is no label.
const (
	LabelEmpty                       LabelCode = "empty"
	LabelHiddenFile                  LabelCode = "hidden_file"
	LabelNotAVideo                   LabelCode = "not_a_video_extension" // Text: the extension
	LabelCameraName                  LabelCode = "camera_name"           // Text: the name
	LabelExampleWords                LabelCode = "example_words"         // Field, Text
	LabelNameMissing                 LabelCode = "name_missing"
	LabelTitleMissing                LabelCode = "title_missing"
	LabelOrganizationMissing         LabelCode = "organization_missing"
	LabelTitleAndOrganizationMissing LabelCode = "title_and_organization_missing"
	LabelTooManyParts                LabelCode = "too_many_parts"
	LabelOtherSeparator              LabelCode = "other_separator"   // Text: the separator
	LabelLastNameMissing             LabelCode = "last_name_missing" // Text: the name
	LabelNoLetter                    LabelCode = "no_letter"         // Field, Text
	LabelTooLong                     LabelCode = "too_long"          // Field, Limit: in characters
	LabelAllTooLong                  LabelCode = "all_too_long"      // Field: the longest, where it was looked for
	LabelControl                     LabelCode = "control_characters"
	LabelBidirectional               LabelCode = "bidirectional_controls"
	LabelInvisible                   LabelCode = "invisible_characters"
	LabelGarbled                     LabelCode = "garbled_characters"
	LabelPathSeparator               LabelCode = "path_separator"
	LabelReadsAsFile                 LabelCode = "reads_as_file" // Field, Text; from a form only
)

// Notices: something was dropped or changed, or could be.
const (
	LabelCopyMark           LabelCode = "copy_mark_dropped"        // Text: the mark
	LabelSecondExtension    LabelCode = "second_extension_dropped" // Text: the extension
	LabelUploader           LabelCode = "uploader_dropped"         // Text: the name
	LabelExtraUnderscores   LabelCode = "extra_underscores_dropped"
	LabelRunTogether        LabelCode = "words_run_together"  // Text: the label with its words apart
	LabelUnderscoreReplaced LabelCode = "underscore_replaced" // Field
	LabelSlashReplaced      LabelCode = "slash_replaced"      // Field
)

// A LabelRemark is a problem or a notice, with what it takes to put it in words. Text and Found come from whoever named
// the file: they belong on a page, never in a log.
type LabelRemark struct {
	Code  LabelCode
	Field string   // "name", "title" or "organization"; empty where the remark is about the whole
	Text  string   // what was found, as the code says; of a character, its number ("U+202E")
	Found []string // the parts that were found, where it came to parts
	Limit int
}

// Sentence is the remark for people: what was found, and what to do. The locale is "en", "es" or one with a region
// ("es-PR"); any other is answered in English.
func (r LabelRemark) Sentence(locale string) string {
	language, _, _ := strings.Cut(locale, "-")
	words, ok := labelWords[language]
	if !ok {
		words = labelWords["en"]
	}
	return strings.NewReplacer(
		"{how}", words.how,
		"{field}", words.fields[r.Field],
		"{text}", words.quote(r.Text),
		"{found}", words.list(r.Found),
		"{count}", strconv.Itoa(len(r.Found)),
		"{limit}", strconv.Itoa(r.Limit),
	).Replace(words.sentences[r.Code])
}

// A labelLanguage is how remarks are put in one language.
type labelLanguage struct {
	open, shut, and, how string
	fields               map[string]string
	sentences            map[LabelCode]string
}

func (l labelLanguage) quote(s string) string { return l.open + s + l.shut }

func (l labelLanguage) list(items []string) string {
	var b strings.Builder
	for i, item := range items {
		switch {
		case i > 0 && i == len(items)-1:
			b.WriteString(l.and)
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(l.quote(item))
	}
	return b.String()
}

var labelWords = map[string]labelLanguage{
	"en": {
		open: "“", shut: "”", and: " and ",
		how: "Write the name, the job title and the organization with an underscore between them, as in " +
			"“Jane Doe_Chief Scientist_STEMx”.",
		fields: map[string]string{"name": "name", "title": "job title", "organization": "organization"},
		sentences: map[LabelCode]string{
			LabelEmpty:               "There is nothing in the name. {how}",
			LabelHiddenFile:          "A name that begins with a dot is of a file that the computer keeps for itself. Choose the video.",
			LabelNotAVideo:           "{text} is not a kind of video that can be taken. Send an MP4, MOV, M4V, WebM, MKV, 3GP or AVI file.",
			LabelCameraName:          "{text} is what a camera or an app calls a file; it doesn't say whose video it is. Fill in the form, or rename the file. {how}",
			LabelExampleWords:        "{text} is what the example says. Put your own {field} there.",
			LabelNameMissing:         "The name is missing: found {found}. {how}",
			LabelTitleMissing:        "The job title is missing: found two parts, {found}. {how}",
			LabelOrganizationMissing: "The organization is missing: found {found}. {how}",
			LabelTitleAndOrganizationMissing: "The job title and the organization are missing: found one part, {found}. " +
				"{how}",
			LabelTooManyParts:       "There are {count} parts instead of three: {found}. Use an underscore only between the name, the job title and the organization.",
			LabelOtherSeparator:     "The parts are separated by {text}: found {found}. Put an underscore between them instead.",
			LabelLastNameMissing:    "The last name is missing: found only {text}. Write the first and the last name; if this is the whole name, say so in the form.",
			LabelNoLetter:           "The {field} has no letter in it: found {text}. {how}",
			LabelTooLong:            "The {field} is too long. Shorten it to {limit} characters at most.",
			LabelAllTooLong:         "Name, job title and organization are together too long for the name of a file. Shorten the longest of them.",
			LabelControl:            "There is a control character ({text}) in the text, such as a line break. Type the text again.",
			LabelBidirectional:      "There is a hidden character ({text}) in the text that turns the direction of writing. Type the text again instead of pasting it.",
			LabelInvisible:          "There is an invisible character ({text}) in the text. Type the text again instead of pasting it.",
			LabelGarbled:            "Some letters were damaged on the way ({text}). Type the text again.",
			LabelPathSeparator:      "There is a slash or backslash in the name; computers use them for folders. Leave it out, or put a hyphen there.",
			LabelReadsAsFile:        "{text} begins or ends like something that computers add to the names of files. Write the {field} in another way.",
			LabelCopyMark:           "The copy mark {text} was dropped.",
			LabelSecondExtension:    "The second extension {text} was dropped.",
			LabelUploader:           "The uploader's name at the end, {text}, was dropped: the label begins with it.",
			LabelExtraUnderscores:   "Underscores that separate nothing were dropped.",
			LabelRunTogether:        "Some words are run together. If you meant {text}, say so; else it stays as it is.",
			LabelUnderscoreReplaced: "The underscore in the {field} was replaced by a space: it separates the parts of the label.",
			LabelSlashReplaced:      "The slash in the {field} was replaced by a hyphen: a file's name can't hold it.",
		},
	},
	"es": {
		open: "«", shut: "»", and: " y ",
		how: "Escribe el nombre, el cargo y la organización con un guion bajo entre ellos, como en " +
			"«Jane Doe_Chief Scientist_STEMx».",
		fields: map[string]string{"name": "el nombre", "title": "el cargo", "organization": "la organización"},
		sentences: map[LabelCode]string{
			LabelEmpty:               "El nombre del archivo está vacío. {how}",
			LabelHiddenFile:          "Un nombre que empieza con un punto es de un archivo que la computadora guarda para sí. Elige el video.",
			LabelNotAVideo:           "{text} no es un tipo de video que se pueda recibir. Envía un archivo MP4, MOV, M4V, WebM, MKV, 3GP o AVI.",
			LabelCameraName:          "{text} es el nombre que pone una cámara o una aplicación; no dice de quién es el video. Llena el formulario o cambia el nombre del archivo. {how}",
			LabelExampleWords:        "{text} es lo que dice el ejemplo. Pon ahí {field} de verdad.",
			LabelNameMissing:         "Falta el nombre: se encontró {found}. {how}",
			LabelTitleMissing:        "Falta el cargo: se encontraron dos partes, {found}. {how}",
			LabelOrganizationMissing: "Falta la organización: se encontró {found}. {how}",
			LabelTitleAndOrganizationMissing: "Faltan el cargo y la organización: se encontró una sola parte, {found}. " +
				"{how}",
			LabelTooManyParts:       "Hay {count} partes en lugar de tres: {found}. Usa el guion bajo solo entre el nombre, el cargo y la organización.",
			LabelOtherSeparator:     "Las partes están separadas por {text}: se encontró {found}. Pon en su lugar un guion bajo.",
			LabelLastNameMissing:    "Falta el apellido: solo se encontró {text}. Escribe nombre y apellido; si ese es el nombre completo, indícalo en el formulario.",
			LabelNoLetter:           "Falta alguna letra en {field}: se encontró {text}. {how}",
			LabelTooLong:            "Hay que acortar {field}: caben {limit} caracteres como máximo.",
			LabelAllTooLong:         "El nombre, el cargo y la organización juntos son demasiado largos para el nombre de un archivo. Acorta el más largo.",
			LabelControl:            "Hay un carácter de control ({text}) en el texto, como un salto de línea. Escribe el texto otra vez.",
			LabelBidirectional:      "Hay un carácter oculto ({text}) en el texto que cambia la dirección de la escritura. Escribe el texto otra vez en lugar de pegarlo.",
			LabelInvisible:          "Hay un carácter invisible ({text}) en el texto. Escribe el texto otra vez en lugar de pegarlo.",
			LabelGarbled:            "Algunas letras se dañaron en el camino ({text}). Escribe el texto otra vez.",
			LabelPathSeparator:      "Hay una barra en el nombre; las computadoras la usan para las carpetas. Quítala o pon un guion en su lugar.",
			LabelReadsAsFile:        "{text} empieza o termina como algo que las computadoras añaden al nombre de un archivo. Escribe {field} de otra manera.",
			LabelCopyMark:           "Se quitó la marca de copia {text}.",
			LabelSecondExtension:    "Se quitó la segunda extensión {text}.",
			LabelUploader:           "Se quitó del final el nombre de quien subió el archivo, {text}: la etiqueta ya empieza con él.",
			LabelExtraUnderscores:   "Se quitaron guiones bajos que no separan nada.",
			LabelRunTogether:        "Hay palabras pegadas. Si quisiste decir {text}, indícalo; si no, queda como está.",
			LabelUnderscoreReplaced: "Se cambió por un espacio el guion bajo en {field}: separa las partes de la etiqueta.",
			LabelSlashReplaced:      "Se cambió por un guion la barra en {field}: no cabe en el nombre de un archivo.",
		},
	},
}

// A LabelLine is what `belong label --json` prints of one file.
type LabelLine struct {
	File         string    `json:"file"`
	Valid        bool      `json:"valid"`
	Name         string    `json:"name"`
	Title        string    `json:"title"`
	Organization string    `json:"organization"`
	Code         LabelCode `json:"code"`    // of the problem
	Problem      string    `json:"problem"` // its sentence
	Suggestion   string    `json:"suggestion"`
	Notices      []string  `json:"notices"` // their sentences
}

// Line is the answer as one flat line, for the file that it was read from.
func (p ParsedLabel) Line(file, locale string) LabelLine {
	line := LabelLine{
		File: file, Valid: p.Valid(),
		Name: p.Label.Name, Title: p.Label.Title, Organization: p.Label.Organization,
		Suggestion: p.Suggestion, Notices: []string{},
	}
	if p.Problem != nil {
		line.Code, line.Problem = p.Problem.Code, p.Problem.Sentence(locale)
	}
	for _, notice := range p.Notices {
		line.Notices = append(line.Notices, notice.Sentence(locale))
	}
	return line
}
