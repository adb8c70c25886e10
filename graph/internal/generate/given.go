package main

import (
	"maps"
	"slices"

	"github.com/99designs/gqlgen/codegen/config"
	"github.com/vektah/gqlparser/v2/ast"
)

// givenModel is the Go type of inputs that are handed over as they were given.
const givenModel = "github.com/blueheart-federation/api/graph/model.Input"

// asGiven is the plugin that hides such inputs from the generator.
type asGiven struct{ cfg *config.Config }

// Name is the plugin's name in gqlgen's messages.
func (asGiven) Name() string { return "asgiven" }

// MutateSchema makes scalars of the inputs that are handed over, and removes those within them that are
// used nowhere else. It changes the generator's own copy of the schema.
func (p asGiven) MutateSchema(schema *ast.Schema) error {
	isGiven := func(name string) bool { return slices.Contains(p.cfg.Models[name].Model, givenModel) }
	within, elsewhere := map[string]bool{}, map[string]bool{}
	for _, def := range schema.Types {
		for _, f := range def.Fields {
			if def.Kind == ast.InputObject && isGiven(def.Name) {
				reach(schema, f.Type, within, isGiven)
			}
			for _, a := range f.Arguments {
				reach(schema, a.Type, elsewhere, isGiven)
			}
		}
	}
	for _, def := range schema.Types { // inputs that no field takes yet are generated too
		if def.Kind == ast.InputObject && !isGiven(def.Name) && !within[def.Name] {
			reach(schema, ast.NamedType(def.Name, nil), elsewhere, isGiven)
		}
	}
	maps.DeleteFunc(schema.Types, func(name string, _ *ast.Definition) bool { return within[name] && !elsewhere[name] })
	for name, def := range schema.Types {
		if isGiven(name) {
			def.Kind, def.Fields = ast.Scalar, nil
		}
	}
	return nil
}

// reach adds the inputs that a value of the type can hold, itself included. What is handed over is not
// looked into.
func reach(schema *ast.Schema, t *ast.Type, seen map[string]bool, isGiven func(string) bool) {
	def := schema.Types[t.Name()]
	if def == nil || def.Kind != ast.InputObject || seen[def.Name] || isGiven(def.Name) {
		return
	}
	seen[def.Name] = true
	for _, f := range def.Fields {
		reach(schema, f.Type, seen, isGiven)
	}
}
