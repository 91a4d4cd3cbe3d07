package intake_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// said are captions that say so much, three seconds each.
func said(clip belong.Clip, version int64, words ...string) belong.Captions {
	c := belong.Captions{ClipID: clip.ID, Locale: "en", Version: version}
	for i, w := range words {
		from := time.Duration(i) * 3 * time.Second
		c.Cues = append(c.Cues, belong.Cue{Span: belong.Span{From: from, To: from + 3*time.Second}, Text: w})
	}
	return c
}

func (r *rig) captions(clip belong.ID) belong.Captions {
	r.t.Helper()
	c, err := r.store.Captions(r.t.Context(), clip)
	r.must(err)
	return c
}

func TestCaptionsAreADraftUntilAPersonConfirmsThem(t *testing.T) {
	t.Parallel()
	r := newRig(t, inFolder)
	s, clip, _ := r.shown(belong.InReview, "")
	set := func(c belong.Captions, confirm bool) belong.Captions {
		t.Helper()
		r.must(r.SetCaptions(t.Context(), s.ID, owner, c, confirm))
		return r.captions(clip.ID)
	}
	draft := said(clip, 1, "I belong in STEM.")
	draft.Source, draft.UpdatedAt = belong.FromScript, r.clock()
	r.must(r.store.AddCaptions(t.Context(), draft, belong.Outcome{}))

	if got := set(draft, true); !got.Confirmed() || got.Source != belong.FromScript || got.Version != 2 {
		t.Errorf("right as it was: %+v", got)
	}
	if got := set(said(clip, 2, "I belong in STEM."), false); !got.Confirmed() || got.Version != 2 {
		t.Errorf("saved as it was: %+v", got)
	}
	if got := set(said(clip, 2, "  We belong ", " ", "in STEM."), false); got.Confirmed() || got.Source != belong.FromPerson || len(got.Cues) != 2 || got.Cues[0].Text != "We belong" {
		t.Errorf("rewritten: %+v", got)
	}
	if got := set(said(clip, 3, "You belong"), true); !got.Confirmed() || !got.ConfirmedAt.Equal(r.clock()) || len(got.Cues) != 1 {
		t.Errorf("rewritten and confirmed: %+v", got)
	}
	spanish := said(clip, 4, "You belong")
	spanish.Locale = "es"
	if got := set(spanish, false); got.Confirmed() || got.Locale != "es" {
		t.Errorf("in another language: %+v", got)
	}
	if edited, confirmed := r.happened("captions.edited"), r.happened("captions.confirmed"); edited != 3 || confirmed != 2 {
		t.Errorf("edited %d times, confirmed %d times", edited, confirmed)
	}
}

func TestTheTrailTellsOfAnEditBeforeTheWordThatItIsRight(t *testing.T) {
	t.Parallel()
	r := newRig(t, inFolder)
	s, clip, _ := r.shown(belong.InReview, "")
	var want []string
	for n := range 8 {
		r.must(r.SetCaptions(t.Context(), s.ID, owner, said(clip, int64(n), fmt.Sprintf("I belong, %d times.", n)), true))
		r.wait(time.Millisecond)
		want = append(want, "captions.edited", "captions.confirmed")
	}
	trail, err := r.store.Events(t.Context(), s.ID)
	r.must(err)
	var got []string
	for _, e := range trail {
		if strings.HasPrefix(e.Kind, "captions.") {
			got = append(got, e.Kind)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("the trail is %v", got)
	}
}

func TestTheFirstCaptionsOfAClipMayBeAPersons(t *testing.T) {
	t.Parallel()
	r := newRig(t, inFolder)
	s, clip, _ := r.shown(belong.InReview, "")
	r.must(r.SetCaptions(t.Context(), s.ID, owner, said(clip, 0), false))
	if _, err := r.store.Captions(t.Context(), clip.ID); belong.KindOf(err) != belong.NotFound {
		t.Errorf("nothing was written, and stored: %v", err)
	}
	r.must(r.SetCaptions(t.Context(), s.ID, owner, said(clip, 0, "I belong."), false))
	if got := r.captions(clip.ID); got.Version != 1 || got.Source != belong.FromPerson || got.Confirmed() {
		t.Errorf("%+v", got)
	}
	if err := r.SetCaptions(t.Context(), s.ID, owner, said(clip, 0, "No, I do."), false); codeOf(err) != "stale" {
		t.Errorf("the first ones again: %v", err)
	}
}

// What the world may read is not rewritten behind the moderators' backs.
func TestOnceApprovedCaptionsAreTheModerators(t *testing.T) {
	t.Parallel()
	r := newRig(t, inFolder)
	s, clip, _ := r.shown(belong.Approved, "")
	if err := r.SetCaptions(t.Context(), s.ID, owner, said(clip, 0, "I belong."), true); codeOf(err) != "captions_approved" {
		t.Errorf("by the owner: %v", err)
	}
	r.must(r.SetCaptions(t.Context(), s.ID, belong.Actor{Kind: belong.Staff, ID: "m"}, said(clip, 0, "I belong."), true))
}

func TestCaptionsAreRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t, inFolder)
	late := func(c belong.Captions) belong.Captions { c.Cues[0].To = 2 * time.Minute; return c }
	for name, c := range map[string]struct {
		write   func(clip belong.Clip) belong.Captions
		confirm bool
		before  func(s belong.Submission, clip belong.Clip)
		want    string
	}{
		"behind the end":         {func(c belong.Clip) belong.Captions { return late(said(c, 0, "I belong.")) }, false, nil, "cue_late"},
		"that say nothing":       {func(c belong.Clip) belong.Captions { return said(c, 0) }, true, nil, "captions_empty"},
		"that nobody saw":        {func(c belong.Clip) belong.Captions { return said(c, 3, "I belong.") }, false, nil, "stale"},
		"of another clip":        {func(belong.Clip) belong.Captions { return said(belong.Clip{ID: "x"}, 0, "I belong.") }, false, nil, "stale"},
		"of what was taken back": {func(c belong.Clip) belong.Captions { return said(c, 0, "I belong.") }, false, func(s belong.Submission, _ belong.Clip) { r.must(r.Withdraw(t.Context(), s.ID, owner)) }, "state"},
		"of what is not ready":   {func(c belong.Clip) belong.Captions { return said(c, 0, "I belong.") }, false, func(_ belong.Submission, c belong.Clip) { r.erase(belong.Erasure{Clip: c}) }, "clip_not_ready"},
	} {
		t.Run(name, func(t *testing.T) {
			s, clip, _ := r.shown(belong.InReview, "")
			if c.before != nil {
				c.before(s, clip)
			}
			if err := r.SetCaptions(t.Context(), s.ID, owner, c.write(clip), c.confirm); codeOf(err) != c.want {
				t.Errorf("refused as %q, want %q: %v", codeOf(err), c.want, err)
			}
			if _, err := r.store.Captions(t.Context(), clip.ID); belong.KindOf(err) != belong.NotFound {
				t.Errorf("they are stored: %v", err)
			}
		})
	}
	empty, _ := r.submit(goodDraft())
	if err := r.SetCaptions(t.Context(), empty.ID, owner, said(belong.Clip{}, 0, "I belong."), false); codeOf(err) != "clip_not_ready" {
		t.Errorf("of no clip at all: %v", err)
	}
}
