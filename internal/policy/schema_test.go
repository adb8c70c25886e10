package policy

import (
	goast "go/ast"
	"go/token"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
)

func parseSchema(t *testing.T, name, text string) *ast.SchemaDocument {
	t.Helper()
	doc, err := parser.ParseSchema(&ast.Source{Name: name, Input: text})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func schema(t *testing.T) *ast.SchemaDocument {
	t.Helper()
	return parseSchema(t, "schema.graphqls", string(read(t, "schema.graphqls")))
}

// item is anything of a schema that a reader can ask about.
type item struct {
	path        string // such as "Query.hotlines(first:)"
	description string
	directives  ast.DirectiveList
}

// items lists everything that a schema defines, in its order.
func items(doc *ast.SchemaDocument) (all []item) {
	add := func(path, description string, directives ast.DirectiveList) {
		all = append(all, item{path, description, directives})
	}
	arguments := func(of string, args ast.ArgumentDefinitionList) {
		for _, a := range args {
			add(of+"("+a.Name+":)", a.Description, a.Directives)
		}
	}
	for _, s := range doc.Schema {
		add("schema", s.Description, s.Directives)
	}
	for _, d := range doc.Directives {
		add("@"+d.Name, d.Description, nil)
		arguments("@"+d.Name, d.Arguments)
	}
	for _, d := range slices.Concat(doc.Definitions, doc.Extensions) {
		add(d.Name, d.Description, d.Directives)
		for _, f := range d.Fields {
			add(d.Name+"."+f.Name, f.Description, f.Directives)
			arguments(d.Name+"."+f.Name, f.Arguments)
		}
		for _, v := range d.EnumValues {
			add(d.Name+"."+v.Name, v.Description, v.Directives)
		}
	}
	return all
}

func TestEveryItemOfTheSchemaIsDescribed(t *testing.T) {
	all := items(schema(t))
	if len(all) < 500 {
		t.Errorf("only %d items were found", len(all))
	}
	for _, i := range all {
		if strings.TrimSpace(i.description) == "" {
			t.Errorf("%s has no description", i.path)
		}
	}
}

func TestItemsAreFoundInEveryPlaceOfASchema(t *testing.T) {
	doc := parseSchema(t, "small", `
schema { query: Q }
directive @d(a: Int) on FIELD
scalar S
type Q { f(a: Int): E }
interface N { g: Int }
input I { h: Int }
enum E { V }
union U = Q
extend type Q { e(b: S): U }
`)
	want := []string{"schema", "@d", "@d(a:)", "S", "Q", "Q.f", "Q.f(a:)", "N", "N.g", "I", "I.h", "E", "E.V", "U", "Q", "Q.e", "Q.e(b:)"}
	var got []string
	for _, i := range items(doc) {
		got = append(got, i.path)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// constantsOf gives the values of the string constants of a type, in the order of the Go files of a package.
func constantsOf(t *testing.T, dir, typ string) (values []string) {
	for _, f := range goFiles(t) {
		if f.dir != dir || f.test || f.generated {
			continue
		}
		for _, d := range f.syntax.Decls {
			g, ok := d.(*goast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, s := range g.Specs {
				spec := s.(*goast.ValueSpec)
				if name, ok := spec.Type.(*goast.Ident); !ok || name.Name != typ {
					continue
				}
				for _, v := range spec.Values {
					if lit, ok := v.(*goast.BasicLit); ok {
						text, err := strconv.Unquote(lit.Value)
						if err != nil {
							t.Fatal(err)
						}
						values = append(values, text)
					}
				}
			}
		}
	}
	return values
}

// TestEveryEnumIsTheGoSetInOrder compares each enum with the closed set of its name. Those that
// graph/model holds are generated from the schema and cannot differ.
func TestEveryEnumIsTheGoSetInOrder(t *testing.T) {
	sets := map[string][]string{"HolidayRule": constantsOf(t, "internal/directory/hours", "HolidayRule")}
	for _, d := range hours.Weekdays() {
		sets["Weekday"] = append(sets["Weekday"], string(d))
	}
	for _, typ := range directory.EnumTypes() {
		sets[typ.Name()] = directory.EnumValues(typ)
		if declared := constantsOf(t, "internal/directory", typ.Name()); !slices.Equal(declared, sets[typ.Name()]) {
			t.Errorf("%s: EnumValues gives %q, the constants are %q", typ.Name(), sets[typ.Name()], declared)
		}
	}
	generated := string(read(t, "graph/model/model.generated.go"))
	for _, d := range schema(t).Definitions {
		if d.Kind != ast.Enum {
			continue
		}
		want, ours := sets[d.Name]
		delete(sets, d.Name)
		if !ours {
			if !strings.Contains(generated, "\ntype "+d.Name+" string\n") {
				t.Errorf("enum %s has no set in Go", d.Name)
			}
			continue
		}
		var got []string
		for _, v := range d.EnumValues {
			got = append(got, v.Name)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("enum %s differs from Go (-Go +schema):\n%s", d.Name, diff)
		}
	}
	for name := range sets {
		t.Errorf("the set %s is no enum of the schema", name)
	}
}

// TestEveryClosedTypeOfTheDomainIsListed finds string types with constants that EnumTypes forgets.
func TestEveryClosedTypeOfTheDomainIsListed(t *testing.T) {
	// Code is of errors, Operation of permissions; und is one tag among all.
	listed := map[string]bool{"Code": true, "LanguageTag": true, "Operation": true}
	for _, typ := range directory.EnumTypes() {
		if typ.Kind() != reflect.String {
			t.Errorf("%s is no string", typ)
		}
		listed[typ.Name()] = true
	}
	for _, f := range goFiles(t) {
		if f.dir != "internal/directory" || f.test {
			continue
		}
		for _, d := range f.syntax.Decls {
			g, ok := d.(*goast.GenDecl)
			if !ok || g.Tok != token.TYPE {
				continue
			}
			for _, s := range g.Specs {
				name := s.(*goast.TypeSpec).Name.Name
				if !listed[name] && len(constantsOf(t, f.dir, name)) > 0 {
					t.Errorf("%s: %s has constants and is not in EnumTypes", f.path, name)
				}
			}
		}
	}
}

var day = regexp.MustCompile(`\b\d{4}-\d{2}-\d{2}\b`)

// removalOf gives the date that a deprecation ends with: "Use hours. Removed after 2027-06-30."
func removalOf(d *ast.Directive) (time.Time, bool) {
	reason := d.Arguments.ForName("reason")
	if reason == nil {
		return time.Time{}, false
	}
	at, err := time.Parse(time.DateOnly, day.FindString(reason.Value.Raw))
	return at, err == nil
}

// brokenPromise says what is wrong with a deprecation, "" when nothing is.
func brokenPromise(directives ast.DirectiveList, today time.Time) string {
	d := directives.ForName("deprecated")
	if d == nil {
		return ""
	}
	at, ok := removalOf(d)
	switch {
	case !ok:
		return "is deprecated without a date of removal in its reason"
	case at.Before(today.Truncate(24 * time.Hour)):
		return "should be gone since " + at.Format(time.DateOnly)
	}
	return ""
}

func TestEveryDeprecationHasADateThatIsNotPast(t *testing.T) {
	for _, i := range items(schema(t)) {
		if problem := brokenPromise(i.directives, time.Now().UTC()); problem != "" {
			t.Errorf("%s %s", i.path, problem)
		}
	}
}

func TestDeprecationsAreJudgedByTheirReason(t *testing.T) {
	today := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for directive, want := range map[string]string{
		``:                              "",
		`@deprecated`:                   "is deprecated without a date of removal in its reason",
		`@deprecated(reason: "Use b.")`: "is deprecated without a date of removal in its reason",
		`@deprecated(reason: "Use b. Removed after 2027-13-30.")`:    "is deprecated without a date of removal in its reason",
		`@deprecated(reason: "Use b. Removed after 2026-11-23.")`:    "should be gone since 2026-11-23",
		`@deprecated(reason: "Use b. Removed after 2026-11-24.")`:    "",
		`@deprecated(reason: """Use b. Removed after 2027-11-24""")`: "",
	} {
		doc := parseSchema(t, directive, "type Q { a: Int "+directive+" }")
		if got := brokenPromise(doc.Definitions[0].Fields[0].Directives, today); got != want {
			t.Errorf("%s: %q, want %q", directive, got, want)
		}
	}
}
