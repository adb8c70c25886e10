package httpapi

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// The coordinates of the true schema that have a factor, and little else.
const costSDL = `
interface Node { id: ID! }
union Entity = Country
scalar Any
type Text { value: String! }
type Region { code: ID! countries: [Country!]! regions: [Region!]! }
type Country implements Node { id: ID! code: ID! name: Text! region: Region languages: [CountryLanguage!]! }
type CountryLanguage { tag: String! }
type Gap { kind: String! reason: Text! }
type Coverage { country: Country! initiatives: Int! hotlines: Int! campaigns: Int! gaps: [Gap!]! }
type Directory { languages: [String!]! }
type Query {
  directory: Directory!
  regions: [Region!]!
  countries: [Country!]!
  coverage: [Coverage!]!
  nodes(ids: [ID!]!): [Node]!
  optional(ids: [ID!]): [Node]!
  _entities(representations: [Any!]!): [Entity]!
}
`

func TestCostOfPlainLists(t *testing.T) {
	m := &mini{schema: gqlparser.MustLoadSchema(&ast.Source{Input: costSDL})}
	// As the server makes them: the defaults, some of them overridden.
	limits := DefaultLimits()
	limits.Body = 1 << 20
	api := New(Options{Schema: m, Limits: limits})
	many := strings.TrimSuffix(strings.Repeat(`"a",`, 100), ",")
	for _, c := range []struct {
		query, variables string
		cost             int // -1: refused
	}{
		{"{regions{countries{region{countries{region{countries{code}}}}}}}", "", -1},
		{"{countries{region{countries{code}}}}", "", -1},
		{"{...a} fragment a on Query{regions{...b}} fragment b on Region{countries{region{...on Region{countries{code}}}}}", "", -1},
		{"{regions{code countries{code name{value}}}}", "", 1 + 30*(1+1+250*3)},
		{"{coverage{country{code name{value}} initiatives hotlines campaigns gaps{kind reason{value}}}}", "", 1 + 250*(4+3+1+2*3)},
		{"{countries{code}}", "", 1 + 250},
		{"{countries{languages{tag}}}", "", 1 + 250*(1+10)},
		{"{regions{regions{regions{code}}}}", "", 1 + 30*(1+10*(1+10))},
		{"{directory{languages}}", "", 1 + 50},
		{"{nodes(ids:[" + many + "]){id}}", "", 1 + 100},
		{`{nodes(ids:["a","b"]){id}}`, "", 1 + 2},
		{`{nodes(ids:"a"){id}}`, "", 1 + 1},
		{"{nodes(ids:[]){id}}", "", 1},
		{"{optional{id}}", "", 1 + 2},
		{"{optional(ids:null){id}}", "", 1 + 2},
		{"query($ids:[ID!]!){nodes(ids:$ids){id}}", `{"ids":["a","b","c"]}`, 1 + 3},
		{"query($ids:[ID!]!){nodes(ids:$ids){id}}", `{"ids":"a"}`, 1 + 1},
		{"query($r:[Any!]!){_entities(representations:$r){__typename}}", `{"r":[{},{}]}`, 1 + 2},
	} {
		var variables map[string]any
		if c.variables != "" {
			v, err := (&jsonReader{s: []byte(c.variables)}).value()
			if err != nil {
				t.Fatal(err)
			}
			variables = v.(map[string]any)
		}
		p, refused := api.prepare(&request{query: c.query, variables: variables})
		switch {
		case refused != nil && (c.cost >= 0 || refused.errors[0].Extensions["code"] != codeComplexity):
			t.Errorf("%.100s: %v", c.query, refused.errors)
		case refused == nil && p.cost != c.cost:
			t.Errorf("%.100s costs %d, want %d", c.query, p.cost, c.cost)
		}
	}
}

func TestCostSaturates(t *testing.T) {
	limits := DefaultLimits()
	maps.Copy(limits.ListFactors, map[string]int{"Query.regions": 1 << 62, "Region.countries": 1 << 62})
	m := &mini{schema: gqlparser.MustLoadSchema(&ast.Source{Input: costSDL})}
	doc, err := gqlparser.LoadQueryWithRules(m.schema, "{a:regions{countries{code}} b:regions{countries{region{countries{code}}}}}", nil)
	if err != nil {
		t.Fatal(err)
	}
	if cost, _, _ := costOf(doc.Operations[0], nil, false, &limits); cost != unbounded {
		t.Errorf("cost %d", cost)
	}
}

func TestListFactorsAreDefaultsToo(t *testing.T) {
	want := DefaultLimits().ListFactors
	if got := (Limits{Cost: 1}).orDefaults().ListFactors; len(got) == 0 || !maps.Equal(got, want) {
		t.Errorf("%v", got)
	}
	own := map[string]int{"A.b": 3}
	if got := (Limits{ListFactors: own}).orDefaults().ListFactors; !maps.Equal(got, own) {
		t.Errorf("%v", got)
	}
	DefaultLimits().ListFactors["Query.regions"] = 1
	if !maps.Equal(DefaultLimits().ListFactors, want) {
		t.Error("a change by one caller reached another")
	}
}

func TestRefusedArgumentsSayWhere(t *testing.T) {
	api := newTestAPI()
	many := "[" + strings.Repeat(`"a",`, 251) + "]"
	for _, c := range []struct{ body, path, argument string }{
		{`{hotlines(first: 101){totalCount}}`, `["hotlines"]`, "first"},
		{`{hello many: hotlines(last: 101){totalCount}}`, `["many"]`, "last"},
		{`query($n: Int = 200){x: hotlines(first: $n){nodes{id}}}`, `["x"]`, "first"},
		{`{nodes(ids:` + many + `){id}}`, `["nodes"]`, "ids"},
		{`{a: node(id: 1){... on Hotline{b: country{hotlines(first: 101){totalCount}}}}}`, `["a","b","hotlines"]`, "first"},
		{`{hello ...q} fragment q on Query{hotlines(first: 101){totalCount}}`, `["hotlines"]`, "first"},
		{`{hotlines(first: 101){nodes{related(first: 2){totalCount}}}}`, `["hotlines"]`, "first"},
		{`{hotlines{nodes{related(first: 101){totalCount}}}}`, ``, "first"},
		{`{hotlines(filter: {countries: ` + many + `}){totalCount}}`, `["hotlines"]`, "filter.countries"},
		{`{hotlines(filter: {kind: CHAT within: [{} {within: [{countries: ` + many + `}]}]}){totalCount}}`, `["hotlines"]`, "filter.within[1].within[0].countries"},
		{`query($c: [String!] = ` + many + `){a: hotlines(filter: {countries: $c}){totalCount}}`, `["a"]`, "filter.countries"},
		{`query($f: Filter = {text: "" within: {countries: ` + many + `}}){hotlines(filter: $f){totalCount}}`, `["hotlines"]`, "filter.within.countries"},
		{`mutation{a: record(input: {}){related(filter: {countries: ` + many + `}){totalCount}}}`, `["a","related"]`, "filter.countries"},
		{`{nodes(ids: 1){... on Hotline{related(first: 101){totalCount}}}}`, ``, "first"},
	} {
		w := post(c.body).do(t, api)
		var a struct {
			Errors []struct {
				Path       json.RawMessage
				Locations  []struct{ Line, Column int }
				Extensions struct {
					Code     string
					Problems []problem
				}
			}
		}
		if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil || len(a.Errors) != 1 || len(a.Errors[0].Extensions.Problems) != 1 {
			t.Errorf("%.80s: %v %s", c.body, err, w.Body)
			continue
		}
		e := a.Errors[0]
		if diff := cmp.Diff(c.path, string(e.Path)); diff != "" || e.Extensions.Code != "INVALID_INPUT" ||
			e.Extensions.Problems[0].Path != c.argument || len(e.Locations) != 1 {
			t.Errorf("%.80s: %s", c.body, w.Body)
		}
	}
}

// A list may name every country there is, and what a mutation takes in is for its reader to bound.
func TestLongListsThatPass(t *testing.T) {
	api := newTestAPI()
	all, more := "["+strings.Repeat(`"a",`, 250)+"]", "["+strings.Repeat(`"a",`, 700)+"]"
	for _, query := range []string{
		`{hotlines(filter: {countries: ` + all + `}){totalCount}}`,
		`query($c: [String!] = ` + all + `){hotlines(filter: {countries: $c}){totalCount}}`,
		`mutation{record(input: {countries: ` + more + `}, tags: ` + more + `){id}}`,
		`mutation($i: Filter = {within: [{countries: ` + more + `}]}){...m} fragment m on Mutation{record(input: $i){id}}`,
	} {
		if w := post(query).do(t, api); codeIn(t, w.Body.Bytes()) != "" {
			t.Errorf("%.80s: %.400s", query, w.Body)
		}
	}
}
