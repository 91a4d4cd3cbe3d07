package belong_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"

	"github.com/belonginstem/belong/internal/belong"
)

func TestFindingCodesAreAllOfThem(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "finding.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var written []belong.FindingCode
	for n := range ast.Preorder(file) {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			continue
		}
		if kind, ok := spec.Type.(*ast.Ident); !ok || kind.Name != "FindingCode" {
			continue
		}
		code, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		written = append(written, belong.FindingCode(code))
	}
	if !slices.Equal(written, belong.FindingCodes) || len(written) == 0 {
		t.Errorf("%v are written down, %v are listed", written, belong.FindingCodes)
	}
}
