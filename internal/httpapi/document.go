package httpapi

import (
	"crypto/sha256"
	"errors"
	"maps"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// document is a text that parsed, passed the guard and is valid. It is never changed afterwards.
type document struct {
	text       string
	parsed     *ast.QueryDocument
	operations []operation
}

// operation is one operation of a document with what is known of it before any request.
type operation struct {
	def     *ast.OperationDefinition
	cost    int
	priced  bool // cost holds for each request, since no variable takes part in it
	refused *gqlerror.Error
}

// documents prepares texts and keeps what came out well. A refused text is never kept, so that refusing
// costs no memory. It is safe for concurrent use.
type documents struct {
	schema *ast.Schema
	limits *Limits
	rules  *rules.Rules
	kept   *bounded[string, *document]
	hashed *bounded[[32]byte, *document] // automatic persisted queries
}

func newDocuments(schema *ast.Schema, limits *Limits, maxBytes int) *documents {
	return &documents{
		schema: withoutDefer(schema),
		limits: limits,
		rules:  rulesWithoutSuggestions(),
		kept:   newBounded[string, *document](maxBytes),
		hashed: newBounded[[32]byte, *document](maxBytes),
	}
}

// withoutDefer gives schema without the directive that gqlparser adds to each: an answer here is one JSON
// object, so a document that asks for more of them is not valid.
func withoutDefer(schema *ast.Schema) *ast.Schema {
	s := *schema
	s.Directives = maps.Clone(schema.Directives)
	delete(s.Directives, "defer")
	return &s
}

// rulesWithoutSuggestions are the default rules in the variants that never answer "Did you mean": a
// suggestion costs more than all else in validation, and guesses at names for whoever probes.
func rulesWithoutSuggestions() *rules.Rules {
	r := rules.NewDefaultRules()
	for _, swap := range []struct{ from, to validator.Rule }{
		{rules.FieldsOnCorrectTypeRule, rules.FieldsOnCorrectTypeRuleWithoutSuggestions},
		{rules.ScalarLeafsRule, rules.ScalarLeafsRuleWithoutSuggestions},
		{rules.ValuesOfCorrectTypeRule, rules.ValuesOfCorrectTypeRuleWithoutSuggestions},
		{rules.KnownArgumentNamesRule, rules.KnownArgumentNamesRuleWithoutSuggestions},
		{rules.KnownTypeNamesRule, rules.KnownTypeNamesRuleWithoutSuggestions},
	} {
		r.RemoveRule(swap.from.Name)
		r.AddRule(swap.to.Name, swap.to.RuleFunc)
	}
	return r
}

// find gives the document of a request: by its hash, from what is kept, or prepared now.
func (d *documents) find(q *request) (*document, *refusal) {
	if q.query == "" {
		if doc, ok := d.hashed.get(q.hash); ok {
			return doc, nil
		}
		return nil, refuseDocument(newError(codeNotPersisted, "PersistedQueryNotFound"))
	}
	if q.persisted && sha256.Sum256([]byte(q.query)) != q.hash {
		return nil, badRequest("extensions.persistedQuery.sha256Hash is not the SHA-256 of query.")
	}
	doc, ok := d.kept.get(q.query)
	if !ok {
		var refused *refusal
		if doc, refused = d.prepare(q.query); refused != nil {
			return nil, refused
		}
		d.kept.put(doc.text, doc, doc.weight())
	}
	if q.persisted {
		d.hashed.put(q.hash, doc, doc.weight())
	}
	return doc, nil
}

// prepare parses, guards, validates and prices text.
func (d *documents) prepare(text string) (*document, *refusal) {
	if halves(text) {
		return nil, refuseDocument(newError(codeParse,
			`A string names half a character by \uD800 to \uDFFF: write the character itself, or \u{1F600}.`))
	}
	parsed, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: text}, d.limits.Tokens)
	if err != nil {
		e, ok := errors.AsType[*gqlerror.Error](err)
		if !ok {
			e = gqlerror.Errorf("The document cannot be parsed.")
		}
		return nil, refuseDocument(&gqlerror.Error{
			Message: e.Message, Locations: e.Locations, Extensions: map[string]any{"code": codeParse},
		})
	}
	if e := check(parsed, d.limits); e != nil {
		return nil, refuseDocument(e)
	}
	if list := validator.ValidateWithRules(d.schema, parsed, d.rules); len(list) > 0 {
		out := make(gqlerror.List, 0, min(len(list), maxErrors))
		for _, e := range list[:cap(out)] {
			out = append(out, &gqlerror.Error{
				Message: e.Message, Locations: e.Locations, Extensions: map[string]any{"code": codeValidation},
			})
		}
		return nil, refuseDocument(out...)
	}
	doc := &document{text: text, parsed: parsed, operations: make([]operation, len(parsed.Operations))}
	for i, def := range parsed.Operations {
		cost, varies, refused := costOf(def, nil, false, d.limits)
		doc.operations[i] = operation{def: def, cost: cost, priced: !varies, refused: refused}
	}
	return doc, nil
}

// halves tells whether a text has an escape of a surrogate (GraphQL specification, section 2.9.4). The parser
// makes U+FFFD of each, even of two that belong together, and a record would be stored with it.
func halves(text string) bool {
	for i := 0; i < len(text)-3; i++ {
		if text[i] != '\\' {
			continue
		}
		i++ // whatever is escaped, be it another backslash
		if text[i] == 'u' && (text[i+1] == 'd' || text[i+1] == 'D') && strings.IndexByte("89abcdefABCDEF", text[i+2]) >= 0 {
			return true
		}
	}
	return false
}

// operation finds the operation to run.
func (doc *document) operation(name string) (*operation, *gqlerror.Error) {
	if name == "" {
		if len(doc.operations) == 1 {
			return &doc.operations[0], nil
		}
		return nil, newError(codeValidation, "The document holds several operations: operationName must say which to run.")
	}
	for i := range doc.operations {
		if doc.operations[i].def.Name == name {
			return &doc.operations[i], nil
		}
	}
	return nil, newError(codeValidation, "The document holds no operation with the name that operationName gives.")
}

// weight estimates the memory that a document holds: its tree is far larger than its text.
func (doc *document) weight() int { return 64*len(doc.text) + 1024 }
