package ffmpeg

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/sandbox/sandboxtest"
)

// check holds everything that a film became against what post must be.
func (f film) check(t *testing.T, m made) {
	t.Helper()
	f = f.usual()
	post, web := filepath.Join(m.dir, PostFile), filepath.Join(m.dir, WebFile)
	f.checkForm(t, post, f.is, f.fps)
	if small, rate := f.is.within(webBox), rateOf(t, f.fps); small != f.is || rate.half() != rate { // else they differ in bytes only
		f.checkForm(t, web, small, rate.half().String())
	}
	f.checkSight(t, post)
	if got := len(m.Audio) == 0; got != f.mute {
		t.Errorf("no sound: %v; heard %+v", got, m.Audio)
	}
	if m.Truncated() != f.cut {
		t.Errorf("truncated: %v, %+v", m.Truncated(), m.Result)
	}
	if b := picture(t, filepath.Join(m.dir, PosterFile)).Bounds(); b.Dx() != f.is.within(webBox).Width {
		t.Errorf("poster is %v", b)
	}
	for name, place := range map[string]string{"post": post, "web": web} {
		b := boxes(t, place)
		if at := slices.Index(b, "moov"); at < 0 || at > slices.Index(b, "mdat") {
			t.Errorf("%s does not play while it loads: %v", name, b)
		}
	}
}

// inspected is what ffprobe, unconfined, tells of a rendition.
type inspected struct {
	Streams []struct {
		Type       string            `json:"codec_type"`
		Codec      string            `json:"codec_name"`
		Profile    string            `json:"profile"`
		Width      int               `json:"width"`
		Height     int               `json:"height"`
		Pixel      string            `json:"pix_fmt"`
		Aspect     string            `json:"sample_aspect_ratio"`
		Transfer   string            `json:"color_transfer"`
		Matrix     string            `json:"color_space"`
		Primaries  string            `json:"color_primaries"`
		Range      string            `json:"color_range"`
		Rate       string            `json:"r_frame_rate"`
		Base       string            `json:"time_base"`
		Start      string            `json:"start_time"`
		Length     string            `json:"duration"`
		SampleRate string            `json:"sample_rate"`
		Channels   int               `json:"channels"`
		Tags       map[string]string `json:"tags"`
		SideData   []any             `json:"side_data_list"`
	}
	Format   struct{ Tags map[string]string }
	Chapters []any
	Packets  []struct {
		Stream int   `json:"stream_index"`
		At     int64 `json:"pts"`
	}
}

func inspect(t *testing.T, path string) inspected {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "ffprobe", "-v", "error", "-of", "json", "-show_streams", "-show_format",
		"-show_chapters", "-show_packets", path).Output()
	if err != nil {
		t.Fatalf("ffprobe %s: %v", filepath.Base(path), err)
	}
	var i inspected
	if err := json.Unmarshal(out, &i); err != nil {
		t.Fatal(err)
	}
	return i
}

// ourTags are all that a rendition may carry.
var ourTags = map[string]string{
	"language": "und", "handler_name": "VideoHandler", "vendor_id": "[0][0][0][0]", "encoder": "Lavc libx264",
	"major_brand": "isom", "minor_version": "512", "compatible_brands": "isomiso2avc1mp41",
}

// checkForm asks what can be told without looking: codecs, size, colours, rate, lengths, tags.
func (f film) checkForm(t *testing.T, path string, size Size, fps string) {
	t.Helper()
	name, i := filepath.Base(path), inspect(t, path)
	if len(i.Streams) != 2 {
		t.Fatalf("%s has %d streams", name, len(i.Streams))
	}
	v, a := i.Streams[0], i.Streams[1]
	got := []any{
		v.Codec, v.Profile, v.Pixel, v.Width, v.Height, v.Aspect, v.Transfer, v.Matrix, v.Primaries, v.Range,
		a.Codec, a.Profile, a.SampleRate, a.Channels, len(v.SideData), len(i.Chapters),
	}
	want := []any{
		"h264", "High", "yuv420p", size.Width, size.Height, "1:1", "bt709", "bt709", "bt709", "tv",
		"aac", "LC", "48000", 2, 0, 0,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s: %s", name, d)
	}
	for _, tags := range []map[string]string{i.Format.Tags, v.Tags, a.Tags} {
		for k, tag := range tags {
			if ourTags[k] != tag && tag != "SoundHandler" {
				t.Errorf("%s has the tag %s=%s", name, k, tag)
			}
		}
	}
	base := rateOf(t, v.Base).PerSecond()
	var times []int64
	for _, p := range i.Packets {
		if p.Stream == 0 {
			times = append(times, p.At)
		}
	}
	slices.Sort(times)
	for n := 1; n < len(times); n++ {
		if step := float64(times[n]-times[n-1]) * base; math.Abs(step-1/rateOf(t, fps).PerSecond()) > 1.01*base {
			t.Errorf("%s: frame %d comes %v s after the one before, at %s a second", name, n, step, fps)
			break
		}
	}
	picture, sound := number(t, v.Length), number(t, a.Length)
	if math.Abs(picture-f.lasts) > 0.1 || math.Abs(sound-f.lasts) > 0.1 {
		t.Errorf("%s: the picture lasts %v s, the sound %v s; want %v", name, picture, sound, f.lasts)
	}
	if vs, as := number(t, v.Start), number(t, a.Start); math.Abs(vs) > 0.001 || math.Abs(as) > 0.001 {
		t.Errorf("%s: the picture starts at %v s, the sound at %v s", name, vs, as)
	}
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// checkSight looks and listens: the scene is upright and in its colours, flash and beep come together.
func (f film) checkSight(t *testing.T, path string) {
	t.Helper()
	w := f.watch(t, path)
	if w.like < f.like {
		t.Errorf("the picture is like the scene by %.3f only; want %.3f", w.like, f.like)
	}
	near := 10.0 // steps of 256: a wrong matrix or range is farther off
	if f.is.Width < 32 {
		near = 16 // where a corner is two pixels of colour
	}
	for n, want := range corners {
		got := w.corners[n]
		for c, v := range [3]uint8{want.R, want.G, want.B} {
			if math.Abs(got[c]-float64(v)) > near {
				t.Errorf("corner %d has the colour %.0f, want %v", n, got, want)
				break
			}
		}
	}
	_, _, when := f.flash(t)
	when += f.late[0]
	if f.flashes > 0 {
		when = f.flashes
	}
	if math.Abs(w.flash-when) > 0.06 {
		t.Errorf("it flashes at %.3f s, want %.3f s", w.flash, when)
	}
	if f.mute || f.unheard {
		return
	}
	if math.Abs(w.flash-w.beep) > 0.06 {
		t.Errorf("it flashes at %.3f s, and beeps at %.3f s", w.flash, w.beep)
	}
}

// watched is what there is to see and hear in a rendition.
type watched struct {
	like        float64 // SSIM with the scene, of the frames before the flash
	brightness  float64 // PSNR of their luma, in dB
	corners     [4][3]float64
	flash, beep float64 // when they begin; -1: never
}

// watch decodes a rendition once, for everything.
func (f film) watch(t *testing.T, path string) watched {
	t.Helper()
	dir := t.TempDir()
	const side = 16 // of the small copy
	cmd := exec.CommandContext(t.Context(), "ffmpeg", "-nostdin", "-y", "-v", "error",
		"-threads", "1", "-filter_complex_threads", "1", "-i", path, "-i", scene(t, dir, f.size), "-filter_complex", fmt.Sprintf(
			"[0:v]split=3[a][b][c];[1:v]scale=%d:%d:flags=bicubic:out_color_matrix=bt709:out_range=tv,format=yuv420p,split[r][s];"+
				"[a]trim=end_frame=3[x];[x][r]ssim=stats_file=ssim[like];[b]trim=end_frame=3[y];[y][s]psnr=stats_file=psnr[bright];"+
				"[c]scale=%d:%d:flags=area,format=rgb24[small]", f.is.Width, f.is.Height, side, side),
		"-map", "[like]", "-f", "null", "-", "-map", "[bright]", "-f", "null", "-",
		"-map", "[small]", "-fps_mode", "passthrough", "-f", "rawvideo", "small",
		"-map", "0:a", "-af", "aresample=48000:async=1:first_pts=0", "-ac", "1", "-f", "f32le", "sound")
	cmd.Dir = dir // names with commas are none for a filter
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("watching: %v\n%s", err, out)
	}
	w := watched{
		like:       lowest(t, filepath.Join(dir, "ssim"), "All:"),
		brightness: lowest(t, filepath.Join(dir, "psnr"), "psnr_y:"),
		flash:      -1,
		beep:       -1,
	}
	small := sandboxtest.Read(t, filepath.Join(dir, "small"))
	const frame = 3 * side * side
	if len(small) < frame {
		t.Fatal("not one frame")
	}
	for n, at := range [4][2]int{{1, 1}, {side - 2, 1}, {1, side - 2}, {side - 2, side - 2}} {
		for c := range 3 {
			w.corners[n][c] = float64(small[3*(at[1]*side+at[0])+c])
		}
	}
	for n := range len(small) / frame {
		sum := 0
		for _, v := range small[n*frame : (n+1)*frame] {
			sum += int(v)
		}
		if sum/frame > 225 {
			w.flash = float64(n) / rateOf(t, f.fps).PerSecond()
			break
		}
	}
	w.beep = onset(sandboxtest.Read(t, filepath.Join(dir, "sound")))
	return w
}

// onset is when sound of 48000 floats a second comes up to half of its peak.
func onset(sound []byte) float64 {
	var samples []float64
	for ; len(sound) >= 4; sound = sound[4:] {
		samples = append(samples, math.Abs(float64(math.Float32frombits(binary.LittleEndian.Uint32(sound)))))
	}
	if len(samples) == 0 || slices.Max(samples) < 0.01 {
		return -1
	}
	half := slices.Max(samples) / 2
	return float64(slices.IndexFunc(samples, func(s float64) bool { return s > half })) / 48000
}

// lowest finds the least value of a key in what ssim and psnr write for each frame.
func lowest(t *testing.T, path, key string) float64 {
	t.Helper()
	printed, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	least := math.Inf(1)
	for _, word := range strings.Fields(string(printed)) {
		if value, ok := strings.CutPrefix(word, key); ok && value != "inf" {
			least = min(least, number(t, value))
		}
	}
	return least
}
