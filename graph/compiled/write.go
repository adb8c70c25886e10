package compiled

import (
	"context"
	"reflect"
	"strconv"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// execution is one run of a plan.
type execution struct {
	ctx       reflect.Value
	variables map[string]any
	args      [][]reflect.Value // by slot, decoded at first use: the same for every object of the answer
	buf       []byte
	done      <-chan struct{} // closed when nobody waits for the answer any more
	limit     int             // bytes of the answer
	items     int             // of all lists so far
	stopped   *gqlerror.Error // why the answer is given up for good
}

// mayGoOn is asked at each item of a list, the only thing that can make an answer long. It looks for the
// end of the operation now and then.
func (x *execution) mayGoOn() bool {
	if len(x.buf) > x.limit {
		x.stopped = stop("COMPLEXITY_LIMIT_EXCEEDED", "The answer is longer than "+strconv.Itoa(x.limit>>20)+" MiB. Ask for smaller pages or fewer fields.")
		return false
	}
	if x.items++; x.items%64 == 0 {
		select {
		case <-x.done:
			x.stopped = stop("UNAVAILABLE", "The operation took too long.")
			return false
		default:
		}
	}
	return true
}

func stop(code, message string) *gqlerror.Error {
	return &gqlerror.Error{Message: message, Extensions: map[string]any{"code": code}}
}

// object writes a selection set of one object.
type object struct{ steps []step }

// step writes one field: its key, then a constant or the value that get finds.
type step struct {
	key      []byte
	constant []byte
	get      getter
	write    writer
}

// writer appends a value to the answer; false gives up.
type writer func(x *execution, v reflect.Value) bool

// getter finds a field's value in a pointer to its object; false gives up.
type getter interface {
	from(x *execution, object reflect.Value) (reflect.Value, bool)
}

func (o *object) write(x *execution, v reflect.Value) bool {
	x.buf = append(x.buf, '{')
	for i := range o.steps {
		s := &o.steps[i]
		x.buf = append(x.buf, s.key...)
		if s.constant != nil {
			x.buf = append(x.buf, s.constant...)
			continue
		}
		value, ok := s.get.from(x, v)
		if !ok || !s.write(x, value) {
			return false
		}
	}
	x.buf = append(x.buf, '}')
	return true
}

// fieldAt is a field of the struct.
type fieldAt []int

func (f fieldAt) from(_ *execution, object reflect.Value) (reflect.Value, bool) {
	if len(f) == 1 {
		return object.Elem().Field(f[0]), true
	}
	return object.Elem().FieldByIndex(f), true
}

// method is a method of the pointer that takes nothing and gives one value.
type method int

func (m method) from(_ *execution, object reflect.Value) (reflect.Value, bool) {
	return object.Method(int(m)).Call(nil)[0], true
}

// resolve calls a resolver.
type resolve struct {
	method reflect.Value
	args   arguments
	root   bool
}

func (r resolve) from(x *execution, object reflect.Value) (reflect.Value, bool) {
	var room [8]reflect.Value
	in := append(room[:0], x.ctx)
	if !r.root {
		in = append(in, object)
	}
	args, ok := r.args.values(x)
	if !ok {
		return reflect.Value{}, false
	}
	out := r.method.Call(append(in, args...))
	if !out[1].IsNil() {
		return reflect.Value{}, false
	}
	return out[0], true
}

// entities calls Options.Entities.
type entities struct {
	look  func(context.Context, []any) []any
	field *ast.Field
}

func (e entities) from(x *execution, _ reflect.Value) (reflect.Value, bool) {
	ctx, ok := reflect.TypeAssert[context.Context](x.ctx)
	representations, isList := e.field.ArgumentMap(x.variables)["representations"].([]any)
	if !ok || !isList {
		return reflect.Value{}, false
	}
	return reflect.ValueOf(e.look(ctx, representations)), true
}

func writeList(elem writer, nonNull bool) writer {
	return func(x *execution, v reflect.Value) bool {
		if v.IsNil() && !nonNull {
			x.buf = append(x.buf, "null"...)
			return true
		}
		x.buf = append(x.buf, '[')
		for i := range v.Len() {
			if i > 0 {
				x.buf = append(x.buf, ',')
			}
			if !x.mayGoOn() || !elem(x, v.Index(i)) {
				return false
			}
		}
		x.buf = append(x.buf, ']')
		return true
	}
}

var timeType = reflect.TypeFor[time.Time]()

// leaf writes a scalar or enum by its Go type, as package scalar does: an empty string is unknown, and
// unknown is null.
func leaf(t reflect.Type) (writer, error) {
	switch {
	case t == timeType:
		return func(x *execution, v reflect.Value) bool {
			at, ok := reflect.TypeAssert[time.Time](v)
			x.buf = append(at.UTC().AppendFormat(append(x.buf, '"'), time.RFC3339), '"')
			return ok
		}, nil
	case t.Kind() == reflect.Pointer:
		inner, err := leaf(t.Elem())
		return func(x *execution, v reflect.Value) bool {
			if v.IsNil() {
				x.buf = append(x.buf, "null"...)
				return true
			}
			return inner(x, v.Elem())
		}, err
	}
	switch t.Kind() {
	case reflect.String:
		return writeString, nil
	case reflect.Bool:
		return func(x *execution, v reflect.Value) bool {
			x.buf = strconv.AppendBool(x.buf, v.Bool())
			return true
		}, nil
	case reflect.Int, reflect.Int64, reflect.Int32:
		return func(x *execution, v reflect.Value) bool {
			x.buf = strconv.AppendInt(x.buf, v.Int(), 10)
			return true
		}, nil
	case reflect.Float64:
		return func(x *execution, v reflect.Value) bool {
			x.buf = strconv.AppendFloat(x.buf, v.Float(), 'g', -1, 64)
			return true
		}, nil
	}
	return nil, errUnsupported
}

func writeString(x *execution, v reflect.Value) bool {
	s := v.String()
	if s == "" {
		x.buf = append(x.buf, "null"...)
		return true
	}
	x.buf = appendString(x.buf, s)
	return true
}

const hexDigits = "0123456789abcdef"

// appendString quotes a string as the generated code does: only what JSON demands is escaped.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := range len(s) {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, s[start:i]...)
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\r':
			dst = append(dst, '\\', 'r')
		case '\t':
			dst = append(dst, '\\', 't')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&0xf])
		}
		start = i + 1
	}
	return append(append(dst, s[start:]...), '"')
}
