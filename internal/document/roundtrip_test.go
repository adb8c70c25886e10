package document

import (
	"reflect"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/blueheart-federation/api/internal/directory"
)

// equal compares records by what is stored of them: unexported fields hold what the snapshot works out.
var equal = cmp.FilterPath(func(p cmp.Path) bool {
	sf, ok := p.Last().(cmp.StructField)
	if !ok {
		return false
	}
	field, _ := p.Index(-2).Type().FieldByName(sf.Name())
	return !stored(p.Index(-2).Type(), field)
}, cmp.Ignore())

// checkRoundTrip writes a record and reads it in every way there is.
func checkRoundTrip[T any](t interface {
	Helper()
	Fatalf(string, ...any)
}, record *T,
) {
	t.Helper()
	raw, text := Encode(record), EncodeJSON(record)
	sharing := NewDecoder()
	for _, way := range []struct {
		name string
		read func(*T) error
	}{
		{"Decode", func(r *T) error { return Decode(raw, r) }},
		{"Decoder.Decode, first", func(r *T) error { return sharing.Decode(raw, r) }},
		{"Decoder.Decode, again", func(r *T) error { return sharing.Decode(raw, r) }},
		{"DecodeJSON", func(r *T) error { return DecodeJSON(text, r) }},
	} {
		got := new(T)
		if err := way.read(got); err != nil {
			t.Fatalf("%s: %v", way.name, err)
		}
		if diff := cmp.Diff(record, got, equal); diff != "" {
			t.Fatalf("%s gives another record (-want +got):\n%s", way.name, diff)
		}
		if again := Encode(got); string(again) != string(raw) {
			t.Fatalf("%s: the stored form of what was read differs", way.name)
		}
		if again := EncodeJSON(got); string(again) != string(text) {
			t.Fatalf("%s: the JSON of what was read differs:\n%s\n%s", way.name, again, text)
		}
	}
}

func TestFullRecordComesBackEqual(t *testing.T) {
	t.Run("organization", func(t *testing.T) { checkRoundTrip(t, full[directory.Organization](t)) })
	t.Run("initiative", func(t *testing.T) { checkRoundTrip(t, full[directory.Initiative](t)) })
}

func TestEmptyRecordComesBackEmpty(t *testing.T) {
	checkRoundTrip(t, new(directory.Organization))
	checkRoundTrip(t, new(directory.Initiative))
	if got := string(EncodeJSON(new(directory.Initiative))); got != "{}" {
		t.Errorf("EncodeJSON = %s, want {}: zero values are left out", got)
	}
}

func TestAnyOrganizationComesBackEqual(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var o directory.Organization
		random(t, reflect.ValueOf(&o).Elem())
		checkRoundTrip(t, &o)
	})
}

func TestAnyInitiativeComesBackEqual(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var in directory.Initiative
		random(t, reflect.ValueOf(&in).Elem())
		checkRoundTrip(t, &in)
	})
}

func TestDerivedFieldsAreNotStored(t *testing.T) {
	for typ, names := range derived {
		for _, name := range names {
			if _, ok := typ.FieldByName(name); !ok {
				t.Errorf("%s has no field %s", typ, name)
			}
			for _, f := range shapeOf(typ).fields {
				if f.name == name {
					t.Errorf("%s.%s is derived and stored", typ, name)
				}
			}
		}
	}
}

func TestPointersToZeroAreKept(t *testing.T) {
	zero := 0
	checkRoundTrip(t, &directory.Hotline{MinimumAge: &zero, StatusNote: &directory.Text{}})
}

func TestDecoderSharesPartsThatRecur(t *testing.T) {
	raw := Encode(full[directory.Initiative](t))
	d := NewDecoder()
	var a, b directory.Initiative
	for _, in := range []*directory.Initiative{&a, &b} {
		if err := d.Decode(raw, in); err != nil {
			t.Fatal(err)
		}
	}
	if &a.Summaries[0] != &b.Summaries[0] || a.StatusNote != b.StatusNote {
		t.Error("texts were read twice")
	}
	if a.Hotlines[0] == b.Hotlines[0] {
		t.Error("two records share a hotline")
	}
}

func TestDecoderServesManyGoroutines(t *testing.T) {
	want := full[directory.Organization](t)
	raw := Encode(want)
	d := NewDecoder()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				var got directory.Organization
				if err := d.Decode(raw, &got); err != nil {
					t.Error(err)
				} else if diff := cmp.Diff(want, &got, equal); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
	wg.Wait()
}
