package document

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/blueheart-federation/api/internal/directory"
)

// unstored are the fields a stored record does not have. It repeats what plan.go says on purpose: a field
// that slips into that list without reason then fails the round trip.
var unstored = map[string][]string{
	"Organization":     {"UpdatedAt"},
	"Initiative":       {"UpdatedAt", "UpdatedBy"},
	"Hotline":          {"Initiative"},
	"Campaign":         {"Initiative"},
	"Resource":         {"Initiative"},
	"Lesson":           {"Initiative"},
	"BannerMembership": {"Banner"},
	"Provenance":       {"Inherited"},
}

// asStored compares records by what is stored of them.
var asStored = cmp.Options{
	cmpopts.IgnoreFields(directory.Organization{}, unstored["Organization"]...),
	cmpopts.IgnoreFields(directory.Initiative{}, unstored["Initiative"]...),
	cmpopts.IgnoreFields(directory.Hotline{}, unstored["Hotline"]...),
	cmpopts.IgnoreFields(directory.Campaign{}, unstored["Campaign"]...),
	cmpopts.IgnoreFields(directory.Resource{}, unstored["Resource"]...),
	cmpopts.IgnoreFields(directory.Lesson{}, unstored["Lesson"]...),
	cmpopts.IgnoreFields(directory.BannerMembership{}, unstored["BannerMembership"]...),
	cmpopts.IgnoreFields(directory.Provenance{}, unstored["Provenance"]...),
	cmpopts.IgnoreUnexported(directory.Provenance{}, directory.Channel{}, directory.OpeningHours{}),
}

// records are the types that are read and written whole, and those that a change of them would carry.
var records = []reflect.Type{
	reflect.TypeFor[directory.Organization](),
	reflect.TypeFor[directory.Initiative](),
	reflect.TypeFor[directory.Hotline](),
	reflect.TypeFor[directory.Campaign](),
	reflect.TypeFor[directory.Resource](),
	reflect.TypeFor[directory.Lesson](),
	reflect.TypeFor[directory.OpeningHours](),
}

// filler fills records by reflection, so that a field added to the domain is filled without anybody
// thinking of it. It knows the domain structs only, not the shapes of this package.
type filler struct {
	choose func(n int) int // a number below n
	length func(depth int) int
	text   func() string
	typed  func(t reflect.Type) (string, bool) // values of types that not every text is one of; may be nil
	count  int
}

// everything fills every stored field with a value that no other field has.
func everything() *filler {
	f := &filler{length: func(int) int { return 1 }}
	f.choose = func(n int) int { return (f.count - 1) % n }
	f.text = func() string { return fmt.Sprintf("text %d \"'\\ <&> \u2028 Çağrı ☎", f.count) }
	return f
}

// anything fills fields at random; many stay empty, so that most combinations turn up.
func anything(t *rapid.T) *filler {
	number := rapid.IntRange(0, 1<<30)
	awkward := rapid.SampledFrom([]string{
		"", "a", "ä", "line\nline", "\x00", "\"", `\`, "\u2028", "</script>", "é", "𝄞", "0", "null", " ",
	})
	return &filler{
		choose: func(n int) int { return number.Draw(t, "choice") % n },
		length: func(depth int) int { // the deeper, the shorter
			n := number.Draw(t, "length")
			if depth == 0 || n%17 == 0 {
				return n % 3
			}
			return max(0, n%(2+depth)-depth)
		},
		text: func() string { return awkward.Draw(t, "text") },
	}
}

func (f *filler) fill(v reflect.Value, depth int) {
	f.count++
	switch v.Kind() {
	case reflect.String:
		v.SetString(f.string(v.Type()))
	case reflect.Bool:
		v.SetBool(f.length(0) > 0)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(f.choose(1_000)) - 400 + int64(f.count)<<33) // beyond 32 bits
	case reflect.Float64:
		v.SetFloat(0.5 + float64(f.choose(100_000))/7)
	case reflect.Pointer:
		if f.length(depth) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			f.fill(v.Elem(), depth+1)
		}
	case reflect.Slice:
		n := f.length(depth)
		if n == 0 {
			return // an empty list and none are the same
		}
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			e := v.Index(i)
			if e.Kind() == reflect.Pointer { // never nil in a list
				e.Set(reflect.New(e.Type().Elem()))
				e = e.Elem()
			}
			f.fill(e, depth+1)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if field.IsExported() && !slices.Contains(unstored[v.Type().Name()], field.Name) {
				f.fill(v.Field(i), depth)
			}
		}
	default:
		panic("a record holds a " + v.Type().String())
	}
}

func (f *filler) string(t reflect.Type) string {
	if values := directory.EnumValues(t); values != nil {
		return values[f.choose(len(values))]
	}
	if f.typed != nil {
		if value, ok := f.typed(t); ok {
			return value
		}
	}
	return f.text()
}

// full gives a record with every stored field filled.
func full(typ reflect.Type) any {
	record := reflect.New(typ)
	everything().fill(record.Elem(), 0)
	return record.Interface()
}

func fresh(record any) any { return reflect.New(reflect.TypeOf(record).Elem()).Interface() }

// crossAndCompare sends a record through both forms and fails when it comes back different.
func crossAndCompare(t interface {
	Helper()
	Fatalf(string, ...any)
}, record any,
) {
	t.Helper()
	raw := Encode(record)
	for form, decode := range map[string]func(any) error{
		"BSON":                  func(into any) error { return Decode(raw, into) },
		"BSON by a new Decoder": func(into any) error { return NewDecoder().Decode(raw, into) },
		"JSON":                  func(into any) error { return DecodeJSON(EncodeJSON(record), into) },
	} {
		got := fresh(record)
		if err := decode(got); err != nil {
			t.Fatalf("%s: %v", form, err)
		}
		if diff := cmp.Diff(record, got, asStored); diff != "" {
			t.Fatalf("%s changes the record (-before +after):\n%s", form, diff)
		}
	}
}

func byType(t *testing.T, test func(t *testing.T, typ reflect.Type)) {
	for _, typ := range records {
		t.Run(typ.Name(), func(t *testing.T) { test(t, typ) })
	}
}
