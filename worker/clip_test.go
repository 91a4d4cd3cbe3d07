package worker

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
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
	s.Must(os.Truncate(filepath.Join(s.worker.Temp, string(sub.ClipID), "media.json"), 5)) // as a power cut leaves it
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
