package worker

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/ffmpeg"
	"github.com/belonginstem/belong/web"
)

// A failure is why a video can't be used. It is the video's own fault: what is the machine's is an error, and tried again.
type failure struct {
	finding belong.Finding
	reason  string // in the locales, under "worker.failed.<reason>"
	err     error  // not nil where it is not the video's fault after all
}

// How often ffmpeg may fail at a clip, for no reason that it tells, and for how long it may work on that, until it is the video's
// fault: the eighth time comes two minutes after the first. Until then it may have been killed by somebody, or the machine
// short of memory. What takes long to fail keeps others waiting, and gets a second chance only.
const (
	mostCrashes    = 8
	longestCrashes = 3 * time.Minute
)

// crashes are what came of that by clip, in this process.
type crashes struct {
	mu sync.Mutex
	of map[belong.ID]crashed
}

type crashed struct {
	times int
	spent time.Duration
}

// enough counts a crash after so much work, and tells whether there is to be no further try.
func (c *crashes) enough(clip belong.ID, spent time.Duration) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of == nil {
		c.of = map[belong.ID]crashed{}
	}
	now := c.of[clip]
	now.times, now.spent = now.times+1, now.spent+spent
	c.of[clip] = now
	return now.times >= mostCrashes || now.times > 1 && now.spent > longestCrashes
}

func (c *crashes) forget(clip belong.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.of, clip)
}

// blame tells what is wrong with a clip's video by ffmpeg's error, after work that began then.
func (w *Worker) blame(clip belong.ID, began time.Time, err error) failure {
	finding := func(code belong.FindingCode) belong.Finding {
		return belong.Finding{Code: code, Severity: belong.Fatal}
	}
	switch {
	case errors.Is(err, ffmpeg.ErrNotVideo):
		return failure{finding: finding(belong.NotVideo), reason: "not_video"}
	case errors.Is(err, ffmpeg.ErrDamaged):
		return failure{finding: finding(belong.NotVideo), reason: "damaged"}
	case errors.Is(err, ffmpeg.ErrTooLarge), errors.Is(err, ffmpeg.ErrTimeout):
		return failure{finding: finding(belong.TooComplex), reason: "too_complex"}
	case errors.Is(err, ffmpeg.ErrFailed) && w.crashes.enough(clip, w.Now().Sub(began)):
		return failure{finding: finding(belong.NotVideo), reason: "unreadable"}
	}
	return failure{err: err}
}

func tooLong(length time.Duration, c belong.Campaign) failure {
	return failure{reason: "too_long", finding: belong.Finding{
		Code: belong.TooLong, Severity: belong.Fatal, Value: length.Seconds(), Limit: c.Limits.Longest.Seconds(),
	}}
}

// fail ends the clip's processing for good, and tells its owner why and what to do, in their language.
func (w *Worker) fail(ctx context.Context, clip belong.Clip, c belong.Campaign, f failure) error {
	if f.err != nil {
		return f.err
	}
	if err := os.RemoveAll(w.folder(clip.ID)); err != nil {
		return fmt.Errorf("clip %s: %w", clip.ID, err)
	}
	w.crashes.forget(clip.ID)
	clip.Findings = []belong.Finding{f.finding}
	return w.save(ctx, clip, func(s *belong.Submission) (belong.Outcome, error) {
		now := w.Now()
		if err := s.Become(belong.Failed, now); err != nil {
			return belong.Outcome{}, err
		}
		words, err := web.Words(s.Locale).Lookup("worker.failed."+f.reason,
			"length", web.Length(clip.Length), "longest", web.Length(c.Limits.Longest))
		s.Note = words
		out := belong.Did(belong.NewEvent(now, system, "submission.failed", s.CampaignID, s.ID, f.reason))
		out.Write(now, belong.FailedMessage, *s)
		return out, err
	})
}
