package document

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/x/bsonx/bsoncore"

	"github.com/blueheart-federation/api/internal/directory"
)

func stored(t *testing.T, doc any) bson.Raw {
	t.Helper()
	raw, err := bson.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestDecodeRefuses(t *testing.T) {
	in := func(fields ...bson.E) bson.D { return bson.D(fields) }
	tests := map[string]struct {
		doc  bson.D
		want string
	}{
		"an unknown field":                {in(bson.E{Key: "nick_name", Value: "x"}), `unknown field "nick_name"`},
		"a field by its JSON name":        {in(bson.E{Key: "statusNote", Value: bson.D{}}), `unknown field "statusNote"`},
		"an unknown field deep inside":    {in(bson.E{Key: "names", Value: bson.A{bson.D{}, bson.D{{Key: "Value", Value: "x"}}}}), `names: [1]: unknown field "Value"`},
		"a derived field":                 {in(bson.E{Key: "updated_at", Value: bson.DateTime(0)}), `unknown field "updated_at"`},
		"a number for a string":           {in(bson.E{Key: "slug", Value: 7}), "slug: is 32-bit integer where a string belongs"},
		"null for a string":               {in(bson.E{Key: "slug", Value: nil}), "slug: is null where a string belongs"},
		"a string that is not UTF-8":      {in(bson.E{Key: "slug", Value: "\xff"}), "slug: is not valid UTF-8"},
		"a value outside a closed set":    {in(bson.E{Key: "scope", Value: "GALACTIC"}), `scope: "GALACTIC" is not a value of Scope`},
		"a closed set in lower case":      {in(bson.E{Key: "scope", Value: "global"}), `scope: "global" is not a value of Scope`},
		"an empty closed set":             {in(bson.E{Key: "scope", Value: ""}), `scope: "" is not a value of Scope`},
		"a document for a list":           {in(bson.E{Key: "names", Value: bson.D{}}), "names: is embedded document where an array belongs"},
		"a list for a document":           {in(bson.E{Key: "provenance", Value: bson.A{}}), "provenance: is array where a document belongs"},
		"a string within a list":          {in(bson.E{Key: "names", Value: bson.A{"x"}}), "names: [0]: is string where a document belongs"},
		"a string for a whole number":     {in(bson.E{Key: "hotlines", Value: bson.A{bson.D{{Key: "minimum_age", Value: "18"}}}}), "hotlines: [0]: minimum_age: is string where a whole number belongs"},
		"a fraction for a whole number":   {in(bson.E{Key: "hotlines", Value: bson.A{bson.D{{Key: "minimum_age", Value: 1.5}}}}), "minimum_age: is double where a whole number belongs"},
		"a whole number for a fraction":   {in(bson.E{Key: "facts", Value: bson.A{bson.D{{Key: "quantity", Value: bson.D{{Key: "value", Value: int64(1)}}}}}}), "value: is 64-bit integer where a number belongs"},
		"a number that is none":           {in(bson.E{Key: "facts", Value: bson.A{bson.D{{Key: "quantity", Value: bson.D{{Key: "value", Value: math.NaN()}}}}}}), "value: is double where a number belongs"},
		"an infinite number":              {in(bson.E{Key: "facts", Value: bson.A{bson.D{{Key: "quantity", Value: bson.D{{Key: "value", Value: math.Inf(-1)}}}}}}), "value: is double where a number belongs"},
		"a number for a boolean":          {in(bson.E{Key: "hotlines", Value: bson.A{bson.D{{Key: "channels", Value: bson.A{bson.D{{Key: "hours", Value: bson.D{{Key: "always_open", Value: 1}}}}}}}}}), "always_open: is 32-bit integer where a boolean belongs"},
		"the same field a second time":    {in(bson.E{Key: "slug", Value: "a"}, bson.E{Key: "slug", Value: "b"}), `field "slug" stands twice`},
		"the same field twice, deep down": {in(bson.E{Key: "provenance", Value: bson.D{{Key: "published_on", Value: "2020"}, {Key: "published_on", Value: "2021"}}}), `provenance: field "published_on" stands twice`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var got directory.Initiative
			err := Decode(stored(t, test.doc), &got)
			if err == nil {
				t.Fatalf("accepted: %+v", got)
			}
			if !strings.Contains(err.Error(), test.want) || !strings.HasPrefix(err.Error(), "read Initiative document: ") {
				t.Errorf("error %q does not hold %q", err, test.want)
			}
		})
	}
}

func TestDecodeJSONRefuses(t *testing.T) {
	tests := map[string]struct{ data, want string }{
		"nothing":                        {``, "read JSON"},
		"half an object":                 {`{"slug":"a"`, "read JSON"},
		"something after the value":      {`{"slug":"a"} {}`, "something follows the value"},
		"null":                           {`null`, "is not an object"},
		"a list for an object":           {`[]`, "is not an object"},
		"an unknown field":               {`{"nickName":"x"}`, `unknown field "nickName"`},
		"a field by its stored name":     {`{"status_note":{}}`, `unknown field "status_note"`},
		"a field in another case":        {`{"Slug":"a"}`, `unknown field "Slug"`},
		"an unknown field deep inside":   {`{"names":[{},{"lang":"en"}]}`, `names: [1]: unknown field "lang"`},
		"a derived field":                {`{"hotlines":[{"initiative":"a"}]}`, `unknown field "initiative"`},
		"a number for a string":          {`{"slug":7}`, "slug: 7 is not a string"},
		"null for a string":              {`{"slug":null}`, "slug: <nil> is not a string"},
		"null for a list":                {`{"names":null}`, "names: <nil> is not a list"},
		"an object for a list":           {`{"names":{}}`, "names: map[string]interface {} is not a list"},
		"a list for an inner object":     {`{"provenance":[]}`, "provenance: []interface {} is not an object"},
		"a value outside a closed set":   {`{"scope":"GALACTIC"}`, `scope: "GALACTIC" is not a value of Scope`},
		"a string for a whole number":    {`{"hotlines":[{"minimumAge":"18"}]}`, "hotlines: [0]: minimumAge: string is not a whole number"},
		"a fraction for a whole number":  {`{"hotlines":[{"minimumAge":1.5}]}`, "minimumAge: 1.5 is not a whole number"},
		"a number of more than 64 bits":  {`{"hotlines":[{"minimumAge":9223372036854775808}]}`, "minimumAge: 9223372036854775808 is not a whole number"},
		"a string for a number":          {`{"facts":[{"quantity":{"value":"1"}}]}`, "value: string is not a number"},
		"a number beyond every float":    {`{"facts":[{"quantity":{"value":1e999}}]}`, "value: 1e999 is not a number"},
		"a string for a boolean":         {`{"hotlines":[{"channels":[{"hours":{"alwaysOpen":"true"}}]}]}`, "alwaysOpen: string is not true or false"},
		"an object nested without bound": {strings.Repeat(`{"parent":`, 20_000), "read JSON"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var got directory.Initiative
			err := DecodeJSON([]byte(test.data), &got)
			if err == nil {
				t.Fatalf("accepted: %+v", got)
			}
			if !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %q does not hold %q", err, test.want)
			}
		})
	}
}

// A document in which one field has a wrong type is refused with the way to it, whatever the field.
func TestAWrongTypeIsRefusedInEveryField(t *testing.T) {
	byType(t, func(t *testing.T, typ reflect.Type) {
		fields := 0
		var walk func(s *shape, wrap func([]byte) bson.Raw, way string, depth int)
		walk = func(s *shape, wrap func([]byte) bson.Raw, way string, depth int) {
			for _, f := range s.fields {
				fields++
				into := reflect.New(typ).Interface()
				minKey := bsoncore.BuildDocument(nil, bsoncore.AppendHeader(nil, bsoncore.TypeMinKey, f.bson))
				err := Decode(wrap(minKey), into)
				if want := way + f.bson + ": is min key where "; err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("%s%s: error %v, want %q", way, f.bson, err, want)
				}
				if depth == 6 {
					continue
				}
				inner, lists := f.shape, 0
				for inner.elem != nil {
					if inner.kind == reflect.Slice {
						lists++
					}
					inner = inner.elem
				}
				walk(inner, func(doc []byte) bson.Raw {
					value := bsoncore.Value{Type: bsoncore.TypeEmbeddedDocument, Data: doc}
					if lists > 0 {
						value = bsoncore.Value{Type: bsoncore.TypeArray, Data: bsoncore.BuildArray(nil, value)}
					}
					return wrap(bsoncore.BuildDocument(nil, bsoncore.AppendValueElement(nil, f.bson, value)))
				}, way+f.bson+": "+strings.Repeat("[0]: ", lists), depth+1)
			}
		}
		walk(shapeOf(typ), func(doc []byte) bson.Raw { return doc }, "", 0)
		if fields < 10 {
			t.Errorf("only %d fields were tried", fields)
		}
	})
}

func TestTruncatedBytesAreRefused(t *testing.T) {
	byType(t, func(t *testing.T, typ reflect.Type) {
		record := full(typ)
		raw, data := Encode(record), EncodeJSON(record)
		step := max(1, len(raw)/300) | 1
		for n := 0; n < len(raw); n += step {
			if Decode(raw[:n], fresh(record)) == nil {
				t.Fatalf("the first %d of %d bytes were accepted", n, len(raw))
			}
		}
		step = max(1, len(data)/300) | 1
		for n := 0; n < len(data); n += step {
			if DecodeJSON(data[:n], fresh(record)) == nil {
				t.Fatalf("the first %d of %d characters were accepted", n, len(data))
			}
		}
		if Decode(append(bytes.Clone(raw), 0), fresh(record)) == nil {
			t.Error("a byte too many was accepted")
		}
	})
}

// A shape that does not end where it should, and lengths that lie, are errors and never panics.
func TestBrokenBytesNeverPanic(t *testing.T) {
	if testing.Short() {
		t.Skip("reads a record broken in every way")
	}
	record := full(reflect.TypeFor[directory.Organization]())
	raw := Encode(record)
	for i := 0; i < len(raw); i += 3 { // each byte of a length at one place or another
		for _, b := range []byte{0x00, 0x01, 0x7f, 0x80, 0xff} {
			broken := bytes.Clone(raw)
			broken[i] = b
			into := &directory.Organization{}
			if Decode(broken, into) == nil && i%101 == 0 { // then it is another record
				crossAndCompare(t, into)
			}
		}
	}
	open := bytes.Clone(raw)
	open[len(open)-1] = 1
	if Decode(open, fresh(record)) == nil {
		t.Error("a document without its end was accepted")
	}
}

func TestLongValuesAreCutInErrors(t *testing.T) {
	long := strings.Repeat("x", 10_000)
	for name, err := range map[string]error{
		"closed set":   Decode(stored(t, bson.D{{Key: "scope", Value: long}}), &directory.Initiative{}),
		"stored name":  Decode(stored(t, bson.D{{Key: long, Value: 1}}), &directory.Initiative{}),
		"JSON name":    DecodeJSON([]byte(`{"`+long+`":1}`), &directory.Initiative{}),
		"whole number": DecodeJSON([]byte(`{"hotlines":[{"minimumAge":`+strings.Repeat("9", 10_000)+`}]}`), &directory.Initiative{}),
	} {
		if err == nil || len(err.Error()) > 200 {
			t.Errorf("%s: error of %d bytes", name, len(err.Error()))
		}
	}
}

func TestUnusualJSONThatMeansTheSameIsAccepted(t *testing.T) {
	var got directory.Initiative
	data := []byte(" {\"slug\" : \"\\u0061\", \"facts\":[{\"quantity\":{\"value\":1E2}}], \"hotlines\":[{\"minimumAge\":-0}] }\n")
	if err := DecodeJSON(data, &got); err != nil {
		t.Fatal(err)
	}
	if got.Slug != "a" || got.Facts[0].Quantity.Value != 100 || *got.Hotlines[0].MinimumAge != 0 {
		t.Errorf("read %+v", got)
	}
	if _, err := strconv.Unquote(string(appendQuoted(nil, "a\"\n"))); err != nil || !json.Valid(appendQuoted(nil, "\x00\u2028")) {
		t.Error("quoting is not JSON")
	}
}
