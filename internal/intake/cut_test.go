package intake_test

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/intake"
)

var owner = belong.Actor{Kind: belong.Submitter}

// shown is a submission whose clip of a minute was processed.
func (r *rig) shown(state belong.SubmissionState, note string) (belong.Submission, belong.Clip, *sender) {
	r.t.Helper()
	s, from := r.submit(goodDraft())
	from.send(noise(1, 1000))
	s = r.made(s.ID)
	if s.State != state {
		s = r.processed(s.ID, state, true, note)
	}
	return s, r.clip(s.ClipID), from
}

// made does what the worker does with the current clip.
func (r *rig) made(id belong.ID) belong.Submission {
	r.t.Helper()
	s := r.submission(id)
	clip := r.clip(s.ClipID)
	if clip.SHA256 = "ab"; clip.Length == 0 {
		clip.Length = time.Minute
	}
	key := "renditions/" + string(clip.ID) + "/web.mp4"
	r.must(r.blobs.Put(r.t.Context(), key, strings.NewReader("made of it")))
	clip.Ready, clip.Progress, clip.Renditions = true, 100, []belong.Rendition{{Kind: belong.WebRendition, Key: key}}
	r.must(s.Become(belong.InReview, r.clock()))
	r.must(r.store.SaveClip(r.t.Context(), clip, s, belong.Outcome{}))
	return r.submission(id)
}

func (r *rig) clip(id belong.ID) belong.Clip {
	r.t.Helper()
	clip, err := r.store.Clip(r.t.Context(), id)
	r.must(err)
	return clip
}

func (r *rig) jobs(kind belong.JobKind, subject belong.ID) int {
	r.t.Helper()
	n, err := r.count(r.t.Context(), "SELECT count(*) FROM river_job WHERE kind = $1 AND CAST(args AS TEXT) LIKE $2", string(kind), "%"+string(subject)+"%")
	r.must(err)
	return n
}

func part(from, to float64) belong.Cut {
	return belong.Cut{From: time.Duration(from * float64(time.Second)), To: time.Duration(to * float64(time.Second))}
}

func codeOf(err error) string {
	var refused *belong.Error
	if errors.As(err, &refused) {
		return refused.Code
	}
	return ""
}

func TestACutIsAnotherClipOfTheSameOriginal(t *testing.T) {
	t.Parallel()
	r := newRig(t, inFolder)
	s, old, _ := r.shown(belong.ChangesRequested, "Shorter, please.")
	r.must(r.Cut(t.Context(), s.ID, owner, old.ID, part(10, 40)))
	after := r.submission(s.ID)
	next := r.clip(after.ClipID)
	if after.State != belong.Processing || after.Note != "" || next.ID == old.ID || next.Ready || next.Cut != part(10, 40) || next.Length != 30*time.Second {
		t.Errorf("%+v with %+v", after, next)
	}
	if n := r.jobs(belong.TranscodeJob, next.ID); n != 1 || r.happened("clip.cut") != 1 {
		t.Errorf("%d jobs, %d events", n, r.happened("clip.cut"))
	}
	if got := r.original(s.ID); got != sumOf(noise(1, 1000)) {
		t.Error("it is another original")
	}
	if err := r.Cut(t.Context(), s.ID, owner, old.ID, part(10, 40)); codeOf(err) != "stale" {
		t.Errorf("a part of the clip before it: %v", err)
	}
	if err := r.Cut(t.Context(), s.ID, owner, next.ID, part(1, 20)); codeOf(err) != "state" {
		t.Errorf("a part of what is being processed: %v", err)
	}

	r.made(s.ID)
	r.must(r.Cut(t.Context(), s.ID, owner, next.ID, part(5, 25)))
	if got := r.clip(r.submission(s.ID).ClipID).Cut; got != part(15, 35) {
		t.Errorf("of the original, it is %v", got)
	}
	r.made(s.ID)
	r.must(r.Cut(t.Context(), s.ID, owner, r.submission(s.ID).ClipID, belong.Cut{}))
	if got := r.clip(r.submission(s.ID).ClipID); !got.Whole() || got.Length != 0 || got.OriginalKey != old.OriginalKey {
		t.Errorf("whole again: %+v", got)
	}
}

func TestACutIsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t, inFolder)
	for name, c := range map[string]struct {
		part   belong.Cut
		before func(s belong.Submission, clip belong.Clip)
		want   string
	}{
		"that is empty":              {part(5, 5), nil, "part_empty"},
		"that begins after its end":  {part(60, 70), nil, "part_outside"},
		"of what is approved":        {part(1, 9), func(s belong.Submission, _ belong.Clip) { r.processed(s.ID, belong.Approved, true, "") }, "cut_approved"},
		"of what was rejected":       {part(1, 9), func(s belong.Submission, _ belong.Clip) { r.processed(s.ID, belong.Rejected, true, "") }, "state"},
		"of what was taken back":     {part(1, 9), func(s belong.Submission, _ belong.Clip) { r.must(r.Withdraw(t.Context(), s.ID, owner)) }, "state"},
		"whose original was deleted": {part(1, 9), func(_ belong.Submission, c belong.Clip) { r.erase(belong.Erasure{Clip: c, OriginalOnly: true}) }, "original_gone"},
		"whose files were erased":    {part(1, 9), func(_ belong.Submission, c belong.Clip) { r.erase(belong.Erasure{Clip: c}) }, "clip_not_ready"},
	} {
		t.Run(name, func(t *testing.T) {
			s, clip, _ := r.shown(belong.InReview, "")
			if c.before != nil {
				c.before(s, clip)
			}
			before := r.submission(s.ID)
			if err := r.Cut(t.Context(), s.ID, owner, clip.ID, c.part); codeOf(err) != c.want {
				t.Errorf("refused as %q, want %q: %v", codeOf(err), c.want, err)
			}
			if diff := cmp.Diff(before, r.submission(s.ID)); diff != "" {
				t.Error(diff)
			}
		})
	}
	if err := r.Cut(t.Context(), belong.NewID(today), owner, "x", part(1, 9)); belong.KindOf(err) != belong.NotFound {
		t.Errorf("of nothing: %v", err)
	}
}

func TestOfTwoCutsAtOnceOneIsTaken(t *testing.T) {
	t.Parallel()
	r := newRig(t, inFolder)
	s, old, _ := r.shown(belong.InReview, "")
	var all sync.WaitGroup
	codes := make([]string, 8)
	for i := range codes {
		all.Go(func() { codes[i] = codeOf(r.Cut(t.Context(), s.ID, owner, old.ID, part(float64(i), 40))) })
	}
	all.Wait()
	taken := 0
	for _, code := range codes {
		if code == "" {
			taken++
		} else if code != "stale" {
			t.Errorf("refused as %q", code)
		}
	}
	if n := r.clips(); taken != 1 || n != 2 || r.happened("clip.cut") != 1 {
		t.Errorf("%d were taken, there are %d clips", taken, n)
	}
}

// erase does what the worker's purge does.
func (r *rig) erase(e belong.Erasure) {
	r.t.Helper()
	for _, key := range e.Keys() {
		r.must(r.blobs.Delete(r.t.Context(), key))
	}
	r.must(r.store.EraseClip(r.t.Context(), e, belong.Outcome{}))
}

func TestTheOriginalOutlivesTheClipThatItCameWith(t *testing.T) {
	t.Parallel()
	r := newRig(t, inFolder)
	s, old, _ := r.shown(belong.InReview, "")
	r.must(r.Cut(t.Context(), s.ID, owner, old.ID, part(10, 40)))
	purge := func() (erased int) {
		erasures, err := r.store.ClipsToErase(t.Context(), r.clock(), 10)
		r.must(err)
		for _, e := range erasures {
			r.erase(e)
		}
		return len(erasures)
	}
	if n := purge(); n != 1 || len(r.clip(old.ID).Renditions) > 0 || r.original(s.ID) != sumOf(noise(1, 1000)) {
		t.Errorf("%d were erased", n)
	}
	r.made(s.ID)
	r.must(r.Withdraw(t.Context(), s.ID, owner))
	if n := purge(); n != 1 || r.originals() != 0 {
		t.Errorf("once it is taken back, %d were erased and %d originals are left", n, r.originals())
	}
}

func TestAnImportedFileIsKnownAgainAfterACut(t *testing.T) {
	t.Parallel()
	r := newRig(t, inFolder)
	_, old, _ := r.shown(belong.InReview, "")
	r.must(r.Cut(t.Context(), old.SubmissionID, owner, old.ID, part(1, 9)))
	now := r.clip(r.submission(old.SubmissionID).ClipID)
	found, err := r.store.ClipByUpload(t.Context(), now.Upload())
	if err != nil || found.SubmissionID != old.SubmissionID {
		t.Errorf("%+v, %v", found, err)
	}
}

func TestChangesThatWereAskedForWhileItWasProcessedStayAskedFor(t *testing.T) {
	t.Parallel()
	r := newRig(t, inFolder)
	s, from := r.submit(goodDraft())
	from.send(noise(1, 1000))
	before := r.submission(s.ID)
	before.State, before.Note = belong.ChangesRequested, "Please send the other one."
	r.must(r.store.SaveSubmission(t.Context(), before, belong.Outcome{}))
	if a := from.do(http.MethodDelete, from.create(1000), nil); a.StatusCode != http.StatusNoContent {
		t.Fatalf("DELETE: %d", a.StatusCode)
	}
	if after := r.submission(s.ID); after.State != belong.ChangesRequested || after.Note != before.Note {
		t.Errorf("%+v", after)
	}
}

func TestANewVideoStopsWhatIsBeingProcessed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		inspected bool
		want      belong.JobKind
	}{"before it is inspected": {false, belong.InspectJob}, "while it is transcoded": {true, belong.TranscodeJob}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, inFolder)
			s, from := r.submit(goodDraft())
			from.send(noise(1, 1000))
			clip := r.clip(r.submission(s.ID).ClipID)
			if c.inspected {
				clip.SHA256, clip.Length = "ab", time.Minute
				r.must(r.store.SaveClip(t.Context(), clip, r.submission(s.ID), belong.Outcome{}))
			}
			_, err := r.db.SQL().ExecContext(t.Context(), "DELETE FROM river_job") // it ran, and saw that nobody wants the clip
			r.must(err)
			from.create(1000)
			if got := r.submission(s.ID); got.State != belong.Uploading || got.ClipID != clip.ID {
				t.Fatalf("%+v", got)
			}
			r.wait(intake.Life + time.Hour) // and nothing is sent
			r.must(r.Collect(t.Context(), r.clock()))
			if got := r.submission(s.ID); got.State != belong.Processing || got.ClipID != clip.ID || r.original(s.ID) != sumOf(noise(1, 1000)) {
				t.Errorf("it came back to %+v", got)
			}
			if n := r.jobs(c.want, clip.ID); n != 1 {
				t.Errorf("%d jobs wait for it", n)
			}

			data := noise(2, 1000)
			from.send(data)
			if got := r.submission(s.ID); got.State != belong.Processing || got.ClipID == clip.ID || r.original(s.ID) != sumOf(data) {
				t.Errorf("with another video, it is %+v", got)
			}
		})
	}
}

// Each cut costs a run of ffmpeg, and maybe a letter to a guardian.
func TestNobodyCutsAllDayLong(t *testing.T) {
	t.Parallel()
	r := newRig(t, inFolder)
	s, _, _ := r.shown(belong.InReview, "")
	cuts := []belong.Cut{part(1, 30), {}} // a part, and the whole again
	for i := 1; i < 20; i++ {
		r.must(r.Cut(t.Context(), s.ID, owner, r.submission(s.ID).ClipID, cuts[(i+1)%2]))
		r.made(s.ID)
	}
	if err := r.Cut(t.Context(), s.ID, owner, r.submission(s.ID).ClipID, cuts[0]); codeOf(err) != "cut_often" {
		t.Errorf("the twentieth: %v", err)
	}
	r.must(r.Cut(t.Context(), s.ID, belong.Actor{Kind: belong.Staff}, r.submission(s.ID).ClipID, cuts[1]))
}
