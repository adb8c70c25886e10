package httpapi

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// prepared is a request that is valid and has its price.
type prepared struct {
	document  *document
	operation *operation
	variables map[string]any
	cost      int
}

// prepare goes from a request to an operation that may run once it is paid for.
func (a *API) prepare(q *request) (*prepared, *refusal) {
	doc, refused := a.documents.find(q)
	if refused != nil {
		return nil, refused
	}
	op, err := doc.operation(q.operationName)
	if err != nil {
		return nil, refuseDocument(err)
	}
	if op.refused != nil {
		return nil, refuseDocument(op.refused)
	}
	p := &prepared{document: doc, operation: op, cost: op.cost}
	if p.variables, err = coerce(a.documents.schema, op.def, q.variables); err != nil {
		return nil, refuseDocument(err)
	}
	if !op.priced {
		if p.cost, _, err = costOf(op.def, p.variables, q.stranger, &a.limits); err != nil {
			return nil, refuseDocument(err)
		}
	}
	if p.cost > a.limits.Cost {
		return nil, refuseDocument(newError(codeComplexity,
			"The operation costs "+itoa(p.cost)+", more than the limit of "+itoa(a.limits.Cost)+". Ask for smaller pages or fewer fields."))
	}
	return p, nil
}

func plainRoot(ctx context.Context, next graphql.RootResolver) graphql.Marshaler { return next(ctx) }

// start makes the operation's context and pins its snapshot.
func (a *API) start(ctx context.Context, p *prepared) context.Context {
	op := &graphql.OperationContext{
		RawQuery:               p.document.text,
		Variables:              p.variables,
		OperationName:          p.operation.def.Name,
		Doc:                    p.document.parsed,
		Operation:              p.operation.def,
		RecoverFunc:            a.recoverer,
		ResolverMiddleware:     a.fields,
		RootResolverMiddleware: plainRoot,
	}
	ctx = graphql.WithOperationContext(ctx, op)
	if a.begin != nil {
		ctx = a.begin(ctx, op)
	}
	return graphql.WithResponseContext(ctx, a.presenter, a.recoverer)
}

// run executes the operation that start began. It is the one place where resolvers run.
func (a *API) run(ctx context.Context) *graphql.Response {
	resp := a.schema.Exec(ctx)(ctx)
	if resp == nil { // only a schema that has no such root type
		resp = &graphql.Response{Errors: gqlerror.List{newError(codeBadRequest, "The operation cannot run here.")}}
	}
	resp.Errors = append(resp.Errors, graphql.GetErrors(ctx)...)
	if ext := graphql.GetExtensions(ctx); len(ext) > 0 {
		resp.Extensions = ext
	}
	return resp
}
