package snapshot

import (
	"fmt"
	"hash/fnv"
	"slices"
	"sort"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
	"github.com/blueheart-federation/api/internal/search"
)

// Found is a record that was found.
type Found struct {
	Kind   directory.RecordKind
	Record any // a pointer to the record
	Cursor string
	field  search.Field
	text   string
}

// FoundPage is a part of the records that were found, best first.
type FoundPage struct {
	Hits        []Found
	Total       int
	HasNext     bool
	HasPrevious bool
}

// MaxSearchText is how many characters may be looked for.
const MaxSearchText = 200

// finder finds records by what is written in them. Documents are numbered kind by kind, in the default
// order of each, which decides between equal matches.
type finder struct {
	index  *search.Index
	kinds  []searchable
	places []*roaring.Bitmap // documents that serve each country, in the order of the gazetteer
}

// searchable is one table as the finder sees it, whatever its type.
type searchable struct {
	kind   directory.RecordKind
	list   byte
	first  uint32 // number of its first document
	count  int
	record func(row uint32) any
	id     func(row uint32) directory.ID
	keys   []string // of the default order, by row
	write  func(w writer, row uint32)
	served func([]directory.CountryCode) *roaring.Bitmap // rows that serve any of them
}

func searchableOf[T any](kind directory.RecordKind, t *Table[T], write func(writer, *T)) searchable {
	return searchable{
		kind: kind, list: t.list, count: len(t.rows), id: t.id, keys: t.orders[0].keys,
		record: func(row uint32) any { return t.rows[row] },
		write:  func(w writer, row uint32) { write(w, t.rows[row]) },
		served: func(c []directory.CountryCode) *roaring.Bitmap { return With(t, ByCountry, c) },
	}
}

// tablesOf gives a finder without an index.
func tablesOf(s *Snapshot) *finder {
	f := &finder{kinds: []searchable{
		searchableOf(directory.RecordKindHotline, s.Hotlines, writer.hotline),
		searchableOf(directory.RecordKindInitiative, s.Initiatives, writer.initiative),
		searchableOf(directory.RecordKindCampaign, s.Campaigns, writer.campaign),
		searchableOf(directory.RecordKindResource, s.Resources, writer.resource),
		searchableOf(directory.RecordKindOrganization, s.Organizations, writer.organization),
		searchableOf(directory.RecordKindLesson, s.Lessons, writer.lesson),
	}}
	first := 0
	for i := range f.kinds {
		f.kinds[i].first = uint32(first)
		first += f.kinds[i].count
	}
	return f
}

// newFinder reads all texts, on all processors.
func newFinder(s *Snapshot) *finder {
	f := tablesOf(s)
	b := search.NewBuilder()
	b.Fill(f.documents(), func(shard *search.Shard, doc uint32) {
		k, row := f.at(doc)
		k.read(shard, row)
	})
	for _, c := range geography.Countries() {
		f.places = append(f.places, f.serving([]directory.CountryCode{c.Code}))
	}
	b.Places(gazetteer(), f.places)
	f.index = b.Build()
	return f
}

// update gives the finder of a snapshot whose rows moved. It reads only the texts of records that came.
func (f *finder) update(s *Snapshot, m *movements) *finder {
	next := tablesOf(s)
	all := []*moves{m.hotlines, m.initiatives, m.campaigns, m.resources, m.organizations, m.lessons} // as in tablesOf
	moved := make([]uint32, 0, f.documents())
	for i, k := range f.kinds {
		first := next.kinds[i].first
		for row := range uint32(k.count) {
			to := row
			if all[i] != nil {
				to = all[i].to[row]
			}
			if to != gone {
				to += first
			}
			moved = append(moved, to)
		}
	}
	came := func(yield func(k *searchable, row uint32)) {
		for i := range next.kinds {
			if all[i] != nil {
				for _, row := range all[i].came {
					yield(&next.kinds[i], row)
				}
			}
		}
	}
	docs := newFollowing(moved)
	for i, c := range geography.Countries() {
		var serving []uint32
		came(func(k *searchable, row uint32) {
			if k.served([]directory.CountryCode{c.Code}).Contains(row) {
				serving = append(serving, k.first+row)
			}
		})
		set := docs.set(f.places[i])
		if len(serving) > 0 {
			set = roaring.Or(set, roaring.BitmapOf(serving...))
		}
		next.places = append(next.places, set)
	}
	next.index = f.index.Update(moved, next.places, func(shard *search.Shard) {
		came(func(k *searchable, row uint32) { k.read(shard, row) })
	})
	return next
}

// documents is how many there are.
func (f *finder) documents() int {
	last := &f.kinds[len(f.kinds)-1]
	return int(last.first) + last.count
}

// read puts the texts of a record into a shard.
func (k *searchable) read(shard *search.Shard, row uint32) {
	k.write(func(field search.Field, t *directory.Text) { shard.Add(k.first+row, field, t.Value) }, row)
}

// at gives the table and row of a document.
func (f *finder) at(doc uint32) (*searchable, uint32) {
	i := sort.Search(len(f.kinds), func(i int) bool { return f.kinds[i].first > doc }) - 1
	for f.kinds[i].count == 0 {
		i--
	}
	return &f.kinds[i], doc - f.kinds[i].first
}

// serving gives the documents that serve any of these countries.
func (f *finder) serving(countries []directory.CountryCode) *roaring.Bitmap {
	all := roaring.New()
	for i := range f.kinds {
		k := &f.kinds[i]
		all.Or(roaring.AddOffset(k.served(countries), k.first))
	}
	return all
}

// gazetteer has the names of all countries, in the order of geography.Countries.
var gazetteer = sync.OnceValue(func() *search.Gazetteer {
	var names [][]string
	for _, c := range geography.Countries() {
		names = append(names, countryNames(c))
	}
	return search.NewGazetteer(names)
})

// within gives the documents of some kinds that serve some countries, nil for all.
func (f *finder) within(kinds []directory.RecordKind, countries []directory.CountryCode) *roaring.Bitmap {
	var docs *roaring.Bitmap
	if kinds != nil {
		docs = roaring.New()
		for i := range f.kinds {
			if k := &f.kinds[i]; slices.Contains(kinds, k.kind) {
				docs.AddRange(uint64(k.first), uint64(k.first)+uint64(k.count))
			}
		}
	}
	if countries != nil {
		docs = And(docs, f.serving(countries))
	}
	return docs
}

// Search finds records by what is written in them, best first; nil kinds and countries mean all. Wrong
// arguments are INVALID_INPUT naming the argument.
func (s *Snapshot) Search(text string, kinds []directory.RecordKind, countries []directory.CountryCode, args PageArgs) (*FoundPage, error) {
	if n := len([]rune(text)); n == 0 || n > MaxSearchText {
		return nil, invalidArgument("text", "must have 1 to %d characters", MaxSearchText)
	}
	first, _, err := args.sizes()
	if err != nil {
		return nil, err
	}
	f := s.finder
	q := search.Query{Text: text, Docs: f.within(kinds, countries), Limit: first}
	if args.After != nil {
		if q.From, err = f.position(*args.After, text); err != nil {
			return nil, err
		}
	}
	result := f.index.Search(q)
	page := &FoundPage{Hits: make([]Found, len(result.Hits)), Total: result.Total, HasNext: result.More, HasPrevious: args.After != nil}
	for i, hit := range result.Hits {
		k, row := f.at(hit.Doc)
		page.Hits[i] = Found{
			Kind: k.kind, Record: k.record(row), field: hit.Field, text: text,
			Cursor: encodeCursor(searchList, byte('0'+hit.Class), markOf(text)+string(k.list)+k.keys[row], k.id(row)),
		}
	}
	return page, nil
}

// searchList names lists of found records in cursors.
const searchList = 's'

// markOf names a text in a cursor without telling it.
func markOf(text string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(text)) // never fails
	return fmt.Sprintf("%08x", h.Sum32())
}

// position gives the place behind the record of a cursor.
func (f *finder) position(text, searched string) (search.Position, error) {
	c, class, err := decodeAnyOrder(searchList, text, "after")
	if err != nil {
		return search.Position{}, err
	}
	mark := markOf(searched)
	i := -1
	if len(c.key) > len(mark) && c.key[:len(mark)] == mark {
		i = slices.IndexFunc(f.kinds, func(k searchable) bool { return k.list == c.key[len(mark)] })
	}
	if i < 0 || class < '0' || class > '9' {
		return search.Position{}, errCursor("after")
	}
	k, key := &f.kinds[i], c.key[len(mark)+1:]
	row := sort.Search(k.count, func(row int) bool {
		return k.keys[row] > key || k.keys[row] == key && k.id(uint32(row)) > c.id
	})
	return search.Position{Class: search.Class(class - '0'), Doc: k.first + uint32(row)}, nil
}
