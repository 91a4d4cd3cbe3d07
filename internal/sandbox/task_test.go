package sandbox

import (
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLinesComeWholeHoweverTheyAreCut(t *testing.T) {
	t.Parallel()
	const text = "one\n\ntwo and a half\r\nthree\nnever ended"
	for size := range len(text) {
		var got []string
		w := Lines{Each: func(b []byte) { got = append(got, string(b)) }}
		for part := range slices.Chunk([]byte(text), size+1) {
			if n, err := w.Write(part); n != len(part) || err != nil {
				t.Fatal(n, err)
			}
		}
		if d := cmp.Diff([]string{"one", "", "two and a half\r", "three"}, got); d != "" {
			t.Fatalf("in pieces of %d: %s", size+1, d)
		}
	}
}

func TestWhatIsKeptOfStderrIsBounded(t *testing.T) {
	t.Parallel()
	var s tail
	w := Lines{Each: s.line}
	for range 1000 {
		if _, err := w.Write([]byte("" + strings.Repeat("x", 5000) + "\n[warning] y\n")); err != nil {
			t.Fatal(err)
		}
	}
	if s.Len() > maxTail || !strings.HasSuffix(s.String(), "y\n") {
		t.Errorf("%d bytes, ends %q", s.Len(), s.String()[s.Len()-20:])
	}
}

func TestABoundedBufferIsBoundedHoweverItIsFilled(t *testing.T) {
	t.Parallel()
	b := Bounded{Max: 10}
	if _, err := io.Copy(&b, strings.NewReader("0123456789")); err != nil || string(b.Bytes()) != "0123456789" || b.Over() {
		t.Errorf("%q, %v", b.Bytes(), err)
	}
	if _, err := io.Copy(&b, strings.NewReader("x")); err == nil || len(b.Bytes()) > b.Max || !b.Over() {
		t.Errorf("%d bytes, %v", len(b.Bytes()), err)
	}
}
