package httpapi

import (
	"encoding/json"
	"reflect"
	"testing"
	"unicode/utf8"
)

// FuzzJSON holds the reader against encoding/json: it may refuse more, and must never accept more or read
// another value.
func FuzzJSON(f *testing.F) {
	for _, s := range []string{
		`{"query":"{hello}","variables":{"a":[1,-2.5e3,null,true,"\u00e9\n"]}}`, `[]`, `"\ud83d\ude00"`, `"\ud83d"`,
		`01`, `-`, `1.`, `1e`, `{"a":1,"a":2}`, `{"a"}`, `[1,]`, "\"\x00\"", "\"\xff\"", `"\u0000"`, `1 2`, `nul`, `  "a"  `, `-0`, `1e400`,
		`9007199254740993`, `"\x"`, `"a\`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		d := &jsonReader{s: b}
		got, err := d.value()
		if err == nil {
			err = d.end()
		}
		_, _ = parseBody(b)
		_, _ = parseQueryString(string(b))
		if err != nil {
			return
		}
		if !utf8.Valid(b) {
			t.Errorf("%q: invalid UTF-8 was accepted", b)
		}
		var want any
		if e := json.Unmarshal(b, &want); e != nil {
			t.Fatalf("%q: accepted %v, but %v", b, got, e)
		}
		if !reflect.DeepEqual(floats(got), want) {
			t.Errorf("%q: %v, want %v", b, got, want)
		}
	})
}

// floats makes every number what encoding/json makes of it.
func floats(v any) any {
	switch v := v.(type) {
	case int64:
		return float64(v)
	case []any:
		out := []any{}
		for _, e := range v {
			out = append(out, floats(e))
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for k, e := range v {
			out[k] = floats(e)
		}
		return out
	}
	return v
}
