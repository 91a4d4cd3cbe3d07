package ffmpeg

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/sandbox/sandboxtest"
)

// hostile is a file that must not do harm: it ends in renditions, or in an error that says what is wrong with it.
type hostile struct {
	make func(t *testing.T) string
	want error // nil: it comes out
	// cut: what it declares isn't there, and that is told.
	cut bool
	// either: whether it comes out is ffmpeg's to say.
	either bool
}

// faults are the errors that are a file's own. Any other would have the worker try again, in vain.
var faults = []error{ErrNotVideo, ErrDamaged, ErrTooLarge, ErrTimeout}

// wholeWay is what a worker does with a file.
func wholeWay(t *testing.T, tool *Tool, path string) (Result, error) {
	t.Helper()
	media, err := tool.Probe(t.Context(), path)
	if err != nil {
		return Result{}, err
	}
	if media.Length <= 0 || media.Video.Width < 2 || media.Video.Height < 2 {
		t.Errorf("probed as %+v", media)
	}
	sound, err := tool.Listen(t.Context(), path, t.TempDir(), media, Part{})
	if err != nil {
		return Result{}, err
	}
	if sound == nil {
		media = media.Mute()
	}
	plan, err := NewPlan(media, Wanted{Sound: sound})
	if err != nil {
		return Result{}, err
	}
	r, err := tool.Run(t.Context(), Job{Input: path, Dir: t.TempDir(), Plan: plan}, nil)
	if r.CPU > 20*time.Second { // a small film takes half of one
		t.Errorf("it took %v of processor", r.CPU)
	}
	return r, err
}

func (h hostile) meet(t *testing.T, tool *Tool) {
	t.Helper()
	path := h.make(t)
	r, err := wholeWay(t, tool, path)
	fault := err == nil
	for _, f := range faults {
		fault = fault || errors.Is(err, f)
	}
	if !fault {
		t.Errorf("nobody's fault: %v", err)
	}
	if err != nil && strings.Contains(err.Error(), filepath.Dir(path)) {
		t.Errorf("the error tells the path: %v", err)
	}
	if h.either {
		return
	}
	if !errors.Is(err, h.want) {
		t.Errorf("got %+v, %v; want %v", r, err, h.want)
	}
	if err == nil && r.Truncated() != h.cut {
		t.Errorf("truncated: %v, %+v", r.Truncated(), r)
	}
}

func TestHostileFiles(t *testing.T) {
	t.Parallel()
	tool := newTool(t)
	for _, some := range []map[string]hostile{strangers(), lies(), cuts(), flips()} {
		for name, h := range some {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				h.meet(t, tool)
			})
		}
	}
}

// The same tool goes on after each kind of end.
func TestGoodClipAfterBadOnes(t *testing.T) {
	t.Parallel()
	tool := newTool(t)
	path := film{}.copied(t)
	for name, h := range map[string]hostile{
		"refused":  strangers()["a text"],
		"damaged":  cuts()["cut in its index"],
		"too much": lies()["200 streams"],
		"cut":      cuts()["cut after 45 %"],
	} {
		h.meet(t, tool)
		if r, err := wholeWay(t, tool, path); err != nil || r.Frames != 30 || r.Errors != 0 {
			t.Errorf("after one that was %s: %+v, %v", name, r, err)
		}
	}
}

// saying makes a file of some bytes.
func saying(name, content string) func(*testing.T) string {
	return func(t *testing.T) string {
		t.Helper()
		return sandboxtest.File(t, name, content)
	}
}

// by makes a film of ffmpeg's.
func by(name, args string) func(*testing.T) string {
	return func(t *testing.T) string {
		t.Helper()
		return clip(t, name, args)
	}
}

// named gives a file another name, as people do who were told to send a video.
func named(name string, make func(*testing.T) string) func(*testing.T) string {
	return func(t *testing.T) string {
		t.Helper()
		path := filepath.Join(t.TempDir(), name)
		if err := os.Rename(make(t), path); err != nil {
			t.Fatal(err)
		}
		return path
	}
}

// strangers are no videos at all, or none of ours.
func strangers() map[string]hostile {
	const (
		one   = "-f lavfi -i testsrc2=s=64x48:d=0.04 -frames:v 1"
		sound = "-f lavfi -i sine=d=0.5 -c:a aac"
	)
	return map[string]hostile{
		"no bytes":       {make: saying("in.mp4", ""), want: ErrNotVideo},
		"one byte":       {make: saying("in.mp4", "\x00"), want: ErrNotVideo},
		"a text":         {make: saying("in.mp4", strings.Repeat("You belong in STEM. ", 99)), want: ErrNotVideo},
		"a page":         {make: saying("in.webm", "<!DOCTYPE html>\n<html><body><video src=a.mp4></video></body></html>\n"), want: ErrNotVideo},
		"a PDF":          {make: saying("in.mov", "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj\n"), want: ErrNotVideo},
		"a ZIP":          {make: saying("in.mp4", "PK\x03\x04\x14\x00\x00\x00\x08\x00"+strings.Repeat("\x55", 400)), want: ErrNotVideo},
		"an executable":  {make: saying("in.mkv", "\x7fELF\x02\x01\x01"+strings.Repeat("\x00", 400)), want: ErrNotVideo},
		"a JPEG":         {make: named("in.mp4", by("in.jpg", one)), want: ErrNotVideo},
		"a GIF":          {make: named("in.mp4", by("in.gif", one)), want: ErrNotVideo},
		"a WAV":          {make: named("in.avi", by("in.wav", "-f lavfi -i sine=d=0.5")), want: ErrNotVideo},
		"sound only":     {make: by("in.mp4", sound), want: ErrNotVideo},
		"MPEG-TS":        {make: named("in.mp4", by("in.ts", one+" -c:v mpeg2video")), want: ErrNotVideo},
		"FLV":            {make: named("in.mp4", by("in.flv", one+" -c:v flv")), want: ErrNotVideo},
		"MPEG-2 in MKV":  {make: by("in.mkv", one+" -c:v mpeg2video"), want: ErrNotVideo},
		"an odd sound":   {make: by("in.mkv", "-f lavfi -i testsrc2=s=64x48:d=0.5 -f lavfi -i sine=d=0.5 -c:v libx264 -preset ultrafast -c:a wmav2"), want: ErrNotVideo},
		"only its ftyp":  {make: saying("in.mp4", "\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41"), want: ErrDamaged},
		"only its EBML":  {make: saying("in.webm", "\x1a\x45\xdf\xa3\x84\x42\x86\x81\x01"+strings.Repeat("\x00", 40)), want: ErrDamaged},
		"only its RIFF":  {make: saying("in.avi", "RIFF\x10\x00\x00\x00AVI LIST\x04\x00\x00\x00hdrl"), want: ErrDamaged},
		"one frame":      {make: by("in.mp4", one+" -c:v libx264 -pix_fmt yuv420p")},
		"one frame, MKV": {make: by("in.mkv", one+" -c:v libx264 -pix_fmt yuv420p")},
		"0.2 s":          {make: by("in.mp4", "-f lavfi -i testsrc2=s=64x48:r=30:d=0.2 -f lavfi -i sine=d=0.2"+quick)},
		"three minutes":  {make: by("in.mp4", "-f lavfi -i color=s=16x16:r=24:d=180 -f lavfi -i sine=d=180"+quick)},
		"a cover and sound": {
			make: func(t *testing.T) string {
				t.Helper()
				return with("-map 0 -map 1 -c copy -disposition:v:0 attached_pic", coverJPEG)(t, clip(t, "in.mp4", sound))
			},
			want: ErrNotVideo,
		},
	}
}

// cuts are uploads that ended early.
func cuts() map[string]hostile {
	// Each frame is as long as the next, so the share of bytes is the share of time.
	even := film{file: "in.mov", size: Size{64, 48}, length: 2, rate: "24", video: "-c:v mjpeg -q:v 2 -huffman 0", sound: "-c:a pcm_s16le"}
	front := even
	front.mux = "-movflags +faststart"
	all := map[string]hostile{"cut in its index": {make: cutAt(front, 1), want: ErrDamaged}}
	for percent := 5; percent < 100; percent += 10 {
		h := hostile{make: cutAt(front, percent), cut: percent <= 65, either: percent > 65 && percent < 85}
		all[fmt.Sprintf("cut after %d %%", percent)] = h
		if percent%30 == 5 {
			all[fmt.Sprintf("cut after %d %%, index at the end", percent)] = hostile{make: cutAt(even, percent), want: ErrDamaged}
		}
	}
	mkv := even
	mkv.file = "in.mkv"
	all["cut in half, MKV"] = hostile{make: cutAt(mkv, 50), cut: true}
	avi := even
	avi.file = "in.avi"
	// Of these nobody knows how long they were.
	all["cut in half, AVI"] = hostile{make: cutAt(avi, 50)}
	live := film{file: "in.webm", video: "-c:v libvpx" + vpx, sound: "-c:a libopus", mux: "-live 1"}
	all["cut in half, from a browser"] = hostile{make: cutAt(live, 50)}
	pieces := film{mux: "-movflags frag_keyframe+empty_moov+default_base_moof -g 5"}
	all["cut in half, fragments"] = hostile{make: cutAt(pieces, 50), either: true}
	return all
}

func cutAt(f film, percent int) func(*testing.T) string {
	return func(t *testing.T) string {
		t.Helper()
		path := f.copied(t)
		b := sandboxtest.Read(t, path)
		return rewrite(t, path, b[:len(b)*percent/100])
	}
}

// flips are files in which some bytes are others, the same each time.
func flips() map[string]hostile {
	all := map[string]hostile{}
	for n, name := range []string{"in.mp4", "in.mov", "in.mkv", "in.avi"} {
		f := film{file: name, size: Size{64, 48}}
		for seed := range 2 {
			random := rand.New(rand.NewPCG(uint64(n), uint64(seed)))
			all[fmt.Sprintf("%s with other bytes, %d", name, seed)] = hostile{either: true, make: func(t *testing.T) string {
				t.Helper()
				path := f.copied(t)
				b := sandboxtest.Read(t, path)
				for range len(b) / []int{2000, 100}[seed] {
					b[random.IntN(len(b))] ^= byte(1 + random.IntN(255))
				}
				return rewrite(t, path, b)
			}}
		}
	}
	return all
}
