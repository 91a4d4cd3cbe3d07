package ffmpeg

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/belonginstem/belong/internal/sandbox/sandboxtest"
)

// sharedTool is made once: it only holds paths.
var sharedTool = sync.OnceValues(func() (*Tool, error) { return New(context.Background(), Config{Helper: helper}) })

func newTool(t *testing.T) *Tool {
	t.Helper()
	tool, err := sharedTool()
	if err != nil {
		t.Fatal(err)
	}
	return tool
}

// clip makes a file with ffmpeg, unconfined, and returns its path. The arguments are all but the output.
func clip(t *testing.T, name, args string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	all := append([]string{"-nostdin", "-y", "-v", "error"}, strings.Fields(args)...)
	if out, err := exec.CommandContext(t.Context(), "ffmpeg", append(all, path)...).CombinedOutput(); err != nil {
		t.Fatalf("making %s: %v\n%s", name, err, out)
	}
	return path
}

const (
	quick  = " -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac "
	speech = " -f lavfi -i sine=frequency=300:duration=1,volume=-12dB "
)

// turn sets the display matrix of an MP4's first track to a quarter turn clockwise, as a phone held upright writes it.
func turn(t *testing.T, path string) {
	t.Helper()
	b := sandboxtest.Read(t, path)
	at := bytes.Index(b, []byte("tkhd"))
	if at < 0 {
		t.Fatal("no track header")
	}
	const matrixOffset = 4 + 4 + 5*4 + 8 + 4*2 // type, version and flags, times and id, reserved, layer to volume
	for i, v := range []uint32{0, 1 << 16, 0, 0xffff0000, 0, 0, 0, 0, 1 << 30} {
		binary.BigEndian.PutUint32(b[at+matrixOffset+4*i:], v)
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// made is the outcome of the whole way, from a file to its renditions.
type made struct {
	Media
	Result
	heard *Sound
	dir   string
}

func transcode(t *testing.T, path string, w Wanted) made {
	t.Helper()
	tool := newTool(t)
	media, err := tool.Probe(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	heard, err := tool.Listen(t.Context(), path, t.TempDir(), media, w.Part)
	if err != nil {
		t.Fatal(err)
	}
	w.Sound = heard
	if heard == nil {
		media = media.Mute()
	}
	plan, err := NewPlan(media, w)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	result, err := tool.Run(t.Context(), Job{Input: path, Dir: dir, Plan: plan}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return made{media, result, heard, dir}
}

// shown is what ffprobe, unconfined, tells of a file that we made.
type shown struct {
	Streams []struct {
		Type       string `json:"codec_type"`
		Codec      string `json:"codec_name"`
		Profile    string
		Width      int
		Height     int
		Pixel      string            `json:"pix_fmt"`
		Aspect     string            `json:"sample_aspect_ratio"`
		Rate       string            `json:"avg_frame_rate"`
		Transfer   string            `json:"color_transfer"`
		Matrix     string            `json:"color_space"`
		Range      string            `json:"color_range"`
		SampleRate string            `json:"sample_rate"`
		Channels   int               `json:"channels"`
		Tags       map[string]string `json:"tags"`
		SideData   []any             `json:"side_data_list"`
	}
	Format struct {
		Duration string
		Tags     map[string]string
	}
	Packets []struct {
		Type  string `json:"codec_type"`
		Time  string `json:"pts_time"`
		Flags string
	}
}

func show(t *testing.T, path string) shown {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "ffprobe", "-v", "error", "-of", "json", "-show_streams", "-show_format",
		"-show_packets", path).Output()
	if err != nil {
		t.Fatalf("ffprobe %s: %v", filepath.Base(path), err)
	}
	var s shown
	if err := json.Unmarshal(out, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

func picture(t *testing.T, path string) image.Image {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(sandboxtest.Read(t, path)))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// luma is the brightness of an image's pixels, from 0 to 255.
func luma(img image.Image) []float64 {
	var all []float64
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			all = append(all, float64(color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y))
		}
	}
	return all
}

// brightness is the mean and the spread of an image's luma.
func brightness(img image.Image) (mean, spread float64) {
	var sum, squares float64
	all := luma(img)
	for _, v := range all {
		sum, squares = sum+v, squares+v*v
	}
	mean = sum / float64(len(all))
	return mean, math.Sqrt(max(0, squares/float64(len(all))-mean*mean))
}

// difference is by how much two images of one size differ in luma, on average.
func difference(a, b image.Image) float64 {
	la, lb := luma(a), luma(b)
	sum := 0.0
	for i := range la {
		sum += math.Abs(la[i] - lb[i])
	}
	return sum / float64(len(la))
}

// boxes are the types of an MP4's outermost boxes, in order.
func boxes(t *testing.T, path string) []string {
	t.Helper()
	b := sandboxtest.Read(t, path)
	var types []string
	for len(b) >= 8 {
		size := int(binary.BigEndian.Uint32(b))
		types = append(types, string(b[4:8]))
		if size < 8 || size > len(b) {
			t.Fatalf("box %q of %d bytes, %d left", b[4:8], size, len(b))
		}
		b = b[size:]
	}
	return types
}

func ffmpegMust(t *testing.T, args ...string) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "ffmpeg", append([]string{"-nostdin", "-y", "-v", "error"}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("ffmpeg: %v\n%s", err, out)
	}
}
