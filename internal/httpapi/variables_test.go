package httpapi

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

func TestErrorsOfVariablesSayWhichAndWhere(t *testing.T) {
	m := &mini{schema: gqlparser.MustLoadSchema(&ast.Source{Input: `
input In { must: String! filled: Int! = 1 list: [Int!] in: In kind: Kind }
enum Kind { A B }
type Query { f(in: In, ins: [In!], id: ID): Int node(id: ID!): Int }
`})}
	api := New(Options{Schema: m})
	const in = "query\n ($i:In){f(in:$i)}"
	for _, c := range []struct{ query, variables, path, text string }{
		{"query\n ($a:ID!){node(id:$a)}", `{}`, "a", `Variable "$a" got invalid value: a value of type ID! must be given.`},
		{"query\n ($a:ID!){node(id:$a)}", `null`, "a", `Variable "$a" got invalid value: a value of type ID! must be given.`},
		{"query\n ($a:ID!){node(id:$a)}", `{"a":null}`, "a", `Variable "$a" got invalid value: it must not be null.`},
		{"query\n ($a:ID!){node(id:$a)}", `{"a":[]}`, "a", `Variable "$a" got invalid value: a value of type ID is needed.`},
		{in, `{"i":{"must":"x","zebra":1,"colour":"Anna"}}`, "i.colour", `Variable "$i" at "colour" got invalid value: the input type In has no such field.`},
		{in, `{"i":{"must":"x","":1}}`, "i.", `Variable "$i" at "" got invalid value: the input type In has no such field.`},
		{in, `{"i":{"must":"x","in":{"must":"x","colour":"Anna"}}}`, "i.in.colour", `Variable "$i" at "in.colour" got invalid value: the input type In has no such field.`},
		{in, `{"i":{"in":{"must":"x"}}}`, "i.must", `Variable "$i" at "must" got invalid value: a value of type String! must be given.`},
		{in, `{"i":{"must":null}}`, "i.must", `Variable "$i" at "must" got invalid value: it must not be null.`},
		{in, `{"i":{"must":"x","filled":null}}`, "i.filled", `Variable "$i" at "filled" got invalid value: it must not be null.`},
		{in, `{"i":{"must":"x","list":[1,null]}}`, "i.list[1]", `Variable "$i" at "list[1]" got invalid value: it must not be null.`},
		{in, `{"i":{"must":"x","kind":"Anna"}}`, "i.kind", `Variable "$i" at "kind" got invalid value: a name of the enum Kind is needed.`},
		{"query\n ($i:[In!]){f(ins:$i)}", `{"i":[{"must":"x"},{"must":5}]}`, "i[1].must", `Variable "$i" at "[1].must" got invalid value: a value of type String is needed.`},
	} {
		w := (call{body: `{"query":` + string(must(json.Marshal(c.query))) + `,"variables":` + c.variables + `}`}).do(t, api)
		text := string(must(json.Marshal(c.text)))
		want := `{"errors":[{"message":` + text + `,"locations":[{"line":2,"column":3}],"extensions":{"code":"GRAPHQL_VALIDATION_FAILED","problems":[{"path":"` +
			c.path + `","code":"INVALID_INPUT","message":` + text + `}]}}]}`
		if diff := cmp.Diff(want, w.Body.String()); diff != "" || w.Code != 400 {
			t.Errorf("%s: %d -want +got\n%s", c.variables, w.Code, diff)
		}
	}
	for _, variables := range []string{`{}`, `{"i":null}`, `{"i":{"must":"x"}}`, `{"i":{"must":"x","__typename":"In","list":5,"in":null}}`} {
		if _, refused := api.prepare(&request{query: in, variables: must((&jsonReader{s: []byte(variables)}).value()).(map[string]any)}); refused != nil {
			t.Errorf("%s: %v", variables, refused.errors)
		}
	}
	long := (call{body: `{"query":"query($i:In){f(in:$i)}","variables":{"i":{"must":"x","` + strings.Repeat("x", 50_000) + `":1}}}`}).do(t, api)
	if long.Body.Len() > 2000 || codeIn(t, long.Body.Bytes()) != codeValidation {
		t.Errorf("%d bytes", long.Body.Len())
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
