package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const module = "github.com/belonginstem/belong"

// A file is a parsed Go file of the tree.
type file struct {
	path string // from the top of the tree, with slashes
	test bool
	ast  *ast.File
	fset *token.FileSet
}

// folder is the package's place in the tree.
func (f file) folder() string { return path.Dir(f.path) }

// imports are the paths that the file imports.
func (f file) imports(t *testing.T) []string {
	t.Helper()
	out := make([]string, len(f.ast.Imports))
	for i, spec := range f.ast.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatalf("%s: %v", f.path, err)
		}
		out[i] = p
	}
	return out
}

// where names a place in the file.
func (f file) where(n ast.Node) string {
	return f.path + ":" + strconv.Itoa(f.fset.Position(n.Pos()).Line)
}

// calls walks over the file's uses of a package's names, as name("os", "Getenv"), however the package was imported.
func (f file) calls(t *testing.T, visit func(importPath, name string, at ast.Node)) {
	t.Helper()
	local := map[string]string{}
	for i, p := range f.imports(t) {
		name := path.Base(p)
		if n := f.ast.Imports[i].Name; n != nil {
			name = n.Name
		}
		local[name] = p
	}
	ast.Inspect(f.ast, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok && local[x.Name] != "" {
				visit(local[x.Name], sel.Sel.Name, sel)
			}
		}
		return true
	})
}

// top is the folder of go.mod, above this one.
var top = sync.OnceValues(func() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		if _, gone := os.Stat(filepath.Join(dir, "go.mod")); gone == nil {
			return dir, nil
		}
		if filepath.Dir(dir) == dir {
			return "", os.ErrNotExist
		}
		dir = filepath.Dir(dir)
	}
	return "", err
})

// foreign are folders whose contents nobody here wrote.
var foreign = map[string]bool{"node_modules": true, "dist": true, "data": true}

// walk visits every file of the tree that somebody here wrote, by its path from the top, with slashes.
func walk(t *testing.T, visit func(name string)) {
	t.Helper()
	root, err := top()
	if err != nil {
		t.Fatal(err)
	}
	err = fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (foreign[d.Name()] || strings.HasPrefix(d.Name(), ".") && name != "." && name != ".ci"):
			return fs.SkipDir
		case !d.IsDir():
			visit(name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// read is the text of a file of the tree.
func read(t *testing.T, name string) string {
	t.Helper()
	root, err := top()
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

var (
	parseOnce sync.Once
	parsed    []file
)

// goFiles are all Go files of the tree but those below a testdata folder.
func goFiles(t *testing.T) []file {
	t.Helper()
	parseOnce.Do(func() {
		fset := token.NewFileSet()
		walk(t, func(name string) {
			if path.Ext(name) != ".go" || strings.Contains(name, "testdata/") {
				return
			}
			f, err := parser.ParseFile(fset, name, read(t, name), parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			parsed = append(parsed, file{path: name, test: strings.HasSuffix(name, "_test.go"), ast: f, fset: fset})
		})
	})
	if len(parsed) == 0 {
		t.Fatal("found no Go files")
	}
	return parsed
}
