package ffmpeg

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/bits"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/belonginstem/belong/internal/sandbox/sandboxtest"
)

// A Matroska file may name the files that come before and after it. It comes out as itself.
func TestLinkedMatroska(t *testing.T) {
	t.Parallel()
	c := newCanary(t)
	f := film{file: "in.mkv"}
	b := sandboxtest.Read(t, f.copied(t))
	for _, id := range []string{"\x3e\x83\xbb", "\x3c\x83\xab"} { // the names of the next and of the one before
		b = intoInfo(t, b, id, filepath.Join(c.dir, "canary.mkv"))
	}
	path := write(t, c.dir, "in.mkv", string(b))
	m := transcode(t, path, Wanted{})
	f.check(t, m)
	for _, name := range names(t, m.dir) {
		if bytes.Contains(sandboxtest.Read(t, filepath.Join(m.dir, name)), []byte(canaryWords)) {
			t.Errorf("%s holds somebody else's words", name)
		}
	}
}

// intoInfo puts an element at the head of a Matroska file's Info, and makes room for it in the element of the whole by
// giving that no length.
func intoInfo(t *testing.T, b []byte, id, content string) []byte {
	t.Helper()
	segment, info := bytes.Index(b, []byte("\x18\x53\x80\x67")), bytes.Index(b, []byte("\x15\x49\xa9\x66"))
	if segment < 0 || info < 0 {
		t.Fatal("no Matroska")
	}
	at := info + 4
	width := bits.LeadingZeros8(b[at]) + 1
	size := uint64(b[at]) & (1<<(8-width) - 1)
	for _, x := range b[at+1 : at+width] {
		size = size<<8 | uint64(x)
	}
	element := binary.BigEndian.AppendUint16([]byte(id), uint16(len(content))|1<<14)
	element = append(element, content...)
	out := append([]byte{}, b[:at]...)
	out = binary.BigEndian.AppendUint64(out, size+uint64(len(element))|1<<56)
	out = append(append(out, element...), b[at+width:]...)
	copy(out[segment+4:], "\x01\xff\xff\xff\xff\xff\xff\xff")
	return out
}

// A QuickTime file may leave its pictures in another. Then there are none.
func TestPicturesInAnotherFile(t *testing.T) {
	t.Parallel()
	whole := film{file: "in.mov", sound: "-an"}.make(t)
	elsewhere := filepath.Join(t.TempDir(), "in.mov")
	path := rewrite(t, elsewhere, sandboxtest.Read(t, whole))
	path = rebuilt(func(root *box) {
		root.all("dref")[0].kids = []*box{{kind: "alis", head: alias(whole)}}
	})(t, path)
	out, err := exec.CommandContext(t.Context(), "ffprobe", "-v", "error", "-enable_drefs", "1", "-use_absolute_path", "1",
		"-show_entries", "packet=size", path).CombinedOutput()
	if n := strings.Count(string(out), "size="); err != nil || n != 30 {
		t.Fatalf("a trusting ffprobe reads %d pictures there: %v %s", n, err, out)
	}
	if r, err := wholeWay(t, newTool(t), path); !errors.Is(err, ErrDamaged) {
		t.Errorf("%+v, %v", r, err)
	}
	address := rebuilt(func(root *box) {
		root.all("dref")[0].kids = []*box{{kind: "url ", head: []byte("\x00\x00\x00\x00file://" + whole + "\x00")}}
	})(t, rewrite(t, elsewhere, sandboxtest.Read(t, whole)))
	if r, err := wholeWay(t, newTool(t), address); err != nil || r.Frames != 30 { // its own, which are there, too
		t.Errorf("%+v, %v", r, err)
	}
}

// alias is a Macintosh's record of where a file is.
func alias(path string) []byte {
	b := make([]byte, 4+150)                   // flags, then what Finder knew
	binary.BigEndian.PutUint16(b[4+128+2:], 1) // levels down
	put := func(kind uint16, s string) {
		b = binary.BigEndian.AppendUint16(b, kind)
		b = binary.BigEndian.AppendUint16(b, uint16(len(s)))
		b = append(b, s...)
		if len(s)%2 == 1 {
			b = append(b, 0)
		}
	}
	put(2, strings.ReplaceAll(path, "/", ":")) // the whole path
	put(0xffff, "")
	return b
}
