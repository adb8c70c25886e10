package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/blueheart-federation/api/internal/directory"
)

const testSDL = `
"A record."
interface Node { id: ID! }
type Hotline implements Node { id: ID! name: String! channels: [Channel!]! country: Country open: Boolean! related(first: Int = 20, filter: Filter): HotlineConnection! }
type Channel { kind: Kind! address: String! }
type Country { code: String! hotlines(first: Int = 20, last: Int): HotlineConnection! }
enum Kind { PHONE CHAT }
type HotlineEdge { cursor: String! node: Hotline! }
type PageInfo { hasNextPage: Boolean! }
type HotlineConnection { edges: [HotlineEdge!]! nodes: [Hotline!]! pageInfo: PageInfo! totalCount: Int! }
input Filter { kind: Kind text: String countries: [String!] limit: Int within: [Filter!] }
type RateLimit { limit: Int! cost: Int! remaining: Int! }
type Query {
  hello(name: String = "world", count: Int, kind: Kind): String!
  language: String!
  minute: Int!
  fail(how: String!): String
  node(id: ID!): Node
  nodes(ids: [ID!]!): [Node]!
  hotlines(first: Int = 20, after: String, last: Int, filter: Filter): HotlineConnection!
  rateLimit: RateLimit!
  long(size: Int!): String!
}
type Mutation { write(text: String!): String! record(input: Filter!, tags: [String!]): Hotline! }
type Subscription { changed: Int! }
`

// mini is a hand-made executable schema: it walks collected fields as generated code does and counts how
// often it ran.
type mini struct {
	schema *ast.Schema
	runs   atomic.Int64
	now    func() int64
	slow   chan struct{}

	changed chan int // where its subscription takes events from

	beyond int // an offset that the compiler does not know
}

func newMini() *mini {
	return &mini{schema: gqlparser.MustLoadSchema(&ast.Source{Input: testSDL}), now: func() int64 { return 7 }, beyond: 1}
}

func (m *mini) Schema() *ast.Schema { return m.schema }

func (m *mini) Complexity(context.Context, string, string, int, map[string]any) (int, bool) {
	return 0, false
}

func (m *mini) Exec(ctx context.Context) graphql.ResponseHandler {
	op := graphql.GetOperationContext(ctx)
	if op.Operation.Operation == ast.Subscription {
		return m.subscribe(ctx)
	}
	return func(ctx context.Context) *graphql.Response {
		m.runs.Add(1)
		var b bytes.Buffer
		def := m.schema.Query
		if op.Operation.Operation == ast.Mutation {
			def = m.schema.Mutation
		}
		m.object(ctx, &b, op, def, op.Operation.SelectionSet)
		return &graphql.Response{Data: b.Bytes()}
	}
}

// subscribe gives the handler of a subscription. As generated code does, it gives none when a resolver fails.
func (m *mini) subscribe(ctx context.Context) graphql.ResponseHandler {
	m.runs.Add(1)
	if m.changed == nil {
		graphql.AddError(ctx, directory.NewError(directory.Unavailable, "There is nothing to tell."))
		return nil
	}
	return func(ctx context.Context) *graphql.Response {
		select {
		case n, open := <-m.changed:
			switch {
			case !open:
				return nil
			case n < 0:
				panic("a number below nothing")
			}
			return &graphql.Response{Data: fmt.Appendf(nil, `{"changed":%d}`, n)}
		case <-ctx.Done():
			return nil
		}
	}
}

func (m *mini) object(ctx context.Context, b *bytes.Buffer, op *graphql.OperationContext, def *ast.Definition, set ast.SelectionSet) {
	b.WriteByte('{')
	for i, f := range graphql.CollectFields(op, set, append(slices.Clone(def.Interfaces), def.Name)) {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Quote(f.Alias))
		b.WriteByte(':')
		fc := &graphql.FieldContext{Object: def.Name, Field: f}
		ctx := graphql.WithFieldContext(ctx, fc)
		if f.Name == "__typename" {
			b.WriteString(strconv.Quote(def.Name))
			continue
		}
		args := f.ArgumentMap(op.Variables)
		func() {
			defer func() {
				if p := recover(); p != nil {
					op.Error(ctx, op.Recover(ctx, p))
					b.WriteString("null")
				}
			}()
			v, err := m.resolve(ctx, f.Name, args)
			if err != nil {
				op.Error(ctx, graphql.AddFieldLocationToError(ctx, err))
				b.WriteString("null")
				return
			}
			m.value(ctx, b, op, f.Definition.Type, f.Selections, v)
		}()
	}
	b.WriteByte('}')
}

func (m *mini) value(ctx context.Context, b *bytes.Buffer, op *graphql.OperationContext, t *ast.Type, set ast.SelectionSet, v any) {
	if n, ok := v.(int); ok && t.Elem != nil { // n objects
		b.WriteByte('[')
		for i := range n {
			if i > 0 {
				b.WriteByte(',')
			}
			m.value(ctx, b, op, t.Elem, set, nil)
		}
		b.WriteByte(']')
		return
	}
	def := m.schema.Types[t.Name()]
	if def.Kind == ast.Interface {
		def = m.schema.Types["Hotline"]
	}
	if def.IsCompositeType() && len(set) > 0 {
		if v == "none" {
			b.WriteString("null")
			return
		}
		m.object(ctx, b, op, def, set)
		return
	}
	out, _ := json.Marshal(v)
	b.Write(out)
}

// quoting is an error whose text a client wrote, as gqlgen's federation code makes them.
type quoting struct{ text string }

func (e *quoting) Error() string { return "unknown type: " + e.text }

var errShared = errors.New("a secret of the store")

func (m *mini) resolve(ctx context.Context, name string, args map[string]any) (any, error) {
	switch name {
	case "hello":
		return fmt.Sprint("hello ", args["name"]), nil
	case "language":
		return Language(ctx), nil
	case "minute", "open":
		UsesClock(ctx)
		if name == "open" {
			return true, nil
		}
		return m.now(), nil
	case "long":
		n, _ := args["size"].(int64)
		return string(bytes.Repeat([]byte("abcdefgh "), int(n)/9)), nil
	case "rateLimit":
		return CurrentRateLimit(ctx), nil
	case "limit":
		return CurrentRateLimit(ctx).Limit, nil
	case "cost":
		return CurrentRateLimit(ctx).Cost, nil
	case "remaining":
		return CurrentRateLimit(ctx).Remaining, nil
	case "fail":
		return nil, m.fail(ctx, args["how"].(string))
	case "__type", "__schema":
		return "none", nil
	case "nodes", "edges", "channels":
		return 3, nil
	case "totalCount":
		return 3, nil
	case "hasNextPage":
		return false, nil
	}
	return name, nil
}

func (m *mini) fail(ctx context.Context, how string) error {
	switch how {
	case "panic":
		panic("secret value")
	case "unknown":
		return errShared
	case "notFound":
		return directory.NewError(directory.NotFound, "There is no such hotline.")
	case "problems":
		return fmt.Errorf("revise: %w", directory.NewError(directory.InvalidInput, "Wrong.",
			directory.Problem{Path: "input.name", Code: directory.InvalidInput, Message: "Too long."}))
	case "internal":
		return directory.WithCause(directory.Internal, "Internal error.", errShared)
	case "many":
		for range 50 {
			graphql.AddError(ctx, directory.NewError(directory.Conflict, string(bytes.Repeat([]byte("x"), 1000))))
		}
		return nil
	case "wait":
		<-ctx.Done()
		return ctx.Err()
	case "slow":
		<-m.slow
	default:
		return m.failQuoting(how)
	}
	return nil
}

// failQuoting fails in the way that stands before the colon with the text behind it.
func (m *mini) failQuoting(how string) error {
	way, text, _ := strings.Cut(how, ":")
	err := &quoting{text}
	switch way {
	case "error":
		return err
	case "wrapped":
		return fmt.Errorf("field %s: %w", text, err)
	case "joined":
		return errors.Join(err, errors.New(text))
	case "graphql":
		return gqlerror.Wrap(err)
	case "coded":
		return &gqlerror.Error{Message: text, Extensions: map[string]any{"code": text}}
	case "store":
		cause := errors.New("disk full " + strings.Repeat("x", 1000))
		return fmt.Errorf("%s: %w", text, directory.WithCause(directory.Unavailable, "Try again. "+text, cause))
	case "panic text":
		panic(text)
	case "panic error":
		panic(fmt.Errorf("panicked: %w", err))
	case "panic bytes":
		panic([]byte(text))
	case "panic index":
		_ = text[len(text)+m.beyond:]
	case "panic map":
		_ = map[any]int{}[[]string{text}]
	case "panic type":
		var v any = text
		_ = v.(int)
	}
	return nil
}

// movingSchema calls move while the operation runs, after it was pinned.
type movingSchema struct {
	*mini
	move func()
}

func (m movingSchema) Exec(ctx context.Context) graphql.ResponseHandler {
	m.move()
	return m.mini.Exec(ctx)
}
