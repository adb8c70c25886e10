package document

import (
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/blueheart-federation/api/internal/directory"
)

var update = flag.Bool("update", false, "rewrite testdata/shape.golden")

// A field that is renamed in Go would be lost from every stored record. Whoever changes this file also
// writes the migration.
func TestStoredNamesAreThoseOfTheGoldenFile(t *testing.T) {
	var b strings.Builder
	for _, typ := range []reflect.Type{reflect.TypeFor[directory.Organization](), reflect.TypeFor[directory.Initiative]()} {
		b.WriteString("# " + typ.Name() + "\n" + strings.Join(Fields(typ), "\n") + "\n")
	}
	golden := filepath.Join("testdata", "shape.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); diff != "" {
		t.Errorf("stored names differ from %s (-golden +now); rewrite it with -update and migrate the stores:\n%s", golden, diff)
	}
}

// shown are the stored fields that the schema shows by another name; "" is one that it does not show. All
// others have the name they have in the schema.
var shown = map[string]string{
	"OpeningHours.holidayRows":   "publicHolidayHours",
	"OpeningHoursException.rows": "spans",
	"Lesson.names":               "statements",
	"Consent.withdrawnOn":        "", // what is withdrawn is not shown
}

func TestJSONNamesAreTheNamesOfTheSchema(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "schema.graphqls"))
	if err != nil {
		t.Fatal(err)
	}
	schema, err := parser.ParseSchema(&ast.Source{Name: "schema.graphqls", Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	inSchema := map[string]string{"Row": "OpeningHoursRow", "Span": "OpeningHoursSpan", "Exception": "OpeningHoursException"}
	seen := map[reflect.Type]bool{}
	compared := 0
	var walk func(s *shape)
	walk = func(s *shape) {
		for s.elem != nil {
			s = s.elem
		}
		if s.kind != reflect.Struct || s.typ == timeType || seen[s.typ] {
			return
		}
		seen[s.typ] = true
		name := s.typ.Name()
		if other, ok := inSchema[name]; ok {
			name = other
		}
		typ := schema.Definitions.ForName(name)
		if typ == nil {
			t.Errorf("the schema has no type %s", name)
			return
		}
		for _, f := range s.fields {
			want := f.json
			if other, ok := shown[name+"."+f.json]; ok {
				want = other
			}
			if want != "" && typ.Fields.ForName(want) == nil {
				near := slices.IndexFunc(typ.Fields, func(g *ast.FieldDefinition) bool { return strings.EqualFold(g.Name, want) })
				t.Errorf("%s.%s (%s in Go) is not in the schema; a name that differs in case only: %v", name, want, f.name, near >= 0)
			}
			compared++
			walk(f.shape)
		}
	}
	for _, typ := range records {
		walk(shapeOf(typ))
	}
	if compared < 200 {
		t.Errorf("only %d names were compared", compared)
	}
}

func TestNamesOfFields(t *testing.T) {
	for name, want := range map[string][2]string{
		"ID":                            {"id", "id"},
		"URL":                           {"url", "url"},
		"SHA256":                        {"sha256", "sha256"},
		"SeenOn":                        {"seen_on", "seenOn"},
		"ServiceAreas":                  {"service_areas", "serviceAreas"},
		"HTTPServer":                    {"http_server", "httpServer"},
		"SourceURL":                     {"source_url", "sourceUrl"},
		"ReportsToPoliceWithoutConsent": {"reports_to_police_without_consent", "reportsToPoliceWithoutConsent"},
	} {
		snake := snakeCase(name)
		if got := [2]string{snake, camelCase(snake)}; got != want {
			t.Errorf("%s is named %v, want %v", name, got, want)
		}
	}
}
