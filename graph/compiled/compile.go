package compiled

import (
	"errors"
	"reflect"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// errUnsupported marks an operation that is left to the generated code.
var errUnsupported = errors.New("not compiled")

type compiler struct {
	s     *schema
	op    *graphql.OperationContext
	slots int
}

func (s *schema) compile(op *graphql.OperationContext) *plan {
	c := &compiler{s: s, op: op}
	root, err := c.object(s.Schema().Query, nil, []ast.SelectionSet{op.Operation.SelectionSet})
	if err != nil {
		return &plan{}
	}
	return &plan{root: root, slots: c.slots}
}

// selected is one response name of a selection set, with everything selected under it.
type selected struct {
	field *ast.Field
	under []ast.SelectionSet
}

// object compiles a selection set on an object type whose values are pointers to goType; nil is the root.
func (c *compiler) object(def *ast.Definition, goType reflect.Type, sets []ast.SelectionSet) (*object, error) {
	var (
		order  []string
		fields = map[string]*selected{}
	)
	for _, set := range sets {
		if err := c.collect(def, set, &order, fields); err != nil {
			return nil, err
		}
	}
	o := &object{steps: make([]step, len(order))}
	for i, name := range order {
		st, err := c.step(def, goType, fields[name])
		if err != nil {
			return nil, err
		}
		st.key = append(appendString(nil, name), ':')
		if i > 0 {
			st.key = append([]byte{','}, st.key...)
		}
		o.steps[i] = st
	}
	return o, nil
}

// collect gathers the fields of a selection set in the order of the specification (section 6.3.2).
func (c *compiler) collect(def *ast.Definition, set ast.SelectionSet, order *[]string, fields map[string]*selected) error {
	for _, sel := range set {
		switch sel := sel.(type) {
		case *ast.Field:
			if in, err := c.included(sel.Directives); err != nil || !in {
				if err != nil {
					return err
				}
				continue
			}
			f := fields[sel.Alias]
			if f == nil {
				f = &selected{field: sel}
				fields[sel.Alias] = f
				*order = append(*order, sel.Alias)
			}
			f.under = append(f.under, sel.SelectionSet)
		case *ast.InlineFragment:
			if err := c.fragment(def, sel.TypeCondition, sel.Directives, sel.SelectionSet, order, fields); err != nil {
				return err
			}
		case *ast.FragmentSpread:
			if err := c.fragment(def, sel.Definition.TypeCondition, sel.Directives, sel.Definition.SelectionSet, order, fields); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *compiler) fragment(def *ast.Definition, on string, directives ast.DirectiveList, set ast.SelectionSet, order *[]string, fields map[string]*selected) error {
	in, err := c.included(directives)
	if err != nil || !in {
		return err
	}
	if on != "" && on != def.Name && !slices.Contains(def.Interfaces, on) {
		return nil
	}
	return c.collect(def, set, order, fields)
}

// included evaluates @skip and @include; a plan holds for one set of values of the variables in them.
func (c *compiler) included(directives ast.DirectiveList) (bool, error) {
	for _, d := range directives {
		if d.Name != "skip" && d.Name != "include" {
			return false, errUnsupported
		}
		value, err := d.Arguments.ForName("if").Value.Value(c.op.Variables)
		on, ok := value.(bool)
		if err != nil || !ok {
			return false, errUnsupported
		}
		if on == (d.Name == "skip") {
			return false, nil
		}
	}
	return true, nil
}

func (c *compiler) step(def *ast.Definition, goType reflect.Type, f *selected) (step, error) {
	name := f.field.Name
	if name == "__typename" {
		return step{constant: appendString(nil, def.Name)}, nil
	}
	field := def.Fields.ForName(name)
	if look := c.s.options.Entities; field != nil && goType == nil && name == "_entities" && look != nil {
		write, err := c.value(field.Type, reflect.TypeFor[[]any](), f.under)
		return step{get: entities{look, f.field}, write: write}, err
	}
	if field == nil || strings.HasPrefix(name, "_") {
		return step{}, errUnsupported
	}
	get, out, err := c.getter(def, goType, f.field, field)
	if err != nil {
		return step{}, err
	}
	write, err := c.value(field.Type, out, f.under)
	return step{get: get, write: write}, err
}

// getter says how a field's value is had: from a resolver, a Go field or a method.
func (c *compiler) getter(def *ast.Definition, goType reflect.Type, f *ast.Field, field *ast.FieldDefinition) (getter, reflect.Type, error) {
	want := field.Name
	if other, ok := c.s.options.Fields[def.Name+"."+field.Name]; ok {
		want = other
	}
	if r, ok := c.s.resolvers[def.Name]; ok {
		for m := range r.typ.Methods() {
			if strings.EqualFold(m.Name, field.Name) {
				skip := 2 // context and object
				if goType == nil {
					skip = 1
				}
				args, err := c.arguments(f, field, m.Type, skip)
				return resolve{method: r.value.MethodByName(m.Name), args: args, root: goType == nil}, m.Type.Out(0), err
			}
		}
	}
	if goType == nil {
		return nil, nil, errUnsupported
	}
	sf, found := goType.FieldByNameFunc(func(n string) bool { return strings.EqualFold(n, want) })
	found = found && sf.IsExported()
	if found && len(sf.Index) == 1 {
		return fieldAt(sf.Index), sf.Type, nil
	}
	pointer := reflect.PointerTo(goType)
	for i := range pointer.NumMethod() {
		m := pointer.Method(i)
		if strings.EqualFold(m.Name, want) && m.Type.NumIn() == 1 && m.Type.NumOut() == 1 {
			return method(i), m.Type.Out(0), nil // which hides a field of what is embedded, as in Go
		}
	}
	if found {
		return fieldAt(sf.Index), sf.Type, nil
	}
	return nil, nil, errUnsupported
}

// value compiles the writing of a value of a GraphQL type held in a Go type.
func (c *compiler) value(t *ast.Type, goType reflect.Type, under []ast.SelectionSet) (writer, error) {
	w, err := c.nullable(t, goType, under)
	if err != nil || !t.NonNull {
		return w, err
	}
	return func(x *execution, v reflect.Value) bool {
		start := len(x.buf)
		return w(x, v) && !isNull(x.buf[start:])
	}, nil
}

func isNull(b []byte) bool { return len(b) == 4 && b[0] == 'n' }

func (c *compiler) nullable(t *ast.Type, goType reflect.Type, under []ast.SelectionSet) (writer, error) {
	if t.Elem != nil {
		if goType.Kind() != reflect.Slice {
			return nil, errUnsupported
		}
		elem, err := c.value(t.Elem, goType.Elem(), under)
		if err != nil {
			return nil, err
		}
		return writeList(elem, t.NonNull), nil
	}
	def := c.s.Schema().Types[t.NamedType]
	switch def.Kind {
	case ast.Scalar, ast.Enum:
		return leaf(goType)
	case ast.Interface, ast.Union:
		return c.abstract(def, goType, under)
	case ast.Object:
		return c.pointer(def, goType, under)
	}
	return nil, errUnsupported
}

// pointer compiles an object held as a pointer or, inside another value, as a struct.
func (c *compiler) pointer(def *ast.Definition, goType reflect.Type, under []ast.SelectionSet) (writer, error) {
	switch {
	case goType.Kind() == reflect.Pointer && goType.Elem().Kind() == reflect.Struct:
		o, err := c.object(def, goType.Elem(), under)
		if err != nil {
			return nil, err
		}
		return func(x *execution, v reflect.Value) bool {
			if v.IsNil() {
				x.buf = append(x.buf, "null"...)
				return true
			}
			return o.write(x, v)
		}, nil
	case goType.Kind() == reflect.Struct:
		o, err := c.object(def, goType, under)
		if err != nil {
			return nil, err
		}
		return func(x *execution, v reflect.Value) bool {
			if !v.CanAddr() {
				p := reflect.New(goType)
				p.Elem().Set(v)
				return o.write(x, p)
			}
			return o.write(x, v.Addr())
		}, nil
	}
	return nil, errUnsupported
}

// abstract compiles one plan per type that a value of an interface may have. The Go type of a possible
// type is the one its resolver takes; types without a resolver are left to the generated code.
func (c *compiler) abstract(def *ast.Definition, goType reflect.Type, under []ast.SelectionSet) (writer, error) {
	if goType.Kind() != reflect.Interface {
		return nil, errUnsupported
	}
	plans := map[reflect.Type]*object{}
	for _, possible := range c.s.Schema().GetPossibleTypes(def) {
		r, ok := c.s.resolvers[possible.Name]
		if !ok {
			return nil, errUnsupported
		}
		pointer := r.typ.Method(0).Type.In(1)
		o, err := c.object(possible, pointer.Elem(), under)
		if err != nil {
			return nil, err
		}
		plans[pointer] = o
	}
	return func(x *execution, v reflect.Value) bool {
		if v.IsNil() {
			x.buf = append(x.buf, "null"...)
			return true
		}
		o := plans[v.Elem().Type()]
		return o != nil && o.write(x, v.Elem())
	}, nil
}
