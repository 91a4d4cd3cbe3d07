package belong

import (
	"regexp"
	"strings"
	"unicode"
)

// What computers write into the names of files: kinds at the end, marks of copies, and names of their own.

// isVideo knows the endings that are extensions; any other, as in "Acme Inc." or "Code.org", belongs to the name. True
// are the videos that are taken.
var isVideo = extensions("mp4 mov m4v webm mkv 3gp avi", `
	3g2 asf f4v flv m2ts mpe mpeg mpg mts ogv ts vob wmv
	aac aif aiff flac m4a mp3 oga ogg opus wav wma
	bmp dng gif heic heif jpeg jpg png psd raw svg tif tiff webp
	csv doc docx gdoc gslides htm html json odp odt pdf ppt pptx rtf srt txt vtt xls xlsx xml
	7z apk bat dmg exe gz iso js msi rar tar tgz zip
	aep capcut fcpbundle imovie prproj
	crdownload download icloud ini lnk part tmp`)

func extensions(videos, others string) map[string]bool {
	known := map[string]bool{}
	for ext := range strings.FieldsSeq(others) {
		known[ext] = false
	}
	for ext := range strings.FieldsSeq(videos) {
		known[ext] = true
	}
	return known
}

// Marks that computers put on copies, in English and Spanish:
//
//	Copy of X · Copia de X · X (1) · X(1) · X - Copy · X - copia (2) · X copy · X copia 2 · X (Jane's conflicted copy)
//
// A Mac writes a bare "copy" in small letters, so "Ad Copy" is left to whoever is called that.
var (
	copyPrefix = regexp.MustCompile(`^[ _]*(?i:(?:copy(?: \(\d+\))? of|copia(?: \(\d+\))? de) )+`)
	copySuffix = regexp.MustCompile(`(?: ?\(\d{1,2}\)| - ?(?i:copy|copia)| cop(?:y|ia)(?: \d{1,2})?| \((?i:[^()]*(?:conflicted copy|copia en conflicto)[^()]*)\))+[ _]*$`)
)

// strip drops from both ends what computers add, in whatever order they did, and notes it.
func (p *ParsedLabel) strip(s string) string {
	for before := ""; s != before; {
		before = s
		s = p.stripExtension(s)
		s = p.stripMatch(s, copyPrefix)
		s = p.stripMatch(s, copySuffix)
		s = p.stripUploader(s)
	}
	return s
}

func (p *ParsedLabel) stripExtension(s string) string {
	dot := strings.LastIndexByte(s, '.')
	ext := strings.ToLower(strings.TrimRight(s[dot+1:], " _"))
	if _, known := isVideo[ext]; dot < 0 || !known {
		return s
	}
	if p.Extension == "" {
		p.Extension = ext
	} else {
		p.notice(LabelSecondExtension, "."+ext)
	}
	return strings.TrimRight(s[:dot], " ")
}

func (p *ParsedLabel) stripMatch(s string, mark *regexp.Regexp) string {
	at := mark.FindStringIndex(s)
	if at == nil {
		return s
	}
	p.notice(LabelCopyMark, strings.Trim(s[at[0]:at[1]], " _"))
	return strings.TrimSpace(s[:at[0]] + s[at[1]:])
}

// stripUploader drops the name that upload forms add to the end, where it says again what the label says first:
// "Jane Doe_Chief Scientist_STEMx - Jane Doe".
func (p *ParsedLabel) stripUploader(s string) string {
	name, _, _ := strings.Cut(strings.TrimLeft(s, " _"), "_")
	name = strings.TrimSpace(name)
	rest, ok := strings.CutSuffix(strings.TrimRight(s, " _"), " - "+name)
	if !ok || name == "" {
		return s
	}
	p.notice(LabelUploader, name)
	return rest
}

// Words of which cameras, phones, apps and people in a hurry make names that say nothing about anyone.
var machineWords = setOf(`
	img vid pxl mvi mov mah dsc dscn dscf dscn dji gopr sam gx gh gp ls lv lrv wa wp fb vn cam rec mp hd uhd fps gmt am pm at
	de del el la las los my mi new nuevo nueva of the un una untitled unnamed
	android camera cámara canva capcut chrome clip clips design diseño draft edit edited editado export exported final film
	finalrender fullsizerender inshot iphone media meet messenger movie película photo rpreplay received record recording
	recordings grabación pantalla render renderd reel screen screenrecording selfie sequence signal snapchat story take
	teams telegram test tiktok timeline trim trimmed upload version versión video videos vídeo whatsapp webcam youtube zoom`)

// isMachineName tells whether nothing in s was written by somebody who says who they are: it holds only digits and
// machine words, and such letters as codes are made of.
func isMachineName(s string) bool {
	known := strings.ContainsFunc(s, unicode.IsDigit)
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) })
	for _, word := range words {
		switch {
		case machineWords[word]:
			known = true
		case len(word) > 1 && strings.Trim(word, "abcdef") != "":
			return false
		}
	}
	return known
}
