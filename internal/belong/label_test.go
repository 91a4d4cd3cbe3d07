package belong_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
)

var jane = belong.Label{Name: "Jane Doe", Title: "Chief Scientist", Organization: "STEMx"}

func TestParseLabelReads(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]belong.Label{
		"Jane Doe_Chief Scientist_STEMx.mp4": jane,
		"Ana María Núñez_Profesora de Física_Universidad de Puerto Rico.MOV": {
			"Ana María Núñez", "Profesora de Física", "Universidad de Puerto Rico",
		},
		"Mary-Jane O'Neil_VP, R&D_AT&T.mp4": {"Mary-Jane O'Neil", "VP, R&D", "AT&T"},
		"王小明_工程师_清华大学.mp4":                  {"王小明", "工程师", "清华大学"},
		"JaneDoe_ChiefScientist_MIT.mp4":    {"JaneDoe", "ChiefScientist", "MIT"},
		"jane doe_teacher_mit":              {"jane doe", "teacher", "mit"},

		// White space is folded, letters are composed, what is written stays.
		"  Jane \u00a0 Doe _ Chief\u3000Scientist _  STEMx .mp4": jane,
		"Ana Mari\u0301a_Fi\u0301sica_UPR.mp4":                   {"Ana María", "Física", "UPR"},
		"J. Doe_K–12 “Math” Lead: STEM_Girls Who Code?.webm":     {"J. Doe", "K–12 “Math” Lead: STEM", "Girls Who Code?"},

		// A dot is no extension unless a video's name follows it.
		"Dr. Jane Doe_Chief Scientist_Acme Inc.":       {"Dr. Jane Doe", "Chief Scientist", "Acme Inc."},
		"Jane Doe_Chief Scientist_Acme Inc..mp4":       {"Jane Doe", "Chief Scientist", "Acme Inc."},
		"Jane Doe_Teacher_Code.org":                    {"Jane Doe", "Teacher", "Code.org"},
		"Jane Doe_Teacher_Code.org.m4v":                {"Jane Doe", "Teacher", "Code.org"},
		"J.R.R. Doe Jr._.NET Developer_St. Mary's.3GP": {"J.R.R. Doe Jr.", ".NET Developer", "St. Mary's"},

		// Names of two words, however they are written.
		"J.Doe_Teacher_MIT.mp4":        {"J.Doe", "Teacher", "MIT"},
		"LiWei_Teacher_MIT.mp4":        {"LiWei", "Teacher", "MIT"},
		"김민수_교사_서울대학교.mp4":             {"김민수", "교사", "서울대학교"},
		"山田 太郎_教師_東京大学.mkv":            {"山田 太郎", "教師", "東京大学"},
		"สมชาย ใจดี_ครู_จุฬา.mp4":      {"สมชาย ใจดี", "ครู", "จุฬา"},
		"नेहा शर्मा_शिक्षक_आईआईटी.avi": {"नेहा शर्मा", "शिक्षक", "आईआईटी"},

		// Right to left, and characters that are not seen but needed.
		"ليلى حداد_مهندسة_جامعة دمشق.mp4":                   {"ليلى حداد", "مهندسة", "جامعة دمشق"},
		"נועה כהן_מדענית_הטכניון.mp4":                       {"נועה כהן", "מדענית", "הטכניון"},
		"علی\u200cرضا رضایی_ریاضی\u200cدان_تهران.mp4":       {"علی\u200cرضا رضایی", "ریاضی\u200cدان", "تهران"},
		"രാജന്\u200d നായര്\u200d_അധ്യാപകന്\u200d_കേരളം.mp4": {"രാജന്\u200d നായര്\u200d", "അധ്യാപകന്\u200d", "കേരളം"},
		"辻\U000E0100 花子_教師_東京.mp4":                          {"辻\U000E0100 花子", "教師", "東京"},
		"Jane Doe 👩🏽\u200d🔬_Chemist_We ❤\ufe0f STEM.mp4":    {"Jane Doe 👩🏽\u200d🔬", "Chemist", "We ❤\ufe0f STEM"},

		// Words that cameras use may be somebody's, where not all are.
		"Clip Trim_Film Editor_Zoom.mp4":    {"Clip Trim", "Film Editor", "Zoom"},
		"Bea Dade_Dad_Ed.mp4":               {"Bea Dade", "Dad", "Ed"},
		"Jane Doe_STEM Leader_4-H Club.mp4": {"Jane Doe", "STEM Leader", "4-H Club"},
		"Jane Doe_Writer_Ad Copy.mp4":       {"Jane Doe", "Writer", "Ad Copy"},
		"Jane Doe_Class of (2022)_STEMx":    {"Jane Doe", "Class of (2022)", "STEMx"},
	} {
		p := belong.ParseLabel(in)
		checkParsed(t, in, p)
		if !p.Valid() {
			t.Errorf("%q: %s: %s", in, p.Problem.Code, p.Problem.Sentence("en"))
			continue
		}
		if diff := cmp.Diff(want, p.Label); diff != "" {
			t.Errorf("%q (-want +got):\n%s", in, diff)
		}
	}
}

func TestParseLabelSaysWhatItDropped(t *testing.T) {
	t.Parallel()
	type notices = []belong.LabelRemark
	mark := func(s string) notices { return notices{{Code: belong.LabelCopyMark, Text: s}} }
	second := func(s string) notices { return notices{{Code: belong.LabelSecondExtension, Text: s}} }
	for in, want := range map[string]notices{
		"Jane Doe_Chief Scientist_STEMx.mp4":                                     nil,
		"Jane Doe_Chief Scientist_STEMx (1).mp4":                                 mark("(1)"),
		"Jane Doe_Chief Scientist_STEMx(12).mp4":                                 mark("(12)"),
		"Jane Doe_Chief Scientist_STEMx - Copy.mp4":                              mark("- Copy"),
		"Jane Doe_Chief Scientist_STEMx - Copy (2).mp4":                          mark("- Copy (2)"),
		"Jane Doe_Chief Scientist_STEMx copy.mov":                                mark("copy"),
		"Jane Doe_Chief Scientist_STEMx copy 2.mov":                              mark("copy 2"),
		"Jane Doe_Chief Scientist_STEMx - copia.mp4":                             mark("- copia"),
		"Jane Doe_Chief Scientist_STEMx copia 3":                                 mark("copia 3"),
		"Jane Doe_Chief Scientist_STEMx (Jane's conflicted copy 2022-11-07).mp4": mark("(Jane's conflicted copy 2022-11-07)"),
		"Copy of Jane Doe_Chief Scientist_STEMx.mp4":                             mark("Copy of"),
		"Copy of Copy of Jane Doe_Chief Scientist_STEMx.mp4":                     mark("Copy of Copy of"),
		"Copy (2) of Jane Doe_Chief Scientist_STEMx.mp4":                         mark("Copy (2) of"),
		"Copia de Jane Doe_Chief Scientist_STEMx":                                mark("Copia de"),
		"Jane Doe_Chief Scientist_STEMx (1)_.mp4":                                mark("(1)"),
		"Jane Doe_Chief Scientist_STEMx.mp4.mov":                                 second(".mp4"),
		"Jane Doe_Chief Scientist_STEMx.MOV.MP4":                                 second(".mov"),
		"Jane Doe_Chief Scientist_STEMx.mp4 (1).mp4":                             append(mark("(1)"), second(".mp4")...),
		"Jane Doe_Chief Scientist_STEMx (1) - Jane Doe.mp4": append(
			notices{{Code: belong.LabelUploader, Text: "Jane Doe"}}, mark("(1)")...),
		"Jane Doe__Chief Scientist__STEMx.mp4":  {{Code: belong.LabelExtraUnderscores}},
		"_Jane Doe_Chief Scientist_STEMx__.mp4": {{Code: belong.LabelExtraUnderscores}},
	} {
		p := belong.ParseLabel(in)
		checkParsed(t, in, p)
		if p.Label != jane {
			t.Errorf("%q: got %+v, problem %+v", in, p.Label, p.Problem)
		}
		if diff := cmp.Diff(want, p.Notices); diff != "" {
			t.Errorf("%q: notices (-want +got):\n%s", in, diff)
		}
	}
}

func TestParseLabelRefuses(t *testing.T) {
	t.Parallel()
	const suggested = "Jane Doe_Chief Scientist_STEMx"
	for _, test := range []struct {
		in         string
		code       belong.LabelCode
		suggestion string
	}{
		{"", belong.LabelEmpty, ""},
		{".mp4", belong.LabelEmpty, ""},
		{" _ _ .mov", belong.LabelEmpty, ""},
		{"._Jane Doe_Chief Scientist_STEMx.mp4", belong.LabelHiddenFile, ""},
		{".DS_Store", belong.LabelHiddenFile, ""},

		{"Jane Doe_Chief Scientist_STEMx.pdf", belong.LabelNotAVideo, ""},
		{"Jane Doe_Chief Scientist_STEMx.JPG", belong.LabelNotAVideo, ""},
		{"Jane Doe_Chief Scientist_STEMx.wmv", belong.LabelNotAVideo, ""},
		{"Jane Doe_Chief Scientist_STEMx.mp4.crdownload", belong.LabelNotAVideo, ""},

		{"NAME_STEMleader_STEMorganization.mp4", belong.LabelExampleWords, ""},
		{"Jane Doe_STEMleader_STEMx.mp4", belong.LabelExampleWords, ""},
		{"Jane Doe_Chief Scientist_STEMorganization.mp4", belong.LabelExampleWords, ""},
		{"First Last_Job Title_Organization.mp4", belong.LabelExampleWords, ""},

		{"Jane Doe_STEMx.mp4", belong.LabelTitleMissing, ""},
		{"Jane Doe__STEMx.mp4", belong.LabelTitleMissing, ""},
		{"_Chief Scientist_STEMx.mp4", belong.LabelNameMissing, ""},
		{"Jane Doe_Chief Scientist_.mp4", belong.LabelOrganizationMissing, ""},
		{"Jane Doe_Chief Scientist_ (1).mp4", belong.LabelOrganizationMissing, ""},
		{"Jane Doe.mp4", belong.LabelTitleAndOrganizationMissing, ""},
		{"Jane Doe Chief Scientist STEMx.mp4", belong.LabelTitleAndOrganizationMissing, ""},

		{"Jane_Doe_Chief Scientist_STEMx.mp4", belong.LabelTooManyParts, suggested},
		{"Jane Doe_Chief Scientist_STEMx_2.mp4", belong.LabelTooManyParts, suggested},
		{"Jane Doe_Chief Scientist_STEMx_final_v2.mp4", belong.LabelTooManyParts, suggested},
		{"IMG_1234_Jane Doe_Chief Scientist_STEMx.mp4", belong.LabelTooManyParts, suggested},
		{"20221107_Jane_Doe_Chief Scientist_STEMx_edited.mp4", belong.LabelTooManyParts, suggested},
		{"Jane_Doe_Chief_Scientist_STEMx.mp4", belong.LabelTooManyParts, ""}, // Chief, or Chief Scientist?
		{"Jane Doe_Teacher_Lincoln_High.mp4", belong.LabelTooManyParts, ""},

		{"Jane Doe - Chief Scientist - STEMx.mp4", belong.LabelOtherSeparator, suggested},
		{"Jane Doe – Chief Scientist – STEMx.mp4", belong.LabelOtherSeparator, suggested},
		{"Jane Doe_Chief Scientist - STEMx.mp4", belong.LabelOtherSeparator, suggested},
		{"Jane Doe, Chief Scientist, STEMx.mp4", belong.LabelOtherSeparator, suggested},
		{"JaneDoe-ChiefScientist-MIT.mp4", belong.LabelOtherSeparator, "JaneDoe_ChiefScientist_MIT"},
		{"王小明＿工程师＿清华大学.mp4", belong.LabelOtherSeparator, "王小明_工程师_清华大学"},
		{"Mary-Jane O'Neil-Teacher.mp4", belong.LabelTitleAndOrganizationMissing, ""},

		{"Jane_Chief Scientist_STEMx.mp4", belong.LabelLastNameMissing, ""},
		{"McDonald_Teacher_MIT.mp4", belong.LabelLastNameMissing, ""},
		{"Mary-Jane_Teacher_MIT.mp4", belong.LabelLastNameMissing, ""},
		{"Jane 2_Teacher_MIT.mp4", belong.LabelLastNameMissing, ""},
		{"王_工程师_清华大学.mp4", belong.LabelLastNameMissing, ""},
		{"Jane-Doe_Chief-Scientist_STEMx.mp4", belong.LabelLastNameMissing, suggested},
		{"Jane Doe_2022_STEMx.mp4", belong.LabelNoLetter, ""},
		{"Jane Doe_Chief Scientist_!!!.mp4", belong.LabelNoLetter, ""},

		{strings.Repeat("Jane ", 20) + "_Chief Scientist_STEMx.mp4", belong.LabelTooLong, ""},
		{"Jane Doe_" + strings.Repeat("x", 101) + "_STEMx.mp4", belong.LabelTooLong, ""},
		{"Jane Doe_" + strings.Repeat("科", 70) + "_" + strings.Repeat("学", 70), belong.LabelAllTooLong, ""},
		{strings.Repeat("Jane Doe_", 1000), belong.LabelAllTooLong, ""},

		{"Jane\x00 Doe_Chief Scientist_STEMx.mp4", belong.LabelControl, suggested},
		{"Jane\tDoe_Chief Scientist_STEMx\n.mp4", belong.LabelControl, suggested},
		{"Jane Doe_Chief Scientist_STEM\u202ex.mp4", belong.LabelBidirectional, suggested},
		{"\u200eJane Doe_Chief Scientist_STEMx.mp4", belong.LabelBidirectional, suggested},
		{"\u2066Jane Doe\u2069_Chief Scientist_STEMx.mp4", belong.LabelBidirectional, suggested},
		{"Jane\u200b Doe_Chief Scientist_STEMx.mp4", belong.LabelInvisible, suggested},
		{"Jane D\u200doe_Chief Scientist_STEMx.mp4", belong.LabelInvisible, suggested},
		{"\ufeffJane Doe_Chief Scien\u00adtist_STEMx\u2060.mp4", belong.LabelInvisible, suggested},
		{"Jane Doe_Chief Scientist_STEMx\u3164.mp4", belong.LabelInvisible, suggested},
		{"Jane Doe\ufe0f_Chief Scientist_STEMx.mp4", belong.LabelInvisible, suggested},
		{"علی\u200c\u200cرضا رضایی_معلم_تهران.mp4", belong.LabelInvisible, "علی\u200cرضا رضایی_معلم_تهران"},
		{"علی رضایی\u200c_معلم_تهران.mp4", belong.LabelInvisible, "علی رضایی_معلم_تهران"},
		{"Ana Mar\xeda_Profesora_UPR.mp4", belong.LabelGarbled, ""},
		{"Ana Mar\ufffda_Profesora_UPR.mp4", belong.LabelGarbled, ""},
		{"Jane Doe_Chief Scientist\uf022 Lead_STEMx.mp4", belong.LabelGarbled, ""},

		{`C:\fakepath\Jane Doe_Chief Scientist_STEMx.mp4`, belong.LabelPathSeparator, suggested},
		{"../Jane Doe_Chief Scientist_STEMx.mp4", belong.LabelPathSeparator, suggested},
		{"Jane Doe_Teacher/Coach_STEMx.mp4", belong.LabelPathSeparator, "Jane Doe_Teacher-Coach_STEMx"},
		{"../../etc/passwd", belong.LabelPathSeparator, ""},
	} {
		p := belong.ParseLabel(test.in)
		checkParsed(t, test.in, p)
		if p.Valid() {
			t.Errorf("%q is taken for %+v", test.in, p.Label)
			continue
		}
		if p.Problem.Code != test.code || p.Suggestion != test.suggestion || p.Label != (belong.Label{}) {
			t.Errorf("%q: got %s, suggestion %q, label %+v; want %s, suggestion %q",
				test.in, p.Problem.Code, p.Suggestion, p.Label, test.code, test.suggestion)
		}
	}
}

func TestParseLabelKnowsWhatCamerasWrite(t *testing.T) {
	t.Parallel()
	for _, in := range strings.Split(strings.TrimSpace(`
IMG_20221107_101010.mp4
IMG_1234.MOV
IMG_E1234.MOV
IMG_1234 (1).MOV
Copy of IMG_1234.MOV
trim.ABC.MOV
trim.4F0C1D2E-77AB-4C3D-9E8F-0A1B2C3D4E5F.MOV
4F0C1D2E-77AB-4C3D-9E8F-0A1B2C3D4E5F.mov
20221107_101010.mp4
PXL_20221107_101010123.TS.mp4
PXL_20221107_101010123.LS.mp4
VID_20221107_101010.mp4
VID-20221107-WA0001.mp4
MVI_1234.mov
DSC_0001.MOV
P1010001.MP4
C0012.MP4
GX010001.MP4
DJI_0001.MP4
WhatsApp Video 2022-11-07 at 10.10.10.mp4
WhatsApp Video 2022-11-07 at 10.10.10 AM (1).mp4
Screen Recording 2022-11-07 at 10.10.10.mov
Screen_Recording_20221107_101010_Chrome.mp4
ScreenRecording_11-07-2022 10-10-10_1.MP4
Grabación de pantalla 2022-11-07 a las 10.10.10.mov
RPReplay_Final1667829010.MP4
FullSizeRender.mov
lv_0_20221107101010.mp4
Snapchat-123456789.mp4
received_1234567890.mp4
video_2022-11-07_10-10-10.mp4
GMT20221107-101010_Recording_1920x1080.mp4
Untitled design.mp4
My Movie 3.mp4
video.mp4
final.mov
final_v2 - Copy.mov
1.mp4`), "\n") {
		p := belong.ParseLabel(in)
		checkParsed(t, in, p)
		if p.Valid() || p.Problem.Code != belong.LabelCameraName || p.Suggestion != "" {
			t.Errorf("%q: got %+v, problem %+v, suggestion %q", in, p.Label, p.Problem, p.Suggestion)
		}
	}
}

func TestParseLabelOffersToSplitWordsButDoesNot(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"JaneDoe_ChiefScientist_MIT.mp4":       "Jane Doe_Chief Scientist_MIT",
		"JaneMcDonald_PhDStudent_LinkedIn.mp4": "Jane McDonald_PhDStudent_LinkedIn",
		"Jane DeShawn_Chief Scientist_STEMx":   "",
		"MaryAnn Doe_Chief Scientist_STEMx":    "",
	} {
		p := belong.ParseLabel(in)
		checkParsed(t, in, p)
		if p.Suggestion != want || !strings.HasPrefix(in, p.Label.String()) {
			t.Errorf("%q: got %q, suggestion %q; want suggestion %q", in, p.Label, p.Suggestion, want)
		}
		var notices []belong.LabelRemark
		if want != "" {
			notices = []belong.LabelRemark{{Code: belong.LabelRunTogether, Text: want}}
		}
		if diff := cmp.Diff(notices, p.Notices); diff != "" {
			t.Errorf("%q: notices (-want +got):\n%s", in, diff)
		}
	}
}

func TestParseLabelSaysWhichPartsItFound(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]belong.LabelRemark{
		"Jane Doe_STEMx.mp4": {
			Code: belong.LabelTitleMissing, Field: "title", Found: []string{"Jane Doe", "STEMx"},
		},
		"Jane_Chief Scientist_STEMx.mp4": {
			Code: belong.LabelLastNameMissing, Field: "name", Text: "Jane", Found: []string{"Jane", "Chief Scientist", "STEMx"},
		},
		"Jane Doe_Chief Scientist_" + strings.Repeat("x", 101): {
			Code: belong.LabelTooLong, Field: "organization", Text: strings.Repeat("x", 101), Limit: 100,
			Found: []string{"Jane Doe", "Chief Scientist", strings.Repeat("x", 101)},
		},
		"Jane Doe_Chief Scientist_\u202eSTEMx.mp4": {Code: belong.LabelBidirectional, Text: "U+202E"},
	} {
		if diff := cmp.Diff(&want, belong.ParseLabel(in).Problem); diff != "" {
			t.Errorf("%q (-want +got):\n%s", in, diff)
		}
	}
}

func TestLabelFilename(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		label           belong.Label
		extension, want string
	}{
		{jane, "mp4", "Jane Doe_Chief Scientist_STEMx.mp4"},
		{jane, ".MOV", "Jane Doe_Chief Scientist_STEMx.mov"},
		{jane, "", "Jane Doe_Chief Scientist_STEMx"},
		{jane, "../../sh\x00ell", "Jane Doe_Chief Scientist_STEMx.shell"},
		{
			belong.Label{Name: "Jane Doe", Title: "Lead: K-12", Organization: `The "Lab" Inc.`},
			"mp4",
			"Jane Doe_Lead- K-12_The 'Lab' Inc..mp4",
		},
		{
			belong.Label{Name: "Jane Doe", Title: "Who <knows>?", Organization: "A*|B Inc."},
			"",
			"Jane Doe_Who (knows)_A-B Inc",
		},
	} {
		if got := test.label.Filename(test.extension); got != test.want {
			t.Errorf("%+v.Filename(%q) = %q, want %q", test.label, test.extension, got, test.want)
		}
	}
}

func TestLabelRemarksAreSentences(t *testing.T) {
	t.Parallel()
	four := belong.ParseLabel("Jane_Doe_Chief Scientist_STEMx.mp4").Problem
	one := belong.ParseLabel("Jane_Chief Scientist_STEMx.mp4").Problem
	for _, test := range []struct{ got, want string }{
		{four.Sentence("en"), "There are 4 parts instead of three: “Jane”, “Doe”, “Chief Scientist” and “STEMx”. " +
			"Use an underscore only between the name, the job title and the organization."},
		{four.Sentence("es-PR"), "Hay 4 partes en lugar de tres: «Jane», «Doe», «Chief Scientist» y «STEMx». " +
			"Usa el guion bajo solo entre el nombre, el cargo y la organización."},
		{one.Sentence("fr"), one.Sentence("en")},
	} {
		if test.got != test.want {
			t.Errorf("got  %s\nwant %s", test.got, test.want)
		}
	}
}

func TestLabelLineIsWhatTheCommandPrints(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Jane Doe_Chief Scientist_STEMx (1).mp4": `{"file":"x/y.mp4","valid":true,"name":"Jane Doe","title":"Chief Scientist",` +
			`"organization":"STEMx","code":"","problem":"","suggestion":"","notices":["The copy mark “(1)” was dropped."]}`,
		"Jane_Chief Scientist_STEMx.mp4": `{"file":"x/y.mp4","valid":false,"name":"","title":"","organization":"",` +
			`"code":"last_name_missing","problem":"The last name is missing: found only “Jane”. Write the first and the last name; ` +
			`if this is the whole name, say so in the form.","suggestion":"","notices":[]}`,
	} {
		got, err := json.Marshal(belong.ParseLabel(in).Line("x/y.mp4", "en"))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("%q\ngot  %s\nwant %s", in, got, want)
		}
	}
}
