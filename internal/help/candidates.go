package help

import (
	"slices"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// Bounds on the work for one answer. No country has as many lines as maxScanned; in a directory where one
// does, those that speak the person's language and have a way the person can use are looked at first, then
// others, each in the directory's own order, in which checked lines come before others.
const (
	maxScanned    = 250
	maxFallback   = 200         // looked at in one area of the world
	spareLines    = maxPartners // kept beyond those asked for
	regionalLines = 3           // shown when no line of the country will do
	globalLines   = 2
	unplacedLines = 5 // shown when the country is not known
)

// lines gives the best candidates in order, somewhat more than the first, and how many there are in all.
func (q *question) lines(first int) (c *collector, total int) {
	hotlines, s := q.snapshot.Hotlines, q.situation
	c = &collector{q: q, keep: first + spareLines, enough: first, seen: make(rowSet, hotlines.Len()/64+1)}
	var serving snapshot.Set
	if s.Country != "" {
		serving = snapshot.Or(snapshot.With(hotlines, snapshot.ByCountry, []directory.CountryCode{s.Country}),
			snapshot.With(hotlines, snapshot.ByReplacing, []directory.CountryCode{s.Country}))
		left := maxScanned
		sets := q.narrowed(serving)
		for i, set := range sets {
			limit := left
			if i < len(sets)-1 {
				limit = left / 2 // so that there is room for those that follow
			}
			left -= c.scan(set, national, limit)
		}
		total = int(snapshot.And(serving, q.shown()).GetCardinality())
	}
	if s.Nationality != "" && s.Nationality != s.Country {
		t := national
		if s.Country == "" {
			t = elsewhere // the person may be at home
		}
		abroad := snapshot.And(snapshot.With(hotlines, snapshot.ByCountry, []directory.CountryCode{s.Nationality}),
			snapshot.With(hotlines, snapshot.ByPopulation, []directory.Population{directory.PopulationNationalsAbroad}))
		c.scan(abroad, t, maxFallback)
		// Not those that were looked at: how many, depends on how many are asked for.
		shown := snapshot.And(abroad, q.shown())
		total += int(shown.GetCardinality())
		if serving != nil {
			total -= int(snapshot.And(shown, serving).GetCardinality())
		}
	}
	if !c.good {
		total += q.fallback(c)
	}
	slices.SortFunc(c.lines, compare)
	return c, total
}

func compare(a, b line) int {
	if a.before(&b) {
		return -1
	}
	return 1
}

// shown are the lines that may stand in an answer.
func (q *question) shown() snapshot.Set {
	return snapshot.With(q.snapshot.Hotlines, snapshot.ByStatus, []directory.HotlineStatus{directory.HotlineStatusActive, directory.HotlineStatusPaused})
}

// narrowed gives the sets to look through in turn, the most promising first: only one when it is small.
func (q *question) narrowed(serving snapshot.Set) []snapshot.Set {
	if serving.GetCardinality() <= maxScanned {
		return []snapshot.Set{serving}
	}
	hotlines, narrow := q.snapshot.Hotlines, serving
	if p := q.situation.PoliceAcceptable; p != nil && !*p {
		narrow = snapshot.And(narrow, snapshot.With(hotlines, snapshot.ByResponder, []directory.Responder{
			directory.ResponderNgo, directory.ResponderGovernment, directory.ResponderUnknown,
		}))
	}
	if q.situation.Channels != nil {
		narrow = snapshot.And(narrow, snapshot.With(hotlines, snapshot.ByChannelKind, q.situation.Channels))
	}
	var sets []snapshot.Set
	if len(q.situation.Populations) > 0 {
		sets = append(sets, snapshot.And(narrow, snapshot.With(hotlines, snapshot.ByPopulation, q.situation.Populations)))
	}
	if wanted := q.situation.Languages; len(wanted) > 0 {
		sets = append(sets, snapshot.And(narrow, snapshot.Speaking(hotlines, wanted[:1])))
		if len(wanted) > 1 {
			sets = append(sets, snapshot.And(narrow, snapshot.Speaking(hotlines, wanted)))
		}
	}
	if narrow != serving {
		sets = append(sets, narrow)
	}
	return append(sets, serving)
}

// fallback adds lines of the region and of the world, and says how many.
func (q *question) fallback(c *collector) int {
	hotlines := q.snapshot.Hotlines
	abroad := snapshot.Or(snapshot.With(hotlines, snapshot.ByReachableFromAbroad, []directory.Answer{directory.AnswerYes}),
		snapshot.With(hotlines, snapshot.ByScope, []directory.Scope{directory.ScopeRegional}))
	worldwide := snapshot.With(hotlines, snapshot.ByScope, []directory.Scope{directory.ScopeGlobal})
	if q.situation.Country == "" {
		world := c.best(worldwide, global, unplacedLines)
		return world + c.best(abroad, elsewhere, unplacedLines-world)
	}
	added := 0
	for _, area := range areas(q.situation.Country) {
		added += c.best(snapshot.And(abroad, snapshot.With(hotlines, snapshot.ByRegion, []string{area})), regional, regionalLines-added)
	}
	world := c.best(worldwide, global, globalLines)
	if world == 0 && added == 0 {
		world = c.best(abroad, elsewhere, globalLines)
	}
	return added + world
}

// areas are the UN M49 areas around a country below the world, the smallest first.
func areas(code directory.CountryCode) []string {
	country := geography.Lookup(code)
	if country == nil {
		return nil
	}
	var out []string
	for _, area := range []string{country.Subregion, country.Region} {
		if r := geography.RegionByCode(area); r != nil && r.Parent != "" {
			out = append(out, area)
		}
	}
	return out
}

// collector gathers the best candidates.
type collector struct {
	q       *question
	keep    int // how many candidates to keep
	enough  int // how many lines that nothing can surpass end the search
	lines   []line
	seen    rowSet
	worst   uint32 // key of the last of those to keep, 0 while there are fewer
	perfect int
	good    bool // one of the lines will do, so that none need be looked for further away
	// For the notices, which must not depend on how many lines are asked for:
	usable, verified bool
}

// rowSet remembers rows.
type rowSet []uint64

// add tells whether a row is new.
func (r rowSet) add(row uint32) bool {
	word, bit := &r[row/64], uint64(1)<<(row%64)
	isNew := *word&bit == 0
	*word |= bit
	return isNew
}

// scan assesses the rows of a set that were not looked at before, at most limit of them, and says how many
// it assessed. It ends early when it has enough lines that no other can surpass: rows come in
// the directory's own order, which decides between equals.
func (c *collector) scan(set snapshot.Set, t tier, limit int) int {
	perfect := c.q.perfect(t)
	kept := 0
	for it := set.Iterator(); it.HasNext() && limit > 0 && c.perfect < c.enough; {
		row := it.Next()
		if !c.q.snapshot.Works(row) {
			break // and so do none of those behind
		}
		if c.surpassed(row, perfect) || !c.seen.add(row) {
			continue
		}
		limit--
		l := c.q.assess(c.q.snapshot.Hotlines.Row(row), row, t)
		if l.key <= perfect {
			c.perfect++
		}
		kept++
		c.take(l)
	}
	return kept
}

// helpsFromAfar says that a line of another country is worth a call: it helps anybody, or this person,
// anywhere in its country. A line for its nationals abroad may be the person's when they speak the language.
func (q *question) helpsFromAfar(l *line) bool {
	h := l.hotline
	if !l.suits() || l.police > 0 || servesPart(h) || purpose(h) > 0 {
		return false
	}
	return l.fit <= fitsAll || slices.Contains(h.Populations, directory.PopulationNationalsAbroad) && q.speaksLike(h.Countries)
}

// speaksLike says that the person speaks an official language of one of the countries.
func (q *question) speaksLike(countries []directory.CountryCode) bool {
	for _, code := range countries {
		if c := geography.Lookup(code); c != nil && slices.ContainsFunc(c.OfficialLanguages, func(tag string) bool {
			return slices.ContainsFunc(q.situation.Languages, func(w directory.LanguageTag) bool { return directory.Understands(directory.LanguageTag(tag), w) })
		}) {
			return true
		}
	}
	return false
}

// best adds the best lines of a set, at most n of them, that help from afar, and says how many.
func (c *collector) best(set snapshot.Set, t tier, n int) int {
	var found []line
	limit := maxFallback
	for it := set.Iterator(); it.HasNext() && limit > 0 && n > 0; limit-- {
		row := it.Next()
		if !c.q.snapshot.Works(row) {
			break
		}
		if !c.seen.add(row) {
			continue
		}
		if l := c.q.assess(c.q.snapshot.Hotlines.Row(row), row, t); c.q.helpsFromAfar(&l) {
			found = append(found, l)
		}
	}
	slices.SortFunc(found, compare)
	found = found[:min(n, len(found))]
	for _, l := range found {
		c.take(l)
	}
	return len(found)
}

func (c *collector) take(l line) {
	c.good = c.good || l.suits() && l.police == 0 && l.key&(stale|closed) == 0 && purpose(l.hotline) == 0
	c.usable = c.usable || l.suits() && l.usable != directory.AnswerNo
	if f := c.q.freshnessOf(l.row); f == directory.FreshnessFresh || f == directory.FreshnessDue {
		c.verified = true
	}
	c.lines = append(c.lines, l)
	if len(c.lines) >= 2*c.keep {
		slices.SortFunc(c.lines, compare)
		c.lines = c.lines[:c.keep]
		c.worst = c.lines[c.keep-1].key
	}
}

// surpassed says of a row, without looking at the record, that its line cannot be among those to keep: there
// are enough already that were checked more recently and are no worse in anything else.
func (c *collector) surpassed(row, perfect uint32) bool {
	if c.worst == 0 {
		return false
	}
	switch c.q.freshnessOf(row) {
	case directory.FreshnessStale:
		perfect |= stale
	case directory.FreshnessUnverified:
		perfect |= unverified
	default:
	}
	return c.worst <= perfect
}
