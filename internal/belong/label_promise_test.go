package belong_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"github.com/belonginstem/belong/internal/belong"
)

// checkParsed holds what is promised of every answer.
func checkParsed(t *testing.T, in string, p belong.ParsedLabel) {
	t.Helper()
	if p.Valid() == (p.Label == belong.Label{}) {
		t.Errorf("%q: label %+v with problem %+v", in, p.Label, p.Problem)
	}
	if p.Suggestion != "" {
		s := belong.ParseLabel(p.Suggestion)
		if !s.Valid() || s.Label.String() != p.Suggestion || s.Extension != "" {
			t.Errorf("%q: the suggestion %q is read as %+v", in, p.Suggestion, s)
		}
	}
	remarks := p.Notices
	if p.Problem != nil {
		remarks = append(remarks[:len(remarks):len(remarks)], *p.Problem)
	}
	for _, r := range remarks {
		for _, locale := range []string{"en", "es"} {
			s := r.Sentence(locale)
			blank := strings.Contains(s, "{") || strings.Contains(s, "“”") || strings.Contains(s, "«»")
			if s == "" || !utf8.ValidString(s) || blank && !strings.ContainsAny(in, "{“”«»") {
				t.Errorf("%q: %+v says %q in %s", in, r, s, locale)
			}
		}
	}
	if p.Valid() {
		checkLabel(t, p.Label)
	}
}

// checkLabel holds what is promised of every valid label.
func checkLabel(t *testing.T, l belong.Label) {
	t.Helper()
	for _, part := range []string{l.Name, l.Title, l.Organization} {
		if !norm.NFC.IsNormalString(part) || part != strings.Join(strings.Fields(part), " ") ||
			strings.ContainsAny(part, "_/\\") || !strings.ContainsFunc(part, unicode.IsLetter) {
			t.Errorf("%+v: part %q", l, part)
		}
	}
	again := belong.ParseLabel(l.String())
	oneWord := !again.Valid() && again.Problem.Code == belong.LabelLastNameMissing
	if again.Label != l && (!oneWord || !cmp.Equal(again.Problem.Found, []string{l.Name, l.Title, l.Organization})) {
		t.Errorf("%+v is read again as %+v", l, again)
	}
	file := l.Filename("webm")
	if len(file) > 255 || strings.ContainsAny(file, "/\\<>:\"|?*\x00") {
		t.Errorf("%+v: file name %q of %d bytes", l, file, len(file))
	}
	if named := belong.ParseLabel(file); !strings.ContainsAny(l.String(), "<>:\"|?*") && !oneWord &&
		(named.Label != l || named.Extension != "webm") {
		t.Errorf("%+v: file name %q is read again as %+v", l, file, named)
	}
}

func FuzzParseLabel(f *testing.F) {
	for _, seed := range []string{
		"Jane Doe_Chief Scientist_STEMx.mp4", "Copy of Jane_Doe_Chief Scientist_STEMx - Copy (2).mp4.mov",
		"Jane Doe - Chief Scientist - STEMx", "IMG_20221107_101010.mp4", "_a b__c_d (1)_ - a b.mp4_", "A. B_c_.d._",
		"علی\u200cرضا رضایی_ریاضی\u200cدان_تهران", "Jane\u202e Doe_👩🏽\u200d🔬x_\xff/.mov", "JaneDoe_x-y_z copy.3gp",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) { checkParsed(t, in, belong.ParseLabel(in)) })
}

func FuzzNewLabel(f *testing.F) {
	f.Add("Jane Doe", "Chief Scientist", "STEMx", false)
	f.Add("Copy of Pelé", "a/b_c", "x.mp4 (1)", true)
	f.Add("\u0301", "Jane - Doe", ".mov", true)
	f.Fuzz(func(t *testing.T, name, title, organization string, whole bool) {
		p := belong.NewLabel(name, title, organization, whole)
		checkParsed(t, strings.Join([]string{name, title, organization}, "|"), p)
		if p.Valid() && belong.NewLabel(p.Label.Name, p.Label.Title, p.Label.Organization, whole).Label != p.Label {
			t.Errorf("%+v is not kept as it is", p.Label)
		}
	})
}
