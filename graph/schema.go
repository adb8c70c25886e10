package graph

import (
	"reflect"
	"sync"

	"github.com/99designs/gqlgen/graphql"

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
		Fields: map[string]string{ // as in gqlgen.yml
			"OpeningHours.publicHolidayHours": "HolidayRows",
			"OpeningHoursException.spans":     "Rows",
			"Channel.safety":                  "SafetyShown",
			"Channel.hours":                   "HoursShown",
			"Channel.languages":               "LanguagesShown",
			"Lesson.statements":               "Names",
		},
	})
}

// Generated gives the schema as the generator made it, the measure of what an answer is.
func Generated(r *Resolver) graphql.ExecutableSchema {
	hideEntity()
	return NewExecutableSchema(Config{Resolvers: r})
}

// hideEntity removes the generator's own root of the entity resolvers, which it leaves in the schema where
// nobody can ask it. The schema is one for all servers of the process.
var hideEntity = sync.OnceFunc(func() { delete(parsedSchema.Types, "Entity") })
