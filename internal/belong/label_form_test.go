package belong_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
)

func TestNewLabelTakesWhatPeopleType(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, title, organization string
		whole                     bool
		want                      belong.Label
		notices                   []belong.LabelCode
	}{
		{name: " Jane  Doe\n", title: "Chief Scientist", organization: "STEMx", want: jane},
		{
			name: "Jane_Doe", title: "Chief Scientist", organization: "STEMx", want: jane,
			notices: []belong.LabelCode{belong.LabelUnderscoreReplaced},
		},
		{
			name: "Jane Doe", title: "Math/Science Teacher", organization: `K_12 \ STEM`,
			want: belong.Label{Name: "Jane Doe", Title: "Math-Science Teacher", Organization: "K 12 - STEM"},
			notices: []belong.LabelCode{
				belong.LabelSlashReplaced, belong.LabelUnderscoreReplaced, belong.LabelSlashReplaced,
			},
		},
		{
			name: "Pelé", title: "Futbolista", organization: "Santos FC", whole: true,
			want: belong.Label{Name: "Pelé", Title: "Futbolista", Organization: "Santos FC"},
		},
		{name: "Jane Doe", title: "Chief Scientist", organization: "STEMx", whole: true, want: jane},
	} {
		p := belong.NewLabel(test.name, test.title, test.organization, test.whole)
		checkParsed(t, test.name+"|"+test.title+"|"+test.organization, p)
		if p.Label != test.want || !p.Valid() || p.Suggestion != "" {
			t.Errorf("%+v: got %+v", test, p)
		}
		var codes []belong.LabelCode
		for _, notice := range p.Notices {
			codes = append(codes, notice.Code)
		}
		if diff := cmp.Diff(test.notices, codes); diff != "" {
			t.Errorf("%+v: notices (-want +got):\n%s", test, diff)
		}
	}
}

func TestNewLabelRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, title, organization string
		whole                     bool
		code                      belong.LabelCode
		field, suggestion         string
	}{
		{name: "", title: "Chief Scientist", organization: "STEMx", code: belong.LabelNameMissing, field: "name"},
		{name: "Jane Doe", title: "___", organization: "STEMx", code: belong.LabelTitleMissing, field: "title"},
		{name: "Jane Doe", title: "Chief Scientist", organization: " ", code: belong.LabelOrganizationMissing, field: "organization"},
		{name: "Jane Doe", code: belong.LabelTitleAndOrganizationMissing, field: "title"},
		{organization: "STEMx", code: belong.LabelNameMissing, field: "name"},
		{code: belong.LabelEmpty},
		{name: "Pelé", title: "Futbolista", organization: "Santos FC", code: belong.LabelLastNameMissing, field: "name"},
		{name: "7", title: "Agent", organization: "UNCLE", whole: true, code: belong.LabelNoLetter, field: "name"},
		{
			name: "Jane Doe", title: "Chief\u202e Scientist", organization: "STEMx",
			code: belong.LabelBidirectional, field: "title", suggestion: jane.String(),
		},
		{name: "Jane Doe", title: strings.Repeat("x", 400), organization: "STEMx", code: belong.LabelTooLong, field: "title"},

		// What would be lost when the label is read from a file again.
		{
			name: "Jane Doe", title: "Chief Scientist", organization: "STEMx (1)",
			code: belong.LabelReadsAsFile, field: "organization", suggestion: jane.String(),
		},
		{
			name: "Jane Doe", title: "Chief Scientist", organization: "STEMx.mp4",
			code: belong.LabelReadsAsFile, field: "organization", suggestion: jane.String(),
		},
		{
			name: "Jane Doe", title: "Chief Scientist", organization: "Report.pdf",
			code: belong.LabelReadsAsFile, field: "organization",
		},
		{
			name: "Copy of Jane Doe", title: "Chief Scientist", organization: "STEMx",
			code: belong.LabelReadsAsFile, field: "name", suggestion: jane.String(),
		},
		{
			name: "Copy of Pelé", title: "Futbolista", organization: "Santos FC", whole: true,
			code: belong.LabelReadsAsFile, field: "name",
		},
	} {
		p := belong.NewLabel(test.name, test.title, test.organization, test.whole)
		checkParsed(t, test.name+"|"+test.title+"|"+test.organization, p)
		if p.Valid() {
			t.Errorf("%+v: taken for %+v", test, p.Label)
			continue
		}
		if p.Problem.Code != test.code || p.Problem.Field != test.field || p.Suggestion != test.suggestion ||
			p.Label != (belong.Label{}) {
			t.Errorf("%+v: got %+v of %q, suggestion %q", test, *p.Problem, p.Label, p.Suggestion)
		}
	}
}
