package worker

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/blob"
)

func TestAClipGetsItsRenditionsAndGoesToReview(t *testing.T) {
	t.Parallel()
	s := open(t)
	original := video(t, 4)
	sub := s.upload(original, func(sub *belong.Submission) {
		sub.Label, sub.Filename = belong.Label{}, "Jane Doe_Chief Scientist_STEMx.mp4"
	})
	s.process(sub)

	after, clip := s.Submission(sub.ID), s.clip(sub)
	if after.State != belong.InReview || after.Label != (belong.Label{Name: "Jane Doe", Title: "Chief Scientist", Organization: "STEMx"}) {
		t.Errorf("%q, label %+v", after.State, after.Label)
	}
	if clip.SHA256 != sum(original) || clip.Bytes != int64(len(original)) {
		t.Errorf("original %s of %d bytes", clip.SHA256, clip.Bytes)
	}
	if !clip.Ready || clip.Progress != 100 || clip.Width != 640 || clip.Height != 480 || clip.Length.Round(time.Second/2) != 4*time.Second {
		t.Errorf("clip %+v", clip)
	}
	if got := codes(clip); !slices.Equal(got, []belong.FindingCode{belong.NoSpeech, belong.Sideways, belong.LineNotHeard}) { // a tone is no speech, and a rainbow no face
		t.Errorf("findings %v", got)
	}
	for _, kind := range []belong.RenditionKind{belong.PostRendition, belong.WebRendition, belong.PosterRendition, belong.StoryboardRendition} {
		r, ok := clip.Rendition(kind)
		stored := read(t, s, r.Key)
		if !ok || r.SHA256 != sum(stored) || r.Bytes != int64(len(stored)) || r.Width == 0 || r.Height == 0 || r.ContentType == "" {
			t.Errorf("%s: %+v, %d bytes stored", kind, r, len(stored))
		}
	}
	if !bytes.Equal(read(t, s, clip.OriginalKey), original) {
		t.Error("the original was altered")
	}
	if diff := cmp.Diff([]string{"system clip.inspected", "system submission.in_review"}, s.Events(sub.ID)); diff != "" {
		t.Error(diff)
	}
	if left := s.temps(); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

func read(t *testing.T, s *shop, key string) []byte {
	t.Helper()
	o, err := s.blobs.Open(t.Context(), key)
	s.Must(err)
	b, err := io.ReadAll(o)
	s.Must(errors.Join(err, o.Close()))
	return b
}

func TestAJobThatRunsAgainChangesNothing(t *testing.T) {
	t.Parallel()
	s := open(t)
	sub := s.upload(video(t, 3), nil)
	s.Must(s.worker.inspect(t.Context(), sub.ClipID))
	s.Must(s.worker.inspect(t.Context(), sub.ClipID)) // it was killed after its work was stored
	s.Must(s.worker.transcode(t.Context(), sub.ClipID))
	before, clip := s.Submission(sub.ID), s.clip(sub)
	s.process(sub)
	if diff := cmp.Diff(before, s.Submission(sub.ID)) + cmp.Diff(clip, s.clip(sub)); diff != "" {
		t.Error(diff)
	}
	if len(s.kept(sub)) != 4 {
		t.Errorf("kept %v", s.kept(sub))
	}
	if diff := cmp.Diff([]string{"system clip.inspected", "system submission.in_review"}, s.Events(sub.ID)); diff != "" {
		t.Error(diff)
	}
}

func TestWhatCannotBeUsedFailsWithASentenceThatHelps(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		video   func(t *testing.T) []byte
		locale  string
		finding belong.FindingCode
		note    string
	}{
		{
			"text", func(*testing.T) []byte { return []byte(strings.Repeat("this is my essay\n", 100)) }, "en", belong.NotVideo,
			"The file is not a video that we can read.",
		},
		{
			"text, in Spanish", func(*testing.T) []byte { return []byte(strings.Repeat("este es mi ensayo\n", 100)) }, "es", belong.NotVideo,
			"El archivo no es un video que podamos leer.",
		},
		{
			"a film cut off at its beginning", func(t *testing.T) []byte { return video(t, 2)[:2000] }, "en", belong.NotVideo,
			"The video is damaged: nothing in it can be played.",
		},
		{
			"more than three minutes", func(t *testing.T) []byte { return film(t, "-f lavfi -i color=s=64x64:r=2:d=190") }, "en", belong.TooLong,
			"The video lasts 3:10, and 3:00 is the longest that we take.",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			sub := s.upload(c.video(t), func(sub *belong.Submission) { sub.Locale = c.locale })
			s.process(sub)
			after, clip := s.Submission(sub.ID), s.clip(sub)
			if after.State != belong.Failed || !strings.HasPrefix(after.Note, c.note) {
				t.Errorf("%q, note %q", after.State, after.Note)
			}
			if len(clip.Findings) != 1 || clip.Findings[0].Code != c.finding || clip.Findings[0].Severity != belong.Fatal {
				t.Errorf("findings %+v", clip.Findings)
			}
			if diff := cmp.Diff([]string{"failed to jane@example.org"}, s.Letters(sub.ID)); diff != "" {
				t.Error(diff)
			}
			if !s.hasOriginal(sub) || clip.Ready || len(s.kept(sub)) > 0 {
				t.Errorf("original %v, ready %v, kept %v", s.hasOriginal(sub), clip.Ready, s.kept(sub))
			}
			if left := s.temps(); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func TestANameThatBreaksTheConventionWaitsForItsOwnerAndNothingIsThrownAway(t *testing.T) {
	t.Parallel()
	for locale, want := range map[string]string{"en": "Did you mean “Jane Doe_Chief Scientist_STEMx”?", "es": "¿Quisiste decir «Jane Doe_Chief Scientist_STEMx»?"} {
		t.Run(locale, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			sub := s.upload(video(t, 3), func(sub *belong.Submission) {
				sub.Label, sub.Filename, sub.Locale = belong.Label{}, "Jane_Doe_Chief Scientist_STEMx.mp4", locale
			})
			s.process(sub)
			after := s.Submission(sub.ID)
			if after.State != belong.ChangesRequested || !strings.HasSuffix(after.Note, want) || len(after.Note) < len(want)+20 {
				t.Errorf("%q, note %q", after.State, after.Note)
			}
			if !s.hasOriginal(sub) || len(s.kept(sub)) != 4 || !s.clip(sub).Ready {
				t.Errorf("original %v, kept %v", s.hasOriginal(sub), s.kept(sub))
			}
			if diff := cmp.Diff([]string{"changes_requested to jane@example.org"}, s.Letters(sub.ID)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAMinorsVideoWaitsForTheGuardian(t *testing.T) {
	t.Parallel()
	s := open(t)
	sub := s.upload(video(t, 3), func(sub *belong.Submission) { sub.Minor, sub.GuardianEmail = true, "ana@example.org" })
	s.process(sub)
	if got := s.Submission(sub.ID).State; got != belong.AwaitingRelease {
		t.Errorf("%q", got)
	}
	if diff := cmp.Diff([]string{"guardian to ana@example.org"}, s.Letters(sub.ID)); diff != "" {
		t.Error(diff)
	}
}

func TestAMinorsOtherVideoIsAnotherQuestionToTheGuardian(t *testing.T) {
	t.Parallel()
	s := open(t)
	sub := s.upload(video(t, 3), func(sub *belong.Submission) { sub.Minor, sub.GuardianEmail = true, "ana@example.org" })
	signed := belong.Release{ID: belong.NewID(time.Now()), SubmissionID: sub.ID, ClipID: belong.NewID(time.Now()), By: belong.ByGuardian, Name: "Ana Doe", Version: "1"}
	s.Must(s.Store.AddRelease(t.Context(), signed, sub, belong.Outcome{})) // of the clip before this one
	s.process(sub)
	if got := s.Submission(sub.ID).State; got != belong.AwaitingRelease {
		t.Errorf("%q", got)
	}
	if diff := cmp.Diff([]string{"guardian to ana@example.org"}, s.Letters(sub.ID)); diff != "" {
		t.Error(diff)
	}
}

func TestASilentShortSmallFilmIsTakenWithFindings(t *testing.T) {
	t.Parallel()
	s := open(t)
	sub := s.upload(film(t, "-f lavfi -i testsrc2=s=320x240:r=10:d=2"), nil)
	s.process(sub)
	if diff := cmp.Diff([]belong.FindingCode{belong.TooShort, belong.NoSound, belong.Sideways, belong.LowResolution}, codes(s.clip(sub))); diff != "" {
		t.Error(diff)
	}
	if got := s.Submission(sub.ID).State; got != belong.InReview {
		t.Errorf("%q", got)
	}
}

func codes(c belong.Clip) (out []belong.FindingCode) {
	for _, f := range c.Findings {
		out = append(out, f.Code)
	}
	return out
}

func (s *shop) withdraw(sub belong.Submission) {
	s.t.Helper()
	sub = s.Submission(sub.ID)
	sub.State = belong.Withdrawn
	s.Must(s.Store.Withdraw(s.t.Context(), sub, belong.Outcome{}))
}

func TestAVideoThatIsTakenBackIsNotProcessedOn(t *testing.T) {
	t.Parallel()
	at := map[string]func(s *shop, sub belong.Submission){
		"before it is inspected": func(s *shop, sub belong.Submission) { s.withdraw(sub) },
		"before it is transcoded": func(s *shop, sub belong.Submission) {
			s.Must(s.worker.inspect(s.t.Context(), sub.ClipID))
			s.withdraw(sub)
		},
		"while it is transcoded":   func(s *shop, sub belong.Submission) { once(s, func(h *hooked, f func()) { h.onProgress = f }, sub) },
		"when it is about to save": func(s *shop, sub belong.Submission) { once(s, func(h *hooked, f func()) { h.beforeSave = f }, sub) },
	}
	for name, when := range at {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			sub := s.upload(video(t, 10), nil)
			when(s, sub)
			s.process(sub)
			if got := s.Submission(sub.ID).State; got != belong.Withdrawn {
				t.Errorf("%q", got)
			}
			if s.clip(sub).Ready || len(s.kept(sub)) > 0 {
				t.Errorf("ready %v, kept %v", s.clip(sub).Ready, s.kept(sub))
			}
			if left := s.temps(); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// once takes the submission back the first time that the hook is called after it was inspected.
func once(s *shop, set func(h *hooked, f func()), sub belong.Submission) {
	s.t.Helper()
	s.Must(s.worker.inspect(s.t.Context(), sub.ClipID))
	h := &hooked{Store: s.Store}
	var called atomic.Bool
	set(h, func() {
		if !called.Swap(true) {
			s.withdraw(sub)
		}
	})
	s.worker.Store = h
	s.t.Cleanup(func() {
		if !called.Load() {
			s.t.Error("the moment never came")
		}
	})
}

func TestAClipThatWasReplacedIsLeftAlone(t *testing.T) {
	t.Parallel()
	s := open(t)
	old := s.upload(video(t, 3), nil)
	s.Must(s.worker.inspect(t.Context(), old.ClipID))
	other := s.upload(video(t, 3), nil)
	now := s.Submission(old.ID)
	now.ClipID = other.ClipID
	s.Must(s.Store.SaveSubmission(t.Context(), now, belong.Outcome{}))
	s.Must(s.worker.transcode(t.Context(), old.ClipID))
	if got := s.Submission(old.ID).State; got != belong.Processing || len(s.kept(old)) > 0 {
		t.Errorf("%q, kept %v", got, s.kept(old))
	}
}

func TestALabelThatIsMendedMeanwhileIsKept(t *testing.T) {
	t.Parallel()
	s := open(t)
	sub := s.upload(video(t, 3), func(sub *belong.Submission) { sub.Label, sub.Filename = belong.Label{}, "IMG_1234.mov" })
	mended := belong.Label{Name: "Ana Núñez", Title: "Profesora", Organization: "UPR"}
	h := &hooked{Store: s.Store}
	h.beforeSave = func() {
		h.beforeSave = nil
		now := s.Submission(sub.ID)
		now.Label = mended
		s.Must(s.Store.SaveSubmission(t.Context(), now, belong.Outcome{}))
	}
	s.worker.Store = h
	s.process(sub)
	if after := s.Submission(sub.ID); after.Label != mended || after.State != belong.InReview {
		t.Errorf("%q, label %+v", after.State, after.Label)
	}
}

// A full is a storage without room.
type full struct{ blob.Store }

func (full) PutFile(context.Context, string, string) error { return blob.ErrNoSpace }

func TestAFullDiskIsNotTheVideosFault(t *testing.T) {
	t.Parallel()
	s := open(t)
	sub := s.upload(video(t, 3), nil)
	s.worker.Blobs = full{s.blobs}
	s.Must(s.worker.inspect(t.Context(), sub.ClipID))
	if err := s.worker.transcode(t.Context(), sub.ClipID); !errors.Is(err, blob.ErrNoSpace) {
		t.Errorf("error %v", err)
	}
	if got := s.Submission(sub.ID).State; got != belong.Processing {
		t.Errorf("%q", got)
	}
	s.worker.Blobs = s.blobs
	s.Must(s.worker.transcode(t.Context(), sub.ClipID))
	if got := s.Submission(sub.ID).State; got != belong.InReview {
		t.Errorf("with room again: %q", got)
	}
}

func TestAProcessThatIsStoppedInTheMiddleLeavesTheWorkToTheNext(t *testing.T) {
	t.Parallel()
	s := open(t)
	sub := s.upload(video(t, 10), nil)
	s.Must(s.worker.inspect(t.Context(), sub.ClipID))
	ctx, stop := context.WithCancel(t.Context())
	s.worker.Store = &hooked{Store: s.Store, onProgress: stop}
	if err := s.worker.transcode(ctx, sub.ClipID); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if got := s.Submission(sub.ID).State; got != belong.Processing {
		t.Errorf("%q", got)
	}
	s.worker.Store = s.Store
	s.Must(s.worker.transcode(t.Context(), sub.ClipID))
	if got := s.Submission(sub.ID).State; got != belong.InReview || len(s.kept(sub)) != 4 {
		t.Errorf("%q, kept %v", got, s.kept(sub))
	}
}

// A far is a storage whose blobs are no files of this machine.
type far struct {
	blob.Store
	opened *atomic.Int32
}

func (f far) Open(ctx context.Context, key string) (*blob.Object, error) {
	f.opened.Add(1)
	o, err := f.Store.Open(ctx, key)
	if err != nil {
		return nil, err
	}
	return &blob.Object{ReadSeekCloser: struct{ io.ReadSeekCloser }{o.ReadSeekCloser}, Info: o.Info}, nil
}

func TestAnOriginalThatIsFarAwayIsFetchedOnce(t *testing.T) {
	t.Parallel()
	s := open(t)
	var opened atomic.Int32
	s.worker.Blobs = far{s.blobs, &opened}
	sub := s.upload(video(t, 3), nil)
	s.Must(s.worker.inspect(t.Context(), sub.ClipID))
	if diff := cmp.Diff([]string{string(sub.ClipID)}, s.temps()); diff != "" {
		t.Error(diff)
	}
	fetched := opened.Load()
	s.Must(s.worker.transcode(t.Context(), sub.ClipID))
	if got := s.Submission(sub.ID).State; got != belong.InReview {
		t.Errorf("%q", got)
	}
	if left := s.temps(); len(left) > 0 || opened.Load() > fetched {
		t.Errorf("left behind %v, opened %d times more", left, opened.Load()-fetched)
	}
}

func TestProgressIsShown(t *testing.T) {
	t.Parallel()
	s := open(t)
	sub := s.upload(video(t, 10), nil)
	var shown []int
	h := &hooked{Store: s.Store}
	h.onProgress = func() { shown = append(shown, s.clip(sub).Progress) } // what was there before
	s.worker.Store = h
	s.process(sub)
	if len(shown) == 0 || !slices.IsSorted(shown) || shown[len(shown)-1] > 99 {
		t.Errorf("shown: %v", shown)
	}
}
