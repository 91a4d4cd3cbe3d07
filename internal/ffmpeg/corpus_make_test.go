package ffmpeg

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/belonginstem/belong/internal/sandbox/sandboxtest"
)

// film is a file of the corpus: a still scene, with a corner in each of four colours, that flashes white at the moment at
// which it beeps. What is left empty is as most phones have it.
type film struct {
	file   string     // its name; "in.mp4"
	size   Size       // upright and in square pixels; 128x96
	rate   string     // "30"
	length float64    // in seconds; 1
	paint  string     // filters between the scene and the encoder
	video  string     // encoder; H.264
	hear   string     // filters between the beep and the encoder
	sound  string     // encoder; AAC. "-an" for none
	late   [2]float64 // when picture and sound start, in seconds; both end with the film
	mux    string     // what else the output is told
	then   func(t *testing.T, path string) string

	is  Size   // of post; size
	fps string // of post; rate
	// mute: there is no sound that can be read. unheard: there is one, without our beep.
	mute, unheard bool
	// like is the least likeness to the scene, by SSIM; 0.95.
	like float64
	// lasts is how long post's pictures and its sound are, in seconds; length.
	lasts float64
	// cut: what it declares isn't there.
	cut bool
	// flashes is when, in post; where 0 it is as made.
	flashes float64
}

func (f film) usual() film {
	for _, u := range []struct {
		field *string
		usual string
	}{
		{&f.file, "in.mp4"},
		{&f.rate, "30"},
		{&f.paint, "null"},
		{&f.video, "-c:v libx264 -preset ultrafast -crf 10 -pix_fmt yuv420p"},
		{&f.hear, "anull"},
		{&f.sound, "-c:a aac"},
		{&f.fps, f.rate},
	} {
		if *u.field == "" {
			*u.field = u.usual
		}
	}
	if f.size == (Size{}) {
		f.size = Size{128, 96}
	}
	if f.is == (Size{}) {
		f.is = f.size
	}
	if f.length == 0 {
		f.length = 1
	}
	if f.lasts == 0 {
		f.lasts = f.length
	}
	if f.like == 0 {
		f.like = 0.95
	}
	if f.fps == "" {
		f.fps = f.rate
	}
	f.mute = f.mute || f.sound == "-an" && !f.unheard
	return f
}

// rateOf reads "30" or "30000/1001".
func rateOf(t *testing.T, s string) Rate {
	t.Helper()
	n, d, ok := strings.Cut(s, "/")
	if !ok {
		d = "1"
	}
	num, err1 := strconv.Atoi(n)
	den, err2 := strconv.Atoi(d)
	if err1 != nil || err2 != nil {
		t.Fatalf("no rate: %s", s)
	}
	return Rate{num, den}
}

// flash is the first and the last frame that are white, of 0.2 s, and when the first is shown.
func (f film) flash(t *testing.T) (first, last int, moment float64) {
	t.Helper()
	fps := rateOf(t, f.rate).PerSecond()
	first = int(math.Ceil(0.4*fps - 1e-9))
	return first, first + int(math.Ceil(0.2*fps)) - 1, float64(first) / fps
}

// make writes the film, and returns its path.
func (f film) make(t *testing.T) string {
	t.Helper()
	f = f.usual()
	dir := t.TempDir()
	first, last, moment := f.flash(t)
	beep := moment + f.late[0] - f.late[1]
	args := []string{
		"-nostdin", "-y", "-v", "error",
		"-itsoffset", fmt.Sprint(f.late[0]), "-loop", "1", "-framerate", f.rate, "-t", fmt.Sprint(f.length - f.late[0]), "-i", scene(t, dir, f.size),
		"-itsoffset", fmt.Sprint(f.late[1]), "-f", "lavfi", "-i", fmt.Sprintf(
			"aevalsrc=exprs='0.5*sin(2*PI*1000*t)*between(t,%f,%f)':s=48000:d=%f,%s", beep, beep+0.2, f.length-f.late[1], f.hear),
	}
	args = append(args, "-map", "0:v", "-vf", fmt.Sprintf(
		"scale=%d:%d:flags=neighbor:out_color_matrix=bt709:out_range=tv,format=yuv420p,drawbox=c=white:t=fill:enable='between(n,%d,%d)',"+
			"setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709,%s", f.size.Width, f.size.Height, first, last, f.paint))
	args = append(args, strings.Fields(f.video)...)
	if f.sound != "-an" {
		args = append(args, "-map", "1:a")
	}
	args = append(args, strings.Fields(f.sound)...)
	args = append(args, strings.Fields(f.mux)...)
	path := filepath.Join(dir, f.file)
	if out, err := exec.CommandContext(t.Context(), "ffmpeg", append(args, path)...).CombinedOutput(); err != nil {
		t.Fatalf("making %s: %v\n%s", f.file, err, out)
	}
	if f.then != nil {
		path = f.then(t, path)
	}
	return path
}

// copied is a copy of the film, which is made once: those that are broken in many ways begin the same.
func (f film) copied(t *testing.T) string {
	t.Helper()
	key := fmt.Sprintf("%+v", f)
	originals.Lock()
	defer originals.Unlock()
	if originals.made == nil {
		originals.made = map[string][]byte{}
	}
	if originals.made[key] == nil {
		originals.made[key] = sandboxtest.Read(t, f.make(t))
	}
	return rewrite(t, filepath.Join(t.TempDir(), f.usual().file), originals.made[key])
}

var originals struct {
	sync.Mutex
	made map[string][]byte
}

// corners are the colours of the scene's corners: left and right above, left and right below. None is so strong that it
// would hide a wrong matrix or range.
var corners = [4]color.NRGBA{{190, 60, 60, 255}, {60, 170, 60, 255}, {70, 70, 190, 255}, {200, 200, 200, 255}}

// scene draws the picture of every film, as a PNG in dir; that of the largest is smaller, of the same shape.
func scene(t *testing.T, dir string, s Size) string {
	t.Helper()
	drawn := Size{s.Width, s.Height}
	for drawn.Width*drawn.Height > 1280*720 {
		drawn.Width, drawn.Height = drawn.Width/2, drawn.Height/2
	}
	img := image.NewNRGBA(image.Rect(0, 0, drawn.Width, drawn.Height))
	for y := range drawn.Height {
		for x := range drawn.Width {
			u, v := float64(x)/float64(drawn.Width), float64(y)/float64(drawn.Height)
			img.SetNRGBA(x, y, paint(u, v))
		}
	}
	path := filepath.Join(dir, fmt.Sprintf("scene-%v.png", s))
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// paint is the scene's colour at a place from 0 to 1: flat corners, and rings and shades between them.
func paint(u, v float64) color.NRGBA {
	left, right, top, bottom := u < 0.25, u >= 0.75, v < 0.25, v >= 0.75
	switch {
	case left && top:
		return corners[0]
	case right && top:
		return corners[1]
	case left && bottom:
		return corners[2]
	case right && bottom:
		return corners[3]
	}
	ring := 0.5 + 0.5*math.Sin(25*math.Hypot(u-0.4, v-0.6))
	return color.NRGBA{R: uint8(30 + 170*u), G: uint8(30 + 160*ring*v), B: uint8(40 + 150*(1-u)*ring), A: 255}
}
