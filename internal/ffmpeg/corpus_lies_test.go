package ffmpeg

import (
	"encoding/binary"
	"math/bits"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/belonginstem/belong/internal/sandbox/sandboxtest"
)

// lies are files that say of themselves what isn't so, each made from a good one.
func lies() map[string]hostile {
	return map[string]hostile{
		"65536 x 65536, says the stream": {make: lying(film{}, sps(4096, 4096)), want: ErrDamaged},
		"65536 x 65536, say the track and the stream": {make: lying(film{}, func(root *box) {
			root.all("tkhd")[0].put32(76, 0xffff0000)
			root.all("tkhd")[0].put32(80, 0xffff0000)
			root.all("avc1")[0].put32(24, 0xffffffff)
			sps(4096, 4096)(root)
		}), want: ErrDamaged},
		"8192 x 4320, says the stream": {make: lying(film{}, sps(512, 270)), want: ErrTooLarge},
		"no length": {make: lying(film{}, func(root *box) {
			root.all("mvhd")[0].put32(16, 0)
			for _, b := range root.all("tkhd") {
				b.put32(20, 0)
			}
			for _, b := range root.all("mdhd") {
				b.put32(16, 0)
			}
		})},
		"a length of next to nothing": {make: lying(film{}, func(root *box) {
			root.all("mvhd")[0].put32(16, 1)
			for _, b := range root.all("tkhd") {
				b.put32(20, 1)
			}
			for _, b := range root.all("mdhd") {
				b.put32(16, 1)
			}
			for _, b := range root.all("elst") {
				b.put32(8, 1)
			}
		}), either: true},
		// Of these the list of frames is believed.
		"a length of years": {make: lying(film{}, func(root *box) {
			root.all("mvhd")[0].put32(16, 0xfffffffe)
			for _, b := range root.all("tkhd") {
				b.put32(20, 0xfffffffe)
			}
			for _, b := range root.all("mdhd") {
				b.put32(16, 0xfffffffe)
			}
		})},
		"a length of years, no sound": {make: lying(film{sound: "-an"}, func(root *box) {
			root.all("mvhd")[0].put32(16, 0xfffffffe)
			root.all("tkhd")[0].put32(20, 0xfffffffe)
			root.all("mdhd")[0].put32(16, 0xfffffffe)
		})},
		"a clock that stands":              {make: lying(film{}, timescale(0))},
		"a clock of one a second":          {make: lying(film{}, timescale(1))},
		"a clock of four billion a second": {make: lying(film{}, timescale(0xffffffff))},
		"a frame that lasts for years":     {make: lying(film{}, func(root *box) { root.all("stts")[0].put32(12, 0x7fffffff) })},
		"four billion frames":              {make: lying(film{}, func(root *box) { root.all("stsz")[0].put32(8, 0xffffffff) }), want: ErrDamaged},
		"four billion frames of one size":  {make: lying(film{}, func(root *box) { root.all("stsz")[0].put32(4, 1); root.all("stsz")[0].put32(8, 0xffffffff) }), want: ErrDamaged},
		"frames beyond the end":            {make: lying(film{}, func(root *box) { root.all("stco")[0].put32(8, 0x7fffffff) }), want: ErrDamaged},
		"200 streams":                      {make: streams200, want: ErrTooLarge},
		"pictures of every shape, MKV":     {make: everyShape("in.mkv", nil)},
		"pictures of every shape, MP4":     {make: everyShape("in.mp4", nil)},
		"pictures of every shape, turned":  {make: everyShape("in.mp4", matrix(0, 1, -1, 0))},
		"pictures of every shape, flipped": {make: everyShape("in.mp4", matrix(1, 0, 0, -1)), either: true},
		"an MKV element of 2^56 bytes":     {make: ebml([]byte{0x1f, 0x43, 0xb6, 0x75}, 1<<56-2)},
		"an MKV name of 2^31 bytes":        {make: ebml([]byte{0x86}, 1<<31), want: ErrDamaged},
		"MKV codec data of 2^30 bytes":     {make: ebml([]byte{0x63, 0xa2}, 1<<30), want: ErrDamaged},
	}
}

func lying(f film, change func(root *box)) func(t *testing.T) string {
	return func(t *testing.T) string {
		t.Helper()
		return rebuilt(change)(t, f.copied(t))
	}
}

// timescale sets how many ticks of the pictures' clock there are in a second.
func timescale(v uint32) func(*box) {
	return func(root *box) { root.all("mdhd")[0].put32(12, v) }
}

// streams200 has a hundred times the same pictures and the same sound.
func streams200(t *testing.T) string {
	t.Helper()
	path := film{file: "in.mkv"}.copied(t)
	many := filepath.Join(t.TempDir(), "in.mkv")
	args := append([]string{"-nostdin", "-v", "error", "-i", path}, strings.Fields(strings.Repeat("-map 0 ", 100)+"-c copy")...)
	if out, err := exec.CommandContext(t.Context(), "ffmpeg", append(args, many)...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return many
}

// everyShape is a film whose pictures change their size and their pixels every half second, in ways that no phone does.
func everyShape(name string, then func(*testing.T, string) string) func(*testing.T) string {
	return func(t *testing.T) string {
		t.Helper()
		var all []byte
		for _, shape := range []string{
			"320x240 yuv420p", "2000x16 yuv420p", "16x2000 yuv444p", "1920x1080 yuv420p10le", "2x2 yuv420p", "240x320 yuv422p", "64x64 yuvj420p", "2000x2000 gray", "320x240 yuv420p",
		} {
			size, pixels, _ := strings.Cut(shape, " ")
			all = append(all, sandboxtest.Read(t, clip(t, "in.h264", "-f lavfi -i testsrc2=s="+size+":r=30:d=0.5 -c:v libx264 -preset ultrafast -pix_fmt "+pixels))...)
		}
		path := clip(t, name, "-r 30 -i "+sandboxtest.File(t, "all.h264", string(all))+" -c copy")
		if then != nil {
			path = then(t, path)
		}
		return path
	}
}

// ebml sets the size of the first element with an ID in an MKV, that is written with eight bytes where there is room.
func ebml(id []byte, size uint64) func(*testing.T) string {
	return func(t *testing.T) string {
		t.Helper()
		path := film{file: "in.mkv"}.copied(t)
		b := sandboxtest.Read(t, path)
		at := strings.Index(string(b), string(id))
		if at < 0 {
			t.Fatalf("no element %x", id)
		}
		at += len(id)
		old := bits.LeadingZeros8(b[at]) + 1 // bytes that the size takes
		wide := binary.BigEndian.AppendUint64(nil, size|1<<56)
		return rewrite(t, path, append(append(append([]byte{}, b[:at]...), wide...), b[at+old:]...))
	}
}

// sps replaces the size that the H.264 stream itself tells, in blocks of 16 pixels.
func sps(across, down uint) func(*box) {
	return func(root *box) {
		var w bitWriter
		w.put(0x67, 8) // a sequence parameter set
		w.put(66, 8)   // Baseline
		w.put(0, 8)    //
		w.put(62, 8)   // level 6.2
		w.golomb(0)    // its number
		w.golomb(0)    // frame numbers of four bits
		w.golomb(2)    // shown in the order of coding
		w.golomb(1)    // one reference
		w.put(0, 1)    // no gaps
		w.golomb(across - 1)
		w.golomb(down - 1)
		w.put(1, 1) // frames, no fields
		w.put(1, 1)
		w.put(0, 1) // not cropped
		w.put(0, 1) // nothing about colours
		w.put(1, 1) // the end
		unit := w.bytes()

		avcC := root.all("avcC")[0]
		old := int(binary.BigEndian.Uint16(avcC.head[6:]))
		changed := append([]byte{}, avcC.head[:6]...)
		changed = binary.BigEndian.AppendUint16(changed, uint16(len(unit)))
		changed = append(changed, unit...)
		avcC.head = append(changed, avcC.head[8+old:]...)
	}
}

// bitWriter writes what isn't bytes.
type bitWriter struct{ bits []byte }

func (w *bitWriter) put(v uint, n int) {
	for i := n - 1; i >= 0; i-- {
		w.bits = append(w.bits, byte(v>>i&1))
	}
}

// golomb writes a number by Exp-Golomb's code.
func (w *bitWriter) golomb(v uint) {
	n := bits.Len(v + 1)
	w.put(0, n-1)
	w.put(v+1, n)
}

func (w *bitWriter) bytes() []byte {
	for len(w.bits)%8 != 0 {
		w.bits = append(w.bits, 0)
	}
	out := make([]byte, len(w.bits)/8)
	for i, b := range w.bits {
		out[i/8] |= b << (7 - i%8)
	}
	return out
}
