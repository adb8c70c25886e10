package directory

import (
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A constant that is declared and not listed would be refused in every record that holds it.
func TestEveryConstantOfAClosedSetIsListedInOrder(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "enums.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	types, declared := map[string]bool{}, map[string][]string{}
	for _, d := range file.Decls {
		decl, ok := d.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range decl.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				types[s.Name.Name] = true
			case *ast.ValueSpec:
				typ, ok := s.Type.(*ast.Ident)
				if decl.Tok != token.CONST || !ok {
					continue
				}
				value, err := strconv.Unquote(s.Values[0].(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				declared[typ.Name] = append(declared[typ.Name], value)
				if !strings.HasPrefix(s.Names[0].Name, typ.Name) {
					t.Errorf("constant %s does not begin with the name of its type %s", s.Names[0].Name, typ.Name)
				}
			}
		}
	}
	listed := map[string][]string{}
	for _, typ := range EnumTypes() {
		listed[typ.Name()] = EnumValues(typ)
		if !types[typ.Name()] {
			t.Errorf("%s is listed and not declared in enums.go", typ.Name())
		}
	}
	if diff := cmp.Diff(declared, listed); diff != "" {
		t.Errorf("values declared and listed (-declared +listed):\n%s", diff)
	}
}

func TestClosedSetsHaveDistinctUpperCaseValues(t *testing.T) {
	for _, typ := range EnumTypes() {
		seen := map[string]bool{}
		for _, v := range EnumValues(typ) {
			if seen[v] || v == "" || strings.Trim(v, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") != "" {
				t.Errorf("%s has the value %q", typ.Name(), v)
			}
			seen[v] = true
		}
	}
	if EnumValues(reflect.TypeFor[ID]()) != nil || EnumValues(reflect.TypeFor[string]()) != nil {
		t.Error("a type that is no closed set has values")
	}
}
