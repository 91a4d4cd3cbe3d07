package worker

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/ffmpeg"
)

const (
	transcodeLimit   = 40 * time.Minute // a clip that takes longer is refused
	transcodeTimeout = transcodeLimit + 5*time.Minute
)

// transcode makes a clip's renditions, findings and captions, and sends its submission on: to the guardian, to the
// moderators, or back to its owner. Run again, it makes the same renditions under the same keys.
func (w *Worker) transcode(ctx context.Context, id belong.ID) error {
	return w.quietly(ctx, id, w.transcodeClip(ctx, id))
}

func (w *Worker) transcodeClip(ctx context.Context, id belong.ID) (err error) {
	began := w.Now()
	clip, s, err := w.wanted(ctx, id)
	if err != nil {
		return err
	}
	c, err := w.Store.Campaign(ctx, s.CampaignID)
	if err != nil {
		return err
	}
	work, done := w.whileWanted(ctx, id) // its end is told in ctx, which lasts
	defer done()
	ws, err := w.open(work, clip)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ws.close()) }()
	working := w.Now()
	made, err := w.make(work, clip, c, ws)
	if err != nil {
		return w.fail(ctx, clip, c, w.blame(clip.ID, working, err))
	}
	w.crashes.forget(clip.ID)
	heard, err := w.understand(work, ws, made, c, s)
	if err != nil {
		return err
	}
	if clip.Renditions, err = w.keep(work, clip.ID, ws.out(), made.plan); err != nil {
		return err
	}
	if err := w.keepCaptions(ctx, clip.ID, s, heard); err != nil {
		return err
	}
	clip.Length = made.plan.Length
	clip.Findings = belong.FindingsOf(made.measured(heard), c.Limits, c.Clips)
	clip.Ready, clip.Progress, clip.Took = true, 100, w.Now().Sub(began)
	return w.save(ctx, clip, func(s *belong.Submission) (belong.Outcome, error) { return w.sendOn(ctx, s, clip) })
}

// whileWanted is a context for work on a clip. It ends with errUnwanted as soon as nobody waits for the clip any more, and
// as the video's own fault when the work takes too long.
func (w *Worker) whileWanted(ctx context.Context, id belong.ID) (context.Context, func()) {
	ctx, done := context.WithTimeoutCause(ctx, w.transcodeLimit, ffmpeg.ErrTimeout)
	ctx, stop := context.WithCancelCause(ctx)
	go func() {
		for looks := time.NewTicker(lookAgain); ; {
			select {
			case <-ctx.Done():
				looks.Stop()
				return
			case <-looks.C:
				if _, _, err := w.wanted(ctx, id); errors.Is(err, errUnwanted) {
					stop(err)
				}
			}
		}
	}()
	return ctx, func() { stop(nil); done() }
}

// lookAgain is how soon a job notices that its clip was taken back or replaced.
const lookAgain = time.Second

// A making is what ffmpeg made of a clip, and noticed.
type making struct {
	media    ffmpeg.Media
	sound    *ffmpeg.Sound // nil where there is none
	plan     ffmpeg.Plan
	result   ffmpeg.Result
	declared time.Duration // how long the file says that it is, of the part that is used
}

// make listens to the clip first, since how loud it is decides on how it is made, and then makes every rendition at once.
// Its errors are for blame.
func (w *Worker) make(ctx context.Context, clip belong.Clip, c belong.Campaign, ws *workspace) (m making, err error) {
	if err := os.MkdirAll(ws.ears(), 0o700); err != nil {
		return m, fmt.Errorf("workspace: %w", err)
	}
	if m.media, err = w.probe(ctx, ws); err != nil {
		return m, err
	}
	wanted := ffmpeg.Wanted{MaxLength: c.Limits.Longest, Part: ffmpeg.Part(clip.Cut), Post: postBox(c.Clips)}
	if m.sound, err = w.FFmpeg.Listen(ctx, ws.original, ws.ears(), m.media, wanted.Part); err != nil {
		return m, err
	}
	if m.sound == nil {
		m.media = m.media.Mute()
	}
	wanted.Sound = m.sound
	if c.Clips.Copy {
		if wanted.Copy, _, err = w.FFmpeg.Fits(ctx, ws.original, m.media, wanted); err != nil {
			return m, err
		}
	}
	p := &progress{clip: clip.ID, worker: w} // of both runs, so that it never goes back
	if err := w.run(ctx, ws, wanted, p, &m); err != nil {
		return m, err
	}
	m.declared = m.plan.Length
	if there := m.there(); m.result.Truncated() && there < m.declared {
		wanted.MaxLength = there
		err = w.run(ctx, ws, wanted, p, &m)
	}
	return m, err
}

// there is how much of a file that was cut off is there, be it of its sound: renditions are not made for a time in which
// nothing is seen or heard, and a part of it can't be chosen.
func (m making) there() time.Duration {
	if m.sound == nil {
		return m.result.Length
	}
	return max(m.result.Length, m.sound.Length)
}

// run makes the renditions as wanted, in a folder that is empty before.
func (w *Worker) run(ctx context.Context, ws *workspace, wanted ffmpeg.Wanted, p *progress, m *making) (err error) {
	if err := errors.Join(os.RemoveAll(ws.out()), os.MkdirAll(ws.out(), 0o700)); err != nil {
		return fmt.Errorf("workspace: %w", err)
	}
	if m.plan, err = ffmpeg.NewPlan(m.media, wanted); err != nil {
		return err
	}
	m.result, err = w.FFmpeg.Run(ctx, ffmpeg.Job{Input: ws.original, Dir: ws.out(), Plan: m.plan}, func(now ffmpeg.Progress) { p.tell(ctx, now.Fraction) })
	return err
}

// postBox is what a campaign's posts fit into.
func postBox(rules belong.ClipRules) ffmpeg.Size {
	if rules.ShortSide == 1080 {
		return ffmpeg.Size{Width: 1920, Height: 1080}
	}
	return ffmpeg.Size{Width: 1280, Height: 720}
}

// measured is what the findings are decided by.
func (m making) measured(heard understood) belong.Measured {
	picture := m.result.Picture
	out := belong.Measured{
		Length: m.declared, Decoded: m.result.Length, Width: m.media.Video.Width, Height: m.media.Video.Height,
		Black: spansOf(picture.Black), Frozen: spansOf(picture.Frozen), Cuts: picture.Cuts, Brightness: picture.Brightness,
		Blur: picture.Blur, Sideways: picture.Sideways, Speech: heard.speech, Line: heard.line,
	}
	if m.sound != nil {
		out.HasSound, out.Loudness, out.Clipped, out.ClippedAt = true, m.sound.Integrated, m.sound.Clipped, m.sound.ClippedAt
	}
	return out
}

func spansOf(parts []ffmpeg.Part) (out []belong.Span) {
	for _, p := range parts {
		out = append(out, belong.Span(p))
	}
	return out
}
