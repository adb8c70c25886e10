package synthetic

import (
	"iter"
	"math/rand/v2"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
)

// perOrganization is how many initiatives one organization leads.
const perOrganization = 2

// Directory yields the initiatives of a made-up directory, each with the organization that leads it when
// that comes for the first time, else nil. Every entry was verified in the 400 days before asOf, or never.
func Directory(initiatives int, seed uint64, asOf time.Time) iter.Seq2[*directory.Organization, *directory.Initiative] {
	return func(yield func(*directory.Organization, *directory.Initiative) bool) {
		g := newGenerator(seed, asOf)
		places := newPlaces()
		everywhere := initiatives >= perOrganization*len(places.all)
		var leads *directory.Organization
		for i := range initiatives {
			var first *directory.Organization
			if i%perOrganization == 0 {
				n := i / perOrganization
				if everywhere && n < len(places.all) {
					g.place = &places.all[n] // a large directory has every country
				} else {
					g.place = places.pick(g.random)
				}
				leads = g.organization(n)
				first = leads
			}
			if !yield(first, g.initiative(i, leads)) {
				return
			}
		}
	}
}

// generator makes records one after another from one stream of random numbers.
type generator struct {
	random *rand.Rand
	asOf   time.Time
	ids    uint64
	place  *place
}

func newGenerator(seed uint64, asOf time.Time) *generator {
	return &generator{random: rand.New(rand.NewPCG(seed, 0x626c7565)), asOf: asOf.UTC()} //nolint:gosec // repeatable on purpose
}

// firstID is the instant in the first id, in milliseconds: 2020-01-01.
const firstID = 1_577_836_800_000

// id gives a UUID of version 7 (RFC 9562 section 5.7). Its clock ticks with every id, so that ids come in
// order, as they do in a directory that grew.
func (g *generator) id() directory.ID {
	const digits = "0123456789abcdef"
	g.ids++
	high := (firstID+g.ids)<<16 | 0x7000 | g.random.Uint64()&0xfff
	low := 1<<63 | g.random.Uint64()>>2
	var b [36]byte
	at := 0
	for i := range 32 {
		if i == 8 || i == 12 || i == 16 || i == 20 {
			b[at] = '-'
			at++
		}
		word := high
		if i >= 16 {
			word = low
		}
		b[at] = digits[word>>(60-4*(i%16))&15]
		at++
	}
	return directory.ID(b[:])
}

// chance is true in so many of a hundred cases.
func (g *generator) chance(percent int) bool { return g.random.IntN(100) < percent }

// one picks from a list.
func one[T any](g *generator, list []T) T { return list[g.random.IntN(len(list))] }

// some picks up to most different values, at least one, in the order of the list.
func some[T any](g *generator, list []T, most int) []T {
	n := 1 + g.random.IntN(min(most, len(list)))
	out := make([]T, 0, n)
	for i, v := range list {
		if left := len(list) - i; g.random.IntN(left) < n-len(out) {
			out = append(out, v)
		}
	}
	return out
}

// day gives a day so many days before asOf.
func (g *generator) day(before int) directory.Date {
	return directory.Date(g.asOf.AddDate(0, 0, -before).Format(time.DateOnly))
}

// notes says of every record that it is made up.
func notes() []directory.Text {
	return []directory.Text{{Value: "Synthetic record: nothing in it is real.", Language: "en"}}
}
