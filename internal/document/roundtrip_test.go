package document

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/v2/bson"
	"pgregory.net/rapid"

	"github.com/blueheart-federation/api/internal/directory"
)

func TestARecordWithEveryFieldFilledComesBackEqual(t *testing.T) {
	byType(t, func(t *testing.T, typ reflect.Type) {
		record := full(typ)
		crossAndCompare(t, record)
		got := namesIn(t, Encode(record))
		want := slices.Compact(slices.Sorted(slices.Values(Fields(typ))))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("fields that Fields lists and the stored form has (-listed +stored):\n%s", diff)
		}
	})
}

// namesIn lists the names of a stored document, nested ones with dots, each once.
func namesIn(t *testing.T, raw bson.Raw) []string {
	t.Helper()
	var names []string
	var walk func(doc bson.Raw, prefix string, list bool)
	walk = func(doc bson.Raw, prefix string, list bool) {
		elements, err := doc.Elements()
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range elements {
			name := prefix
			if !list {
				name = strings.TrimPrefix(prefix+"."+e.Key(), ".")
				names = append(names, name)
			}
			if d, ok := e.Value().DocumentOK(); ok {
				walk(d, name, false)
			} else if a, ok := e.Value().ArrayOK(); ok {
				walk(bson.Raw(a), name, true)
			}
		}
	}
	walk(raw, "", false)
	slices.Sort(names)
	return slices.Compact(names)
}

func TestARandomRecordComesBackEqual(t *testing.T) {
	byType(t, func(t *testing.T, typ reflect.Type) {
		rapid.Check(t, func(t *rapid.T) {
			record := reflect.New(typ)
			anything(t).fill(record.Elem(), 0)
			crossAndCompare(t, record.Interface())
		})
	})
}

func TestTheSameRecordHasOneForm(t *testing.T) {
	byType(t, func(t *testing.T, typ reflect.Type) {
		record := full(typ)
		if a, b := Encode(record), Encode(record); string(a) != string(b) {
			t.Error("two stored forms of one record differ")
		}
		if a, b := EncodeJSON(record), EncodeJSON(record); string(a) != string(b) {
			t.Error("two JSON forms of one record differ")
		}
	})
}

func TestJSONFormIsValidJSON(t *testing.T) {
	byType(t, func(t *testing.T, typ reflect.Type) {
		if data := EncodeJSON(full(typ)); !json.Valid(data) {
			t.Errorf("not JSON: %s", data)
		}
	})
}

func TestAnEmptyRecordIsAnEmptyDocument(t *testing.T) {
	byType(t, func(t *testing.T, typ reflect.Type) {
		record := reflect.New(typ).Interface()
		if raw := Encode(record); len(raw) != 5 {
			t.Errorf("Encode of the zero value has fields: %v", raw)
		}
		if data := EncodeJSON(record); string(data) != "{}" {
			t.Errorf("EncodeJSON of the zero value = %s", data)
		}
		crossAndCompare(t, record)
	})
}

func TestAPointerToZeroIsKept(t *testing.T) {
	zero := 0
	crossAndCompare(t, &directory.Hotline{
		MinimumAge: &zero, StatusNote: &directory.Text{},
		Channels: []directory.Channel{{Safety: &directory.Safety{}, Hours: &directory.OpeningHours{}}},
	})
}

func TestDerivedFieldsAreNotStored(t *testing.T) {
	var stored []string
	for typ, names := range derived {
		for _, name := range names {
			if _, ok := typ.FieldByName(name); !ok {
				t.Errorf("%s has no field %s", typ.Name(), name)
			}
		}
		stored = append(stored, typ.Name())
		if diff := cmp.Diff(unstored[typ.Name()], names); diff != "" {
			t.Errorf("fields of %s that are not stored (-test +plan):\n%s", typ.Name(), diff)
		}
	}
	if len(stored) != len(unstored) {
		t.Errorf("types with fields that are not stored: %v", stored)
	}
	h := &directory.Hotline{Initiative: "someone"}
	h.Provenance = &directory.Provenance{Inherited: true}
	var got directory.Hotline
	if err := Decode(Encode(h), &got); err != nil || got.Initiative != "" || got.Provenance.Inherited {
		t.Errorf("derived fields came back: %+v, %v", got, err)
	}
}

func TestADecoderSharesPartsAndNothingElse(t *testing.T) {
	record := full(reflect.TypeFor[directory.Initiative]()).(*directory.Initiative)
	raw := Encode(record)
	d := NewDecoder()
	const readers = 4
	got := make([]*directory.Initiative, readers)
	var wg sync.WaitGroup
	for i := range readers {
		wg.Go(func() {
			got[i] = &directory.Initiative{}
			if err := d.Decode(raw, got[i]); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for i := range readers {
		if diff := cmp.Diff(record, got[i], asStored); diff != "" {
			t.Errorf("reader %d (-want +got):\n%s", i, diff)
		}
	}
	a, b := &directory.Initiative{}, &directory.Initiative{}
	for _, into := range []*directory.Initiative{a, b} {
		if err := d.Decode(raw, into); err != nil {
			t.Fatal(err)
		}
	}
	if &a.Summaries[0] != &b.Summaries[0] {
		t.Error("equal summaries are kept twice")
	}
	if a.Hotlines[0] == b.Hotlines[0] || &a.Hotlines[0].Channels[0] == &b.Hotlines[0].Channels[0] || a.Provenance == b.Provenance {
		t.Error("records share what the snapshot writes to")
	}
}

func TestARevisionGivesTheRecordItMade(t *testing.T) {
	r := Revision{
		ID: RevisionID("a", 7), RecordID: "a", Version: 7, Kind: KindInitiative,
		Content: Content{State: "PUBLISHED", Owner: "o"},
	}
	if r.ID != "a@7" {
		t.Errorf("id %q", r.ID)
	}
	want := Record{ID: "a", Kind: KindInitiative, Version: 7, Content: Content{State: "PUBLISHED", Owner: "o"}}
	if diff := cmp.Diff(want, r.Record()); diff != "" {
		t.Error(diff)
	}
}
