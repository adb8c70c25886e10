package document

import (
	"reflect"
	"time"
)

// WriteInput gives a record as the input that [ReadInput] makes it of; pass a pointer to the domain struct.
// Zero values and derived fields are left out. The values are strings, bool, int64, float64, []any and
// map[string]any, and belong to the caller.
func WriteInput(record any) map[string]any {
	v := reflect.ValueOf(record).Elem()
	return writeObject(shapeOf(v.Type()), v)
}

func writeObject(s *shape, v reflect.Value) map[string]any {
	out := make(map[string]any, len(s.fields))
	for i := range s.fields {
		f := &s.fields[i]
		if fv := v.FieldByIndex(f.index); !isZero(f.shape, fv) {
			out[f.json] = writeValue(f.shape, fv)
		}
	}
	return out
}

func writeValue(s *shape, v reflect.Value) any {
	switch {
	case s.typ == timeType:
		return v.Interface().(time.Time).UTC().Format(time.RFC3339Nano)
	case s.kind == reflect.String:
		return v.String()
	case s.kind == reflect.Bool:
		return v.Bool()
	case s.kind == reflect.Int, s.kind == reflect.Int64:
		return v.Int()
	case s.kind == reflect.Float64:
		return v.Float()
	case s.kind == reflect.Pointer:
		return writeValue(s.elem, v.Elem())
	case s.kind == reflect.Slice:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = writeValue(s.elem, v.Index(i))
		}
		return list
	}
	return writeObject(s, v)
}
