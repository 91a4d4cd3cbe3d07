package archtest

import (
	"go/ast"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/config"
)

func TestTheReadmesSettingsAreTheProgramsOwn(t *testing.T) {
	t.Parallel()
	if !strings.Contains(read(t, "README.md"), config.Markdown()) {
		t.Errorf("README.md does not hold the table of settings as the program knows them:\n\n%s", config.Markdown())
	}
}

// quoted is what a document sets in backticks.
var quoted = regexp.MustCompile("`([^`\n]+)`")

// What a quotation can be the name of.
var (
	aPath   = regexp.MustCompile(`^[\w.-]+(/[\w.*-]+)*/?$`)
	aName   = regexp.MustCompile(`^(\w+)\.([A-Z]\w*)(\.\w+)?(\(\))?$`)
	aSymbol = regexp.MustCompile(`^[A-Z]\w*[a-z]\w*(\(\))?$`)
	aSource = regexp.MustCompile(`\.(go|sql|ts|tmpl|css|json|ya?ml|md|sh|mod)$`)
)

func TestWhatTheArchitectureNamesExists(t *testing.T) {
	t.Parallel()
	names := declared(t)
	for _, m := range quoted.FindAllStringSubmatch(prose(read(t, "ARCHITECTURE.md")), -1) {
		q := m[1]
		symbol := strings.TrimSuffix(q, "()")
		switch {
		case aName.MatchString(q):
			parts := aName.FindStringSubmatch(q)
			if !names[parts[1]+"."+parts[2]] {
				t.Errorf("ARCHITECTURE.md names %s, which nobody declares", q)
			}
		case aSymbol.MatchString(q):
			if !names[symbol] {
				t.Errorf("ARCHITECTURE.md names %s, which nobody declares", q)
			}
		case aPath.MatchString(q) && (strings.Contains(q, "/") || aSource.MatchString(q)):
			if !exists(t, q) {
				t.Errorf("ARCHITECTURE.md names %s, which is not there", q)
			}
		}
	}
}

// prose is a Markdown text without its fenced blocks.
func prose(text string) string {
	parts := strings.Split(text, "```")
	var out []string
	for i := 0; i < len(parts); i += 2 {
		out = append(out, parts[i])
	}
	return strings.Join(out, "\n")
}

// declared are the names of the tree's declarations, once alone and once behind their package's name.
func declared(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, f := range goFiles(t) {
		add := func(id *ast.Ident) {
			names[id.Name], names[f.ast.Name.Name+"."+id.Name] = true, true
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			switch d := n.(type) {
			case *ast.FuncDecl:
				add(d.Name)
			case *ast.TypeSpec:
				add(d.Name)
			case *ast.ValueSpec:
				for _, id := range d.Names {
					add(id)
				}
			}
			return true
		})
	}
	return names
}

// exists tells whether a path is there, seen from the top of the tree or from where its name is enough.
func exists(t *testing.T, name string) bool {
	t.Helper()
	root, err := top()
	if err != nil {
		t.Fatal(err)
	}
	for _, base := range []string{"", "internal", "internal/belong", "cmd/belong"} {
		found, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(base), filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		if len(found) > 0 {
			return true
		}
	}
	return false
}

var edge = regexp.MustCompile(`(?m)^\s*(\w+|\[\*\])\s*-->\s*(\w+|\[\*\])`)

// drawn are the arrows of ARCHITECTURE.md's state diagram that has the given state in it.
func drawn(t *testing.T, state string) [][2]string {
	t.Helper()
	for _, block := range strings.Split(read(t, "ARCHITECTURE.md"), "```mermaid") {
		block, _, closed := strings.Cut(block, "```")
		if !closed || !strings.Contains(block, "stateDiagram") || !regexp.MustCompile(`\b`+state+`\b`).MatchString(block) {
			continue
		}
		var out [][2]string
		for _, m := range edge.FindAllStringSubmatch(block, -1) {
			if m[1] != "[*]" && m[2] != "[*]" {
				out = append(out, [2]string{m[1], m[2]})
			}
		}
		return out
	}
	t.Fatalf("ARCHITECTURE.md draws no state diagram with %s", state)
	return nil
}

// checkDiagram holds a drawing against the rules: every arrow is allowed, and every move is drawn, but for staying as it
// is and for those that the text tells instead.
func checkDiagram[S ~string](t *testing.T, arrows [][2]string, states []S, can func(from, to S) bool, told S) {
	t.Helper()
	for _, a := range arrows {
		if !can(S(a[0]), S(a[1])) {
			t.Errorf("ARCHITECTURE.md draws %s --> %s, which the program refuses", a[0], a[1])
		}
	}
	for _, from := range states {
		for _, to := range states {
			if from != to && to != told && can(from, to) && !slices.Contains(arrows, [2]string{string(from), string(to)}) {
				t.Errorf("ARCHITECTURE.md does not draw %s --> %s", from, to)
			}
		}
	}
}

func TestTheStateDiagramsAreTheTransitionTables(t *testing.T) {
	t.Parallel()
	checkDiagram(t, drawn(t, string(belong.InReview)), belong.SubmissionStates, belong.SubmissionState.CanBecome, belong.Withdrawn)
	checkDiagram(t, drawn(t, string(belong.Unconfirmed)), belong.PostStates, belong.PostState.CanBecome, belong.Canceled)
}

func TestScriptsCanBeStarted(t *testing.T) {
	t.Parallel()
	root, err := top()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"scripts/run", "scripts/test", "scripts/lint", "scripts/bench", "scripts/check-x", ".ci/run"} {
		info, err := os.Stat(filepath.Join(root, name))
		if err != nil {
			t.Error(err)
		} else if info.Mode()&0o111 == 0 {
			t.Errorf("%s is not executable", name)
		}
	}
}
