package archtest

import (
	"go/ast"
	"regexp"
	"strings"
	"testing"
)

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	t.Parallel()
	docs, names := map[string]string{}, map[string]string{} // by folder
	for _, f := range goFiles(t) {
		if !f.test {
			docs[f.folder()] += f.ast.Doc.Text()
			names[f.folder()] = f.ast.Name.Name
		}
	}
	for folder, doc := range docs {
		if name := names[folder]; doc == "" || name != "main" && !strings.HasPrefix(doc, "Package "+name+" ") {
			t.Errorf("%s: no sentence says what package %s is", folder, name)
		}
	}
}

func TestOnlyCmdAndConfigReadTheEnvironment(t *testing.T) {
	t.Parallel()
	for _, f := range goFiles(t) {
		if r := room(f.folder()); r == "cmd" || r == "internal/config" || f.test {
			continue
		}
		f.calls(t, func(p, name string, at ast.Node) {
			readsEnv := p == "os" && (name == "Getenv" || name == "LookupEnv")
			if readsEnv {
				t.Errorf("%s: settings come from internal/config", f.where(at))
			}
		})
	}
}

func TestTestsNeitherSleepNorSkip(t *testing.T) {
	t.Parallel()
	for _, f := range goFiles(t) {
		if !f.test && !helper(f.folder()) {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			switch x, _ := sel.X.(*ast.Ident); {
			case x == nil:
			case x.Name == "time" && sel.Sel.Name == "Sleep":
				t.Errorf("%s: wait for what is to happen, not for seconds", f.where(sel))
			case strings.HasPrefix(sel.Sel.Name, "Skip") && (x.Name == "t" || x.Name == "b" || x.Name == "tb"):
				t.Errorf("%s: a test whose part is missing fails", f.where(sel))
			}
			return true
		})
	}
}

var unfinished = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X|HA` + `CK)\b`)

func TestNothingIsLeftForLater(t *testing.T) {
	t.Parallel()
	walk(t, func(name string) {
		switch {
		case strings.HasSuffix(name, ".sum") || strings.HasSuffix(name, "package-lock.json"):
		case strings.Contains(name, "testdata/") || binary.MatchString(name):
		default:
			for i, line := range strings.Split(read(t, name), "\n") {
				if unfinished.MatchString(line) {
					t.Errorf("%s:%d: %s", name, i+1, strings.TrimSpace(line))
				}
			}
		}
	})
}

var binary = regexp.MustCompile(`\.(png|jpg|ico|mp4|webm|woff2)$`)
