package httpapi

import (
	"math"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator"

	"github.com/blueheart-federation/api/internal/directory"
)

// coerce gives the values of op's variables. Before gqlparser's own coercion goes a stricter look,
// because that one takes "5" for an Int and mobile for MOBILE, which the specification does not, and
// which then fail late, inside a resolver's argument.
func coerce(schema *ast.Schema, op *ast.OperationDefinition, given map[string]any) (map[string]any, *gqlerror.Error) {
	if len(op.VariableDefinitions) == 0 {
		return nil, nil
	}
	for _, v := range op.VariableDefinitions {
		value, ok := given[v.Variable]
		switch {
		case ok:
			if m := mismatch(schema, v.Type, value); m != nil {
				return nil, invalidVariable(v, m)
			}
		case v.Type.NonNull && v.DefaultValue == nil:
			return nil, invalidVariable(v, &misfit{rule: "a value of type " + v.Type.String() + " must be given"})
		}
	}
	values, err := validator.VariableValues(schema, op, given)
	if err == nil {
		return values, nil
	}
	// Hardly reached, since what is refused there was found above. Its text may quote a value.
	if e, ok := err.(*gqlerror.Error); ok && len(e.Path) > 1 { //nolint:errorlint // VariableValues gives exactly this type
		name, _ := e.Path[1].(ast.PathName)
		if v := op.VariableDefinitions.ForName(string(name)); v != nil {
			return nil, invalidVariable(v, &misfit{rule: "it does not fit the type " + v.Type.String()})
		}
	}
	return nil, newError(codeValidation, "The variables do not fit the operation.")
}

// misfit is a place in a variable's value and the rule that it breaks. It never quotes the value.
type misfit struct {
	path string // from the variable on, such as ".countries[1]"
	rule string
}

// below puts m's place under a part of a value.
func (m *misfit) below(part string) *misfit {
	m.path = part + m.path
	return m
}

// invalidVariable refuses the value of v. The error has no path, since no field of the answer is meant:
// the place is in problems.
func invalidVariable(v *ast.VariableDefinition, m *misfit) *gqlerror.Error {
	text := "Variable " + quote("$"+cut(v.Variable, maxErrorText/3))
	if m.path != "" {
		text += " at " + quote(cut(strings.TrimPrefix(m.path, "."), maxErrorText/3))
	}
	text += " got invalid value: " + cut(m.rule, maxErrorText/3) + "."
	err := at(v.Position, codeValidation, text)
	err.Extensions["problems"] = []problem{{
		Path: cut(v.Variable+m.path, maxErrorText), Code: string(directory.InvalidInput), Message: text,
	}}
	return err
}

// mismatch says what is wrong with a value of type t, nil if nothing is.
func mismatch(schema *ast.Schema, t *ast.Type, v any) *misfit {
	if v == nil {
		if t.NonNull {
			return &misfit{rule: "it must not be null"}
		}
		return nil
	}
	if t.Elem != nil {
		list, ok := v.([]any)
		if !ok {
			return mismatch(schema, t.Elem, v) // one value stands for a list of it
		}
		for i, e := range list {
			if m := mismatch(schema, t.Elem, e); m != nil {
				return m.below("[" + itoa(i) + "]")
			}
		}
		return nil
	}
	def := schema.Types[t.NamedType]
	if def == nil {
		return nil
	}
	switch def.Kind {
	case ast.Scalar:
		if rule := scalarMismatch(t.NamedType, v); rule != "" {
			return &misfit{rule: rule}
		}
	case ast.Enum:
		name, ok := v.(string)
		if !ok || def.EnumValues.ForName(name) == nil {
			return &misfit{rule: "a name of the enum " + def.Name + " is needed"}
		}
	case ast.InputObject:
		m, ok := v.(map[string]any)
		if !ok {
			return &misfit{rule: "an object of type " + def.Name + " is needed"}
		}
		return objectMismatch(schema, def, m)
	}
	return nil
}

func objectMismatch(schema *ast.Schema, def *ast.Definition, given map[string]any) *misfit {
	for _, f := range def.Fields {
		v, ok := given[f.Name]
		switch {
		case ok:
			if m := mismatch(schema, f.Type, v); m != nil {
				return m.below("." + f.Name)
			}
		case f.Type.NonNull && f.DefaultValue == nil:
			return &misfit{path: "." + f.Name, rule: "a value of type " + f.Type.String() + " must be given"}
		}
	}
	unknown, found := "", false
	for name := range given { // the first by name, so that equal requests get equal answers
		if def.Fields.ForName(name) == nil && name != "__typename" && (!found || name < unknown) {
			unknown, found = name, true
		}
	}
	if !found {
		return nil
	}
	return &misfit{path: "." + unknown, rule: "the input type " + def.Name + " has no such field"}
}

func scalarMismatch(name string, v any) string {
	ok := true
	switch name {
	case "Int":
		n, whole := v.(int64)
		if !whole || n < math.MinInt32 || n > math.MaxInt32 {
			return "a whole number of 32 bits is needed"
		}
	case "Float":
		switch v.(type) {
		case int64, float64:
		default:
			ok = false
		}
	case "Boolean":
		_, ok = v.(bool)
	case "String":
		_, ok = v.(string)
	case "ID":
		switch v.(type) {
		case string, int64:
		default:
			ok = false
		}
	}
	if !ok {
		return "a value of type " + name + " is needed"
	}
	return ""
}
