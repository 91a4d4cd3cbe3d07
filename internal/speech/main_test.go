package speech

import (
	"os"
	"testing"

	"github.com/belonginstem/belong/internal/sandbox"
)

// helper is this test program as the sandbox helper.
var helper sandbox.Helper

func TestMain(m *testing.M) {
	helper = sandbox.Main()
	os.Exit(m.Run())
}
