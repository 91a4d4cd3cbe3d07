package belong_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
)

func TestACampaignsRulesForClipsAreChecked(t *testing.T) {
	t.Parallel()
	severities := func(code belong.FindingCode, s belong.Severity) belong.ClipRules {
		return belong.ClipRules{Severities: map[belong.FindingCode]belong.Severity{code: s}}
	}
	for name, tt := range map[string]struct {
		rules   belong.ClipRules
		refused string
	}{
		"as usual":              {belong.ClipRules{}, ""},
		"in the larger size":    {belong.ClipRules{ShortSide: 1080, Copy: true}, ""},
		"in a size of its own":  {belong.ClipRules{ShortSide: 540}, "post_size"},
		"strict":                {severities(belong.NoSound, belong.Fatal), ""},
		"about nothing":         {severities("no_sund", belong.Fatal), "severity"},
		"of no severity":        {severities(belong.NoSound, "fatal"), "severity"},
		"of an empty severity":  {severities(belong.NoSound, ""), "severity"},
		"that take no videos":   {severities(belong.NotVideo, belong.Info), "severity"},
		"that trust a program":  {severities(belong.LineNotHeard, belong.Fatal), "severity"},
		"that care for a line":  {severities(belong.LineNotHeard, belong.Warning), ""},
		"that say what is true": {severities(belong.TooComplex, belong.Fatal), ""},
	} {
		c := aCampaign()
		c.Clips = tt.rules
		if got := codeOf(t, c.Validate()); got != tt.refused {
			t.Errorf("rules %s: refused as %q, want %q", name, got, tt.refused)
		}
	}
}

func TestJudgingAnewLeavesOtherCopiesAlone(t *testing.T) {
	t.Parallel()
	var rules belong.ClipRules
	rules.Judge(belong.Black, belong.Info)
	before := rules
	rules.Judge(belong.NoSound, belong.Fatal)
	rules.Judge(belong.Black, "")
	if diff := cmp.Diff(map[belong.FindingCode]belong.Severity{belong.NoSound: belong.Fatal}, rules.Severities); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[belong.FindingCode]belong.Severity{belong.Black: belong.Info}, before.Severities); diff != "" {
		t.Error(diff)
	}
}
