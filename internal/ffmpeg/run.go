package ffmpeg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/belonginstem/belong/internal/sandbox"
)

// Job is one clip to make renditions of.
type Job struct {
	// Input is the file that the plan was made for.
	Input string
	// Dir is a folder for this job alone. Run leaves the renditions there, and on failure what there is of them; to
	// remove it is the caller's.
	Dir string
	// Plan is what to make.
	Plan Plan
}

// Result is what a Run made, and what it noticed on the way.
type Result struct {
	// Length is how long post is. Compare it by Truncated.
	Length time.Duration
	// Declared is how long it would be, had the file held all that it declares.
	Declared time.Duration
	// Frames is how many pictures post has.
	Frames int
	// Errors is how many errors the decoders met. A clip that has some is watchable all the same, but should be watched.
	Errors int
	// Picture is what was seen.
	Picture Picture
	// CPU is the time of processor used, user and system.
	CPU time.Duration
}

// Truncated tells whether the file ended before its declared length. ffmpeg itself calls that a success.
func (r Result) Truncated() bool {
	return r.Declared-r.Length > max(time.Second/2, r.Declared/50)
}

// Run makes the renditions, and calls progress about twice a second, from another goroutine, never after Run has
// returned. progress may be nil. It can be run again for the same folder. When ctx is done, ffmpeg is killed, and the
// error is ctx's cause. An error that is the file's own fault wraps ErrDamaged, ErrTooLarge, ErrNotVideo or ErrTimeout.
func (t *Tool) Run(ctx context.Context, j Job, progress func(Progress)) (Result, error) {
	input, dir, err := absolute(j.Input, j.Dir)
	if err != nil {
		return Result{}, fmt.Errorf("run: %w", err)
	}
	args, err := j.Plan.Args(input)
	if err != nil {
		return Result{}, err
	}
	inputs := []string{input}
	if len(j.Plan.media.Audio) > 0 {
		inputs = append(inputs, j.Plan.track(input).path)
	}
	at := j.Plan.follow(progress)
	e, err := t.execute(ctx, task{
		program: t.ffmpeg,
		args:    args,
		inputs:  inputs,
		dir:     dir,
		limits:  j.Plan.limits(),
		stdout:  &sandbox.Lines{Each: at.line},
	})
	if err != nil {
		return Result{}, fmt.Errorf("run: %w", err)
	}
	if !e.Clean() {
		return Result{}, fmt.Errorf("run: %w", e.failure())
	}
	// By the pictures: ffmpeg's own clock is that of whichever output is ahead.
	r := Result{Length: j.Plan.PostRate.lasts(at.frames), Declared: j.Plan.Length, Frames: at.frames, Errors: e.errorLines, CPU: e.CPU}
	if r.Truncated() && r.Frames <= 1 {
		return Result{}, fmt.Errorf("run: %w: one picture of %v", ErrDamaged, r.Declared)
	}
	if err := r.collect(dir, e); err != nil {
		return Result{}, fmt.Errorf("run: %w", err)
	}
	return r, nil
}

// collect chooses the poster, checks that every rendition is there, and reads what was measured.
func (r *Result) collect(dir string, e exit) error {
	stills, err := choosePoster(dir, r.Length)
	if err != nil {
		return err
	}
	for _, name := range []string{PostFile, WebFile, PosterFile, StoryboardFile} {
		info, err := os.Stat(filepath.Join(dir, name))
		if r.Frames == 0 || errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0 {
			return fmt.Errorf("%w: nothing came out as %s: %s", ErrDamaged, name, e)
		}
		if err != nil {
			return err
		}
	}
	samples, err := takeSamples(dir, pictureFile)
	if err != nil {
		return err
	}
	r.Picture = seen(samples, r.Length)
	r.Picture.Blur = usualBlur(stills)
	r.Picture.Sideways, err = liesOnItsSide(filepath.Join(dir, StoryboardFile))
	return err
}

// follow hands ffmpeg's position on as progress.
func (p Plan) follow(progress func(Progress)) *position {
	at := &position{}
	if progress == nil {
		return at
	}
	var done float64
	at.report = func() {
		done = max(done, min(1, p.PostRate.lasts(at.frames).Seconds()/p.Length.Seconds()))
		progress(Progress{Fraction: done, Speed: at.speed})
	}
	return at
}
