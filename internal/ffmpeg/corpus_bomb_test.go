package ffmpeg

import (
	"bytes"
	"encoding/binary"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/sandbox/sandboxtest"
)

// bomb is a small file that asks for much.
type bomb struct {
	make   func(t *testing.T) string
	want   error
	memory int64 // MiB at most
	cpu    time.Duration
}

func bombs() map[string]bomb {
	jpegs := film{file: "in.mov", video: "-c:v mjpeg -q:v 31", sound: "-an"}
	return map[string]bomb{
		"the largest picture, 30 times in a second": {
			make:   repeated(film{file: "in.mov", size: Size{4096, 2304}, rate: "5", length: 0.2, paint: "drawbox=c=gray:t=fill,format=yuvj420p", video: "-c:v mjpeg -q:v 31", sound: "-an"}, 30, 30),
			memory: 1024, cpu: 30 * time.Second,
		},
		"20,000 pictures in a second":      {make: repeated(jpegs, 20_000, 20_000), memory: 512, cpu: 60 * time.Second},
		"a picture of 65,500 x 65,500":     {make: resized(jpegs, 65500, 65500), want: ErrDamaged, memory: 512, cpu: 5 * time.Second},
		"a stream of 8,192 x 4,320":        {make: lies()["8192 x 4320, says the stream"].make, want: ErrTooLarge, memory: 512, cpu: 5 * time.Second},
		"a cover of 30,000 x 30,000":       {make: with30000, memory: 512, cpu: 10 * time.Second},
		"four billion pictures of nothing": {make: lies()["four billion frames of one size"].make, want: ErrDamaged, memory: 512, cpu: 10 * time.Second},
		"four billion pictures":            {make: lies()["four billion frames"].make, want: ErrDamaged, memory: 512, cpu: 10 * time.Second},
		"codec data of 2^30 bytes":         {make: lies()["MKV codec data of 2^30 bytes"].make, want: ErrDamaged, memory: 512, cpu: 10 * time.Second},
		"200 streams":                      {make: streams200, want: ErrTooLarge, memory: 512, cpu: 5 * time.Second},
	}
}

// What a file costs is bounded by what an honest one of its length costs, whatever it asks for.
func TestBombs(t *testing.T) {
	t.Parallel()
	for name, b := range bombs() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), "/proc/self/exe", runAlone, b.make(t), t.TempDir())
			out, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			want := ""
			if b.want != nil {
				want = b.want.Error()
			}
			if string(out) != want {
				t.Errorf("got %q, want %q", out, want)
			}
			used, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage) // with all that it started
			if !ok {
				t.Fatal("no usage")
			}
			cpu := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
			if mib := used.Maxrss / 1024; mib > b.memory || cpu > b.cpu {
				t.Errorf("it took %d MiB and %v of processor", mib, cpu)
			}
		})
	}
}

// repeated shows a film's first picture so many times, so many a second, and holds it once.
func repeated(f film, times, perSecond uint32) func(*testing.T) string {
	return func(t *testing.T) string {
		t.Helper()
		return rebuilt(func(root *box) {
			lasts := 1000 * times / perSecond
			root.all("mvhd")[0].put32(12, 1000)
			root.all("mvhd")[0].put32(16, lasts)
			root.all("tkhd")[0].put32(20, lasts)
			root.all("mdhd")[0].put32(12, perSecond)
			root.all("mdhd")[0].put32(16, times)
			trak := root.all("trak")[0]
			for i, k := range trak.kids {
				if k.kind == "edts" {
					trak.kids[i] = &box{kind: "free"}
				}
			}
			table := func(values ...uint32) []byte {
				b := make([]byte, 4)
				for _, v := range values {
					b = binary.BigEndian.AppendUint32(b, v)
				}
				return b
			}
			stsz, stco := root.all("stsz")[0], root.all("stco")[0]
			size := binary.BigEndian.Uint32(stsz.head[4:])
			if size == 0 {
				size = binary.BigEndian.Uint32(stsz.head[12:])
			}
			at := binary.BigEndian.Uint32(stco.head[8:])
			root.all("stts")[0].head = table(1, times, 1)
			root.all("stsc")[0].head = table(1, 1, 1, 1)
			stsz.head = table(size, times)
			all := []uint32{times}
			for range times {
				all = append(all, at)
			}
			stco.head = table(all...)
		})(t, f.make(t))
	}
}

// resized is a film of JPEGs that say that they are larger than they are.
func resized(f film, width, height uint16) func(*testing.T) string {
	return func(t *testing.T) string {
		t.Helper()
		path := f.copied(t)
		b := sandboxtest.Read(t, path)
		for at := 0; ; {
			next := bytes.Index(b[at:], []byte{0xff, 0xc0, 0, 17, 8}) // a frame of three components
			if next < 0 {
				return rewrite(t, path, b)
			}
			at += next + 5
			binary.BigEndian.PutUint16(b[at:], height)
			binary.BigEndian.PutUint16(b[at+2:], width)
		}
	}
}

// with30000 has a cover whose header tells of a picture of gigabytes.
func with30000(t *testing.T) string {
	t.Helper()
	path := with("-map 0 -map 1 -c copy -disposition:v:1 attached_pic", coverPNG)(t, film{}.copied(t))
	b := sandboxtest.Read(t, path)
	at := bytes.Index(b, []byte("IHDR")) + 4
	if at < 4 {
		t.Fatal("no cover")
	}
	binary.BigEndian.PutUint32(b[at:], 30000)
	binary.BigEndian.PutUint32(b[at+4:], 30000)
	return rewrite(t, path, b)
}
