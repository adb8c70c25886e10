package policy

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/lexer"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// plainDescriptions gives the lines of a schema on which a description stands in single quotes. Strings that
// are values follow a colon, a bracket or another value.
func plainDescriptions(t *testing.T, text string) (lines []int) {
	t.Helper()
	lex := lexer.New(&ast.Source{Input: text})
	before := lexer.EOF
	for {
		token, err := lex.ReadToken()
		if err != nil {
			t.Fatal(err)
		}
		if token.Kind == lexer.EOF {
			return lines
		}
		value := before == lexer.Colon || before == lexer.BracketL || before == lexer.String || before == lexer.Equals
		if token.Kind == lexer.String && !value {
			lines = append(lines, token.Pos.Line)
		}
		if token.Kind != lexer.Comment {
			before = token.Kind
		}
	}
}

func TestDescriptionsAreBlockStrings(t *testing.T) {
	if lines := plainDescriptions(t, string(read(t, "schema.graphqls"))); len(lines) > 0 {
		t.Errorf("schema.graphqls: descriptions without three quotes on lines %v", lines)
	}
	small := "\"one\"\ntype Q @k(a: \"x\", b: [\"y\", \"z\"]) {\n\"\"\"two\"\"\"\nf(\n\"three\"\na: String = \"v\"): E\n}\nenum E {\n\"four\" V # \"no\"\n}"
	if diff := cmp.Diff([]int{1, 5, 9}, plainDescriptions(t, small)); diff != "" {
		t.Errorf("lines of plain descriptions (-want +got):\n%s", diff)
	}
}

func enumValues(t *testing.T, name string) (values []string) {
	t.Helper()
	d := schema(t).Definitions.ForName(name)
	if d == nil {
		t.Fatalf("the schema has no %s", name)
	}
	for _, v := range d.EnumValues {
		values = append(values, v.Name)
	}
	return values
}

// TestEverySortKeyIsAnOrder asks each table for each order that the schema promises, and for one it does not.
func TestEverySortKeyIsAnOrder(t *testing.T) {
	s := snapshot.Build(nil, 1, time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC), directory.DefaultThresholds)
	tables := map[string]func(snapshot.Sort) error{
		"OrganizationSortKey": orders(s.Organizations), "InitiativeSortKey": orders(s.Initiatives), "HotlineSortKey": orders(s.Hotlines),
		"CampaignSortKey": orders(s.Campaigns), "ResourceSortKey": orders(s.Resources), "LessonSortKey": orders(s.Lessons),
	}
	for _, d := range schema(t).Definitions {
		if d.Kind != ast.Enum || !strings.HasSuffix(d.Name, "SortKey") {
			continue
		}
		page, ok := tables[d.Name]
		if !ok {
			t.Errorf("%s: no table is sorted by it", d.Name)
			continue
		}
		delete(tables, d.Name)
		for _, key := range enumValues(t, d.Name) {
			if err := page(snapshot.Sort{By: key}); err != nil {
				t.Errorf("%s.%s: %v", d.Name, key, err)
			}
		}
		if page(snapshot.Sort{By: "CHANCE"}) == nil {
			t.Errorf("%s: there is an order that nobody knows", d.Name)
		}
	}
	for name := range tables {
		t.Errorf("the schema has no %s", name)
	}
}

func orders[T any](table *snapshot.Table[T]) func(snapshot.Sort) error {
	return func(by snapshot.Sort) error {
		_, err := table.Page(nil, by, snapshot.PageArgs{})
		return err
	}
}

// TestWordsOfGeographyAreValuesOfTheSchema compares the enums that geography fills with plain words.
func TestWordsOfGeographyAreValuesOfTheSchema(t *testing.T) {
	var levels, official []string
	for _, r := range geography.Regions() {
		levels = append(levels, r.Level)
	}
	for _, c := range geography.Countries() {
		for _, l := range c.Languages {
			if l.Official != "" {
				official = append(official, l.Official)
			}
		}
	}
	for name, words := range map[string][]string{"RegionLevel": levels, "LanguageOfficialStatus": official} {
		slices.Sort(words)
		values := enumValues(t, name)
		slices.Sort(values)
		if diff := cmp.Diff(values, slices.Compact(words)); diff != "" {
			t.Errorf("%s (-schema +geography):\n%s", name, diff)
		}
	}
}

func TestNobodyImportsUnsafe(t *testing.T) {
	for _, f := range goFiles(t) {
		if !f.generated && slices.Contains(f.imports, "unsafe") {
			t.Errorf("%s imports unsafe", f.path)
		}
	}
}
