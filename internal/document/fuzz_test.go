package document

import (
	"reflect"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
)

// seeds are records small enough for the fuzzer to work on, whole and cut.
func seeds(add func([]byte), form func(any) []byte) {
	parent := "00000000-0000-7000-8000-000000000000"
	age, safety := 18, &directory.Safety{TollFree: directory.SafetyFact{Value: directory.AnswerYes}}
	for _, record := range []any{
		&directory.Organization{
			Kind: directory.OrganizationKindNgo, Parent: directory.ID(parent), Emails: []directory.EmailAddress{"a@example.org"},
			Staff: &directory.Quantity{Value: 50.5, Provenance: &directory.Provenance{SourceClasses: []directory.SourceClass{directory.SourceClassSeed}}},
		},
		&directory.Initiative{
			Slug: "a", Countries: []directory.CountryCode{"MD", "CO"},
			Hotlines: []*directory.Hotline{{MinimumAge: &age, Channels: []directory.Channel{{
				Number: "+37322233309", Safety: safety, Hours: &directory.OpeningHours{Schedule: hours.Schedule{AlwaysOpen: true}},
			}}}},
		},
	} {
		data := form(record)
		add(data)
		add(data[:len(data)/2])
		add(form(fresh(record)))
	}
}

// Whatever bytes are accepted as a record are a record: written again, they give the same one.
func FuzzDecode(f *testing.F) {
	seeds(func(data []byte) { f.Add(data) }, func(record any) []byte { return Encode(record) })
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, typ := range records[:2] {
			record := reflect.New(typ).Interface()
			if Decode(bson.Raw(data), record) == nil {
				dropEmptyLists(reflect.ValueOf(record).Elem())
				crossAndCompare(t, record)
			}
		}
	})
}

func FuzzDecodeJSON(f *testing.F) {
	seeds(func(data []byte) { f.Add(data) }, EncodeJSON)
	f.Add([]byte(`{"facts":[{"quantity":{"value":-0}},{"quantity":{"value":5e-324}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, typ := range records[:2] {
			record := reflect.New(typ).Interface()
			if DecodeJSON(data, record) == nil {
				dropEmptyLists(reflect.ValueOf(record).Elem())
				crossAndCompare(t, record)
			}
		}
	})
}

// dropEmptyLists makes empty lists nil: the two are the same to the directory and only one is written.
func dropEmptyLists(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			dropEmptyLists(v.Elem())
		}
	case reflect.Slice:
		if v.Len() == 0 {
			v.SetZero()
		}
		for i := range v.Len() {
			dropEmptyLists(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				dropEmptyLists(v.Field(i))
			}
		}
	}
}
