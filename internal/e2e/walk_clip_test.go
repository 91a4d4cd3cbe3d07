package e2e

import (
	"slices"
	"testing"
)

// trim has the owner keep all but the first second and the last, and gives the submission as staff see it then.
func (w walk) trim(t *testing.T, chrome *browser, staff client) item {
	t.Helper()
	from, to := 1.0, float64(w.seconds-1)
	var seen struct {
		Ended float64
		Video struct{ Seconds float64 }
	}
	chrome.do(t, "trim", map[string]any{"from": from, "to": to, "state": "in_review"}, &seen)
	if seen.Ended < to || seen.Ended > to+1 {
		t.Errorf("the part is played until %v s, want %v", seen.Ended, to)
	}
	if kept := seen.Video.Seconds; kept < to-from-0.1 || kept > to-from+0.2 {
		t.Errorf("the private page plays %v s, want %v", kept, to-from)
	}
	all := staff.queue(t, "in_review")
	if len(all) != 1 {
		t.Fatalf("%d submissions in review, want 1", len(all))
	}
	return all[0]
}

// writeCaptions has the owner write captions, and gives those that they found right.
func writeCaptions(t *testing.T, chrome *browser) []string {
	t.Helper()
	type line struct {
		From string `json:"from"`
		To   string `json:"to"`
		Text string `json:"text"`
	}
	lines := []line{{"0", "2.5", "I teach fysics in a small town."}, {"0:02.5", "5", "You belong in STEM."}}
	want := []string{"I teach physics in a small town.", lines[1].Text}
	var written []string
	chrome.do(t, "caption", map[string]any{"lines": lines, "correction": want[0]}, &written)
	checkSaid(t, "the owner", written, want)
	return want
}

// changeCaptions has a moderator change captions that are public: the draft is nobody else's to read, the confirmed ones are
// everybody's.
func changeCaptions(t *testing.T, belong *deployment, chrome *browser, entry item, clip string, before []string) {
	t.Helper()
	want := slices.Clone(before)
	want[0] = "I teach physics where a river begins."
	var seen struct{ Draft, Right []string }
	chrome.do(t, "recaption", map[string]any{"url": belong.public, "id": entry.ID, "clip": clip, "text": want[0]}, &seen)
	checkSaid(t, "a visitor, of a draft", seen.Draft, []string{})
	checkSaid(t, "a visitor, once it is right", seen.Right, want)
}

func checkSaid(t *testing.T, who string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s reads the captions %q, want %q", who, got, want)
	}
}
