package document

import (
	"reflect"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/blueheart-federation/api/internal/directory"
)

// stored says whether a field of a struct is part of the stored form: exported, and not filled in by the
// snapshot. It reads the Go type and not the shape, so a field that the shape forgets is still filled.
func stored(t reflect.Type, sf reflect.StructField) bool {
	for _, name := range derived[t] {
		if name == sf.Name {
			return false
		}
	}
	return sf.IsExported() || sf.Anonymous
}

// filler sets every stored field of a record, however deep, to a value that no other field has: a field
// that is forgotten or confused with another shows.
type filler struct {
	tb testing.TB
	n  int
}

// full gives a record of which every stored field is set and every list has two elements.
func full[T any](tb testing.TB) *T {
	tb.Helper()
	record := new(T)
	(&filler{tb: tb}).fill(reflect.ValueOf(record).Elem())
	return record
}

func (f *filler) fill(v reflect.Value) {
	f.n++
	switch v.Kind() {
	case reflect.String:
		if values := directory.EnumValues(v.Type()); values != nil {
			v.SetString(values[f.n%len(values)])
		} else {
			v.SetString("value " + strconv.Itoa(f.n))
		}
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(f.n))
	case reflect.Float64:
		v.SetFloat(float64(f.n) + 0.5)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		f.fill(v.Index(0))
		f.fill(v.Index(1))
	case reflect.Struct:
		for i := range v.NumField() {
			if stored(v.Type(), v.Type().Field(i)) {
				f.fill(v.Field(i))
			}
		}
	default:
		f.tb.Fatalf("records cannot hold %s: teach the stores and this generator", v.Type())
	}
}

// awkward are texts that a careless encoder breaks.
var awkward = []string{
	"a", "NE", " ", "\x00", "\"\\/", "<script>&amp;", "\u2028\u2029", "\uFFFD", "$set.a", "_id", "ไทย", "א\u200fב", "😀",
	"line\nbreak\ttab", strings.Repeat("long ", 200),
}

// random fills a record with anything its Go types allow. Lists are empty as nil: the stored form does not
// tell an empty list from none.
func random(t *rapid.T, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if values := directory.EnumValues(v.Type()); values != nil {
			v.SetString(rapid.SampledFrom(append([]string{""}, values...)).Draw(t, "value"))
		} else if rapid.IntRange(0, 7).Draw(t, "kind") == 0 {
			v.SetString(rapid.StringN(0, 20, -1).Draw(t, "text"))
		} else {
			v.SetString(rapid.SampledFrom(awkward).Draw(t, "text"))
		}
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	case reflect.Int, reflect.Int64:
		v.SetInt(rapid.Int64().Draw(t, "int"))
	case reflect.Float64:
		v.SetFloat(rapid.Float64().Draw(t, "float"))
	case reflect.Pointer:
		// An element of a list is never nil, so pointers are nil as fields only; see the case of structs.
		v.Set(reflect.New(v.Type().Elem()))
		random(t, v.Elem())
	case reflect.Slice:
		n := rapid.SampledFrom([]int{0, 0, 1, 2}).Draw(t, "len")
		if n == 0 {
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			random(t, v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if !stored(v.Type(), v.Type().Field(i)) {
				continue
			}
			if f := v.Field(i); f.Kind() != reflect.Pointer || rapid.Bool().Draw(t, "set") {
				random(t, f)
			}
		}
	default:
		t.Fatalf("records cannot hold %s: teach the stores and this generator", v.Type())
	}
}
