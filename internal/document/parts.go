package document

import (
	"fmt"
	"reflect"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/x/bsonx/bsoncore"

	"github.com/blueheart-federation/api/internal/directory"
)

// BrokenPart is a record within a record that could not be read, and why.
type BrokenPart struct {
	Part string // such as "hotlines[2]"
	Err  error
}

var commonType = reflect.TypeFor[directory.Common]()

// DecodeParts reads a stored form as [Decoder.Decode] does, except that the records within it which cannot
// be read are nil in their lists and named: a hotline of a newer program must not hide the others of its initiative.
// It is slower; use it when Decode fails.
func (d *Decoder) DecodeParts(raw bson.Raw, record any) (broken []BrokenPart, err error) {
	v := reflect.ValueOf(record).Elem()
	s := shapeOf(v.Type())
	rest := bsoncore.NewDocumentBuilder() // all but the lists of records
	err = each(raw, func(key []byte, val bsoncore.Value) error {
		i, ok := s.byBSON[string(key)]
		if !ok || !s.fields[i].shape.holdsRecords() {
			rest.AppendValue(string(key), val)
			return nil
		}
		parts, err := d.readParts(val, &s.fields[i], v.FieldByIndex(s.fields[i].index))
		broken = append(broken, parts...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read %s document: %w", s.typ.Name(), err)
	}
	return broken, d.Decode(bson.Raw(rest.Build()), record)
}

// holdsRecords says that values of the shape are lists of pointers to records.
func (s *shape) holdsRecords() bool {
	if s.kind != reflect.Slice || s.elem.kind != reflect.Pointer || s.elem.elem.kind != reflect.Struct {
		return false
	}
	common, ok := s.elem.elem.typ.FieldByName(commonType.Name())
	return ok && common.Anonymous && common.Type == commonType
}

func (d *Decoder) readParts(val bsoncore.Value, f *field, list reflect.Value) (broken []BrokenPart, err error) {
	arr, ok := val.ArrayOK()
	if !ok {
		return nil, fmt.Errorf("%s: %w", f.bson, wrongType(val, "an array"))
	}
	if list.Len() > 0 {
		return nil, fmt.Errorf("field %q stands twice", f.bson)
	}
	at := -1
	err = each(arr, func(_ []byte, val bsoncore.Value) error {
		at++
		part := reflect.New(f.shape.elem.typ).Elem()
		if err := d.readValue(val, f.shape.elem, part); err != nil {
			broken = append(broken, BrokenPart{fmt.Sprintf("%s[%d]", f.bson, at), err})
			part.SetZero()
		}
		list.Set(reflect.Append(list, part))
		return nil
	})
	return broken, err
}
