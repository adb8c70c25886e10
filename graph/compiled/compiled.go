// Package compiled answers queries faster than the generated code does, with the same resolvers and the
// same bindings. The first time an operation is seen it is compiled into a tree of closures that write
// JSON straight from the Go values; after that nothing is looked up by name, and there is no goroutine,
// map or field context per value.
//
// It only knows how to succeed. Whatever it cannot do (mutations, introspection, federation's entities)
// and whatever goes wrong (a resolver's error, a null where none may be) is left to the generated code,
// which starts the operation afresh and gives the error its exact form. So the generated code defines
// what an answer is, and a test holds the two against each other over every golden query.
//
// It knows nothing of the directory. Start with Wrap, then compile.go.
package compiled

import (
	"context"
	"reflect"
	"runtime"
	"sync"
	"sync/atomic"
	"weak"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Options says how Go values stand for the schema's types, where names do not.
type Options struct {
	// Resolvers is the root of the resolvers: one method per type, giving that type's resolver.
	Resolvers any
	// Root is the interface that the generated code expects Resolvers to satisfy. It tells which fields
	// have a resolver.
	Root reflect.Type
	// Scalars read arguments, by name of the scalar.
	Scalars map[string]func(any) (any, error)
	// Fields names the Go field of a GraphQL field whose name differs, such as "OpeningHoursException.spans".
	Fields map[string]string
	// Entities looks up what other subgraphs refer to (Apollo Federation's Query._entities): one value for
	// each representation, nil where there is none. Without it the generated code does.
	Entities func(ctx context.Context, representations []any) []any
	// MaxBytes bounds an answer; 0 means 16 MiB.
	MaxBytes int
}

const defaultMaxBytes = 16 << 20

// Wrap gives a schema that answers queries by compiled plans and leaves everything else to inner.
func Wrap(inner graphql.ExecutableSchema, o Options) graphql.ExecutableSchema {
	if o.MaxBytes == 0 {
		o.MaxBytes = defaultMaxBytes
	}
	s := &schema{ExecutableSchema: inner, options: o, resolvers: map[string]resolver{}}
	root := reflect.ValueOf(o.Resolvers)
	for m := range o.Root.Methods() {
		s.resolvers[m.Name] = resolver{
			value: root.MethodByName(m.Name).Call(nil)[0],
			typ:   m.Type.Out(0),
		}
	}
	return s
}

type schema struct {
	graphql.ExecutableSchema
	options   Options
	resolvers map[string]resolver
	plans     sync.Map // planKey -> *plan
}

// resolver is the resolver of one GraphQL type, and the interface whose methods are its fields.
type resolver struct {
	value reflect.Value
	typ   reflect.Type
}

// planKey names a compiled operation. The document cache owns the operation: when that drops it, the plan
// goes too. Choices are the values of the variables that @skip and @include depend on.
type planKey struct {
	operation weak.Pointer[ast.OperationDefinition]
	choices   string
}

// plan is a compiled operation; root is nil when it cannot be compiled. It is safe for concurrent use.
type plan struct {
	root  *object
	slots int          // argument lists that depend on variables
	size  atomic.Int64 // bytes of the last answer, to allocate the next at once
}

// Exec answers an operation.
func (s *schema) Exec(ctx context.Context) graphql.ResponseHandler {
	op := graphql.GetOperationContext(ctx)
	if op.Operation.Operation != ast.Query {
		return s.ExecutableSchema.Exec(ctx)
	}
	var rest graphql.ResponseHandler
	return func(ctx context.Context) *graphql.Response {
		if rest == nil {
			if data, stopped := s.answer(ctx, op); data != nil || stopped != nil {
				rest = func(context.Context) *graphql.Response { return nil }
				if stopped != nil {
					return &graphql.Response{Errors: gqlerror.List{stopped}}
				}
				return &graphql.Response{Data: data}
			}
			rest = s.ExecutableSchema.Exec(ctx)
		}
		return rest(ctx)
	}
}

// answer gives the JSON of the answer, or the reason to stop; neither when the generated code is to answer.
func (s *schema) answer(ctx context.Context, op *graphql.OperationContext) (data []byte, stopped *gqlerror.Error) {
	p := s.plan(op)
	if p.root == nil {
		return nil, nil
	}
	x := &execution{
		ctx: reflect.ValueOf(&ctx).Elem(), done: ctx.Done(), limit: s.options.MaxBytes,
		variables: op.Variables, args: make([][]reflect.Value, p.slots),
	}
	x.buf = make([]byte, 0, max(512, p.size.Load()+p.size.Load()/16))
	defer func() {
		if recover() != nil {
			data, stopped = nil, nil // the generated code meets the same panic and reports it as it does
		}
	}()
	if !p.root.write(x, reflect.Value{}) {
		return nil, x.stopped
	}
	p.size.Store(int64(len(x.buf)))
	return x.buf, nil
}

func (s *schema) plan(op *graphql.OperationContext) *plan {
	choices, ok := choicesOf(op)
	if !ok {
		return &plan{}
	}
	key := planKey{weak.Make(op.Operation), choices}
	if p, ok := s.plans.Load(key); ok {
		return p.(*plan)
	}
	p := s.compile(op)
	if _, there := s.plans.LoadOrStore(key, p); !there {
		runtime.AddCleanup(op.Operation, func(k planKey) { s.plans.Delete(k) }, key)
	}
	return p
}

// maxChoices is how many variables @skip and @include may depend on: each set of their values is compiled
// apart.
const maxChoices = 4

// choicesOf gives the values of the variables that decide which fields are in the answer.
func choicesOf(op *graphql.OperationContext) (string, bool) {
	var buf [maxChoices]byte
	n := 0
	for _, v := range op.Operation.VariableDefinitions {
		if v.Type.Name() != "Boolean" || v.Type.Elem != nil {
			continue
		}
		if n == maxChoices {
			return "", false
		}
		switch on, _ := op.Variables[v.Variable].(bool); {
		case on:
			buf[n] = '1'
		default:
			buf[n] = '0'
		}
		n++
	}
	return string(buf[:n]), true
}
