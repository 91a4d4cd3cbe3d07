package ffmpeg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	ff "github.com/u2takey/ffmpeg-go"

	"github.com/belonginstem/belong/internal/sandbox"
)

// probeLimits bound a look at a file, which takes an honest one well under a second.
var probeLimits = sandbox.Limits{Wall: 30 * time.Second, CPU: 15 * time.Second, Memory: 2 << 30, FileSize: 0, Files: 64}

// maxAnswer is far more than ffprobe says of maxStreams streams.
const maxAnswer = 1 << 20

// Probe looks into a file. Where the header does not tell the length, as with what browsers record, the whole file is
// read (not decoded) to measure it. An error that is the file's own fault wraps ErrNotVideo, ErrDamaged, ErrTooLarge or
// ErrTimeout.
func (t *Tool) Probe(ctx context.Context, path string) (Media, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return Media{}, fmt.Errorf("probe: %w", err)
	}
	m, err := t.probe(ctx, path)
	if errors.Is(err, ErrNotVideo) || errors.Is(err, ErrDamaged) {
		return Media{}, fmt.Errorf("probe: %w", firstBytesJudge(path, err))
	}
	if err != nil {
		return Media{}, fmt.Errorf("probe: %w", err)
	}
	if m.Length == 0 {
		if m.Length, err = t.measure(ctx, path); err != nil {
			return Media{}, fmt.Errorf("probe: length: %w", err)
		}
	}
	return m, nil
}

// notTaken is what ffprobe says of a container or a stream that guards leave out.
const notTaken = "not on whitelist"

func (t *Tool) probe(ctx context.Context, path string) (Media, error) {
	answer := sandbox.Bounded{Max: maxAnswer}
	e, err := t.execute(ctx, task{
		program: t.ffprobe,
		args:    probeArgs(path),
		inputs:  []string{path},
		limits:  probeLimits,
		stdout:  &answer,
	})
	if err != nil {
		return Media{}, err
	}
	if !e.Clean() {
		if strings.Contains(e.Tail, notTaken) {
			return Media{}, fmt.Errorf("%w: %s", ErrNotVideo, e)
		}
		return Media{}, e.failure()
	}
	return ReadMedia(answer.Bytes())
}

// asked is what we want to know. Tags are not asked for: they hold names and places.
const asked = "format=format_name,start_time,duration,size" +
	":stream=index,codec_type,codec_name,width,height,sample_aspect_ratio,pix_fmt,field_order,channels,duration" +
	",color_transfer,color_space,color_range,r_frame_rate,avg_frame_rate,profile,level,bit_rate,start_time,extradata_size" +
	":stream_disposition=attached_pic" +
	":stream_side_data=rotation"

func probeArgs(path string) []string {
	args := append([]string{"-hide_banner", "-loglevel", logLevel}, ff.ConvertKwargsToCmdLineArgs(guards())...)
	return append(args, "-of", "json", "-show_entries", asked, "file:"+path)
}

// measure reads a file's packets from end to end for their last time stamp.
func (t *Tool) measure(ctx context.Context, path string) (time.Duration, error) {
	args := append(globals(), ff.ConvertKwargsToCmdLineArgs(guards())...)
	args = append(args, "-i", "file:"+path, "-map", "0", "-codec", "copy", "-f", "null", "-")
	var last position
	e, err := t.execute(ctx, task{
		program: t.ffmpeg,
		args:    args,
		inputs:  []string{path},
		limits:  probeLimits,
		stdout:  &sandbox.Lines{Each: last.line},
	})
	if err != nil {
		return 0, err
	}
	if !e.Clean() {
		return 0, e.failure()
	}
	if last.time == 0 {
		return 0, fmt.Errorf("%w: nothing in it", ErrDamaged)
	}
	return last.time, nil
}

// firstBytesJudge tells a broken video from what never was one, which ffprobe does not: it calls any file with a video's
// name a broken video. err is its error; the other of ErrNotVideo and ErrDamaged comes back where that is truer.
func firstBytesJudge(path string, err error) error {
	head := make([]byte, 12)
	f, openErr := os.Open(path)
	if openErr != nil {
		return openErr
	}
	defer func() { _ = f.Close() }() // it was only read
	n, readErr := io.ReadFull(f, head)
	if readErr != nil && !errors.Is(readErr, io.EOF) && !errors.Is(readErr, io.ErrUnexpectedEOF) {
		return readErr
	}
	if errors.Is(err, ErrDamaged) && !startsLikeVideo(head[:n]) {
		return fmt.Errorf("%w: it does not begin like one", ErrNotVideo)
	}
	return err
}

// startsLikeVideo knows the first bytes of the containers that we take.
func startsLikeVideo(head []byte) bool {
	if len(head) < 12 {
		return false
	}
	switch string(head[4:8]) {
	case "ftyp", "moov", "mdat", "wide", "free", "skip": // MP4, MOV, M4V, 3GP
		return true
	}
	matroska := bytes.HasPrefix(head, []byte{0x1a, 0x45, 0xdf, 0xa3}) // also WebM
	avi := string(head[:4]) == "RIFF" && string(head[8:12]) == "AVI "
	return matroska || avi
}
