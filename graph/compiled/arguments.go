package compiled

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// arguments are the arguments of one field in an operation: decoded when the operation is compiled, or in
// each run where they depend on variables.
type arguments struct {
	c     *compiler
	field *ast.Field
	defs  ast.ArgumentDefinitionList
	types []reflect.Type
	fixed []reflect.Value
	slot  int // of the run's values, -1 when fixed
}

// arguments prepares the arguments of a resolver method, which follow its first skip parameters in the
// order of the schema.
func (c *compiler) arguments(f *ast.Field, field *ast.FieldDefinition, m reflect.Type, skip int) (arguments, error) {
	a := arguments{c: &compiler{s: c.s}, field: f, defs: field.Arguments, slot: -1}
	if m.NumIn() != skip+len(field.Arguments) || m.NumOut() != 2 {
		return a, errUnsupported
	}
	for i := range field.Arguments {
		a.types = append(a.types, m.In(skip+i))
	}
	for _, arg := range f.Arguments {
		if dependsOnVariables(arg.Value) {
			a.slot = c.slots
			c.slots++
			return a, nil
		}
	}
	var err error
	a.fixed, err = a.decode(nil)
	return a, err
}

func dependsOnVariables(v *ast.Value) bool {
	if v.Kind == ast.Variable {
		return true
	}
	for _, child := range v.Children {
		if dependsOnVariables(child.Value) {
			return true
		}
	}
	return false
}

func (a *arguments) values(x *execution) ([]reflect.Value, bool) {
	if a.slot < 0 {
		return a.fixed, true
	}
	if x.args[a.slot] == nil {
		values, err := a.decode(x.variables)
		if err != nil {
			return nil, false // the generated code meets the same error and gives it its path
		}
		x.args[a.slot] = values
	}
	return x.args[a.slot], true
}

func (a *arguments) decode(variables map[string]any) ([]reflect.Value, error) {
	given := a.field.ArgumentMap(variables)
	values := make([]reflect.Value, len(a.defs))
	for i, def := range a.defs {
		v, err := a.c.input(def.Type, a.types[i], given[def.Name])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", def.Name, err)
		}
		values[i] = v
	}
	return values, nil
}

// input decodes an argument into a Go type. Null and absent are the zero value.
func (c *compiler) input(t *ast.Type, goType reflect.Type, raw any) (reflect.Value, error) {
	if raw == nil {
		if t.NonNull {
			return reflect.Value{}, errUnsupported
		}
		return reflect.Zero(goType), nil
	}
	if goType.Kind() == reflect.Pointer {
		v, err := c.input(t, goType.Elem(), raw)
		if err != nil {
			return v, err
		}
		p := reflect.New(goType.Elem())
		p.Elem().Set(v)
		return p, nil
	}
	if t.Elem != nil {
		items, ok := raw.([]any)
		if !ok {
			items = []any{raw} // input coercion: one item stands for a list of one
		}
		list := reflect.MakeSlice(goType, len(items), len(items))
		for i, item := range items {
			v, err := c.input(t.Elem, goType.Elem(), item)
			if err != nil {
				return v, err
			}
			list.Index(i).Set(v)
		}
		return list, nil
	}
	def := c.s.Schema().Types[t.NamedType]
	switch def.Kind {
	case ast.Enum:
		s, ok := raw.(string)
		if !ok || goType.Kind() != reflect.String {
			return reflect.Value{}, errUnsupported
		}
		return reflect.ValueOf(s).Convert(goType), nil
	case ast.InputObject:
		return c.inputObject(def, goType, raw)
	case ast.Scalar:
		read, ok := c.s.options.Scalars[def.Name]
		if !ok {
			return reflect.Value{}, errUnsupported
		}
		v, err := read(raw)
		if err != nil {
			return reflect.Value{}, err
		}
		if rv := reflect.ValueOf(v); rv.CanConvert(goType) {
			return rv.Convert(goType), nil
		}
	}
	return reflect.Value{}, errUnsupported
}

func (c *compiler) inputObject(def *ast.Definition, goType reflect.Type, raw any) (reflect.Value, error) {
	given, ok := raw.(map[string]any)
	if !ok || goType.Kind() != reflect.Struct {
		return reflect.Value{}, errUnsupported
	}
	out := reflect.New(goType).Elem()
	for _, f := range def.Fields {
		value, there := given[f.Name]
		if !there && f.DefaultValue != nil {
			var err error
			if value, err = f.DefaultValue.Value(nil); err != nil {
				return out, err
			}
			there = true
		}
		if !there {
			continue
		}
		target := out.FieldByNameFunc(func(n string) bool { return strings.EqualFold(n, f.Name) })
		if !target.IsValid() {
			return out, errUnsupported
		}
		v, err := c.input(f.Type, target.Type(), value)
		if err != nil {
			return out, err
		}
		target.Set(v)
	}
	return out, nil
}
