package httpapi

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/blueheart-federation/api/internal/directory"
)

// costing prices one operation of a validated document: each field is 1 unless it is known to be dearer, and
// what a connection or list holds is counted once per entry that it may have. Each fragment is priced once,
// so the time is linear.
type costing struct {
	limits    *Limits
	variables map[string]any
	fragments map[string]price
	path      []string // response names from the root to the field at hand
	mutation  bool
	stranger  bool // who sends it showed no credential
	lists     int  // lists around the field at hand: inside one, its path has an index that nobody knows yet
	varies    bool // a variable took part, so the price is this request's only
	refused   *gqlerror.Error
}

// price is the cost of a selection set. entries is the part below a connection's lists (edges, nodes),
// which counts once per entry; it is 0 outside a connection.
type price struct{ once, entries int }

// costOf gives the cost of op, or why its arguments are refused. varies says that another request may have
// another cost, by its variables or, of a mutation, by who sends it.
func costOf(op *ast.OperationDefinition, variables map[string]any, stranger bool, limits *Limits) (cost int, varies bool, err *gqlerror.Error) {
	c := costing{limits: limits, variables: variables, mutation: op.Operation == ast.Mutation, stranger: stranger}
	p := c.set(op.SelectionSet, false)
	return add(p.once, p.entries), c.varies || c.mutation, c.refused
}

func (c *costing) set(set ast.SelectionSet, connection bool) price {
	var sum price
	for _, sel := range set {
		var p price
		switch sel := sel.(type) {
		case *ast.Field:
			p = c.field(sel, connection)
		case *ast.InlineFragment:
			p = c.set(sel.SelectionSet, connection)
		case *ast.FragmentSpread:
			p = c.fragment(sel)
		}
		sum.once = add(sum.once, p.once)
		sum.entries = add(sum.entries, p.entries)
	}
	return sum
}

func (c *costing) fragment(s *ast.FragmentSpread) price {
	if p, ok := c.fragments[s.Name]; ok {
		return p
	}
	if s.Definition == nil {
		return price{}
	}
	p := c.set(s.Definition.SelectionSet, isConnection(s.Definition.TypeCondition))
	if c.fragments == nil {
		c.fragments = make(map[string]price)
	}
	c.fragments[s.Name] = p
	return p
}

func (c *costing) field(f *ast.Field, inConnection bool) price {
	if f.Definition == nil || f.Definition.Type == nil {
		return price{once: 1}
	}
	if f.Name == "__schema" || f.Name == "__type" {
		return price{once: c.limits.IntrospectionCost}
	}
	c.path = append(c.path, f.Alias)
	defer func() { c.path = c.path[:len(c.path)-1] }()
	list := f.Definition.Type.Elem != nil
	entries, own := c.arguments(f), c.own(f)
	if len(f.SelectionSet) == 0 {
		if n, ok := c.factor(f); ok && list {
			return price{once: max(own, n)}
		}
		return price{once: own}
	}
	connection := !list && isConnection(f.Definition.Type.NamedType)
	if list {
		c.lists++
	}
	p := c.set(f.SelectionSet, connection)
	if list {
		c.lists--
	}
	switch {
	case connection:
		return price{once: add(own, add(p.once, multiply(c.page(f), p.entries)))}
	case list && inConnection:
		return price{once: own, entries: add(p.once, p.entries)}
	case list:
		if f.Definition.Arguments.ForName("first") != nil {
			entries = c.page(f) // whatever lists it is given: those narrow it
		} else if entries < 0 {
			entries = c.plain(f)
		}
		return price{once: add(own, multiply(entries, add(p.once, p.entries)))}
	}
	return price{once: add(own, add(p.once, p.entries))}
}

// changes says that the field at hand is one of a mutation's own: it changes something.
func (c *costing) changes() bool { return c.mutation && len(c.path) == 1 }

// own is what the field at hand costs, whatever is selected below it.
func (c *costing) own(f *ast.Field) int {
	cost := 1
	if c.changes() {
		cost = c.limits.MutationCost
	}
	if f.ObjectDefinition != nil {
		if n, ok := c.limits.FieldCosts[f.ObjectDefinition.Name+"."+f.Name]; ok {
			cost = n
		}
	}
	if c.changes() && c.stranger {
		cost = add(cost, c.limits.StrangerCost)
	}
	return cost
}

// plain is the number of entries assumed in a list that is neither paged nor asked for one by one.
func (c *costing) plain(f *ast.Field) int {
	if n, ok := c.factor(f); ok {
		return n
	}
	return c.limits.PlainList
}

func (c *costing) factor(f *ast.Field) (int, bool) {
	if len(c.limits.ListFactors) == 0 || f.ObjectDefinition == nil {
		return 0, false
	}
	n, ok := c.limits.ListFactors[f.ObjectDefinition.Name+"."+f.Name]
	return n, ok
}

// arguments bounds the lists given as arguments and inside them. The longest argument that is a list is also
// the number of entries that a list field has, since it answers one entry for each; -1 when no list is
// given. What a mutation takes in is bounded by whoever reads it.
func (c *costing) arguments(f *ast.Field) int {
	longest := -1
	for _, arg := range f.Arguments {
		def := f.Definition.Arguments.ForName(arg.Name)
		if def == nil || arg.Value == nil {
			continue
		}
		if !c.changes() {
			if place, n := c.tooLong(arg.Value); n > 0 && c.refused == nil {
				c.refused = c.invalidArgument(f, arg, place, "holds "+strconv.Itoa(n)+" entries; "+strconv.Itoa(c.limits.ListArgument)+" are allowed")
			}
		}
		if def.Type.Elem == nil {
			continue
		}
		n := 1 // one value stands for a list of it
		switch arg.Value.Kind {
		case ast.ListValue:
			n = len(arg.Value.Children)
		case ast.NullValue:
			continue
		case ast.Variable:
			c.varies = true
			switch v := c.variables[arg.Value.Raw].(type) {
			case nil:
				continue
			case []any:
				n = len(v)
			}
		}
		longest = max(longest, n)
	}
	return longest
}

// tooLong gives the place within a literal or variable of the first list that is too long, and the entries
// it has; 0 when there is none.
func (c *costing) tooLong(v *ast.Value) (place string, entries int) {
	switch v.Kind {
	case ast.ListValue:
		if len(v.Children) > c.limits.ListArgument {
			return "", len(v.Children)
		}
	case ast.Variable:
		c.varies = true
		return tooLongIn(c.variables[v.Raw], c.limits.ListArgument)
	}
	for i, child := range v.Children {
		if place, entries = c.tooLong(child.Value); entries > 0 {
			if v.Kind == ast.ListValue {
				return "[" + strconv.Itoa(i) + "]" + place, entries
			}
			return "." + child.Name + place, entries
		}
	}
	return "", 0
}

// tooLongIn is tooLong in the value of a variable.
func tooLongIn(value any, most int) (place string, entries int) {
	switch v := value.(type) {
	case []any:
		if len(v) > most {
			return "", len(v)
		}
		for i, child := range v {
			if place, entries = tooLongIn(child, most); entries > 0 {
				return "[" + strconv.Itoa(i) + "]" + place, entries
			}
		}
	case []map[string]any: // what the coercion makes of one object where a list of them belongs
		if len(v) == 1 {
			return tooLongIn(v[0], most)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) { // the same place for the same request
			if place, entries = tooLongIn(v[name], most); entries > 0 {
				return "." + name + place, entries
			}
		}
	}
	return "", 0
}

// page is the most entries that a connection's page can have by its first and last.
func (c *costing) page(f *ast.Field) int {
	n := 0
	for _, name := range [...]string{"first", "last"} {
		arg := f.Arguments.ForName(name)
		var v *ast.Value
		if arg != nil {
			v = arg.Value
		} else if def := f.Definition.Arguments.ForName(name); def != nil {
			v = def.DefaultValue
		}
		size, ok := c.integer(v)
		if !ok {
			continue
		}
		if size > c.limits.PageCap && c.refused == nil && arg != nil {
			c.refused = c.invalidArgument(f, arg, "", "is at most "+strconv.Itoa(c.limits.PageCap))
		}
		n = max(n, size)
	}
	if n <= 0 {
		return c.limits.DefaultPage
	}
	return n
}

func (c *costing) integer(v *ast.Value) (int, bool) {
	if v == nil {
		return 0, false
	}
	switch v.Kind {
	case ast.IntValue:
		n, err := strconv.Atoi(v.Raw)
		if err != nil {
			return unbounded, true // only a number out of range passes validation and fails here
		}
		return min(n, unbounded), true
	case ast.Variable:
		c.varies = true
		switch n := c.variables[v.Raw].(type) {
		case int64:
			return int(min(n, unbounded)), true
		case int:
			return min(n, unbounded), true
		}
	}
	return 0, false
}

func isConnection(typeName string) bool { return strings.HasSuffix(typeName, "Connection") }

// invalidArgument refuses an argument of the field at hand, or a place within it such as ".countries", by its
// coordinate. It names no value: that may be a person's. A field in a fragment has the path of the fragment's
// first use.
func (c *costing) invalidArgument(f *ast.Field, arg *ast.Argument, place, rule string) *gqlerror.Error {
	where := f.Name
	if f.ObjectDefinition != nil {
		where = f.ObjectDefinition.Name + "." + f.Name
	}
	argument := cut(arg.Name+place, maxErrorText/3)
	text := "The argument " + argument + " of " + where + " " + rule + "."
	err := at(arg.Position, string(directory.InvalidInput), text)
	if c.lists == 0 {
		for _, name := range c.path {
			err.Path = append(err.Path, ast.PathName(name))
		}
	}
	err.Extensions["problems"] = []problem{{Path: argument, Code: string(directory.InvalidInput), Message: text}}
	return err
}
