package document

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/blueheart-federation/api/internal/directory"
)

// EncodeJSON gives a record in the project's own JSON form: the stored form with camelCase names, in
// the order of the domain struct, without zero values. Pass a pointer to the domain struct. A provenance that
// a record of a snapshot merely shows, since what is above it has it, is left out: it is stored there.
func EncodeJSON(record any) []byte {
	v := reflect.ValueOf(record).Elem()
	return appendJSON(nil, shapeOf(v.Type()), v)
}

// EncodePublished is EncodeJSON with what is not stored in a record and everybody sees of it: when its public face
// last changed, and which organization changed it. Exports have it, so that a copy can tell the same.
func EncodePublished(record any) []byte {
	v := reflect.ValueOf(record).Elem()
	s := shapeOf(v.Type())
	dst := appendJSON(nil, s, v)
	dst = dst[:len(dst)-1]
	for i := range s.told {
		f := &s.told[i]
		fv := v.FieldByIndex(f.index)
		if isZero(f.shape, fv) {
			continue
		}
		if len(dst) > 1 {
			dst = append(dst, ',')
		}
		dst = append(appendQuoted(dst, f.json), ':')
		dst = appendJSON(dst, f.shape, fv)
	}
	return append(dst, '}')
}

// DecodeJSON reads the project's own JSON form into a domain struct, which should be zero, with what
// EncodePublished adds where it is there. Unknown names, wrong types and anything after the value are errors that
// name the place.
func DecodeJSON(data []byte, record any) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var x any
	if err := dec.Decode(&x); err != nil {
		return fmt.Errorf("read JSON: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return fmt.Errorf("read JSON: something follows the value")
	}
	v := reflect.ValueOf(record).Elem()
	if err := readJSON(x, shapeOf(v.Type()), v); err != nil {
		return fmt.Errorf("read %s: %w", v.Type().Name(), err)
	}
	return nil
}

func appendJSON(dst []byte, s *shape, v reflect.Value) []byte {
	switch {
	case s.typ == timeType:
		return appendQuoted(dst, v.Interface().(time.Time).UTC().Format(time.RFC3339Nano))
	case s.kind == reflect.String:
		return appendQuoted(dst, v.String())
	case s.kind == reflect.Bool:
		return strconv.AppendBool(dst, v.Bool())
	case s.kind == reflect.Int, s.kind == reflect.Int64:
		return strconv.AppendInt(dst, v.Int(), 10)
	case s.kind == reflect.Float64:
		return strconv.AppendFloat(dst, v.Float(), 'g', -1, 64)
	case s.kind == reflect.Pointer:
		return appendJSON(dst, s.elem, v.Elem())
	case s.kind == reflect.Slice:
		dst = append(dst, '[')
		for i := range v.Len() {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendJSON(dst, s.elem, v.Index(i))
		}
		return append(dst, ']')
	}
	dst = append(dst, '{')
	first := true
	for i := range s.fields {
		f := &s.fields[i]
		fv := v.FieldByIndex(f.index)
		if isZero(f.shape, fv) || f.shape.typ == provenanceType && isShown(fv.Interface().(*directory.Provenance)) {
			continue
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = append(appendQuoted(dst, f.json), ':')
		dst = appendJSON(dst, f.shape, fv)
	}
	return append(dst, '}')
}

var provenanceType = reflect.TypeFor[*directory.Provenance]()

// isShown says that a provenance is not the record's own: that of what it is part of, or the empty one that a
// snapshot gives to a record without.
func isShown(p *directory.Provenance) bool {
	return p.Inherited || p.ForParts() != p && len(p.Sources) == 0 && len(p.SourceClasses) == 0 && p.PublishedOn == "" && p.Verification == nil
}

func appendQuoted(dst []byte, text string) []byte {
	b, err := json.Marshal(text) // escapes as every JSON reader expects; strings are valid UTF-8 by then
	if err != nil {
		panic(err)
	}
	return append(dst, b...)
}

func readJSON(x any, s *shape, v reflect.Value) error {
	switch {
	case s.typ == timeType:
		text, _ := x.(string)
		t, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			return wrongJSON(x, "an RFC 3339 instant")
		}
		v.Set(reflect.ValueOf(t.UTC()))
	case s.kind == reflect.String:
		text, ok := x.(string)
		if !ok || !utf8.ValidString(text) {
			return wrongJSON(x, "a string")
		}
		return s.setString(v, text)
	case s.kind == reflect.Bool:
		b, ok := x.(bool)
		if !ok {
			return wrongJSON(x, "true or false")
		}
		v.SetBool(b)
	case s.kind == reflect.Int, s.kind == reflect.Int64:
		n, ok := x.(json.Number)
		i, err := strconv.ParseInt(string(n), 10, 64)
		if !ok || err != nil {
			return wrongJSON(x, "a whole number")
		}
		v.SetInt(i)
	case s.kind == reflect.Float64:
		n, ok := x.(json.Number)
		f, err := strconv.ParseFloat(string(n), 64)
		if !ok || err != nil {
			return wrongJSON(x, "a number")
		}
		v.SetFloat(f)
	case s.kind == reflect.Pointer:
		p := reflect.New(s.elem.typ)
		v.Set(p)
		return readJSON(x, s.elem, p.Elem())
	case s.kind == reflect.Slice:
		list, ok := x.([]any)
		if !ok {
			return wrongJSON(x, "a list")
		}
		out := reflect.MakeSlice(s.typ, len(list), len(list))
		for i, e := range list {
			if err := readJSON(e, s.elem, out.Index(i)); err != nil {
				return fmt.Errorf("[%d]: %w", i, err)
			}
		}
		v.Set(out)
	default:
		object, ok := x.(map[string]any)
		if !ok {
			return wrongJSON(x, "an object")
		}
		for name, e := range object {
			f := s.named(name)
			if f == nil {
				return fmt.Errorf("unknown field %.40q", name)
			}
			if err := readJSON(e, f.shape, v.FieldByIndex(f.index)); err != nil {
				return fmt.Errorf("%s: %w", f.json, err)
			}
		}
	}
	return nil
}

// named gives the field of a name in JSON, nil when there is none.
func (s *shape) named(name string) *field {
	if i, ok := s.byJSON[name]; ok {
		return &s.fields[i]
	}
	for i := range s.told {
		if s.told[i].json == name {
			return &s.told[i]
		}
	}
	return nil
}

func wrongJSON(x any, want string) error {
	if n, ok := x.(json.Number); ok {
		return fmt.Errorf("%.20s is not %s", n.String(), want)
	}
	return fmt.Errorf("%T is not %s", x, want)
}
