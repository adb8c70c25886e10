package help

import (
	"strconv"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/internal/synthetic"
	"github.com/blueheart-federation/api/internal/testkit"
)

// BenchmarkFind asks for every country in turn, and for the country with the most lines, in situations that
// need much looking.
func BenchmarkFind(b *testing.B) {
	for _, size := range []int{0, 10_000, 100_000} {
		b.Run(strconv.Itoa(size), func(b *testing.B) {
			s := foundingSnapshot()
			if size > 0 {
				s = generated(b, size)
			}
			plain := Situation{Phone: directory.PhoneKindMobile}
			picky := Situation{
				Languages: []directory.LanguageTag{"uk", "en"}, Channels: []directory.ChannelKind{directory.ChannelKindWhatsapp, directory.ChannelKindVoice},
				Phone: directory.PhoneKindForeignSim, Populations: []directory.Population{directory.PopulationWomen}, PoliceAcceptable: new(false),
			}
			for name, q := range map[string]Situation{"plain": plain, "picky": picky} {
				b.Run(name+"/each country", func(b *testing.B) { run(b, s, q, geography.Countries()) })
				b.Run(name+"/largest", func(b *testing.B) { run(b, s, q, []*geography.Country{largest(s)}) })
			}
			b.Run("nowhere", func(b *testing.B) { run(b, s, picky, []*geography.Country{{}}) })
		})
	}
}

func run(b *testing.B, s *snapshot.Snapshot, q Situation, countries []*geography.Country) {
	b.Helper()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		at := now.Add(time.Duration(i%168) * time.Hour)
		q.Country, q.At = countries[i%len(countries)].Code, &at
		if a, err := Find(s, &q, now, 20); err != nil || len(a.Entries) == 0 {
			b.Fatal(a, err)
		}
	}
}

func largest(s *snapshot.Snapshot) *geography.Country {
	best, most := geography.Countries()[0], -1
	for _, c := range geography.Countries() {
		if n := s.Coverage(now).Country(c.Code).Hotlines; n > most {
			best, most = c, n
		}
	}
	return best
}

func generated(b testing.TB, size int) *snapshot.Snapshot {
	b.Helper()
	var organizations []*directory.Organization
	var initiatives []*directory.Initiative
	for o, in := range synthetic.Directory(size, 1, now) {
		if o != nil {
			organizations = append(organizations, o)
		}
		initiatives = append(initiatives, in)
	}
	return testkit.Snapshot(b, now, organizations, initiatives)
}
