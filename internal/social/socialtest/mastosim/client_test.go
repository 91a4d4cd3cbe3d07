package mastosim_test

import (
	"encoding/json"
	"errors"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/social/socialtest"
	"github.com/belonginstem/belong/internal/social/socialtest/mastosim"
)

// A client that others wrote for Mastodon takes the simulated server for one.
func TestAClientOfOthersTakesItForMastodon(t *testing.T) {
	t.Parallel()
	server := mastosim.New(time.Now)
	server.Settings = mastosim.Settings{Slow: 2}
	listener := httptest.NewServer(server)
	t.Cleanup(listener.Close)

	node := exec.CommandContext(t.Context(), "node", "masto.mjs", listener.URL, mastosim.Token, socialtest.Film(t), "I belong in STEM", "Stars")
	node.Dir = "../../clients"
	out, err := node.Output()
	if err != nil {
		var why *exec.ExitError
		if errors.As(err, &why) {
			t.Fatalf("the client failed (scripts/test installs it): %v\n%s", err, why.Stderr)
		}
		t.Fatal(err)
	}
	var saw struct {
		Domain, Username, Media, Described, Post, Again, Shown, Refusal, After string
		Characters                                                             int
		Listed                                                                 []string
	}
	if err := json.Unmarshal(out, &saw); err != nil {
		t.Fatalf("the client says %q: %v", out, err)
	}
	if saw.Domain != mastosim.Domain || saw.Username != mastosim.Username || saw.Characters != 500 || saw.Described != "Stars" {
		t.Errorf("the client saw %+v", saw)
	}
	if saw.Shown != saw.Media || saw.Again != saw.Post || saw.Post == "" {
		t.Errorf("with one Idempotency-Key it posted %q and %q, with the video %q; want one post, with %q", saw.Post, saw.Again, saw.Shown, saw.Media)
	}
	if diff := cmp.Diff([]string{saw.Media}, saw.Listed); diff != "" {
		t.Errorf("it listed other posts (-want +got):\n%s", diff)
	}
	if !strings.HasPrefix(saw.Refusal, "422 ") || !strings.Contains(saw.Refusal, "already attached") {
		t.Errorf("the same video in another post was answered %q", saw.Refusal)
	}
	if !strings.HasPrefix(saw.After, "404 ") || len(server.Live()) != 0 {
		t.Errorf("a post that was taken down was answered %q, and %d are live", saw.After, len(server.Live()))
	}
	if n := server.Asked("GET /api/v1/media/{id}"); n < 2 {
		t.Errorf("the client asked %d times whether the video is ready; want at least 2", n)
	}
}
