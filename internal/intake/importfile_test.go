package intake

import (
	"crypto/sha256"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestAFileThatChangesIsNotTaken(t *testing.T) {
	t.Parallel()
	sum, n, err := hashOf(t.Context(), strings.NewReader("as it was"))
	if err != nil || n != 9 {
		t.Fatalf("%d bytes, %v", n, err)
	}
	for text, want := range map[string]error{"as it was": nil, "as it is now": errChanged, "as it": errChanged} {
		_, err := io.ReadAll(&verifying{r: strings.NewReader(text), hash: sha256.New(), want: sum})
		if !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", text, err, want)
		}
	}
}
