package graph_test

import (
	"context"
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/blueheart-federation/api/graph"
	"github.com/blueheart-federation/api/graph/model"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// takes is a schema with one mutation more, take(input: CreateInitiativeInput!): it reads the input as the
// generated code does an argument whose type unmarshals itself, and keeps it.
type takes struct {
	graphql.ExecutableSchema
	schema *ast.Schema
	took   model.Input
}

func taking() *takes {
	inner := graph.Generated(resolver())
	schema := *inner.Schema()
	schema.Types = maps.Clone(schema.Types)
	schema.Mutation = &ast.Definition{
		Kind: ast.Object, Name: "Mutation",
		Fields: ast.FieldList{{
			Name: "take", Type: ast.NamedType("Boolean", nil),
			Arguments: ast.ArgumentDefinitionList{{Name: "input", Type: ast.NonNullNamedType("CreateInitiativeInput", nil)}},
		}},
	}
	schema.Types["Mutation"] = schema.Mutation
	return &takes{ExecutableSchema: inner, schema: &schema}
}

func (s *takes) Schema() *ast.Schema { return s.schema }

func (s *takes) Exec(ctx context.Context) graphql.ResponseHandler {
	op := graphql.GetOperationContext(ctx)
	field := op.Operation.SelectionSet[0].(*ast.Field)
	if err := s.took.UnmarshalGQL(field.ArgumentMap(op.Variables)["input"]); err != nil {
		panic(err)
	}
	return graphql.OneShot(&graphql.Response{Data: json.RawMessage(`{"take":true}`)})
}

// What a client sends of a record reaches document.ReadInput as it was sent, whether in variables or as a
// literal, so that every wrong value is told and not only the first.
func TestAnInputReachesItsResolverAsItWasGiven(t *testing.T) {
	const literal = `{
		slug: "a", countries: ["md", "??"], scope: NATIONAL, website: "x",
		hotlines: [{minimumAge: 7, channels: {kind: VOICE, number: "1", hours: {alwaysOpen: true, validFrom: "x"}}}],
		facts: {topic: $topic, quantity: {value: 1.5, qualifier: ABOUT}}
	}`
	const variable = `{
		"slug": "a", "countries": ["md", "??"], "scope": "NATIONAL", "website": "x",
		"hotlines": [{"minimumAge": 7, "channels": {"kind": "VOICE", "number": "1", "hours": {"alwaysOpen": true, "validFrom": "x"}}}],
		"facts": {"topic": "staff", "quantity": {"value": 1.5, "qualifier": "ABOUT"}}
	}`
	age := 7
	want := directory.Initiative{
		Slug: "a", Countries: []directory.CountryCode{"MD", ""}, Scope: directory.ScopeNational,
		Hotlines: []*directory.Hotline{{MinimumAge: &age, Channels: []directory.Channel{{
			Kind: directory.ChannelKindVoice, Hours: &directory.OpeningHours{},
		}}}},
		Facts: []directory.Fact{{Topic: "staff", Quantity: &directory.Quantity{Value: 1.5, Qualifier: directory.QuantityQualifierAbout}}},
	}
	want.Hotlines[0].Channels[0].Hours.AlwaysOpen = true
	for name, test := range map[string]struct {
		query     string
		variables any
	}{
		"as a literal":    {`mutation ($topic: String) { take(input: ` + literal + `) }`, map[string]any{"topic": "staff"}},
		"as a variable":   {`mutation ($input: CreateInitiativeInput!) { take(input: $input) }`, map[string]any{"input": json.RawMessage(variable)}},
		"variable within": {`mutation ($h: [HotlineInput!], $f: FactInput!) { take(input: {slug: "a", countries: ["md", "??"], scope: NATIONAL, website: "x", hotlines: $h, facts: [$f]}) }`, map[string]any{"h": field(t, variable, "hotlines"), "f": field(t, variable, "facts")}},
	} {
		t.Run(name, func(t *testing.T) {
			schema := taking()
			if _, body := ask(t, serve(schema, foundingSnapshot()), test.query, test.variables, nil); string(body) != `{"data":{"take":true}}` {
				t.Fatalf("answer %s", body)
			}
			var got directory.Initiative
			var paths []string
			for _, p := range document.ReadInput(schema.took, &got) {
				paths = append(paths, p.Path)
			}
			wrong := []string{"countries[1]", "website", "hotlines[0].channels[0].number", "hotlines[0].channels[0].hours.validFrom"}
			if diff := cmp.Diff(wrong, paths); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			if string(document.EncodeJSON(&got)) != string(document.EncodeJSON(&want)) {
				t.Errorf("read %s\nwant %s", document.EncodeJSON(&got), document.EncodeJSON(&want))
			}
		})
	}
}

func field(t *testing.T, object, name string) json.RawMessage {
	t.Helper()
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(object), &fields); err != nil {
		t.Fatal(err)
	}
	return fields[name]
}

// What the schema itself knows of an input is refused before any resolver runs, with the place.
func TestAnInputThatDoesNotFitTheSchemaIsRefused(t *testing.T) {
	const query = `mutation ($input: CreateInitiativeInput!) { take(input: $input) }`
	for name, test := range map[string]struct{ input, path string }{
		"an unknown name":   {`{"hotlines":[{"verified":true}]}`, "input.hotlines[0].verified"},
		"a derived field":   {`{"updatedAt":"2026-11-24T00:00:00Z"}`, "input.updatedAt"},
		"a reviewers' one":  {`{"members":[]}`, "input.members"},
		"an enum's value":   {`{"scope":"GALACTIC"}`, "input.scope"},
		"a text for an age": {`{"hotlines":{"maximumAge":"18"}}`, "input.hotlines.maximumAge"},
		"null in a list":    {`{"hotlines":[null]}`, "input.hotlines[0]"},
	} {
		t.Run(name, func(t *testing.T) {
			schema := taking()
			_, body := ask(t, serve(schema, foundingSnapshot()), query, map[string]any{"input": json.RawMessage(test.input)}, nil)
			if schema.took != nil || !strings.Contains(string(body), `"path":"`+test.path+`"`) {
				t.Errorf("took %v, answer %s", schema.took, body)
			}
		})
	}
}
