package help

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/blueheart-federation/api/internal/dialling"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
)

// TestShortcutsChangeNothing holds the first lines, found with all bounds and early ends, against the order of
// all lines of the country, in random situations. Countries with more lines than are ever looked at are left out.
func TestShortcutsChangeNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("compares a thousand situations")
	}
	s := generated(t, 3000)
	random := rand.New(rand.NewPCG(1, 2))
	compared := 0
	for _, c := range geography.Countries() {
		for range 4 {
			q := &question{snapshot: s, situation: randomSituation(random, c.Code), at: now}
			q.from = dialling.From{Country: c.Code, Phone: q.situation.Phone}
			var all []line
			good := false
			for h := range s.Hotlines.All {
				if row := s.Hotlines.RowOf(h.ID); s.Works(row) && slices.Contains(h.Countries, c.Code) {
					l := q.assess(h, row, national)
					good = good || l.suits() && l.police == 0 && l.key&(stale|closed) == 0 && purpose(h) == 0
					all = append(all, l)
				}
			}
			if !good || len(all) > maxScanned {
				continue // lines of other countries come in, or not all are looked at
			}
			slices.SortFunc(all, compare)
			compared++
			got, total := q.lines(20)
			if total != len(all) {
				t.Errorf("%s: %d lines, want %d", c.Code, total, len(all))
			}
			for i := range min(20, len(all)) {
				if got.lines[i].hotline != all[i].hotline {
					t.Errorf("%s %+v: line %d is %s, want %s", c.Code, q.situation, i, got.lines[i].hotline.ID, all[i].hotline.ID)
					break
				}
			}
		}
	}
	if compared < 300 {
		t.Errorf("only %d situations were compared", compared)
	}
}

func randomSituation(random *rand.Rand, country directory.CountryCode) *Situation {
	pick := func(n int) bool { return random.IntN(n) == 0 }
	s := &Situation{Country: country}
	if pick(2) {
		s.Languages = []directory.LanguageTag{"fr", "en", "ar"}[random.IntN(3):]
	}
	if pick(2) {
		s.Channels = []directory.ChannelKind{directory.ChannelKindVoice, directory.ChannelKindChat}[random.IntN(2):]
	}
	if pick(2) {
		s.Populations = []directory.Population{[]directory.Population{directory.PopulationWomen, directory.PopulationMen, directory.PopulationChildren, directory.PopulationRefugees}[random.IntN(4)]}
	}
	if pick(3) {
		s.PoliceAcceptable = new(false)
	}
	if pick(3) {
		s.CanPay = new(false)
	}
	return s
}
