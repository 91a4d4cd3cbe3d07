package belong_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
)

func TestFindingsSayWhatAModeratorShouldKnow(t *testing.T) {
	t.Parallel()
	fine := belong.Measured{
		Length: 30 * time.Second, Decoded: 30 * time.Second, Width: 720, Height: 1280, HasSound: true, Loudness: -16,
		Speech: []belong.Span{{From: time.Second, To: 25 * time.Second}}, Brightness: 0.5, Blur: 4, Line: belong.LineCheck{Checked: true, Heard: true, Confidence: 0.9, At: 24 * time.Second},
	}
	tests := []struct {
		name   string
		change func(*belong.Measured)
		want   []belong.FindingCode
	}{
		{"a good clip", func(*belong.Measured) {}, nil},
		{"over the campaign's length", func(m *belong.Measured) { m.Length, m.Decoded = 36*time.Second, 36*time.Second }, []belong.FindingCode{belong.TooLong}},
		{"hardly begun", func(m *belong.Measured) { m.Length, m.Decoded = 2*time.Second, 2*time.Second }, []belong.FindingCode{belong.TooShort}},
		{"without sound, of which silence is no news", func(m *belong.Measured) { m.HasSound, m.Loudness, m.Speech = false, -70, nil }, []belong.FindingCode{belong.NoSound}},
		{"a microphone that was covered", func(m *belong.Measured) { m.Loudness = -50 }, []belong.FindingCode{belong.NearSilence}},
		{"whispered across the room", func(m *belong.Measured) { m.Loudness = -40 }, []belong.FindingCode{belong.NearSilence}},
		{"small, on its short side", func(m *belong.Measured) { m.Width, m.Height = 360, 640 }, []belong.FindingCode{belong.LowResolution}},
		{"cut off", func(m *belong.Measured) { m.Decoded = 20 * time.Second }, []belong.FindingCode{belong.Truncated}},
		{"a frame short is whole", func(m *belong.Measured) { m.Decoded -= 40 * time.Millisecond }, nil},
		{"shouted into the microphone", func(m *belong.Measured) { m.Clipped = 0.3 }, []belong.FindingCode{belong.Clipping}},
		{"music alone", func(m *belong.Measured) { m.Speech = nil }, []belong.FindingCode{belong.NoSpeech}},
		{"the lens covered, which is no still picture", func(m *belong.Measured) {
			m.Black, m.Frozen = []belong.Span{{From: 0, To: 5 * time.Second}}, []belong.Span{{From: 0, To: 5 * time.Second}}
		}, []belong.FindingCode{belong.Black}},
		{"a blink is no black picture", func(m *belong.Measured) { m.Black = []belong.Span{{From: 0, To: time.Second / 2}} }, nil},
		{"a photograph", func(m *belong.Measured) { m.Frozen = []belong.Span{{From: 0, To: 30 * time.Second}} }, []belong.FindingCode{belong.Frozen}},
		{"at night", func(m *belong.Measured) { m.Brightness = 0.05 }, []belong.FindingCode{belong.VeryDark}},
		{"at night, with the lens covered for a moment", func(m *belong.Measured) {
			m.Brightness, m.Black = 0.05, []belong.Span{{From: 0, To: time.Second / 2}}
		}, []belong.FindingCode{belong.VeryDark}},
		{"at night, with the lens covered most of the time", func(m *belong.Measured) {
			m.Brightness, m.Black = 0.03, []belong.Span{{From: 0, To: 20 * time.Second}}
		}, []belong.FindingCode{belong.Black, belong.VeryDark}},
		{"by day, with the lens covered most of the time", func(m *belong.Measured) {
			m.Brightness, m.Black = 0.1, []belong.Span{{From: 0, To: 25 * time.Second}}
		}, []belong.FindingCode{belong.Black}},
		{"with the lens covered all the time", func(m *belong.Measured) {
			m.Brightness, m.Black = 0, []belong.Span{{From: 0, To: 30 * time.Second}}
		}, []belong.FindingCode{belong.VeryDark}},
		{"cut off, and dark but for its end", func(m *belong.Measured) {
			m.Decoded, m.Brightness, m.Black = 10*time.Second, 0.05, []belong.Span{{From: 0, To: 8750 * time.Millisecond}}
		}, []belong.FindingCode{belong.Truncated, belong.Black}},
		{"out of focus", func(m *belong.Measured) { m.Blur = 12 }, []belong.FindingCode{belong.Blurred}},
		{"on its side", func(m *belong.Measured) { m.Sideways = true }, []belong.FindingCode{belong.Sideways}},
		{"edited", func(m *belong.Measured) { m.Cuts = []time.Duration{3 * time.Second, 9 * time.Second} }, []belong.FindingCode{belong.Scenes}},
	}
	for _, tt := range tests {
		m := fine
		tt.change(&m)
		var got []belong.FindingCode
		for _, f := range belong.FindingsOf(m, aCampaign().Limits, belong.ClipRules{}) {
			if f.Code != belong.LineHeard || !m.HasSound {
				got = append(got, f.Code)
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestTheClosingLineIsAdviceOnly(t *testing.T) {
	t.Parallel()
	for want, line := range map[belong.FindingCode]belong.LineCheck{
		belong.LineHeard:     {Checked: true, Heard: true, Confidence: 0.9, At: 27 * time.Second},
		belong.LineUnclear:   {Checked: true, Confidence: 0.5, At: 27 * time.Second},
		belong.LineNotHeard:  {Checked: true},
		belong.LineUnchecked: {},
	} {
		m := belong.Measured{
			Length: 30 * time.Second, Decoded: 30 * time.Second, Width: 720, Height: 1280, HasSound: true, Loudness: -16,
			Speech: []belong.Span{{From: 0, To: 9 * time.Second}}, Brightness: 0.5, Line: line,
		}
		got := belong.FindingsOf(m, aCampaign().Limits, belong.ClipRules{})
		if len(got) != 1 || got[0].Code != want || got[0].Severity != belong.Info || got[0].At != line.At || got[0].Value != 100*line.Confidence && line.At > 0 {
			t.Errorf("%s: %+v", want, got)
		}
	}
}

// A campaign may care more, or less, than we do.
func TestACampaignSaysHowMuchAFindingMatters(t *testing.T) {
	t.Parallel()
	m := belong.Measured{Length: 40 * time.Second, Decoded: 40 * time.Second, Width: 320, Height: 240, Brightness: 0.5}
	rules := belong.ClipRules{Severities: map[belong.FindingCode]belong.Severity{belong.TooLong: belong.Fatal, belong.LowResolution: belong.Info}}
	got := map[belong.FindingCode]belong.Severity{}
	clip := belong.Clip{Findings: belong.FindingsOf(m, aCampaign().Limits, rules)}
	for _, f := range clip.Findings {
		got[f.Code] = f.Severity
	}
	want := map[belong.FindingCode]belong.Severity{belong.TooLong: belong.Fatal, belong.NoSound: belong.Warning, belong.LowResolution: belong.Info}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if !clip.Unusable() || (belong.Clip{Findings: clip.Findings[1:]}).Unusable() {
		t.Errorf("%+v", clip.Findings)
	}
}
