package worker

import (
	"slices"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// The owner keeps the middle of a video: its renditions are of that alone, and the original stays whole.
func TestACutIsMadeOfTheSameOriginal(t *testing.T) {
	t.Parallel()
	s := open(t)
	original := video(t, 6)
	sub := s.upload(original, nil)
	s.process(sub)
	old, whole := s.clip(sub), s.Submission(sub.ID)
	next, err := old.Keep(belong.Cut{From: time.Second, To: 4 * time.Second}, belong.Limits{Longest: time.Minute}, s.Now().Add(time.Second))
	s.Must(err)
	whole.State, whole.ClipID = belong.Processing, next.ID
	s.Must(s.Store.ReplaceClip(t.Context(), old, next, whole, belong.Outcome{}))
	s.Must(s.worker.transcode(t.Context(), next.ID))

	sub = s.Submission(sub.ID)
	clip := s.clip(sub)
	if sub.State != belong.InReview || clip.ID != next.ID || !clip.Ready || clip.Length != 3*time.Second {
		t.Errorf("%q, %+v", sub.State, clip)
	}
	if got := read(t, s, clip.OriginalKey); len(got) != len(original) {
		t.Errorf("the original has %d bytes of %d", len(got), len(original))
	}
	again, err := clip.Keep(belong.Cut{}, belong.Limits{Longest: time.Minute}, s.Now().Add(2*time.Second))
	s.Must(err)
	sub.State, sub.ClipID = belong.Processing, again.ID
	s.Must(s.Store.ReplaceClip(t.Context(), clip, again, sub, belong.Outcome{}))
	s.Must(s.worker.transcode(t.Context(), again.ID))
	if got := s.clip(s.Submission(sub.ID)).Length; got.Round(time.Second/10) != 6*time.Second {
		t.Errorf("the whole again lasts %v", got)
	}
	s.Must(s.worker.purge(t.Context(), ""))
	sub.ClipID = clip.ID
	if len(s.kept(sub)) != 0 || !s.hasOriginalAt(again.OriginalKey) {
		t.Errorf("of the clip between: %v; the original is there: %v", s.kept(sub), s.hasOriginalAt(again.OriginalKey))
	}
}

// What a campaign calls an error sends a clip back to its owner, who finds it ready to be shortened.
func TestWhatACampaignDoesNotTakeGoesBackToItsOwner(t *testing.T) {
	t.Parallel()
	s := open(t)
	c := s.Campaign
	c.Clips.Severities = map[belong.FindingCode]belong.Severity{belong.NoSpeech: belong.Fatal}
	s.Must(s.Store.SaveCampaign(t.Context(), c, belong.Outcome{}))
	sub := s.upload(video(t, 3), nil)
	s.process(sub)
	if after := s.Submission(sub.ID); after.State != belong.ChangesRequested || after.Note == "" || !s.clip(sub).Ready {
		t.Errorf("%q, note %q", after.State, after.Note)
	}
}

// A video that was cut off on its way is as long as what is left of it, so that nobody chooses a part that isn't there.
func TestWhatIsLeftOfAVideoIsTheWholeOfIt(t *testing.T) {
	t.Parallel()
	s := open(t)
	whole := film(t, "-f lavfi -i testsrc2=s=640x480:r=25:d=10 -f lavfi -i sine=frequency=300:duration=10 -movflags +faststart")
	sub := s.upload(whole[:len(whole)/2], nil)
	s.process(sub)
	clip := s.clip(sub)
	if clip.Length < 3*time.Second || clip.Length > 7*time.Second || s.Submission(sub.ID).State != belong.InReview {
		t.Fatalf("%q, %v long", s.Submission(sub.ID).State, clip.Length)
	}
	if !slices.ContainsFunc(clip.Findings, func(f belong.Finding) bool { return f.Code == belong.Truncated && f.Limit == 10 }) {
		t.Errorf("findings %+v", clip.Findings)
	}
	_, err := clip.Keep(belong.Cut{From: 7 * time.Second, To: 9 * time.Second}, belong.Limits{Longest: time.Minute}, s.Now())
	if err == nil {
		t.Error("a part can be kept that isn't there")
	}
}

// Where only the pictures end, as with a page that was left while it recorded, what is said after them is kept.
func TestSoundThatGoesOnWithoutPicturesIsKept(t *testing.T) {
	t.Parallel()
	s := open(t)
	sub := s.upload(browserFilm(t), nil)
	s.process(sub)
	if clip := s.clip(sub); clip.Length < 7*time.Second {
		t.Errorf("%v long, %+v", clip.Length, clip.Findings)
	}
}
