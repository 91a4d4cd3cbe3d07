package belong_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
)

func seconds(from, to float64) belong.Cut {
	return belong.Cut{From: time.Duration(from * float64(time.Second)), To: time.Duration(to * float64(time.Second))}
}

func TestAPartOfAPartIsAPartOfTheOriginal(t *testing.T) {
	t.Parallel()
	whole := belong.Clip{
		ID: "first", SubmissionID: "s", UploadID: "first.17", OriginalKey: "originals/first", Bytes: 9, SHA256: "ab", Width: 720, Height: 1280,
		Length: 60 * time.Second, Progress: 100, Ready: true, Took: time.Minute, Renditions: []belong.Rendition{{Kind: belong.WebRendition}},
		Findings: []belong.Finding{{Code: belong.TooLong}}, CreatedAt: noon,
	}
	once, err := whole.Keep(seconds(10, 50), aCampaign().Limits, noon.Add(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	want := belong.Clip{
		ID: once.ID, SubmissionID: "s", UploadID: "first.17#" + string(once.ID), OriginalKey: "originals/first", Bytes: 9, SHA256: "ab",
		Width: 720, Height: 1280, Length: 40 * time.Second, Cut: seconds(10, 50), CreatedAt: noon.Add(time.Minute),
	}
	if diff := cmp.Diff(want, once); diff != "" || once.ID == whole.ID || whole.Whole() == once.Whole() {
		t.Error(diff)
	}
	twice, err := once.Keep(seconds(5, 35.5), aCampaign().Limits, noon.Add(time.Hour))
	if err != nil || twice.Cut != seconds(15, 45.5) || twice.Upload() != whole.UploadID || twice.UploadID == once.UploadID {
		t.Errorf("%+v, %v", twice, err)
	}
	again, err := twice.Keep(belong.Cut{}, aCampaign().Limits, noon.Add(time.Hour))
	if err != nil || !again.Whole() || again.Length != 0 || again.OriginalKey != whole.OriginalKey {
		t.Errorf("%+v, %v", again, err)
	}
}

func TestWhatCannotBeAPartSaysWhy(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		part    belong.Cut
		change  func(*belong.Clip)
		refused string
	}{
		"fits":                              {seconds(1, 31), nil, ""},
		"to the end, by a player's clock":   {seconds(1, 60.05), nil, ""},
		"longer than is shown is allowed":   {seconds(0, 50), nil, ""},
		"ends after the end":                {seconds(1, 61), nil, "part_outside"},
		"begins at the end":                 {seconds(60, 62), nil, "part_outside"},
		"begins before the beginning":       {seconds(-1, 9), nil, "part_outside"},
		"ends where it begins":              {seconds(5, 5), nil, "part_empty"},
		"ends before it begins":             {seconds(9, 5), nil, "part_empty"},
		"is over in no time":                {seconds(5, 5.9), nil, "part_short"},
		"is all of it":                      {seconds(0, 60), nil, "part_whole"},
		"is all of it, by a player's clock": {seconds(0, 60.04), nil, "part_whole"},
		"is the whole of what is whole":     {belong.Cut{}, nil, "part_whole"},
		"is still too long to take":         {seconds(0, 181), func(c *belong.Clip) { c.Length = 200 * time.Second }, "part_long"},
		"has no original to come from":      {seconds(1, 31), func(c *belong.Clip) { c.OriginalKey = "" }, "original_gone"},
	} {
		clip := belong.Clip{ID: "first", UploadID: "first.17", OriginalKey: "originals/first", Length: time.Minute, Ready: true}
		if c.change != nil {
			c.change(&clip)
		}
		next, err := clip.Keep(c.part, belong.Limits{Length: 35 * time.Second, Longest: 3 * time.Minute}, noon)
		if got := codeOf(t, err); got != c.refused {
			t.Errorf("a part that %s: refused as %q, want %q", name, got, c.refused)
		}
		if err == nil && next.Cut.To > clip.Length {
			t.Errorf("a part that %s ends at %v of %v", name, next.Cut.To, clip.Length)
		}
	}
}
