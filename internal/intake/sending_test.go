package intake

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/belonginstem/belong/internal/belong"
)

// A tail that can't be read to its end must not be written over by what could be read of it.
func TestWhatIsSafeIsNotStoredAgain(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	// The bucket has no client: storing anything would panic.
	s := &sending{Bucket: &Bucket{temp: t.TempDir()}, ctx: t.Context(), upload: belong.Upload{Bytes: 100}, safe: 10}
	err := s.send(1, 0, io.MultiReader(strings.NewReader("abc"), iotest.ErrReader(broken)))
	if !errors.Is(err, broken) || s.safe != 10 {
		t.Errorf("%d bytes are safe, %v", s.safe, err)
	}
	if err := s.send(1, 0, strings.NewReader("0123456789")); err != nil || s.safe != 10 {
		t.Errorf("with nothing new, %d bytes are safe, %v", s.safe, err)
	}
}
