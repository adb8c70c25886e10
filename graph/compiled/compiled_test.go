package compiled

import (
	"context"
	"errors"
	"reflect"
	"runtime"
	"strconv"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"
)

const sdl = `
type Query { person(name: String!): Person people(first: Int = 2, kind: Kind): [Person!]! named: Named broken: Person empty: Person! panics: Person }
interface Named { name: String }
type Person implements Named { name: String age: Int height: Float tall: Boolean! friends(of: Filter): [Person!]! nick: String! }
enum Kind { OLD YOUNG }
input Filter { kinds: [Kind!] least: Int! = 1 }
directive @unknown on FIELD
`

type kind string

type filter struct {
	Kinds []kind
	Least int
}

type person struct {
	Name   string
	Age    *int
	Height float64
	Tall   bool
	Nick   string
}

type named interface{ isNamed() }

func (*person) isNamed() {}

type queryResolver interface {
	Person(ctx context.Context, name string) (*person, error)
	People(ctx context.Context, first *int, k *kind) ([]*person, error)
	Named(ctx context.Context) (named, error)
	Broken(ctx context.Context) (*person, error)
	Empty(ctx context.Context) (*person, error)
	Panics(ctx context.Context) (*person, error)
}

type personResolver interface {
	Friends(ctx context.Context, obj *person, of *filter) ([]*person, error)
}

type rootInterface interface {
	Query() queryResolver
	Person() personResolver
}

type friendly struct{}

func (friendly) Friends(_ context.Context, obj *person, of *filter) ([]*person, error) {
	if of == nil {
		return nil, nil
	}
	return []*person{{Name: obj.Name + strconv.Itoa(of.Least) + strconv.Itoa(len(of.Kinds)), Nick: "n"}}, nil
}

type rootQuery struct{}

var errBroken = errors.New("broken")

func (rootQuery) Person(_ context.Context, name string) (*person, error) {
	age := 7
	return &person{Name: name, Age: &age, Height: 1.5, Tall: true, Nick: "\"q\"\n\u2028"}, nil
}

func (rootQuery) People(_ context.Context, first *int, k *kind) ([]*person, error) {
	out := make([]*person, *first)
	for i := range out {
		out[i] = &person{Name: "p" + strconv.Itoa(i), Nick: "n"}
		if k != nil {
			out[i].Name += string(*k)
		}
	}
	return out, nil
}

func (rootQuery) Named(context.Context) (named, error)    { return &person{Name: "n", Nick: "n"}, nil }
func (rootQuery) Broken(context.Context) (*person, error) { return nil, errBroken }
func (rootQuery) Empty(context.Context) (*person, error)  { return &person{Name: "without nick"}, nil }
func (rootQuery) Panics(context.Context) (*person, error) { panic("no") }

type resolvers struct{}

func (resolvers) Query() queryResolver   { return rootQuery{} }
func (resolvers) Person() personResolver { return friendly{} }

// left is the generated code that the plans fall back on: it only says that it was asked.
type left struct {
	graphql.ExecutableSchema
	schema *ast.Schema
}

func (l left) Schema() *ast.Schema { return l.schema }

func (left) Exec(context.Context) graphql.ResponseHandler {
	return graphql.OneShot(&graphql.Response{Data: []byte(`"left"`)})
}

func newSchema(t testing.TB) *schema {
	t.Helper()
	parsed, err := gqlparser.LoadSchema(&ast.Source{Input: sdl})
	if err != nil {
		t.Fatal(err)
	}
	return Wrap(left{schema: parsed}, Options{
		Resolvers: resolvers{}, Root: reflect.TypeFor[rootInterface](),
		Scalars: map[string]func(any) (any, error){
			"String": func(v any) (any, error) { return v.(string), nil },
			"Int": func(v any) (any, error) {
				n, ok := v.(int64)
				if !ok {
					return nil, errors.New("no number")
				}
				return int(n), nil
			},
		},
	}).(*schema)
}

func operation(t testing.TB, s *schema, query string) *ast.OperationDefinition {
	t.Helper()
	doc, errs := gqlparser.LoadQueryWithRules(s.Schema(), query, nil)
	if errs != nil {
		t.Fatal(errs)
	}
	return doc.Operations[0]
}

func run(t testing.TB, s *schema, op *ast.OperationDefinition, variables map[string]any) string {
	t.Helper()
	values, err := validator.VariableValues(s.Schema(), op, variables)
	if err != nil {
		t.Fatal(err)
	}
	ctx := graphql.WithOperationContext(t.Context(), &graphql.OperationContext{Operation: op, Variables: values})
	return string(s.Exec(ctx)(ctx).Data)
}

func TestAnswers(t *testing.T) {
	for name, tc := range map[string]struct {
		query     string
		variables map[string]any
		want      string
	}{
		"leaves and escapes": {query: `{ person(name: "a") { name age height tall nick __typename } }`, want: `{"person":{"name":"a","age":7,"height":1.5,"tall":true,"nick":"\"q\"\n` + "\u2028" + `","__typename":"Person"}}`},
		"default argument":   {query: `{ people { name age } }`, want: `{"people":[{"name":"p0","age":null},{"name":"p1","age":null}]}`},
		"variable and enum":  {query: `query ($n: Int, $k: Kind) { people(first: $n, kind: $k) { name } }`, variables: map[string]any{"n": int64(1), "k": "OLD"}, want: `{"people":[{"name":"p0OLD"}]}`},
		"input object with its default, one item for a list": {query: `{ person(name: "a") { friends(of: {kinds: OLD}) { name } none: friends { name } } }`, want: `{"person":{"friends":[{"name":"a11"}],"none":[]}}`},
		"fields of one name are merged":                      {query: `{ person(name: "a") { name } ...F } fragment F on Query { person(name: "a") { age ... on Named { name } } }`, want: `{"person":{"name":"a","age":7}}`},
		"interface":                                          {query: `{ named { __typename name ... on Person { nick } } }`, want: `{"named":{"__typename":"Person","name":"n","nick":"n"}}`},
		"a resolver's error is left":                         {query: `{ broken { name } }`, want: `"left"`},
		"null where none may be is left":                     {query: `{ empty { nick } }`, want: `"left"`},
		"the same object without that field is not":          {query: `{ empty { name } }`, want: `{"empty":{"name":"without nick"}}`},
		"a panic is left":                                    {query: `{ panics { name } }`, want: `"left"`},
		"introspection is left":                              {query: `{ __schema { queryType { name } } }`, want: `"left"`},
		"an unknown directive is left":                       {query: `{ person(name: "a") @unknown { name } }`, want: `"left"`},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSchema(t)
			op := operation(t, s, tc.query)
			for range 2 {
				if got := run(t, s, op, tc.variables); got != tc.want {
					t.Errorf("got  %s\nwant %s", got, tc.want)
				}
			}
		})
	}
}

func TestSkipAndIncludeFollowTheirVariablesInEachRun(t *testing.T) {
	s := newSchema(t)
	op := operation(t, s, `query ($a: Boolean!, $b: Boolean!) { person(name: "a") { name @include(if: $a) ... @skip(if: $b) { tall } __typename } }`)
	for want, v := range map[string]map[string]any{
		`{"person":{"name":"a","tall":true,"__typename":"Person"}}`: {"a": true, "b": false},
		`{"person":{"name":"a","__typename":"Person"}}`:             {"a": true, "b": true},
		`{"person":{"tall":true,"__typename":"Person"}}`:            {"a": false, "b": false},
		`{"person":{"__typename":"Person"}}`:                        {"a": false, "b": true},
	} {
		for range 2 {
			if got := run(t, s, op, v); got != want {
				t.Errorf("%v: got %s, want %s", v, got, want)
			}
		}
	}
}

func TestPlanGoesWithItsDocument(t *testing.T) {
	s := newSchema(t)
	func() {
		op := operation(t, s, `query ($n: Int) { people(first: $n) { name friends(of: {}) { name } } }`)
		run(t, s, op, map[string]any{"n": int64(1)})
	}()
	plans := func() (n int) {
		s.plans.Range(func(any, any) bool { n++; return true })
		return n
	}
	for range 100 {
		if runtime.GC(); plans() == 0 {
			return
		}
	}
	t.Errorf("%d plans are kept though nobody has their document", plans())
}

func TestAnswerIsGivenUpForGood(t *testing.T) {
	t.Run("when it is too long", func(t *testing.T) {
		s := newSchema(t)
		s.options.MaxBytes = 100
		op := operation(t, s, `{ people(first: 50) { name } }`)
		ctx := graphql.WithOperationContext(t.Context(), &graphql.OperationContext{Operation: op})
		resp := s.Exec(ctx)(ctx)
		if len(resp.Errors) != 1 || resp.Errors[0].Extensions["code"] != "COMPLEXITY_LIMIT_EXCEEDED" || resp.Data != nil {
			t.Errorf("%v %s", resp.Errors, resp.Data)
		}
	})
	t.Run("when nobody waits any more", func(t *testing.T) {
		s := newSchema(t)
		op := operation(t, s, `{ people(first: 500) { name } }`)
		ctx, cancel := context.WithCancel(graphql.WithOperationContext(t.Context(), &graphql.OperationContext{Operation: op}))
		cancel()
		resp := s.Exec(ctx)(ctx)
		if len(resp.Errors) != 1 || resp.Errors[0].Extensions["code"] != "UNAVAILABLE" {
			t.Errorf("%v %s", resp.Errors, resp.Data)
		}
	})
}
