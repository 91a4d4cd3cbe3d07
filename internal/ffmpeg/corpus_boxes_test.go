package ffmpeg

import (
	"bytes"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/belonginstem/belong/internal/sandbox/sandboxtest"
)

// box is a part of an MP4. Its payload is head and then kids: those that hold others have kids.
type box struct {
	kind string
	head []byte
	kids []*box
}

// shells are the boxes that hold others, and how many bytes come before them.
var shells = map[string]int{
	"": 0, "moov": 0, "trak": 0, "mdia": 0, "minf": 0, "stbl": 0, "dinf": 0, "edts": 0, "stsd": 8, "dref": 8,
	"avc1": 78, "mp4v": 78,
}

func parseBox(t *testing.T, kind string, payload []byte) *box {
	t.Helper()
	b := &box{kind: kind, head: payload}
	skip, ok := shells[kind]
	if !ok {
		return b
	}
	b.head = payload[:skip]
	for rest := payload[skip:]; len(rest) > 0; {
		if len(rest) < 8 {
			t.Fatalf("%d bytes at the end of %q", len(rest), kind)
		}
		size := int(binary.BigEndian.Uint32(rest))
		if size < 8 || size > len(rest) {
			t.Fatalf("box %q of %d bytes in %d", rest[4:8], size, len(rest))
		}
		b.kids = append(b.kids, parseBox(t, string(rest[4:8]), rest[8:size]))
		rest = rest[size:]
	}
	return b
}

// payload is what the box holds, written.
func (b *box) payload() []byte {
	out := slices.Clone(b.head)
	for _, k := range b.kids {
		p := k.payload()
		out = binary.BigEndian.AppendUint32(out, uint32(8+len(p)))
		out = append(append(out, k.kind...), p...)
	}
	return out
}

// all finds every box of a kind, however deep.
func (b *box) all(kind string) []*box {
	var found []*box
	for _, k := range b.kids {
		if k.kind == kind {
			found = append(found, k)
		}
		found = append(found, k.all(kind)...)
	}
	return found
}

// put32 writes a number into the payload.
func (b *box) put32(at int, v uint32) { binary.BigEndian.PutUint32(b.head[at:], v) }

// rebuilt lets change work on an MP4 whose index is at the end, where it may change its length.
func rebuilt(change func(root *box)) func(*testing.T, string) string {
	return func(t *testing.T, path string) string {
		t.Helper()
		root := parseBox(t, "", sandboxtest.Read(t, path))
		change(root)
		return rewrite(t, path, root.payload())
	}
}

func rewrite(t *testing.T, path string, b []byte) string {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// matrix sets the display matrix of the first track, that of the pictures: x and y are shown at ax+cy and bx+dy.
func matrix(a, b, c, d int32) func(*testing.T, string) string {
	return rebuilt(func(root *box) {
		const offset = 4 + 5*4 + 8 + 4*2 // version and flags, times and id, reserved, layer to volume
		for i, v := range []int32{a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30} {
			root.all("tkhd")[0].put32(offset+4*i, uint32(v))
		}
	})
}

// renamed replaces a word wherever it stands, by another of its length.
func renamed(from, to string) func(*testing.T, string) string {
	return func(t *testing.T, path string) string {
		t.Helper()
		b := sandboxtest.Read(t, path)
		if len(from) != len(to) || !bytes.Contains(b, []byte(from)) {
			t.Fatalf("no %q to make %q", from, to)
		}
		return rewrite(t, path, bytes.ReplaceAll(b, []byte(from), []byte(to)))
	}
}

// piped writes as a program does that can't go back to the head of its file: nothing there tells the length.
func piped(format string) func(*testing.T, string) string {
	return func(t *testing.T, path string) string {
		t.Helper()
		out, err := exec.CommandContext(t.Context(), "ffmpeg", "-v", "error", "-i", path, "-c", "copy", "-f", format,
			"-movflags", "frag_keyframe+empty_moov+default_base_moof", "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		return rewrite(t, path, out)
	}
}

// withAMR adds the sound of old phones, that ffmpeg reads but does not write: a second of made-up speech at 12.2 kb/s.
func withAMR(t *testing.T, path string) string {
	t.Helper()
	dir := t.TempDir()
	speech := []byte("#!AMR\n")
	for n := range 50 {
		speech = append(speech, 7<<3|1<<2) // 12.2 kb/s, and sound
		for k := range 31 {
			speech = append(speech, byte(n*k*37))
		}
	}
	amr := rewrite(t, filepath.Join(dir, "speech.amr"), speech)
	both := filepath.Join(dir, filepath.Base(path))
	ffmpegMust(t, "-i", path, "-i", amr, "-map", "0:v", "-map", "1:a", "-c", "copy", both)
	return both
}
