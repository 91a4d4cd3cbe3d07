// Package ffmpeg looks into video files and makes renditions of them with the ffmpeg programs. What it reads is
// hostile, so both programs run in a sandbox, and only on formats and codecs that phones and browsers make.
//
// The order of a caller's work: sandbox.Main first thing in main, New once, then for each clip Probe, NewPlan, Run.
// The package knows files, sizes and sounds; it knows no campaign.
package ffmpeg

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/belonginstem/belong/internal/sandbox"
)

// Config says where the programs are.
type Config struct {
	// Helper is what sandbox.Main returned. There is no running without it.
	Helper sandbox.Helper
	// FFmpeg and FFprobe are names to find on PATH, or paths. Empty: "ffmpeg" and "ffprobe".
	FFmpeg, FFprobe string
}

// Tool runs ffmpeg and ffprobe. It may be used by many goroutines at once; each Run takes about Wanted.Threads cores.
type Tool struct {
	helper          sandbox.Helper
	ffmpeg, ffprobe string
	version         Version
}

// startLimits bound a program that only tells its version.
var startLimits = sandbox.Limits{Wall: 30 * time.Second, CPU: 10 * time.Second, Memory: 4 << 30, FileSize: 0, Files: 64}

// New finds both programs and runs them once inside the sandbox. It returns a Tool that is ready, or an error that
// says what to install.
func New(ctx context.Context, c Config) (*Tool, error) {
	if !c.Helper.Ready() {
		return nil, errors.New("ffmpeg: no sandbox helper: call sandbox.Main first thing in main")
	}
	t := &Tool{helper: c.Helper}
	for _, p := range []struct {
		path        *string
		name, usual string
	}{
		{&t.ffmpeg, c.FFmpeg, "ffmpeg"},
		{&t.ffprobe, c.FFprobe, "ffprobe"},
	} {
		found, err := find(p.name, p.usual)
		if err != nil {
			return nil, err
		}
		v, err := t.askVersion(ctx, found)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", found, err)
		}
		*p.path, t.version = found, v
	}
	return t, nil
}

// Version is that of the programs found.
func (t *Tool) Version() Version { return t.version }

func find(name, usual string) (string, error) {
	if name == "" {
		name = usual
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("%s is missing (on Debian: apt install ffmpeg): %w", usual, err)
	}
	// The program is started in another folder, where a relative path would mean another file.
	return filepath.Abs(path)
}
