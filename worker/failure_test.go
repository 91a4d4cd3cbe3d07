package worker

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/blob"
)

// A slow is a storage that opens nothing before the time of whoever asks is over.
type slow struct{ blob.Store }

func (s slow) Open(ctx context.Context, key string) (*blob.Object, error) {
	<-ctx.Done()
	return s.Store.Open(context.WithoutCancel(ctx), key)
}

func TestAVideoThatTakesTooLongFailsWithASentenceThatHelps(t *testing.T) {
	t.Parallel()
	s := open(t)
	sub := s.upload(video(t, 3), nil)
	s.Must(s.worker.inspect(t.Context(), sub.ClipID))
	s.worker.Blobs, s.worker.transcodeLimit = slow{s.blobs}, time.Nanosecond
	s.Must(s.worker.transcode(t.Context(), sub.ClipID))
	after, clip := s.Submission(sub.ID), s.clip(sub)
	if after.State != belong.Failed || !strings.HasPrefix(after.Note, "The video takes more than our server can do. Record it again with") {
		t.Errorf("%q, note %q", after.State, after.Note)
	}
	if got := codes(clip); len(got) != 1 || got[0] != belong.TooComplex || clip.Ready || len(s.kept(sub)) > 0 {
		t.Errorf("findings %v, ready %v, kept %v", got, clip.Ready, s.kept(sub))
	}
	if diff := cmp.Diff([]string{"failed to jane@example.org"}, s.Letters(sub.ID)); diff != "" {
		t.Error(diff)
	}
	if !s.hasOriginal(sub) || len(s.temps()) > 0 {
		t.Errorf("original %v, left behind: %v", s.hasOriginal(sub), s.temps())
	}
}
