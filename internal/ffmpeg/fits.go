package ffmpeg

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	ff "github.com/u2takey/ffmpeg-go"

	"github.com/belonginstem/belong/internal/sandbox"
)

// Fits tells whether the file's pictures are just what post would be, so that they may be taken over as they are; if not,
// why. It reads the file's packets, and decodes nothing. The conditions are all of these: the whole file is used; MP4 or
// MOV; H.264 High or Main up to level 4.2, 8 bits, 4:2:0, SDR in BT.709 or unsaid, television range; upright, square
// pixels, even size within the box; frames that last alike, at a rate that networks take; no more bits than post may have;
// begins at 0; every group of pictures closed, and no longer than 5 s; and one short description of how to read the pictures, at the
// file's beginning, so that everybody sees in them what moderators saw. What the header promises of bits and frames is counted.
func (t *Tool) Fits(ctx context.Context, path string, m Media, w Wanted) (fits bool, why string, err error) {
	w.Copy = true
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
	if why := p.refusePackets(packets); why != "" {
		return false, why, nil
	}
	described, err := t.describesAnew(ctx, path, m.Video.Index)
	if err != nil {
		return false, "", fmt.Errorf("fits: %w", err)
	}
	if described {
		return false, "descriptions between the pictures", nil
	}
	return true, "", nil
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
		{!v.Turned && v.Square && !v.Interlaced, "orientation"},
		{p.Post == Size{v.Width, v.Height}, "size"},
		{v.Even && v.Rate.PerSecond() <= maxRate, "frame rate"},
		{v.BitRate > 0 && v.BitRate <= rate, "bits"},
		{v.Start == 0, "start"},
		{v.Described > 0 && v.Described <= mostDescribed, "description"},
	} {
		if !c.ok {
			return c.why
		}
	}
	return ""
}

// mostDescribed is more than phones and encoders need to describe pictures, in bytes; junk of a sender's finds no room in it.
const mostDescribed = 200

// A packet is a coded picture, in the order of the file.
type packet struct {
	shown time.Duration
	bytes int
	key   bool
	odd   bool // an edit list hides it, or it says anew how pictures are to be read
}

// mostGroup is how far key frames may lie apart: players seek by them, and networks cut.
const mostGroup = 5 * time.Second

// refusePackets says what in the packets keeps them from being copied. A picture that is shown before the key frame that
// precedes it in the file looks across it: an open group.
func (p Plan) refusePackets(packets []packet) string {
	if len(packets) == 0 || !packets[0].key {
		return "no key frame first"
	}
	var key time.Duration
	bytes := 0
	for i, x := range packets {
		bytes += x.bytes
		switch {
		case x.odd || x.shown < 0:
			return "hidden pictures"
		case x.key && i > 0 && x.shown-key > mostGroup:
			return "key frames far apart"
		case x.key:
			key = x.shown
		case x.shown < key:
			return "open groups"
		case x.shown-key > mostGroup:
			return "key frames far apart"
		}
	}
	if !steady(packets, p.media.Video.Rate) {
		return "frame rate"
	}
	most, _ := p.postRates()
	if p.WebCopied {
		most = webRate
	}
	if float64(8*bytes) > float64(most)*p.Length.Seconds() {
		return "bits"
	}
	return ""
}

// steady tells whether each picture is shown as long after the one before as the rate has it. Times are rounded.
func steady(packets []packet, r Rate) bool {
	times := make([]time.Duration, 0, len(packets))
	for _, x := range packets {
		times = append(times, x.shown)
	}
	slices.Sort(times)
	frame := r.lasts(1)
	for i := 1; i < len(times); i++ {
		if (times[i] - times[i-1] - frame).Abs() > frame/4 {
			return false
		}
	}
	return true
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
	args = append(args, "-select_streams", strconv.Itoa(stream), "-show_entries", "packet=pts_time,size,flags:packet_side_data=side_data_type", "-of", "csv=p=0", "file:"+path)
	answer := sandbox.Bounded{Max: maxPackets}
	e, err := t.execute(ctx, task{program: t.ffprobe, args: args, inputs: []string{path}, limits: packetLimits, stdout: &answer})
	if err != nil {
		return nil, err
	}
	if !e.Clean() {
		return nil, e.failure()
	}
	return readPackets(answer.Bytes())
}

// readPackets reads lines of "0.033333,1204,K__".
func readPackets(answer []byte) ([]packet, error) {
	var out []packet
	for line := range bytes.Lines(answer) {
		parts := strings.Split(string(bytes.TrimSpace(line)), ",")
		if len(parts) < 3 {
			continue
		}
		t, err1 := strconv.ParseFloat(parts[0], 64)
		size, err2 := strconv.Atoi(parts[1])
		if err1 != nil || err2 != nil {
			return nil, fmt.Errorf("%w: a picture without a time or a size", ErrDamaged)
		}
		out = append(out, packet{
			shown: time.Duration(t * float64(time.Second)), bytes: size, key: strings.HasPrefix(parts[2], "K"),
			odd: strings.Contains(parts[2], "D") || bytes.Contains(line, []byte("New Extradata")),
		})
	}
	return out, nil
}

// describesAnew tells whether there are parameter sets between the pictures, by which they would be read in another way than
// those at the beginning have it.
func (t *Tool) describesAnew(ctx context.Context, path string, stream int) (bool, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return false, err
	}
	args := append([]string{"-hide_banner", "-nostdin", "-loglevel", logLevel}, ff.ConvertKwargsToCmdLineArgs(guards())...)
	args = append(args, "-i", "file:"+path, "-map", fmt.Sprintf("0:%d", stream), "-c", "copy", "-bsf:v", "filter_units=pass_types=7|8|15", "-f", "data", "pipe:1")
	answer := sandbox.Bounded{Max: 1} // one byte is enough to know
	e, err := t.execute(ctx, task{program: t.ffmpeg, args: args, inputs: []string{path}, limits: packetLimits, stdout: &answer})
	if len(answer.Bytes()) > 0 || answer.Over() {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	if !e.Clean() {
		return false, e.failure()
	}
	return false, nil
}
