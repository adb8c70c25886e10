package httpapi

import (
	"math"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator"
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
		if !ok {
			continue
		}
		if what := mismatch(schema, v.Type, value); what != "" {
			return nil, at(v.Position, codeValidation, "Variable "+quote("$"+v.Variable)+" got invalid value: "+what+".")
		}
	}
	values, err := validator.VariableValues(schema, op, given)
	if err != nil {
		if e, ok := err.(*gqlerror.Error); ok { //nolint:errorlint // VariableValues gives exactly this type
			return nil, &gqlerror.Error{
				Message: e.Message, Path: e.Path, Extensions: map[string]any{"code": codeValidation},
			}
		}
		return nil, newError(codeValidation, "The variables do not fit the operation.")
	}
	return values, nil
}

// mismatch says what is wrong with a value of type t, "" if nothing is. It never quotes the value.
func mismatch(schema *ast.Schema, t *ast.Type, v any) string {
	if v == nil {
		return "" // VariableValues refuses null where it may not be
	}
	if t.Elem != nil {
		list, ok := v.([]any)
		if !ok {
			return mismatch(schema, t.Elem, v) // one value stands for a list of it
		}
		for i, e := range list {
			if what := mismatch(schema, t.Elem, e); what != "" {
				return "entry " + strconv.Itoa(i) + ": " + what
			}
		}
		return ""
	}
	def := schema.Types[t.NamedType]
	if def == nil {
		return ""
	}
	switch def.Kind {
	case ast.Scalar:
		return scalarMismatch(t.NamedType, v)
	case ast.Enum:
		name, ok := v.(string)
		if !ok || def.EnumValues.ForName(name) == nil {
			return "a name of the enum " + def.Name + " is needed"
		}
	case ast.InputObject:
		m, ok := v.(map[string]any)
		if !ok {
			return "an object of type " + def.Name + " is needed"
		}
		for _, f := range def.Fields {
			if e, ok := m[f.Name]; ok {
				if what := mismatch(schema, f.Type, e); what != "" {
					return f.Name + ": " + what
				}
			}
		}
	}
	return ""
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
		return "a " + name + " is needed"
	}
	return ""
}
