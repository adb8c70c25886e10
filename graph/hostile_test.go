package graph_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/blueheart-federation/api/graph"
	"github.com/blueheart-federation/api/internal/directory"
)

// rightInputs gives, for each mutation, an input that is carried out when the administrator sends it, and
// most when the manager does. What the hostile tests send differs from it in one thing.
func rightInputs(ids map[string]string) map[string]object {
	created := initiative("a-new-one", "A new one")
	created["organization"] = ids["ours"]
	revised := initiative("ours-draft", "Ours, revised")
	revised["id"], revised["baseVersion"] = ids["ours draft"], 1
	return map[string]object{
		"registerOrganization": {"names": english("Another"), "kind": "NGO", "country": "MD"},
		"approveOrganization":  {"id": ids["applicant"]},
		"suspendOrganization":  {"id": ids["ours"], "reason": "It does not answer."},
		"createToken":          {"name": "a desk", "role": "EDITOR", "organization": ids["ours"], "scopes": []any{"EDIT", "READ"}},
		"revokeToken":          {"id": ids["token of spare"]},
		"createInitiative":     created,
		"reviseInitiative":     revised,
		"submitInitiative":     {"id": ids["ours draft"], "baseVersion": 1},
		"approveInitiative":    {"id": ids["ours submitted"], "baseVersion": 2, "comment": "Good."},
		"returnInitiative":     {"id": ids["ours submitted"], "baseVersion": 2, "comment": "The number is wrong."},
		"withdrawInitiative":   {"id": ids["ours submitted"], "baseVersion": 2, "reason": "Not yet."},
		"retireInitiative":     {"id": ids["ours public"], "baseVersion": 3, "replacedBy": ids["ours banner"], "reason": "It ended."},
		"transferInitiative":   {"id": ids["ours draft"], "baseVersion": 1, "organization": ids["theirs"]},
		"verifyHotline":        {"hotline": ids["ours public hotline"], "method": "CALLED"},
		"reportOutage":         {"hotline": ids["ours public hotline"], "status": "PAUSED", "note": object{"value": "Until Monday.", "language": "en"}, "replacedBy": ids["ours banner hotline"]},
		"withdrawConsent":      {"initiative": ids["ours public"], "testimony": ids["ours public testimony"]},
		"proposeCorrection":    {"record": ids["ours public hotline"], "field": "number", "proposed": "Another number.", "comment": "It is wrong.", "source": "https://ours.example/"},
		"closeCorrection":      {"id": ids["ours correction"], "accepted": true, "reply": "Thank you."},
		"importInitiatives":    {"organization": ids["ours"], "format": "JSON", "data": importedFile, "dryRun": false, "submit": false},
		"registerFeed":         {"organization": ids["ours"], "url": "https://ours.example/another", "format": "CSV"},
		"pauseFeed":            {"id": ids["ours feed"], "paused": true},
		"harvestFeed":          {"id": ids["ours feed"], "dryRun": false},
		"joinBanner":           {"banner": ids["theirs banner"], "campaign": ids["ours public campaign"], "since": "2026", "localName": object{"value": "A name", "language": "en"}, "note": object{"value": "A note", "language": "en"}, "evidence": object{"sources": []any{object{"url": "https://ours.example/"}}}},
		"decideBanner":         {"banner": ids["theirs banner"], "initiative": ids["ours public"], "status": "ACTIVE", "since": "2026", "note": object{"value": "A note", "language": "en"}},
		"registerWebhook":      {"organization": ids["ours"], "url": "https://ours.example/another"},
		"removeWebhook":        {"id": ids["ours webhook"]},
		"retryDelivery":        {"id": ids["ours delivery"]},
	}
}

// place is a field somewhere in the input of a mutation.
type place struct {
	path []any // names and indexes
	def  *ast.FieldDefinition
}

func (p place) String() string {
	var b strings.Builder
	for _, step := range p.path {
		if name, ok := step.(string); ok {
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(name)
		} else {
			fmt.Fprintf(&b, "[%d]", step)
		}
	}
	return b.String()
}

// places gives every field of an input and of the inputs within it, each input once.
func places(schema *ast.Schema, input *ast.Definition) (all []place) {
	seen := map[string]bool{}
	var walk func(def *ast.Definition, above []any)
	walk = func(def *ast.Definition, above []any) {
		seen[def.Name] = true
		for _, f := range def.Fields {
			at := place{append(slices.Clone(above), f.Name), f}
			all = append(all, at)
			within := schema.Types[f.Type.Name()]
			if within.Kind != ast.InputObject || seen[within.Name] {
				continue
			}
			below := at.path
			if f.Type.Elem != nil {
				below = append(slices.Clone(below), 0)
			}
			walk(within, below)
		}
	}
	walk(input, nil)
	return all
}

// with gives a copy of a value in which another stands at a place. What is missing on the way is made.
func with(value any, path []any, other any) any {
	if len(path) == 0 {
		return other
	}
	switch step := path[0].(type) {
	case string:
		m, _ := value.(map[string]any)
		m = maps.Clone(m)
		if m == nil {
			m = object{}
		}
		m[step] = with(m[step], path[1:], other)
		return m
	case int:
		list, _ := value.([]any)
		list = slices.Clone(list)
		for len(list) <= step {
			list = append(list, nil)
		}
		list[step] = with(list[step], path[1:], other)
		return list
	}
	panic("a path has names and indexes")
}

// without gives a copy of an input that lacks the field at a place.
func without(value any, path []any) any {
	switch step := path[0].(type) {
	case string:
		m := maps.Clone(value.(map[string]any))
		if len(path) == 1 {
			delete(m, step)
		} else {
			m[step] = without(m[step], path[1:])
		}
		return m
	case int:
		list := slices.Clone(value.([]any))
		list[step] = without(list[step], path[1:])
		return list
	}
	panic("a path has names and indexes")
}

// valueAt gives what stands at a place, nil if nothing does.
func valueAt(value any, path []any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			m, _ := value.(map[string]any)
			value = m[step]
		case int:
			list, _ := value.([]any)
			if step >= len(list) {
				return nil
			}
			value = list[step]
		}
	}
	return value
}

// attack is an input that must change nothing.
type attack struct {
	name  string
	input any
}

// parts are the inputs of which an initiative may have 500; of any other, a list may have 100.
var parts = map[string]bool{"HotlineInput": true, "CampaignInput": true, "ResourceInput": true, "LessonInput": true}

const unknownID = "0190ffff-ffff-7fff-8fff-ffffffffffff"

// attacks gives what can be made of a right input by the schema alone.
func attacks(schema *ast.Schema, input *ast.Definition, right object) (all []attack) {
	add := func(what string, at fmt.Stringer, input any) {
		all = append(all, attack{fmt.Sprintf("%s at %s", what, at), input})
	}
	all = append(all, attack{"an empty input", object{}}, attack{"no input", nil}, attack{"a list of inputs", []any{right, right}},
		attack{"an unknown field", with(right, []any{"unknownField"}, 1)})
	for _, at := range places(schema, input) {
		typ := at.def.Type
		within := schema.Types[typ.Name()]
		if typ.NonNull && at.def.DefaultValue == nil {
			add("nothing", at, without(right, at.path))
		}
		if typ.NonNull {
			add("null", at, with(right, at.path, nil))
		}
		for i, wrong := range wrongValues(within) {
			add(fmt.Sprint("wrong value ", i), at, with(right, at.path, wrong))
		}
		if typ.Elem != nil {
			item := valueAt(right, append(slices.Clone(at.path), 0))
			if item == nil {
				item = anyValue(within)
			}
			many := slices.Repeat([]any{item}, 101)
			if parts[within.Name] {
				many = slices.Repeat([]any{object{}}, 501)
			}
			add("too many items", at, with(right, at.path, many))
			add("null in a list", at, with(right, at.path, []any{item, nil}))
			add("lists in lists", at, with(right, at.path, nested(50)))
		}
		if within.Kind == ast.InputObject {
			add("deep nesting", at, with(right, at.path, deep(60)))
			continue
		}
		if isText(within) && at.def.Name == "idempotencyKey" { // of which no more than a hash is kept
			add("too long a key", at, with(right, at.path, strings.Repeat("a", 301)))
		} else if isText(within) {
			add("too long a text", at, with(right, at.path, one(typ, strings.Repeat("a", 5_000))))
			add("text that turns round", at, with(right, at.path, one(typ, "abc\u202edef")))
			add("a control character", at, with(right, at.path, one(typ, "abc\u0007def")))
		}
		if typ.Name() == "ID" {
			add("no id", at, with(right, at.path, one(typ, "../../etc/passwd")))
		}
	}
	return all
}

// one gives a value as one of a list where the type is a list.
func one(typ *ast.Type, value any) any {
	if typ.Elem != nil {
		return []any{value}
	}
	return value
}

func isText(def *ast.Definition) bool {
	switch def.Name {
	case "Int", "Float", "Boolean":
		return false
	}
	return def.Kind == ast.Scalar
}

// wrongValues are no values of a type.
func wrongValues(def *ast.Definition) []any {
	switch {
	case def.Kind == ast.InputObject:
		return []any{"text", 7, true, []any{7}}
	case def.Kind == ast.Enum:
		return []any{"NO_SUCH_VALUE", 7, true, object{}}
	case def.Name == "Int":
		return []any{"7", 1.5, true, object{}, 1 << 40}
	case def.Name == "Float":
		return []any{"7", true, object{}}
	case def.Name == "Boolean":
		return []any{"true", 1, object{}}
	case def.Name == "ID":
		return []any{1.5, true, object{}}
	}
	return []any{7, 1.5, true, object{"value": "x"}}
}

// anyValue is some value of a type.
func anyValue(def *ast.Definition) any {
	switch {
	case def.Kind == ast.InputObject:
		return object{}
	case def.Kind == ast.Enum:
		return def.EnumValues[0].Name
	case def.Name == "Int", def.Name == "Float":
		return 1
	}
	return "x"
}

func nested(n int) any {
	var v any = "x"
	for range n {
		v = []any{v}
	}
	return v
}

func deep(n int) any {
	var v any = object{}
	for range n {
		v = object{"value": v}
	}
	return v
}

// knownCodes are those that an answer to a wrong input may have. INTERNAL is none of them.
var knownCodes = map[string]bool{
	"BAD_REQUEST": true, "GRAPHQL_PARSE_FAILED": true, "GRAPHQL_VALIDATION_FAILED": true, "COMPLEXITY_LIMIT_EXCEEDED": true,
	string(directory.InvalidInput): true, string(directory.NotFound): true, string(directory.Conflict): true,
	string(directory.Unauthenticated): true, string(directory.Forbidden): true, string(directory.RateLimited): true,
}

// refusal says how an answer refuses a mutation: the codes and places, sorted. The error says what is wrong
// with the answer itself.
func refusal(status int, body []byte, name string) (said []string, err error) {
	var a reply
	if err := json.Unmarshal(body, &a); err != nil {
		return nil, err
	}
	if status >= http.StatusInternalServerError {
		return nil, fmt.Errorf("status %d", status)
	}
	for _, e := range a.Errors {
		if !knownCodes[e.Extensions.Code] || e.Message == "" {
			return nil, fmt.Errorf("error %q %q", e.Extensions.Code, e.Message)
		}
		said = append(said, e.Extensions.Code)
	}
	var payload struct{ Problems []directory.Problem }
	if a.Data[name] != nil {
		if err := json.Unmarshal(a.Data[name], &payload); err != nil {
			return nil, err
		}
	}
	for _, p := range payload.Problems {
		if !knownCodes[string(p.Code)] || p.Message == "" || p.Path != "input" && !strings.HasPrefix(p.Path, "input.") {
			return nil, fmt.Errorf("problem %+v", p)
		}
		said = append(said, string(p.Code)+" "+p.Path)
	}
	slices.Sort(said)
	return said, nil
}

// eachMutation runs a test for every mutation of the schema, each with a desk of its own.
func eachMutation(t *testing.T, run func(t *testing.T, d *desk, name string, input *ast.Definition, right object)) {
	t.Helper()
	schema := graph.NewSchema(resolver()).Schema()
	newPeopledDesk(t) // before the others wait for it together
	for _, field := range schema.Mutation.Fields {
		if strings.HasPrefix(field.Name, "__") {
			continue
		}
		t.Run(field.Name, func(t *testing.T) {
			t.Parallel()
			d := newPeopledDesk(t)
			right := rightInputs(d.ids)[field.Name]
			if right == nil {
				t.Fatal("there is no input for this mutation")
			}
			run(t, d, field.Name, schema.Types[field.Arguments.ForName("input").Type.Name()], right)
		})
	}
}

// TestRightInputsAreCarriedOut, without which nothing would follow from what the wrong ones do.
func TestRightInputsAreCarriedOut(t *testing.T) {
	eachMutation(t, func(t *testing.T, d *desk, name string, _ *ast.Definition, right object) {
		writes := d.store.writes.Load()
		d.do("admin", name, "__typename", right)
		if d.store.writes.Load() == writes {
			t.Error("nothing was written")
		}
	})
}

// TestNoWrongInputChangesAnything sends every mutation, as each kind of caller, everything that the schema lets
// somebody get wrong, one thing at a time, and looks at the answer and at the store.
func TestNoWrongInputChangesAnything(t *testing.T) {
	schema := graph.NewSchema(resolver()).Schema()
	eachMutation(t, func(t *testing.T, d *desk, name string, input *ast.Definition, right object) {
		before := d.everything()
		query := mutation(name, "__typename")
		for n, a := range attacks(schema, input, right) {
			body := requestBody(t, query, object{"input": a.input})
			for _, who := range askers(n) {
				d.refuses(t, who, name, a.name, body)
			}
		}
		if d.everything() != before {
			t.Error("something was written")
		}
	})
}
