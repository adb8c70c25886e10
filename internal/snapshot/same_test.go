package snapshot

import (
	"iter"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/blueheart-federation/api/internal/directory"
)

// recordsOnly compares records by what they say.
var recordsOnly = cmp.Options{
	cmpopts.IgnoreUnexported(directory.Provenance{}, directory.Channel{}, directory.OpeningHours{}),
	cmp.AllowUnexported(order{}),
	cmpopts.EquateEmpty(),
}

// same fails unless two snapshots serve the same in every respect a reader can see.
func same(t rapid.TB, a, b *Snapshot) {
	t.Helper()
	sameTable(t, "organizations", a.Organizations, b.Organizations)
	sameTable(t, "initiatives", a.Initiatives, b.Initiatives)
	sameTable(t, "hotlines", a.Hotlines, b.Hotlines)
	sameTable(t, "campaigns", a.Campaigns, b.Campaigns)
	sameTable(t, "resources", a.Resources, b.Resources)
	sameTable(t, "lessons", a.Lessons, b.Lessons)
	sameValue(t, "languages", a.Languages(), b.Languages())
	sameValue(t, "set aside", a.SetAside, b.SetAside)
	sameValue(t, "memberships", a.memberships, b.memberships)
	sameValue(t, "slugs", a.slugs, b.slugs)
	sameValue(t, "paired lines", a.paired, b.paired)
	sameValue(t, "replaced lines", a.replaces, b.replaces)
	sameValue(t, "countries", a.Coverage(now).countries, b.Coverage(now).countries)
	sameValue(t, "regions", a.Coverage(now).regions, b.Coverage(now).regions)
	for row := range uint32(a.Hotlines.Len()) {
		if a.VerifiedOn(row) != b.VerifiedOn(row) || a.Works(row) != b.Works(row) {
			t.Fatalf("row %d: verified on %q and %q, works %v and %v", row, a.VerifiedOn(row), b.VerifiedOn(row), a.Works(row), b.Works(row))
		}
	}
	for hour := range 24 {
		at := now.Add(time.Duration(hour) * 7 * time.Hour)
		if !a.OpenAt(at).Equals(b.OpenAt(at)) {
			t.Fatalf("open at %s: %v and %v", at, a.OpenAt(at), b.OpenAt(at))
		}
	}
	sameFound(t, a, b)
	for _, also := range sameToo {
		also(t, a, b)
	}
}

// sameToo are comparisons by packages that this one does not know.
var sameToo []func(t rapid.TB, a, b *Snapshot)

// CompareToo adds to what two equal snapshots must have in common.
func CompareToo(also func(t rapid.TB, a, b *Snapshot)) { sameToo = append(sameToo, also) }

// sameFound searches page by page.
func sameFound(t rapid.TB, a, b *Snapshot) {
	t.Helper()
	for _, text := range []string{"line", "li", "Ligne", "Линия", "热线", "MD", "Kenya", "initiative 3", "2223", "+373 22 233309", "guide", "bytes that", "organization"} {
		for _, within := range [][]directory.CountryCode{nil, {"MD", "FR"}} {
			args := PageArgs{First: new(5)}
			for more := true; more; {
				one, err := a.Search(text, nil, within, args)
				if err != nil {
					t.Fatal(err)
				}
				other, err := b.Search(text, nil, within, args)
				if err != nil {
					t.Fatal(err)
				}
				sameValue(t, "records found by "+text, *one, *other)
				if more = one.HasNext; more {
					args.After = &one.Hits[len(one.Hits)-1].Cursor
				}
			}
		}
	}
}

// sameValue looks for the difference only where there is one: go-cmp is slow on thousands of records.
func sameValue(t rapid.TB, name string, a, b any) {
	t.Helper()
	if reflect.DeepEqual(a, b) {
		return
	}
	if diff := cmp.Diff(a, b, recordsOnly); diff != "" {
		t.Fatalf("%s differ:\n%s", name, diff)
	}
}

func sameTable[T any](t rapid.TB, name string, a, b *Table[T]) {
	t.Helper()
	sameValue(t, name, a.rows, b.rows)
	sameValue(t, "orders of "+name, a.orders, b.orders)
	for id := range maps.Keys(a.slots.of) {
		if a.RowOf(id) != b.RowOf(id) || a.RowOf(id) >= uint32(a.Len()) {
			t.Fatalf("%s: %s stands in rows %d and %d", name, id, a.RowOf(id), b.RowOf(id))
		}
	}
	for _, by := range a.orders {
		for _, descending := range []bool{false, true} {
			samePages(t, name, a, b, Sort{By: by.name, Descending: descending})
		}
	}
	for f := range facets {
		sameValue(t, "values of "+name, valuesOf(a, f), valuesOf(b, f))
		for _, value := range valuesOf(a, f) {
			if one, other := With(a, f, []string{value}), With(b, f, []string{value}); !one.Equals(other) {
				t.Fatalf("%s: facet %d of %q: %v and %v", name, f, value, one, other)
			}
		}
	}
}

// samePages walks through a list by its cursors, all of it and a part.
func samePages[T any](t rapid.TB, name string, a, b *Table[T], by Sort) {
	t.Helper()
	for _, countries := range [][]string{nil, {"MD", "KE"}} {
		var one, other Set
		if countries != nil {
			one, other = With(a, ByCountry, countries), With(b, ByCountry, countries)
		}
		args := PageArgs{First: new(7)}
		for more := true; more; {
			p, err := a.Page(one, by, args)
			if err != nil {
				t.Fatal(err)
			}
			q, err := b.Page(other, by, args)
			if err != nil {
				t.Fatal(err)
			}
			if p.Len() != q.Len() || p.Total() != q.Total() || p.HasNext() != q.HasNext() || p.HasPrevious() != q.HasPrevious() {
				t.Fatalf("pages of %s by %v: %d and %d of %d and %d", name, by, p.Len(), q.Len(), p.Total(), q.Total())
			}
			for i := range p.Len() {
				if p.At(i) != q.At(i) && a.meta(p.At(i)).ID != b.meta(q.At(i)).ID || p.Cursor(i) != q.Cursor(i) {
					t.Fatalf("pages of %s by %v differ", name, by)
				}
			}
			if more = p.HasNext(); more {
				args.After = new(p.Cursor(p.Len() - 1))
			}
		}
	}
}

// valuesOf gives the values under which a table has rows, sorted.
func valuesOf[T any](t *Table[T], f Facet) []string {
	return slices.Sorted(func(yield func(string) bool) {
		for _, values := range []iter.Seq[string]{maps.Keys(t.values[f].many), maps.Keys(t.values[f].few)} {
			for v := range values {
				if !yield(v) {
					return
				}
			}
		}
	})
}
