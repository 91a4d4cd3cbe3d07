package belong_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
)

func TestCaptionsMoveWithTheVideo(t *testing.T) {
	t.Parallel()
	cue := func(from, to float64, text string) belong.Cue {
		at := func(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
		return belong.Cue{Span: belong.Span{From: at(from), To: at(to)}, Text: text}
	}
	clip := func(from, to time.Duration) belong.Clip {
		c := belong.Clip{ID: belong.NewID(noon), Cut: belong.Cut{From: from, To: to}, Length: to - from, CreatedAt: noon}
		if c.Whole() {
			c.Length = 0 // not known yet
		}
		return c
	}
	said := []belong.Cue{cue(0, 3, "I build robots."), cue(4, 6, "My sister helps."), cue(9.8, 12, "You belong in STEM.")}
	end := []belong.Cue{cue(7.8, 10, "You belong in STEM.")}
	before := []belong.Cue{cue(-20, -17, "I build robots."), cue(-16, -14, "My sister helps."), cue(-10.2, -8, "You belong in STEM.")}
	whole, middle, later := clip(0, 0), clip(2*time.Second, 10*time.Second), clip(3*time.Second, 9*time.Second)
	for name, tt := range map[string]struct {
		from, to  belong.Clip
		source    belong.CaptionSource
		confirmed time.Time
		want      []belong.Cue
		outside   []belong.Cue
	}{
		"to a part":                            {whole, middle, belong.FromPerson, noon, []belong.Cue{cue(0, 1, "I build robots."), cue(2, 4, "My sister helps.")}, end},
		"a draft to a part":                    {whole, middle, belong.FromScript, time.Time{}, []belong.Cue{cue(0, 1, "I build robots."), cue(2, 4, "My sister helps.")}, end},
		"to a part of a part":                  {middle, later, belong.FromPerson, noon, []belong.Cue{cue(0, 2, "I build robots."), cue(3, 5, "My sister helps.")}, []belong.Cue{cue(8.8, 11, "You belong in STEM.")}},
		"to the whole again":                   {middle, whole, belong.FromPerson, noon, []belong.Cue{cue(2, 5, "I build robots."), cue(6, 8, "My sister helps."), cue(11.8, 14, "You belong in STEM.")}, nil},
		"confirmed drafts to the whole":        {middle, whole, belong.FromScript, noon, []belong.Cue{cue(2, 5, "I build robots."), cue(6, 8, "My sister helps."), cue(11.8, 14, "You belong in STEM.")}, nil},
		"not a draft to the whole":             {middle, whole, belong.FromScript, time.Time{}, nil, nil},
		"to where nothing is said":             {whole, clip(20*time.Second, 25*time.Second), belong.FromPerson, noon, nil, before},
		"not a draft to where nothing is said": {whole, clip(20*time.Second, 25*time.Second), belong.FromScript, time.Time{}, nil, nil},
	} {
		c := belong.Captions{ClipID: tt.from.ID, Locale: "en", Source: tt.source, Cues: said, ConfirmedAt: tt.confirmed, UpdatedAt: noon.Add(-time.Hour), Version: 7}
		got, ok := c.MoveTo(tt.to, tt.from)
		if ok != (tt.want != nil || tt.outside != nil) {
			t.Errorf("%s: %v", name, ok)
			continue
		}
		if !ok {
			continue
		}
		want := belong.Captions{ClipID: tt.to.ID, Locale: "en", Source: tt.source, Cues: tt.want, Outside: tt.outside, UpdatedAt: noon, Version: 1}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if tt.to.Length > 0 {
			if err := got.Validate(tt.to.Length); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestCaptionsOfThePartThatWasCutOffComeBackWithTheWhole(t *testing.T) {
	t.Parallel()
	cue := func(from, to time.Duration, text string) belong.Cue {
		return belong.Cue{Span: belong.Span{From: from * time.Millisecond, To: to * time.Millisecond}, Text: text}
	}
	whole := belong.Clip{ID: belong.NewID(noon), Length: 20 * time.Second, CreatedAt: noon}
	part := belong.Clip{ID: belong.NewID(noon), Cut: belong.Cut{From: 4 * time.Second, To: 10 * time.Second}, Length: 6 * time.Second, CreatedAt: noon}
	again := belong.Clip{ID: belong.NewID(noon), CreatedAt: noon}
	said := belong.Captions{Locale: "en", Source: belong.FromPerson, Cues: []belong.Cue{
		cue(0, 3000, "I build robots."), cue(5000, 7000, "My sister helps."), cue(9800, 12000, "You belong in STEM."),
	}}
	cut, ok := said.MoveTo(part, whole)
	if !ok {
		t.Fatal("the words are gone with the cut")
	}
	if draft, ok := (belong.Captions{Source: belong.FromScript, Cues: cut.Cues, Outside: cut.Outside}).MoveTo(again, part); !ok || len(draft.Cues) != 3 {
		t.Errorf("of a draft, there is left: %+v", draft.Cues)
	}
	cut.Cues = append(cut.Cues, cue(4000, 6000, "And we win.")) // written of the part, into what was cut through
	back, ok := cut.MoveTo(again, part)
	if !ok {
		t.Fatal("the words are gone with the whole")
	}
	want := []belong.Cue{
		cue(0, 3000, "I build robots."), cue(5000, 7000, "My sister helps."), cue(8000, 10000, "And we win."), cue(10000, 12000, "You belong in STEM."),
	}
	if diff := cmp.Diff(want, back.Cues); diff != "" || back.Outside != nil {
		t.Errorf("outside: %v; (-want +got):\n%s", back.Outside, diff)
	}
	if err := back.Validate(20 * time.Second); err != nil {
		t.Error(err)
	}
}
