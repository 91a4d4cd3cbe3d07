package blobtest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"os/exec"
	"testing"

	"github.com/belonginstem/belong/internal/blob"
)

const (
	killKeys  = 5         // that are written in turn, again and again
	tickEvery = 256 << 10 // bytes between two progress lines
)

// PutUntilKilled is the child of Kill. It puts file after file, the first being number first, and writes a line to out for
// each piece of a file that was read, and one with its number for each file that Put has acknowledged.
func PutUntilKilled(s blob.Store, first int, out io.Writer) error {
	for n := first; ; n++ {
		var lost error
		ticking := &everyReader{r: bytes.NewReader(numbered(n)), step: tickEvery, do: func() {
			_, lost = fmt.Fprintln(out, "reading")
		}}
		if err := s.Put(context.Background(), killKey(n), ticking); err != nil {
			return err
		}
		if lost != nil {
			return lost
		}
		if _, err := fmt.Fprintln(out, n); err != nil {
			return err
		}
	}
}

// Kill runs a child that calls PutUntilKilled with the number it is given, kills it at a random moment, and looks at the
// store as open then finds it, round after round: every key holds one file whole, and no older one than was acknowledged.
func Kill(t *testing.T, rounds int, child func(first int) *exec.Cmd, open func() blob.Store) {
	t.Helper()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	least := map[string]int{} // the file that each key must hold, or a later one
	next := 0
	for range rounds {
		for _, n := range putAndKill(t, child(next), 1+random.IntN(150)) {
			least[killKey(n)] = n
			next = n + 1
		}
		s := open()
		for key, n := range numbersIn(t, s) {
			if n < least[key] || n > next {
				t.Errorf("%s holds file %d; acknowledged are %d there and %d in all", key, n, least[key], next-1)
			}
			delete(least, key)
			next = max(next, n+1)
		}
		for key, n := range least {
			t.Errorf("%s is gone; file %d there was acknowledged", key, n)
		}
		least = numbersIn(t, s)
	}
	if next < rounds {
		t.Errorf("only %d files were put in %d rounds", next, rounds)
	}
}

// putAndKill kills the child after some lines, and gives the numbers that it had acknowledged.
func putAndKill(t *testing.T, child *exec.Cmd, lines int) []int {
	t.Helper()
	var stderr bytes.Buffer
	child.Stderr = &stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var acknowledged []int
	seen := 0
	for scanner := bufio.NewScanner(out); scanner.Scan(); {
		var n int
		if _, err := fmt.Sscan(scanner.Text(), &n); err == nil {
			acknowledged = append(acknowledged, n)
		}
		if seen++; seen == lines {
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	err = child.Wait()
	if seen < lines {
		t.Fatalf("the child ended on its own: %v\n%s", err, &stderr)
	}
	return acknowledged
}

// numbersIn reads every file in the store, and fails unless it is one of the numbered ones, whole.
func numbersIn(t *testing.T, s blob.Store) map[string]int {
	t.Helper()
	found := map[string]int{}
	for _, key := range keys(t, s, blob.Originals) {
		data, err := read(t.Context(), s, key)
		if err != nil {
			t.Fatal(err)
		}
		if len(data) < 8 {
			t.Fatalf("%s holds %d bytes", key, len(data))
		}
		n := int(binary.BigEndian.Uint64(data))
		if n > 1e6 || !bytes.Equal(data, numbered(n)) {
			t.Fatalf("%s holds %d bytes that are no whole file", key, len(data))
		}
		found[key] = n
	}
	return found
}

func killKey(n int) string { return blob.Original(fmt.Sprintf("clip-%d", n%killKeys)) }

// numbered is a file that begins with its number; the others have other lengths and other bytes.
func numbered(n int) []byte {
	size := []int{100_000, 1_000_000, 12_000_000}[n%3] + n
	data := content(int64(size))
	binary.BigEndian.PutUint64(data, uint64(n))
	return data
}
