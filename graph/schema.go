package graph

import (
	"maps"
	"reflect"
	"strings"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/blueheart-federation/api/graph/compiled"
	"github.com/blueheart-federation/api/graph/scalar"
)

// NewSchema gives the executable schema: the generated code, with queries answered by compiled plans.
func NewSchema(r *Resolver) graphql.ExecutableSchema { return Compiled(Generated(r), r) }

// Compiled answers queries by compiled plans and leaves the rest to another executable schema.
func Compiled(rest graphql.ExecutableSchema, r *Resolver) graphql.ExecutableSchema {
	return compiled.Wrap(rest, compiled.Options{
		Resolvers: r,
		Root:      reflect.TypeFor[ResolverRoot](),
		Scalars:   scalar.Inputs,
		Entities:  findEntities,
		Fields: map[string]string{ // as in gqlgen.yml
			"OpeningHours.publicHolidayHours": "HolidayRows",
			"OpeningHoursException.spans":     "Rows",
			"Channel.hotline":                 "Line",
			"Channel.safety":                  "SafetyShown",
			"Channel.hours":                   "HoursShown",
			"Channel.timeZone":                "Zone",
			"Channel.timeZoneDerived":         "ZoneDerived",
			"Channel.languages":               "LanguagesShown",
			"Lesson.statements":               "Names",
			"HelpAnswer.totalCount":           "Total",
		},
	})
}

// Generated gives the schema as the generator made it, the measure of what an answer is.
func Generated(r *Resolver) graphql.ExecutableSchema {
	hideWhatNobodyCanAsk()
	return NewExecutableSchema(Config{Resolvers: r})
}

// hideWhatNobodyCanAsk removes what introspection would offer in vain: the types that the generator adds for
// the entity resolvers, and the directive that gqlparser adds to each schema, @defer, for answers in parts, which the
// wire refuses. The schema is one for all servers of the process.
var hideWhatNobodyCanAsk = sync.OnceFunc(func() {
	maps.DeleteFunc(parsedSchema.Types, func(name string, def *ast.Definition) bool {
		return name == "Entity" || def.Kind == ast.InputObject && (strings.HasSuffix(name, "ByIDsInput") || strings.HasSuffix(name, "ByCodesInput"))
	})
	delete(parsedSchema.Directives, "defer")
})
