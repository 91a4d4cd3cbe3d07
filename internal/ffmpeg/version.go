package ffmpeg

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Version is what a program says of itself with -version.
type Version struct {
	// Text is the version as its builder wrote it, such as "5.1.9-0+deb12u1".
	Text string
	// Major and Minor are those of libavutil, which, unlike Text, mean the same in every build. 57.28 came with 5.1.
	Major, Minor int
}

// The oldest libavutil that we take, ffmpeg 5.1's: -fps_mode came with it.
const oldestMajor, oldestMinor = 57, 28

// needed are the libraries that a build may lack, and what each is for.
var needed = []struct{ flag, use string }{
	{"--enable-libx264", "writing H.264"},
	{"--enable-libzimg", "turning HDR into SDR"},
}

var (
	versionText = regexp.MustCompile(`(?m)^ff\w+ version (\S+)`)
	versionUtil = regexp.MustCompile(`(?m)^libavutil\s+(\d+)\.\s*(\d+)`)
)

func (t *Tool) askVersion(ctx context.Context, program string) (Version, error) {
	var out bytes.Buffer
	e, err := t.execute(ctx, task{
		program: program,
		args:    []string{"-version"},
		limits:  startLimits,
		stdout:  &out,
	})
	if err != nil {
		return Version{}, err
	}
	if !e.Clean() {
		return Version{}, fmt.Errorf("does not run: %s", e)
	}
	return readVersion(out.String())
}

// readVersion reads what ffmpeg or ffprobe prints with -version. The error says why that build won't do.
func readVersion(printed string) (Version, error) {
	text := versionText.FindStringSubmatch(printed)
	util := versionUtil.FindStringSubmatch(printed)
	if text == nil || util == nil {
		return Version{}, fmt.Errorf("this is not ffmpeg: %.80q", printed)
	}
	v := Version{Text: text[1]}
	var err error
	if v.Major, err = strconv.Atoi(util[1]); err != nil {
		return Version{}, fmt.Errorf("version of libavutil: %w", err)
	}
	if v.Minor, err = strconv.Atoi(util[2]); err != nil {
		return Version{}, fmt.Errorf("version of libavutil: %w", err)
	}
	if v.Major < oldestMajor || v.Major == oldestMajor && v.Minor < oldestMinor {
		return v, fmt.Errorf("version %s is too old: 5.1 or later is needed", v.Text)
	}
	for _, n := range needed {
		if !strings.Contains(printed, n.flag) {
			return v, fmt.Errorf("version %s was built without %s, needed for %s", v.Text, n.flag, n.use)
		}
	}
	return v, nil
}
