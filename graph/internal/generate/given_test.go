package main

import (
	"maps"
	"slices"
	"testing"

	"github.com/99designs/gqlgen/codegen/config"
	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

func TestInputsThatAreHandedOverAreScalarsToTheGenerator(t *testing.T) {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: `
		type Query { a(shared: Shared, other: Other): Int }
		type Mutation { b(input: Given!): Int }
		input Given { id: ID, part: [Part!], shared: Shared }
		input Part { deeper: Deeper, again: Part, given: Given }
		input Deeper { n: Int }
		input Shared { n: Int }
		input Other { within: WithinOther }
		input WithinOther { n: Int }
		input Unused { deeperUnused: DeeperUnused }
		input DeeperUnused { n: Int }
	`})
	cfg := &config.Config{Models: config.TypeMap{"Given": {Model: config.StringList{givenModel}}}}
	if err := (asGiven{cfg}).MutateSchema(schema); err != nil {
		t.Fatal(err)
	}
	kinds := map[string]ast.DefinitionKind{}
	for _, name := range slices.Sorted(maps.Keys(schema.Types)) {
		if def := schema.Types[name]; !def.BuiltIn && def.Kind != ast.Object {
			kinds[name] = def.Kind
		}
	}
	want := map[string]ast.DefinitionKind{
		"Given": ast.Scalar, "Shared": ast.InputObject, "Other": ast.InputObject, "WithinOther": ast.InputObject,
		"Unused": ast.InputObject, "DeeperUnused": ast.InputObject,
	}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if given := schema.Types["Given"]; len(given.Fields) > 0 {
		t.Errorf("Given has fields: %v", given.Fields)
	}
}
