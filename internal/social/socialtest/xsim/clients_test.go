package xsim_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/social/socialtest/xsim"
)

// A task is what a client of others is told to do, as clients/x.mjs reads it.
type task struct {
	Address string             `json:"address"`
	Keys    belong.Credentials `json:"keys"`
	Video   string             `json:"video,omitempty"`
	Texts   []string           `json:"texts,omitempty"`
	Alt     string             `json:"alt,omitempty"`
	Remove  string             `json:"remove,omitempty"`
}

type done struct {
	Name     string  `json:"name"`
	Timeline []entry `json:"timeline"`
	Removed  bool    `json:"removed"`
}

type entry struct {
	ID    string   `json:"id"`
	Media []string `json:"media"`
}

func TestClientsOfOthersAreAtHomeHere(t *testing.T) {
	t.Parallel()
	for _, script := range []string{"x-twitter-api-v2.mjs", "x-xdk.mjs"} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			sim := xsim.New(time.Now)
			server := httptest.NewTLSServer(sim)
			t.Cleanup(server.Close)
			certificate := write(t, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}))
			video := make([]byte, 2<<20+4321)
			if _, err := rand.Read(video); err != nil {
				t.Fatal(err)
			}
			sum := sha256.Sum256(video)
			keys := sim.SignUp("STEMx")
			sim.Prepare(xsim.Preparing{Looks: 1, After: 1})

			what := task{Address: server.URL, Keys: keys, Video: write(t, video), Alt: "A girl, and a robot."}
			for i := range 6 { // more than a page
				what.Texts = append(what.Texts, fmt.Sprintf("(%d) ¡Yo pertenezco! “Sí” & más: 100 %% ☀️ #YOUbelonginSTEM", i))
			}
			got := run(t, script, certificate, what)
			live := sim.Live()
			if len(live) != len(what.Texts) {
				t.Fatalf("%d posts are live, want %d", len(live), len(what.Texts))
			}
			want := done{Name: "STEMx"}
			for i, p := range live {
				if p.Text != what.Texts[i] || p.Media[0].SHA256 != hex.EncodeToString(sum[:]) || p.Media[0].Alt != what.Alt {
					t.Errorf("live is %+v", p)
				}
				want.Timeline = append([]entry{{ID: p.ID, Media: []string{p.Media[0].Key}}}, want.Timeline...)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if got := run(t, script, certificate, task{Address: server.URL, Keys: keys, Remove: live[3].ID}); !got.Removed {
				t.Error("the client is not told that the post is gone")
			}
			if diff := cmp.Diff(slices.Delete(live, 3, 4), sim.Live()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func write(t *testing.T, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func run(t *testing.T, script, certificate string, what task) done {
	t.Helper()
	var out done
	node(t, script, what, &out, "NODE_EXTRA_CA_CERTS="+certificate)
	return out
}

// node runs a script in clients/, which reads and writes JSON.
func node(t *testing.T, script string, in, out any, env ...string) {
	t.Helper()
	b, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", script)
	cmd.Dir = filepath.Join("..", "..", "clients")
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdin = bytes.NewReader(b)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	answer, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", script, err, &stderr)
	}
	if err := json.Unmarshal(answer, out); err != nil {
		t.Fatalf("%s says %q: %v", script, answer, err)
	}
}

func TestTextsWeighWhatTheyDoAtX(t *testing.T) {
	t.Parallel()
	texts := []string{
		"", "a", "Ana María Núñez", "e\u0301", "科学", "Привет", "“Quoted” — and so on…", "•", "€", "가나다", "ไทย", "हिन्दी",
		"#YOUbelonginSTEM @STEMx", "https://belong.example.org/wall", "See http://stemx.us/a?b=c, then.", "https://example.com",
		"two https://example.com/a https://example.com/b", "line\n\nline", "☀", "☀️", "👩‍🔬", "👩🏽‍🔬", "👨‍👩‍👧‍👦", "🇺🇸", "🇺🇸🇲🇽",
		"1️⃣", "#️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "👍🏿", "ﷺ", "½ ™ © ®", strings.Repeat("科", 140), strings.Repeat("a", 281),
	}
	var want []int
	node(t, "x-weight.mjs", texts, &want)
	for i, text := range texts {
		if got := xsim.Weight(text); got != want[i] {
			t.Errorf("%q weighs %d here, %d there", text, got, want[i])
		}
	}
}
