package belong

import (
	"testing"
	"time"
)

func TestAWallMarkIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	mark := WallMark{time.UnixMilli(1825000000123).UTC(), NewID(time.UnixMilli(1825000000000))}
	for _, want := range []WallMark{mark, {}} {
		if got := ParseWallMark(want.String()); got != want {
			t.Errorf("%v became %v", want, got)
		}
	}
	for _, bad := range []string{"-", "1", "x-" + string(mark.Post), "1-' OR 1", "-5-" + string(mark.Post), "0-" + string(mark.Post), mark.String() + "x"} {
		if got := ParseWallMark(bad); got != (WallMark{}) {
			t.Errorf("%q is taken for %v", bad, got)
		}
	}
}

func TestATallyCountsByQuestionAndPartner(t *testing.T) {
	t.Parallel()
	tally := WallTally{Groups: []WallGroup{{"", "", 1}, {"why", "", 2}, {"why", "north", 4}, {"how", "north", 8}}}
	for _, c := range []struct {
		question, partner string
		want              int
	}{{"", "", 15}, {"why", "", 6}, {"", "north", 12}, {"why", "north", 4}, {"what", "", 0}} {
		if got := tally.Count(c.question, c.partner); got != c.want {
			t.Errorf("%q, %q: %d, want %d", c.question, c.partner, got, c.want)
		}
	}
	later := tally
	later.Writes++
	if tally.Cursor() == later.Cursor() {
		t.Errorf("a change is not seen: %s, %s", tally.Cursor(), later.Cursor())
	}
}
