package document

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"time"
	"unicode/utf8"
	"unique"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/x/bsonx/bsoncore"
)

// Encode gives the stored form of a record: pass a pointer to the domain struct. Zero values are left
// out.
func Encode(record any) bson.Raw {
	v := reflect.ValueOf(record).Elem()
	return bson.Raw(appendDocument(nil, shapeOf(v.Type()), v))
}

// Decode reads a stored form into a domain struct, which should be zero. An unknown name or a wrong
// type is an error that names the place: a document we do not understand is not half read.
func Decode(raw bson.Raw, record any) error { return (*Decoder)(nil).Decode(raw, record) }

// Decode reads a stored form like the function [Decode], sharing parts with what was read before.
func (d *Decoder) Decode(raw bson.Raw, record any) error {
	v := reflect.ValueOf(record).Elem()
	if err := d.readDocument(bsoncore.Document(raw), shapeOf(v.Type()), v); err != nil {
		return fmt.Errorf("read %s document: %w", v.Type().Name(), err)
	}
	return nil
}

func appendDocument(dst []byte, s *shape, v reflect.Value) []byte {
	start, dst := bsoncore.AppendDocumentStart(dst)
	for i := range s.fields {
		f := &s.fields[i]
		if fv := v.FieldByIndex(f.index); !isZero(f.shape, fv) {
			dst = appendElement(dst, f.bson, f.shape, fv)
		}
	}
	dst, err := bsoncore.AppendDocumentEnd(dst, start)
	if err != nil {
		panic(err) // only for a start that is not ours
	}
	return dst
}

func isZero(s *shape, v reflect.Value) bool {
	switch {
	case s.typ == timeType:
		return v.Interface().(time.Time).IsZero()
	case s.kind == reflect.Slice:
		return v.Len() == 0
	}
	return v.IsZero()
}

func appendElement(dst []byte, key string, s *shape, v reflect.Value) []byte {
	switch {
	case s.typ == timeType:
		return bsoncore.AppendDateTimeElement(dst, key, v.Interface().(time.Time).UnixMilli())
	case s.kind == reflect.String:
		return bsoncore.AppendStringElement(dst, key, v.String())
	case s.kind == reflect.Bool:
		return bsoncore.AppendBooleanElement(dst, key, v.Bool())
	case s.kind == reflect.Int, s.kind == reflect.Int64:
		return bsoncore.AppendInt64Element(dst, key, v.Int())
	case s.kind == reflect.Float64:
		return bsoncore.AppendDoubleElement(dst, key, v.Float())
	case s.kind == reflect.Pointer:
		return appendElement(dst, key, s.elem, v.Elem())
	case s.kind == reflect.Slice:
		start, dst := bsoncore.AppendArrayElementStart(dst, key)
		for i := range v.Len() {
			dst = appendElement(dst, strconv.Itoa(i), s.elem, v.Index(i))
		}
		dst, err := bsoncore.AppendArrayEnd(dst, start)
		if err != nil {
			panic(err)
		}
		return dst
	}
	return appendDocument(bsoncore.AppendHeader(dst, bsoncore.TypeEmbeddedDocument, key), s, v)
}

// each calls fn for the elements of a document or array.
func each(doc []byte, fn func(key []byte, val bsoncore.Value) error) error {
	length, rest, ok := bsoncore.ReadLength(doc)
	if !ok || int(length) != len(doc) || len(doc) < 5 || doc[len(doc)-1] != 0 {
		return fmt.Errorf("length or end does not match")
	}
	rest = rest[:length-5]
	for len(rest) > 0 {
		element, after, ok := bsoncore.ReadElement(rest)
		if !ok {
			return fmt.Errorf("broken element")
		}
		key, err := element.KeyBytesErr()
		if err != nil {
			return err
		}
		val, err := element.ValueErr()
		if err != nil {
			return err
		}
		if err := fn(key, val); err != nil {
			return err
		}
		rest = after
	}
	return nil
}

func (d *Decoder) readDocument(doc []byte, s *shape, v reflect.Value) error {
	var seen [2]uint64 // no record has more than 128 fields
	return each(doc, func(key []byte, val bsoncore.Value) error {
		i, ok := s.byBSON[string(key)]
		if !ok {
			return fmt.Errorf("unknown field %.40q", key)
		}
		if seen[i/64]&(1<<(i%64)) != 0 {
			return fmt.Errorf("field %q stands twice", key)
		}
		seen[i/64] |= 1 << (i % 64)
		f := &s.fields[i]
		if err := d.readValue(val, f.shape, v.FieldByIndex(f.index)); err != nil {
			return fmt.Errorf("%s: %w", f.bson, err)
		}
		return nil
	})
}

func (d *Decoder) readValue(val bsoncore.Value, s *shape, v reflect.Value) error {
	switch {
	case s.typ == timeType:
		ms, ok := val.DateTimeOK()
		if !ok {
			return wrongType(val, "a date")
		}
		v.Set(reflect.ValueOf(time.UnixMilli(ms).UTC()))
	case s.kind == reflect.String:
		text, ok := val.StringValueOK()
		if !ok {
			return wrongType(val, "a string")
		}
		if !utf8.ValidString(text) {
			return fmt.Errorf("is not valid UTF-8")
		}
		return s.setString(v, text)
	case s.kind == reflect.Bool:
		b, ok := val.BooleanOK()
		if !ok {
			return wrongType(val, "a boolean")
		}
		v.SetBool(b)
	case s.kind == reflect.Int, s.kind == reflect.Int64:
		n, ok := val.AsInt64OK()
		if !ok || val.Type == bsoncore.TypeDouble { // which would lose its fraction
			return wrongType(val, "a whole number")
		}
		v.SetInt(n)
	case s.kind == reflect.Float64:
		x, ok := val.DoubleOK()
		if !ok || math.IsNaN(x) || math.IsInf(x, 0) {
			return wrongType(val, "a number")
		}
		v.SetFloat(x)
	case s.kind == reflect.Pointer:
		return d.shared(val, s, v, func() error {
			p := reflect.New(s.elem.typ)
			v.Set(p)
			return d.readValue(val, s.elem, p.Elem())
		})
	case s.kind == reflect.Slice:
		arr, ok := val.ArrayOK()
		if !ok {
			return wrongType(val, "an array")
		}
		return d.shared(val, s, v, func() error { return d.readArray(arr, s, v) })
	default:
		doc, ok := val.DocumentOK()
		if !ok {
			return wrongType(val, "a document")
		}
		return d.readDocument(doc, s, v)
	}
	return nil
}

// readArray counts first, so that the slice is allocated once at its exact size: at a hundred thousand
// initiatives the slack of growing slices would be a third of the memory.
func (d *Decoder) readArray(arr bsoncore.Array, s *shape, v reflect.Value) error {
	n := 0
	if err := each(arr, func([]byte, bsoncore.Value) error { n++; return nil }); err != nil {
		return err
	}
	list := reflect.MakeSlice(s.typ, n, n)
	i := 0
	err := each(arr, func(_ []byte, val bsoncore.Value) error {
		if err := d.readValue(val, s.elem, list.Index(i)); err != nil {
			return fmt.Errorf("[%d]: %w", i, err)
		}
		i++
		return nil
	})
	v.Set(list)
	return err
}

func wrongType(val bsoncore.Value, want string) error {
	return fmt.Errorf("is %s where %s belongs", val.Type, want)
}

// setString checks closed sets and shares the memory of values that recur.
func (s *shape) setString(v reflect.Value, text string) error {
	switch {
	case s.closed != nil:
		canonical, ok := s.closed[text]
		if !ok {
			return fmt.Errorf("%.40q is not a value of %s", text, s.typ.Name())
		}
		text = canonical
	case s.shared:
		text = unique.Make(text).Value()
	}
	v.SetString(text)
	return nil
}
