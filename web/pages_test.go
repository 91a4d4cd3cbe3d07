package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sources are the files of this room with that extension, as they lie on disk, by name.
func sources(t *testing.T, ext string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, pattern := range []string{"*" + ext, "*/*" + ext} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if strings.HasPrefix(f, "dist/") || strings.HasPrefix(f, "node_modules/") || strings.HasSuffix(f, "_test.go") {
				continue
			}
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			out[f] = string(b)
		}
	}
	if len(out) == 0 {
		t.Fatalf("no files end in %s", ext)
	}
	return out
}

func TestOnlyTheTokensNameAColourOrASize(t *testing.T) {
	t.Parallel()
	colour := regexp.MustCompile(`#[0-9A-Fa-f]{3,8}\b|\brgba?\(|\bhsla?\(|: *(white|black)\b|\b[0-9.]+px\b`)
	for file, text := range sources(t, ".css") {
		if file == "shared/tokens.css" {
			continue
		}
		for i, line := range strings.Split(text, "\n") {
			if colour.MatchString(line) {
				t.Errorf("%s:%d names a colour or a size: %s", file, i+1, strings.TrimSpace(line))
			}
		}
	}
}

// The policy forbids what stands in a page itself; a template that has it would only look right in a test.
func TestNoTemplateHoldsScriptOrStyleOfItsOwn(t *testing.T) {
	t.Parallel()
	inline := regexp.MustCompile(`<style\b|<script(?:\s[^>]*)?>[^<]|\sstyle="|\son[a-z]+="|javascript:`)
	for file, text := range sources(t, ".tmpl") {
		for i, line := range strings.Split(text, "\n") {
			if inline.MatchString(line) {
				t.Errorf("%s:%d: %s", file, i+1, strings.TrimSpace(line))
			}
		}
	}
}

func TestParagraphsAreCutAtBlankLines(t *testing.T) {
	t.Parallel()
	got := Paragraphs("One\r\nline.\r\n\r\n\n\n Two. \n\n")
	if diff := cmp.Diff([]string{"One\nline.", "Two."}, got); diff != "" {
		t.Error(diff)
	}
}

func TestAssetsAreServedByTheirHashedNameOnly(t *testing.T) {
	t.Parallel()
	if err := Built(); err != nil {
		t.Fatal(err)
	}
	for _, plain := range []string{"shared.css", "submit.js", "submit.css", "favicon.svg"} {
		name, ok := strings.CutPrefix(AssetPath(plain), "/static/")
		if !ok || name == plain {
			t.Fatalf("%s is at %q, without a hash", plain, AssetPath(plain))
		}
		a, ok := FindAsset(name)
		if !ok {
			t.Fatalf("%s is not there", name)
		}
		z, err := gzip.NewReader(bytes.NewReader(a.Gzipped))
		if err != nil {
			t.Fatal(err)
		}
		unpacked, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(unpacked, a.Plain) {
			t.Errorf("%s is another file when it is compressed", plain)
		}
	}
	for _, name := range []string{"manifest.json", ".gitkeep", "../web.go", "submit.js", "", "..%2fweb.go"} {
		if _, ok := FindAsset(name); ok {
			t.Errorf("%q is served", name)
		}
	}
}

// The page that people open on bad networks: all that it loads, compressed.
func TestTheSubmitPageIsSmall(t *testing.T) {
	t.Parallel()
	const most = 60 << 10
	sum := 0
	for _, plain := range []string{"shared.css", "submit.css", "submit.js", "favicon.svg"} {
		a, ok := FindAsset(strings.TrimPrefix(AssetPath(plain), "/static/"))
		if !ok {
			t.Fatalf("%s is not built", plain)
		}
		sum += len(a.Gzipped)
	}
	if sum > most/2 { // the document itself is the other part, and is measured in a browser
		t.Errorf("what the submit page loads takes %d bytes", sum)
	}
}
