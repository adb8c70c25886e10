package document

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/blueheart-federation/api/internal/directory"
)

// derived names the fields that the snapshot fills in from elsewhere. They are never stored, so that
// each fact is stored once.
var derived = map[reflect.Type][]string{
	reflect.TypeFor[directory.Organization]():     {"UpdatedAt"},
	reflect.TypeFor[directory.Initiative]():       {"UpdatedAt", "UpdatedBy"},
	reflect.TypeFor[directory.Hotline]():          {"Initiative"},
	reflect.TypeFor[directory.Campaign]():         {"Initiative"},
	reflect.TypeFor[directory.Resource]():         {"Initiative"},
	reflect.TypeFor[directory.Lesson]():           {"Initiative"},
	reflect.TypeFor[directory.BannerMembership](): {"Banner"},
	reflect.TypeFor[directory.Provenance]():       {"Inherited"},
}

// told names the derived fields that exports tell all the same, since a copy could not know them: see
// EncodePublished.
var told = map[reflect.Type][]string{
	reflect.TypeFor[directory.Organization](): {"UpdatedAt"},
	reflect.TypeFor[directory.Initiative]():   {"UpdatedAt", "UpdatedBy"},
}

// shape is how values of one Go type are written and read. Shapes are built once per type and are safe
// for concurrent use.
type shape struct {
	typ        reflect.Type
	kind       reflect.Kind
	elem       *shape            // of a slice or pointer
	fields     []field           // of a struct, embedded structs flattened
	told       []field           // of a record: not stored, and told by exports
	byBSON     map[string]int    // field by stored name
	byJSON     map[string]int    // field by JSON name
	closed     map[string]string // values of a closed set, for checking and for sharing one string
	shared     bool              // few distinct values: decoded strings are interned
	sharedPart bool              // immutable and recurring: a Decoder keeps one copy
}

type field struct {
	name  string // in Go
	bson  string
	json  string
	index []int
	shape *shape
}

var (
	timeType = reflect.TypeFor[time.Time]()

	shapesMu sync.Mutex
	shapes   = map[reflect.Type]*shape{}
)

// shapeOf gives the shape of t. It panics on a type that no record may contain: that is a mistake in
// the domain, seen at the first test.
func shapeOf(t reflect.Type) *shape {
	shapesMu.Lock()
	defer shapesMu.Unlock()
	return buildShape(t)
}

func buildShape(t reflect.Type) *shape {
	if s, ok := shapes[t]; ok {
		return s
	}
	s := &shape{typ: t, kind: t.Kind(), sharedPart: shareable[t]}
	shapes[t] = s
	switch {
	case t == timeType:
	case s.kind == reflect.String:
		if values := directory.EnumValues(t); values != nil {
			s.closed = make(map[string]string, len(values))
			for _, v := range values {
				s.closed[v] = v
			}
		}
		switch t {
		case reflect.TypeFor[directory.CountryCode](), reflect.TypeFor[directory.LanguageTag](),
			reflect.TypeFor[directory.SubdivisionCode](), reflect.TypeFor[directory.Date](),
			reflect.TypeFor[directory.PartialDate](), reflect.TypeFor[directory.LocalTime]():
			s.shared = true
		default:
			s.shared = t.PkgPath() != "" && s.closed == nil && t.PkgPath() != reflect.TypeFor[directory.ID]().PkgPath()
		}
	case s.kind == reflect.Bool, s.kind == reflect.Int, s.kind == reflect.Int64, s.kind == reflect.Float64:
	case s.kind == reflect.Pointer, s.kind == reflect.Slice:
		s.elem = buildShape(t.Elem())
	case s.kind == reflect.Struct:
		s.addFields(t, nil)
		s.byBSON = make(map[string]int, len(s.fields))
		s.byJSON = make(map[string]int, len(s.fields))
		for i, f := range s.fields {
			if _, twice := s.byBSON[f.bson]; twice {
				panic(fmt.Sprintf("document: %s has two fields named %s", t, f.bson))
			}
			s.byBSON[f.bson] = i
			s.byJSON[f.json] = i
		}
	default:
		panic(fmt.Sprintf("document: records cannot hold %s", t))
	}
	return s
}

func (s *shape) addFields(t reflect.Type, above []int) {
	skip := derived[t]
	for i := range t.NumField() {
		sf := t.Field(i)
		index := append(append([]int(nil), above...), i)
		if sf.Anonymous {
			s.addFields(sf.Type, index)
			continue
		}
		if !sf.IsExported() {
			continue
		}
		snake := snakeCase(sf.Name)
		f := field{name: sf.Name, bson: snake, json: camelCase(snake), index: index, shape: buildShape(sf.Type)}
		switch {
		case slices.Contains(told[t], sf.Name):
			s.told = append(s.told, f)
		case !slices.Contains(skip, sf.Name):
			s.fields = append(s.fields, f)
		}
	}
}

// snakeCase turns ServiceAreas into service_areas and URL into url.
func snakeCase(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		if unicode.IsUpper(r) {
			startsWord := i > 0 && (unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1]) && !unicode.IsDigit(runes[i-1]))
			if startsWord {
				b.WriteByte('_')
			}
			r = unicode.ToLower(r)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// camelCase turns service_areas into serviceAreas.
func camelCase(snake string) string {
	parts := strings.Split(snake, "_")
	for i := 1; i < len(parts); i++ {
		parts[i] = strings.ToUpper(parts[i][:1]) + parts[i][1:]
	}
	return strings.Join(parts, "")
}

// Field is a field of a struct as the project's own JSON and the inputs of the API name it.
type Field struct {
	Name string
	Type reflect.Type
}

// JSONFields lists the fields of a struct of the domain in their order, embedded structs flattened, without
// derived ones. It is for tests that hold other descriptions of a record against it.
func JSONFields(t reflect.Type) []Field {
	s := shapeOf(t)
	out := make([]Field, len(s.fields))
	for i, f := range s.fields {
		out[i] = Field{Name: f.json, Type: f.shape.typ}
	}
	return out
}

// Fields lists the stored fields of a type, nested ones with dots, for the test that guards the stored
// shape against a renamed Go field.
func Fields(t reflect.Type) []string {
	var out []string
	var walk func(s *shape, prefix string, depth int)
	walk = func(s *shape, prefix string, depth int) {
		for s.elem != nil {
			s = s.elem
		}
		for _, f := range s.fields {
			out = append(out, prefix+f.bson)
			if depth < 8 {
				walk(f.shape, prefix+f.bson+".", depth+1)
			}
		}
	}
	walk(shapeOf(t), "", 0)
	return out
}
