package snapshot

import (
	"cmp"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/blueheart-federation/api/internal/directory"
)

var hotlineOrders = []string{"", "NAME", "COUNTRY", "VERIFIED_ON", "STANDING"}

// naiveKey is the sort key of a hotline, said once more in other words.
func naiveKey(h *directory.Hotline, order string) string {
	name := foldKey(h.Names[0].Value)
	switch order {
	case "COUNTRY":
		if len(h.Countries) == 0 {
			return bound("\U0010FFFF" + name)
		}
		return bound(string(h.Countries[0]) + " " + name)
	case "VERIFIED_ON":
		return string(h.Provenance.VerifiedOn())
	case "STANDING", "":
		place := slices.Index([]directory.HotlineStatus{
			directory.HotlineStatusActive, directory.HotlineStatusPaused, directory.HotlineStatusOutOfService, directory.HotlineStatusRetired,
		}, h.Status)
		day := "~"
		if verified := h.Provenance.VerifiedOn(); verified != "" {
			day = strings.Map(func(r rune) rune {
				if r == '-' {
					return r
				}
				return '9' + '0' - r
			}, string(verified))
		}
		return bound(string(rune('0'+place)) + day + " " + name)
	}
	return name
}

// naiveList is the whole list: the hotlines wanted, sorted by key and id.
func naiveList(s *Snapshot, by Sort, wanted func(*directory.Hotline) bool) []directory.ID {
	var list []*directory.Hotline
	for h := range s.Hotlines.All {
		if wanted(h) {
			list = append(list, h)
		}
	}
	slices.SortFunc(list, func(a, b *directory.Hotline) int {
		return cmp.Or(cmp.Compare(naiveKey(a, by.By), naiveKey(b, by.By)), cmp.Compare(a.ID, b.ID))
	})
	if by.Descending {
		slices.Reverse(list)
	}
	ids := make([]directory.ID, len(list))
	for i, h := range list {
		ids[i] = h.ID
	}
	return ids
}

func idsOf(p *Page[directory.Hotline]) []directory.ID {
	if p == nil {
		return nil
	}
	ids := make([]directory.ID, p.Len())
	for i := range ids {
		ids[i] = p.At(i).ID
	}
	return ids
}

func anySort(t *rapid.T) Sort {
	return Sort{By: anyOf(t, "order", hotlineOrders), Descending: rapid.Bool().Draw(t, "descending")}
}

// anySet draws a set of hotlines, nil for all of them, and the rule it follows.
func anySet(t *rapid.T, s *Snapshot) (Set, func(*directory.Hotline) bool) {
	if rapid.IntRange(0, 3).Draw(t, "all") == 0 {
		return nil, func(*directory.Hotline) bool { return true }
	}
	some := map[directory.ID]bool{}
	var ids []directory.ID
	for h := range s.Hotlines.All {
		if rapid.Bool().Draw(t, "in set") {
			some[h.ID] = true
			ids = append(ids, h.ID)
		}
	}
	return s.Hotlines.Of(append(ids, id(1<<40))), func(h *directory.Hotline) bool { return some[h.ID] }
}

func TestPagesJoinedAreTheWholeList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := build(t, anyDirectory(t, 12)...)
		set, wanted := anySet(t, s)
		by := anySort(t)
		size := rapid.IntRange(1, 7).Draw(t, "size")
		want := naiveList(s, by, wanted)
		joinForwards(t, s, set, by, size, want)
		joinBackwards(t, s, set, by, size, want)
	})
}

func TestPagesOfALargerListJoinedAreTheWholeList(t *testing.T) {
	s := build(t, made(150, 7)...)
	all := func(*directory.Hotline) bool { return true }
	sparse := func(h *directory.Hotline) bool { return strings.HasSuffix(string(h.ID), "0") }
	dense := func(h *directory.Hotline) bool { return !sparse(h) }
	for name, wanted := range map[string]func(*directory.Hotline) bool{"all": all, "sparse": sparse, "dense": dense} {
		for _, order := range hotlineOrders {
			for _, descending := range []bool{false, true} {
				by := Sort{By: order, Descending: descending}
				want := naiveList(s, by, wanted)
				var set Set
				if name != "all" {
					set = s.Hotlines.Of(want)
				}
				joinForwards(t, s, set, by, 40, want)
				joinBackwards(t, s, set, by, 37, want)
			}
		}
	}
}

func joinForwards(t rapid.TB, s *Snapshot, set Set, by Sort, size int, want []directory.ID) {
	got := []directory.ID{}
	var after *string
	for {
		p, err := s.Hotlines.Page(set, by, PageArgs{First: &size, After: after})
		if err != nil {
			t.Fatalf("page after %d: %v", len(got), err)
		}
		if p.HasPrevious() != (len(got) > 0) {
			t.Fatalf("forwards: hasPrevious is %v after %d records", p.HasPrevious(), len(got))
		}
		got = append(got, idsOf(p)...)
		if p.Total() != len(want) || p.HasNext() != (len(got) < len(want)) {
			t.Fatalf("forwards: total %d, hasNext %v at %d of %d", p.Total(), p.HasNext(), len(got), len(want))
		}
		if !p.HasNext() {
			break
		}
		cursor := p.Cursor(p.Len() - 1)
		after = &cursor
	}
	if d := gocmp.Diff(append([]directory.ID{}, want...), got); d != "" {
		t.Fatalf("forwards by %+v, pages of %d:\n%s", by, size, d)
	}
}

func joinBackwards(t rapid.TB, s *Snapshot, set Set, by Sort, size int, want []directory.ID) {
	got := []directory.ID{}
	var before *string
	for {
		p, err := s.Hotlines.Page(set, by, PageArgs{Last: &size, Before: before})
		if err != nil {
			t.Fatalf("page before %d: %v", len(got), err)
		}
		if p.HasNext() != (len(got) > 0) {
			t.Fatalf("backwards: hasNext is %v before %d records", p.HasNext(), len(got))
		}
		got = append(idsOf(p), got...)
		if p.Total() != len(want) || p.HasPrevious() != (len(got) < len(want)) {
			t.Fatalf("backwards: total %d, hasPrevious %v at %d of %d", p.Total(), p.HasPrevious(), len(got), len(want))
		}
		if !p.HasPrevious() {
			break
		}
		cursor := p.Cursor(0)
		before = &cursor
	}
	if d := gocmp.Diff(append([]directory.ID{}, want...), got); d != "" {
		t.Fatalf("backwards by %+v, pages of %d:\n%s", by, size, d)
	}
}

func TestPageBetweenTwoCursorsIsThatPartOfTheList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := build(t, anyDirectory(t, 8)...)
		set, wanted := anySet(t, s)
		by := anySort(t)
		want := naiveList(s, by, wanted)
		if len(want) == 0 {
			return
		}
		cursors := cursorsOf(t, s, by)
		from := rapid.IntRange(-1, len(want)-1).Draw(t, "after")
		to := rapid.IntRange(0, len(want)).Draw(t, "before")
		size := rapid.IntRange(0, 20).Draw(t, "size")
		args := PageArgs{First: &size}
		if from >= 0 {
			args.After = new(cursors[want[from]])
		}
		if to < len(want) {
			args.Before = new(cursors[want[to]])
		}
		part := want[from+1 : max(from+1, to)]
		p, err := s.Hotlines.Page(set, by, args)
		if err != nil {
			t.Fatal(err)
		}
		head := part[:min(size, len(part))]
		if !slices.Equal(idsOf(p), head) || p.Total() != len(want) || p.HasNext() != (len(head) < len(part)) || p.HasPrevious() != (from >= 0) {
			t.Fatalf("first %d: got %v (%d, next %v, previous %v), want %v", size, idsOf(p), p.Total(), p.HasNext(), p.HasPrevious(), head)
		}
		args.First, args.Last = nil, &size
		if p, err = s.Hotlines.Page(set, by, args); err != nil {
			t.Fatal(err)
		}
		tail := part[len(part)-min(size, len(part)):]
		if !slices.Equal(idsOf(p), tail) || p.HasPrevious() != (len(tail) < len(part)) || p.HasNext() != (to < len(want)) {
			t.Fatalf("last %d: got %v (next %v, previous %v), want %v", size, idsOf(p), p.HasNext(), p.HasPrevious(), tail)
		}
	})
}

// cursorsOf gives the cursor of every hotline in an order.
func cursorsOf(t rapid.TB, s *Snapshot, by Sort) map[directory.ID]string {
	cursors := map[directory.ID]string{}
	var after *string
	for {
		p, err := s.Hotlines.Page(nil, by, PageArgs{First: new(MaxPage), After: after})
		if err != nil {
			t.Fatalf("page: %v", err)
		}
		for i := range p.Len() {
			cursors[p.At(i).ID] = p.Cursor(i)
		}
		if !p.HasNext() {
			return cursors
		}
		after = new(p.Cursor(p.Len() - 1))
	}
}

func TestCursorOutlivesOtherRecordsAndItsOwn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		full := initiative(1)
		for n := range rapid.IntRange(1, 12).Draw(t, "hotlines") {
			full.Hotlines = append(full.Hotlines, anyHotline(t, 100+n))
		}
		// Two revisions that each lack other records.
		revision := func(label string) *Snapshot {
			in := *full
			in.Hotlines = slices.DeleteFunc(slices.Clone(full.Hotlines), func(*directory.Hotline) bool { return rapid.Bool().Draw(t, label) })
			return build(t, &in)
		}
		first, second, whole := revision("gone from first"), revision("gone from second"), build(t, full)
		by := anySort(t)
		everything := func(*directory.Hotline) bool { return true }
		order, now := naiveList(whole, by, everything), naiveList(second, by, everything)
		for at, cursor := range cursorsOf(t, first, by) {
			place := slices.Index(order, at)
			after := slices.DeleteFunc(slices.Clone(now), func(x directory.ID) bool { return slices.Index(order, x) <= place })
			before := slices.DeleteFunc(slices.Clone(now), func(x directory.ID) bool { return slices.Index(order, x) >= place })
			p, err := second.Hotlines.Page(nil, by, PageArgs{First: new(MaxPage), After: &cursor})
			if err != nil || !slices.Equal(idsOf(p), after) {
				t.Fatalf("after %s: %v %v, want %v", at, idsOf(p), err, after)
			}
			p, err = second.Hotlines.Page(nil, by, PageArgs{Last: new(MaxPage), Before: &cursor})
			if err != nil || !slices.Equal(idsOf(p), before) {
				t.Fatalf("before %s: %v %v, want %v", at, idsOf(p), err, before)
			}
		}
	})
}

// refused fails unless err is INVALID_INPUT that names the argument.
func refused(t *testing.T, err error, path string) {
	t.Helper()
	e, ok := errors.AsType[*directory.Error](err)
	if !ok || e.Code != directory.InvalidInput || len(e.Problems) != 1 || e.Problems[0].Path != path ||
		e.Problems[0].Code != directory.InvalidInput || e.Problems[0].Message == "" {
		t.Fatalf("got %v, want INVALID_INPUT at %q", err, path)
	}
}

func TestCursorRefused(t *testing.T) {
	s := build(t, initiative(1, hotline(2, "A"), hotline(3, "B")))
	own := cursorsOf(t, s, Sort{})[id(2)]
	ofInitiative, err := s.Initiatives.Page(nil, Sort{}, PageArgs{})
	if err != nil {
		t.Fatal(err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	for name, cursor := range map[string]string{
		"empty":                  "",
		"not base64":             "!!",
		"padded base64":          base64.URLEncoding.EncodeToString([]byte("h0a\n" + string(id(2)))),
		"of another table":       ofInitiative.Cursor(0),
		"of another order":       cursorsOf(t, s, Sort{By: "COUNTRY"})[id(2)],
		"of the other direction": cursorsOf(t, s, Sort{Descending: true})[id(2)],
		"cut off":                own[:len(own)-4],
		"without id":             encode([]byte("h0key\n")),
		"without separator":      encode([]byte("h0" + string(id(2)))),
		"too short":              encode([]byte("h0")),
		"with a word for an id":  encode([]byte("h0a\nnot-an-id")),
		"an offset":              encode([]byte("offset:20")),
		"oversized":              strings.Repeat("A", 1_000_000),
		"oversized but readable": encode([]byte("h0" + strings.Repeat("k", 1000) + "\n" + string(id(2)))),
		"invalid UTF-8":          "\xff\xfe",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.Hotlines.Page(nil, Sort{}, PageArgs{After: &cursor})
			refused(t, err, "after")
			_, err = s.Hotlines.Page(nil, Sort{}, PageArgs{Before: &cursor})
			refused(t, err, "before")
		})
	}
}

func TestPageArgumentsRefused(t *testing.T) {
	s := build(t, initiative(1, hotline(2, "A")))
	for name, c := range map[string]struct {
		by   Sort
		args PageArgs
		path string
	}{
		"first and last":      {args: PageArgs{First: new(1), Last: new(1)}, path: "last"},
		"both zero":           {args: PageArgs{First: new(0), Last: new(0)}, path: "last"},
		"first negative":      {args: PageArgs{First: new(-1)}, path: "first"},
		"last negative":       {args: PageArgs{Last: new(-1)}, path: "last"},
		"first above the cap": {args: PageArgs{First: new(MaxPage + 1)}, path: "first"},
		"last above the cap":  {args: PageArgs{Last: new(MaxPage + 1)}, path: "last"},
		"unknown order":       {by: Sort{By: "START"}, path: "sort"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.Hotlines.Page(nil, c.by, c.args)
			refused(t, err, c.path)
		})
	}
}

func TestPageWithoutArgumentsHasTheDefaultSize(t *testing.T) {
	in := initiative(1)
	for n := range 30 {
		in.Hotlines = append(in.Hotlines, hotline(100+n, "Line"))
	}
	p, err := build(t, in).Hotlines.Page(nil, Sort{}, PageArgs{})
	if err != nil || p.Len() != DefaultPage || p.Total() != 30 || !p.HasNext() || p.HasPrevious() {
		t.Fatalf("got %d of %d, %v", p.Len(), p.Total(), err)
	}
}

func TestPageOfNothingIsEmpty(t *testing.T) {
	empty := build(t)
	for name, set := range map[string]Set{"all of an empty table": nil, "empty set": roaring.New()} {
		for _, order := range hotlineOrders {
			p, err := empty.Hotlines.Page(set, Sort{By: order, Descending: true}, PageArgs{Last: new(5)})
			if err != nil || p.Len() != 0 || p.Total() != 0 || p.HasNext() || p.HasPrevious() {
				t.Errorf("%s by %q: %d of %d, %v", name, order, p.Len(), p.Total(), err)
			}
		}
	}
	var zero Page[directory.Hotline]
	if zero.Len() != 0 || zero.Total() != 0 || zero.HasNext() || zero.HasPrevious() {
		t.Error("the zero page is not empty")
	}
}

func TestEveryOrderOfEveryTableIsThatOfItsKeys(t *testing.T) {
	s := build(t, made(60, 3)...)
	ordered(t, "organizations", s.Organizations)
	ordered(t, "initiatives", s.Initiatives)
	ordered(t, "hotlines", s.Hotlines)
	ordered(t, "campaigns", s.Campaigns)
	ordered(t, "resources", s.Resources)
	ordered(t, "lessons", s.Lessons)
}

func ordered[T any](t *testing.T, name string, table *Table[T]) {
	t.Helper()
	for i := range table.orders {
		o := &table.orders[i]
		p, err := table.Page(nil, Sort{By: o.name}, PageArgs{First: new(MaxPage)})
		if err != nil {
			t.Fatalf("%s by %s: %v", name, o.name, err)
		}
		for k := 1; k < p.Len(); k++ {
			a, b := p.rows[k-1], p.rows[k]
			if cmp.Or(cmp.Compare(o.keys[a], o.keys[b]), cmp.Compare(table.id(a), table.id(b))) >= 0 {
				t.Errorf("%s by %s: %q stands before %q", name, o.name, o.keys[a], o.keys[b])
			}
		}
		for row, key := range o.keys {
			if len(key) > maxKey {
				t.Errorf("%s by %s: key of row %d has %d bytes", name, o.name, row, len(key))
			}
		}
	}
}

func FuzzCursor(f *testing.F) {
	s := build(f, initiative(1, hotline(2, "A"), hotline(3, "B")))
	for _, c := range cursorsOf(f, s, Sort{}) {
		f.Add(c)
	}
	f.Add("")
	f.Add("aDA")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := s.Hotlines.Page(nil, Sort{}, PageArgs{After: &text})
		if err != nil {
			refused(t, err, "after")
		} else if p.Total() != 2 {
			t.Errorf("total %d", p.Total())
		}
	})
}
