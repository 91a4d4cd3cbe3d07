package ffmpeg

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"time"

	ff "github.com/u2takey/ffmpeg-go"

	"github.com/belonginstem/belong/internal/sandbox"
)

// Fits tells whether the file's pictures are just what post would be, so that they may be taken over as they are; if not,
// why. It reads the file's packets, and decodes nothing. The conditions are all of these: the whole file is used; MP4 or
// MOV; H.264 High or Main up to level 4.2, 8 bits, 4:2:0, SDR in BT.709 or unsaid, television range; upright, square
// pixels, even size within the box; frames that last alike, at a rate that networks take; no more bits than post may have;
// begins at 0; every group of pictures closed, and no longer than 5 s.
func (t *Tool) Fits(ctx context.Context, path string, m Media, w Wanted) (fits bool, why string, err error) {
	p, err := NewPlan(m, w)
	if err != nil {
		return false, "", err
	}
	if why := p.refusesCopy(); why != "" {
		return false, why, nil
	}
	packets, err := t.packets(ctx, path, m.Video.Index)
	if err != nil {
		return false, "", fmt.Errorf("fits: %w", err)
	}
	why = refusePackets(packets)
	return why == "", why, nil
}

// refusesCopy says what in the header keeps the pictures from being copied; empty when nothing does.
func (p Plan) refusesCopy() string {
	v := p.media.Video
	rate, _ := p.postRates()
	for _, c := range []struct {
		ok  bool
		why string
	}{
		{p.wanted.Part == (Part{}) && p.media.Length <= p.wanted.MaxLength, "it is cut"},
		{bytes.HasPrefix([]byte(p.media.Format), []byte("mov,")), "container"},
		{v.Codec == "h264" && (v.Profile == "High" || v.Profile == "Main") && v.Level > 0 && v.Level <= 42, "codec"},
		{v.PixelFormat == "yuv420p" && !v.FullRange && !v.HDR(), "pixels"},
		{v.Matrix == "" || v.Matrix == "bt709", "colours"},
		{v.Rotation == 0 && v.Square && !v.Interlaced, "orientation"},
		{p.Post == Size{v.Width, v.Height}, "size"},
		{v.Even && v.Rate.PerSecond() <= maxRate, "frame rate"},
		{v.BitRate > 0 && v.BitRate <= rate, "bits"},
		{v.Start == 0, "start"},
	} {
		if !c.ok {
			return c.why
		}
	}
	return ""
}

// A packet is a coded picture, in the order of the file.
type packet struct {
	shown time.Duration
	key   bool
}

// mostGroup is how far key frames may lie apart: players seek by them, and networks cut.
const mostGroup = 5 * time.Second

// refusePackets says what in the packets keeps them from being copied. A picture that is shown before the key frame that
// precedes it in the file looks across it: an open group.
func refusePackets(packets []packet) string {
	if len(packets) == 0 || !packets[0].key {
		return "no key frame first"
	}
	var key time.Duration
	for i, p := range packets {
		switch {
		case p.key && i > 0 && p.shown-key > mostGroup:
			return "key frames far apart"
		case p.key:
			key = p.shown
		case p.shown < key:
			return "open groups"
		case p.shown-key > mostGroup:
			return "key frames far apart"
		}
	}
	return ""
}

// packetLimits bound the reading of a file's index: for three minutes at 60 frames, some 10,000 lines.
var packetLimits = sandbox.Limits{Wall: time.Minute, CPU: 20 * time.Second, Memory: 2 << 30, FileSize: 0, Files: 64}

const maxPackets = 4 << 20 // bytes of answer

func (t *Tool) packets(ctx context.Context, path string, stream int) ([]packet, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	args := append([]string{"-hide_banner", "-loglevel", logLevel}, ff.ConvertKwargsToCmdLineArgs(guards())...)
	args = append(args, "-select_streams", strconv.Itoa(stream), "-show_entries", "packet=pts_time,flags", "-of", "csv=p=0", "file:"+path)
	answer := sandbox.Bounded{Max: maxPackets}
	e, err := t.execute(ctx, task{program: t.ffprobe, args: args, input: path, limits: packetLimits, stdout: &answer})
	if err != nil {
		return nil, err
	}
	if !e.Clean() {
		return nil, e.failure()
	}
	return readPackets(answer.Bytes())
}

// readPackets reads lines of "0.033333,K__".
func readPackets(answer []byte) ([]packet, error) {
	var out []packet
	for line := range bytes.Lines(answer) {
		at, flags, ok := bytes.Cut(bytes.TrimSpace(line), []byte(","))
		if !ok {
			continue
		}
		t, err := strconv.ParseFloat(string(at), 64)
		if err != nil {
			return nil, fmt.Errorf("%w: a picture without a time", ErrDamaged)
		}
		out = append(out, packet{time.Duration(t * float64(time.Second)), bytes.HasPrefix(flags, []byte("K"))})
	}
	return out, nil
}
