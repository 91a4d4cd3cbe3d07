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
	whole, middle, later := clip(0, 0), clip(2*time.Second, 10*time.Second), clip(3*time.Second, 9*time.Second)
	for name, tt := range map[string]struct {
		from, to  belong.Clip
		source    belong.CaptionSource
		confirmed time.Time
		want      []belong.Cue
	}{
		"to a part":                     {whole, middle, belong.FromPerson, noon, []belong.Cue{cue(0, 1, "I build robots."), cue(2, 4, "My sister helps.")}},
		"a draft to a part":             {whole, middle, belong.FromScript, time.Time{}, []belong.Cue{cue(0, 1, "I build robots."), cue(2, 4, "My sister helps.")}},
		"to a part of a part":           {middle, later, belong.FromPerson, noon, []belong.Cue{cue(0, 2, "I build robots."), cue(3, 5, "My sister helps.")}},
		"to the whole again":            {middle, whole, belong.FromPerson, noon, []belong.Cue{cue(2, 5, "I build robots."), cue(6, 8, "My sister helps."), cue(11.8, 14, "You belong in STEM.")}},
		"confirmed drafts to the whole": {middle, whole, belong.FromScript, noon, []belong.Cue{cue(2, 5, "I build robots."), cue(6, 8, "My sister helps."), cue(11.8, 14, "You belong in STEM.")}},
		"not a draft to the whole":      {middle, whole, belong.FromScript, time.Time{}, nil},
		"not to where nothing is said":  {whole, clip(20*time.Second, 25*time.Second), belong.FromPerson, noon, nil},
	} {
		c := belong.Captions{ClipID: tt.from.ID, Locale: "en", Source: tt.source, Cues: said, ConfirmedAt: tt.confirmed, UpdatedAt: noon.Add(-time.Hour), Version: 7}
		got, ok := c.MoveTo(tt.to, tt.from)
		if ok != (tt.want != nil) {
			t.Errorf("%s: %v", name, ok)
			continue
		}
		if !ok {
			continue
		}
		want := belong.Captions{ClipID: tt.to.ID, Locale: "en", Source: tt.source, Cues: tt.want, UpdatedAt: noon, Version: 1}
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
