package policy

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestSchemaKeepsWhatWasReleased compares schema.graphqls with the last released one. A release copies
// schema.graphqls over testdata/released.graphqls; nothing else may change that file. A new enum value is
// allowed when the changelog names it, for clients meet it in answers.
func TestSchemaKeepsWhatWasReleased(t *testing.T) {
	released, err := os.ReadFile(filepath.Join("testdata", "released.graphqls"))
	if err != nil {
		t.Fatal(err)
	}
	changes, added := compareSchemas(parseSchema(t, "released.graphqls", string(released)), schema(t), time.Now().UTC())
	for _, change := range changes {
		t.Errorf("breaks clients: %s", change)
	}
	changelog := string(read(t, ".github/CHANGELOG.md"))
	for _, value := range added {
		if _, name, _ := strings.Cut(value, "."); !strings.Contains(changelog, name) {
			t.Errorf("the changelog does not name the new value %s", value)
		}
	}
}

func TestChangesOfASchemaAreFound(t *testing.T) {
	today := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	tests := []struct {
		name, released, next string
		want                 []string
	}{
		{"nothing", `type Query { a(b: Int = 1): [Int!]! }`, `type Query { a(b: Int = 1): [Int!]! }`, nil},
		{"another order and other words", `type Query { a: Int b: Int }`, `"New." type Query { b: Int a: Int }`, nil},
		{"moved to an extension", `type Query { a: Int b: Int }`, `type Query { a: Int } extend type Query { b: Int }`, nil},
		{
			"what is new and optional", `type Query { a: Int } input I { b: Int }`,
			`type Query { a(c: Int, d: Int! = 1): Int e: Int! } input I { b: Int c: Int d: Int! = 1 } type T { a: Int! }`, nil,
		},
		{"type removed", `type Query { a: Int } scalar S`, `type Query { a: Int }`, []string{"S is removed"}},
		{"kind changed", `interface T { a: Int }`, `type T { a: Int }`, []string{"T was INTERFACE and is OBJECT"}},
		{"field removed", `type Query { a: Int b: Int }`, `type Query { a: Int }`, []string{"Query.b is removed"}},
		{"field renamed", `type Query { a: Int }`, `type Query { A: Int }`, []string{"Query.a is removed"}},
		{"type of a field", `type Query { a: Int }`, `type Query { a: Float }`, []string{"Query.a was Int and is Float"}},
		{"field becomes a list", `type Query { a: Int }`, `type Query { a: [Int] }`, []string{"Query.a was Int and is [Int]"}},
		{"field becomes nullable", `type Query { a: Int! }`, `type Query { a: Int }`, []string{"Query.a was Int! and is Int"}},
		{"field becomes non-null", `type Query { a: Int }`, `type Query { a: Int! }`, []string{"Query.a was Int and is Int!"}},
		{"element becomes nullable", `type Query { a: [Int!]! }`, `type Query { a: [Int]! }`, []string{"Query.a was [Int!]! and is [Int]!"}},
		{"argument removed", `type Query { a(b: Int): Int }`, `type Query { a: Int }`, []string{"Query.a(b:) is removed"}},
		{"type of an argument", `type Query { a(b: Int): Int }`, `type Query { a(b: ID): Int }`, []string{"Query.a(b:) was Int and is ID"}},
		{"argument becomes required", `type Query { a(b: Int): Int }`, `type Query { a(b: Int!): Int }`, []string{"Query.a(b:) was Int and is Int!"}},
		{"new required argument", `type Query { a: Int }`, `type Query { a(b: Int!): Int }`, []string{"Query.a(b:) is new and required"}},
		{
			"default changed", `type Query { a(first: Int = 20): Int }`, `type Query { a(first: Int = 50): Int }`,
			[]string{"Query.a(first:) had the default 20 and has 50"},
		},
		{
			"default removed", `type Query { a(first: Int = 20): Int }`, `type Query { a(first: Int): Int }`,
			[]string{"Query.a(first:) had the default 20 and has none"},
		},
		{
			"default added", `type Query { a(first: Int): Int }`, `type Query { a(first: Int = 20): Int }`,
			[]string{"Query.a(first:) had the default none and has 20"},
		},
		{
			"default of an object", `input I { a: J = {b: [X]} }`, `input I { a: J = {b: [X, Y]} }`,
			[]string{"I.a had the default {b:[X]} and has {b:[X,Y]}"},
		},
		{"input field removed", `input I { a: Int b: Int }`, `input I { a: Int }`, []string{"I.b is removed"}},
		{"type of an input field", `input I { a: [Int!] }`, `input I { a: [Int!]! }`, []string{"I.a was [Int!] and is [Int!]!"}},
		{"new required input field", `input I { a: Int }`, `input I { a: Int b: Int! }`, []string{"I.b is new and required"}},
		{"default of an input field", `input I { a: E = X }`, `input I { a: E = Y }`, []string{"I.a had the default X and has Y"}},
		{"enum value removed", `enum E { X Y }`, `enum E { X }`, []string{"E.Y is removed"}},
		{"enum value added", `enum E { X }`, `enum E { X Y }`, []string{"new: E.Y"}},
		{"member of a union removed", `union U = A | B`, `union U = A`, []string{"U no longer includes B"}},
		{
			"interface left", `type T implements N { a: Int } interface N { a: Int }`, `type T { a: Int } interface N { a: Int }`,
			[]string{"T no longer implements N"},
		},
		{"key left", `type T @key(fields: "id") { id: ID }`, `type T { id: ID }`, []string{`T no longer has the key "id"`}},
		{"directive removed", `directive @d on FIELD`, ``, []string{"@d is removed"}},
		{"place of a directive", `directive @d on FIELD | QUERY`, `directive @d on FIELD`, []string{"@d is no longer allowed on QUERY"}},
		{"argument of a directive", `directive @d(a: Int) on FIELD`, `directive @d(a: Int, b: Int!) on FIELD`, []string{"@d(b:) is new and required"}},
		{
			"another root", `schema { query: Query } type Query { a: Int } type Q { a: Int }`, `schema { query: Q } type Query { a: Int } type Q { a: Int }`,
			[]string{"the root of query was Query and is Q"},
		},
		{
			"root gone", `type Query { a: Int } type Mutation { a: Int }`, `schema { query: Query } type Query { a: Int } type Mutation { a: Int }`,
			[]string{"the root of mutation was Mutation and is none"},
		},
		{
			"removed after its date", `type Query { a: Int b: Int @deprecated(reason: "Use a. Removed after 2026-11-23.") }`,
			`type Query { a: Int }`, nil,
		},
		{
			"removed before its date", `type Query { a: Int b: Int @deprecated(reason: "Use a. Removed after 2026-11-25.") }`,
			`type Query { a: Int }`,
			[]string{"Query.b is removed"},
		},
		{
			"removed without a date", `enum E { X Y @deprecated(reason: "Use X.") }`,
			`enum E { X }`,
			[]string{"E.Y is removed"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, added := compareSchemas(parseSchema(t, "released", tt.released), parseSchema(t, "next", tt.next), today)
			for _, value := range added {
				got = append(got, "new: "+value)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
		})
	}
}
