package policy

import (
	"slices"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
)

// comparer collects what would break a client of one schema when it met another.
type comparer struct {
	today   time.Time
	changes []string
	added   []string // enum values: allowed, and worth a word to clients
}

// compareSchemas gives the changes from a released schema that may break a client, and the enum values
// that are new. The removal of what was deprecated is no surprise once its date is past. Any change of a
// type counts: a field that becomes non-null breaks nobody, and is decided by people.
func compareSchemas(released, next *ast.SchemaDocument, today time.Time) (changes, added []string) {
	c := &comparer{today: today}
	c.roots(released, next)
	c.directives(released.Directives, next.Directives)
	was, is := merged(released), merged(next)
	for _, old := range was {
		if later := is.ForName(old.Name); later == nil {
			c.removed(old.Name, old.Directives)
		} else if old.Kind != later.Kind {
			c.report(old.Name + " was " + string(old.Kind) + " and is " + string(later.Kind))
		} else {
			c.definition(old, later)
		}
	}
	return c.changes, c.added
}

func (c *comparer) report(change string) { c.changes = append(c.changes, change) }

func (c *comparer) removed(path string, directives ast.DirectiveList) {
	if d := directives.ForName("deprecated"); d != nil {
		if at, ok := removalOf(d); ok && at.Before(c.today) {
			return
		}
	}
	c.report(path + " is removed")
}

// roots compares the root types, which are named by convention where no schema definition names them.
func (c *comparer) roots(released, next *ast.SchemaDocument) {
	root := func(doc *ast.SchemaDocument, operation ast.Operation, usual string) string {
		for _, s := range slices.Concat(doc.Schema, doc.SchemaExtension) {
			for _, o := range s.OperationTypes {
				if o.Operation == operation {
					return o.Type
				}
			}
		}
		if len(doc.Schema) == 0 && doc.Definitions.ForName(usual) != nil {
			return usual
		}
		return ""
	}
	for _, o := range []struct {
		operation ast.Operation
		usual     string
	}{{ast.Query, "Query"}, {ast.Mutation, "Mutation"}, {ast.Subscription, "Subscription"}} {
		was, is := root(released, o.operation, o.usual), root(next, o.operation, o.usual)
		if was != "" && was != is {
			c.report("the root of " + string(o.operation) + " was " + was + " and is " + orNone(is))
		}
	}
}

func (c *comparer) directives(released, next ast.DirectiveDefinitionList) {
	for _, old := range released {
		later := next.ForName(old.Name)
		if later == nil {
			c.report("@" + old.Name + " is removed")
			continue
		}
		c.arguments("@"+old.Name, old.Arguments, later.Arguments)
		for _, l := range old.Locations {
			if !slices.Contains(later.Locations, l) {
				c.report("@" + old.Name + " is no longer allowed on " + string(l))
			}
		}
	}
}

func (c *comparer) definition(old, later *ast.Definition) {
	for _, name := range old.Interfaces {
		if !slices.Contains(later.Interfaces, name) {
			c.report(old.Name + " no longer implements " + name)
		}
	}
	for _, name := range old.Types {
		if !slices.Contains(later.Types, name) {
			c.report(old.Name + " no longer includes " + name)
		}
	}
	for _, v := range old.EnumValues {
		if later.EnumValues.ForName(v.Name) == nil {
			c.removed(old.Name+"."+v.Name, v.Directives)
		}
	}
	for _, v := range later.EnumValues {
		if old.EnumValues.ForName(v.Name) == nil {
			c.added = append(c.added, old.Name+"."+v.Name)
		}
	}
	for _, key := range keys(old) {
		if !slices.Contains(keys(later), key) {
			c.report(old.Name + " no longer has the key " + key)
		}
	}
	c.fields(old, later)
}

func (c *comparer) fields(old, later *ast.Definition) {
	for _, was := range old.Fields {
		path := old.Name + "." + was.Name
		is := later.Fields.ForName(was.Name)
		if is == nil {
			c.removed(path, was.Directives)
			continue
		}
		c.types(path, was.Type, is.Type)
		c.defaults(path, was.DefaultValue, is.DefaultValue)
		c.arguments(path, was.Arguments, is.Arguments)
	}
	if later.Kind != ast.InputObject {
		return
	}
	for _, is := range later.Fields {
		if old.Fields.ForName(is.Name) == nil && is.Type.NonNull && is.DefaultValue == nil {
			c.report(later.Name + "." + is.Name + " is new and required")
		}
	}
}

func (c *comparer) arguments(of string, released, next ast.ArgumentDefinitionList) {
	for _, was := range released {
		path := of + "(" + was.Name + ":)"
		if is := next.ForName(was.Name); is == nil {
			c.removed(path, was.Directives)
		} else {
			c.types(path, was.Type, is.Type)
			c.defaults(path, was.DefaultValue, is.DefaultValue)
		}
	}
	for _, is := range next {
		if released.ForName(is.Name) == nil && is.Type.NonNull && is.DefaultValue == nil {
			c.report(of + "(" + is.Name + ":) is new and required")
		}
	}
}

func (c *comparer) types(path string, was, is *ast.Type) {
	if was.String() != is.String() {
		c.report(path + " was " + was.String() + " and is " + is.String())
	}
}

func (c *comparer) defaults(path string, was, is *ast.Value) {
	text := func(v *ast.Value) string {
		if v == nil {
			return ""
		}
		return v.String()
	}
	if text(was) != text(is) {
		c.report(path + " had the default " + orNone(text(was)) + " and has " + orNone(text(is)))
	}
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// keys gives the keys by which other subgraphs refer to a type (Apollo Federation 2).
func keys(d *ast.Definition) (found []string) {
	for _, key := range d.Directives.ForNames("key") {
		if fields := key.Arguments.ForName("fields"); fields != nil {
			found = append(found, fields.Value.String())
		}
	}
	return found
}

// merged gives the definitions with their extensions.
func merged(doc *ast.SchemaDocument) ast.DefinitionList {
	var all ast.DefinitionList
	for _, part := range slices.Concat(doc.Definitions, doc.Extensions) {
		d := all.ForName(part.Name)
		if d == nil {
			whole := *part
			all = append(all, &whole)
			continue
		}
		d.Directives = slices.Concat(d.Directives, part.Directives)
		d.Interfaces = slices.Concat(d.Interfaces, part.Interfaces)
		d.Fields = slices.Concat(d.Fields, part.Fields)
		d.Types = slices.Concat(d.Types, part.Types)
		d.EnumValues = slices.Concat(d.EnumValues, part.EnumValues)
	}
	return all
}
