//go:build node

package conformance

import (
	"crypto/sha256"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory/hours"
)

// What is asked: the state at so many random instants of these years for each notation, and the next change
// within the horizon after some of them, for which the package walks from day to day.
const (
	instantsEach = 500
	changesEach  = 60
	horizon      = 40 * 24 * time.Hour
	firstYear    = 2024
	lastYear     = 2030
	randomEach   = 60
	// atLeast is how many expressions of the list must be inside the subset.
	atLeast = 60
)

// TestOpeningHours holds the engine and the notation against the npm package opening_hours: the package's own
// examples and tests as far as the subset goes, the hours of the founding register, and random schedules as
// the printer writes them. The package works in the zone of its process, so it runs once for each zone.
func TestOpeningHours(t *testing.T) {
	read := insideTheSubset(t)
	for _, zone := range []string{
		"Europe/Berlin", "Europe/Istanbul", "America/Bogota", "America/New_York",
		"Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia", "Asia/Kathmandu",
	} {
		t.Run(zone, func(t *testing.T) {
			t.Parallel()
			location, err := time.LoadLocation(zone)
			if err != nil {
				t.Fatal(err)
			}
			random := rand.New(rand.NewChaCha8(sha256.Sum256([]byte(zone)))) // the same instants each time
			notations := slices.Concat(read, randomNotations(t, random, randomEach))
			asked := questions{From: "2023-12-01", Through: "2031-03-31", Horizon: horizon.Milliseconds(), Changes: changesEach}
			for _, notation := range notations {
				asked.Questions = append(asked.Questions, question{notation, randomInstants(random, instantsEach)})
			}
			answers := askPackage(t, zone, asked)
			seen := &tally{}
			for i, q := range asked.Questions {
				compare(t, seen, location, q, answers.Answers[i], answers.calendar(asked.From, asked.Through))
			}
			t.Logf("%d notations, %d states, %d next changes; left out: %d states, %d next changes about a jump of the clock",
				len(notations), seen.states, seen.changes, seen.statesLeftOut, seen.changesLeftOut)
		})
	}
}

type questions struct {
	From      string     `json:"from"`
	Through   string     `json:"through"`
	Horizon   int64      `json:"horizon"` // in milliseconds
	Changes   int        `json:"changes"`
	Questions []question `json:"questions"`
}

type question struct {
	Notation string  `json:"notation"`
	Instants []int64 `json:"instants"` // milliseconds since 1970
}

type answers struct {
	Holidays []hours.Date `json:"holidays"`
	Answers  []answer     `json:"answers"`
}

type answer struct {
	Error   string  `json:"error"`
	States  string  `json:"states"`  // a letter for each instant: o, c or u
	Changes []int64 `json:"changes"` // for the first instants: milliseconds since 1970, 0 for none within the horizon
}

// calendar is what the package takes for public holidays, so that both sides have the same.
func (a *answers) calendar(from, through string) hours.Holidays {
	days := map[hours.Date]bool{}
	for _, d := range a.Holidays {
		days[d] = true
	}
	return known{hours.Date(from), hours.Date(through), days}
}

type known struct {
	from, through hours.Date
	days          map[hours.Date]bool
}

func (k known) IsPublicHoliday(d hours.Date) (yes, known bool) {
	return k.days[d], k.from <= d && d <= k.through
}

// askPackage runs .ci/hours/compare.mjs in a zone.
func askPackage(t *testing.T, zone string, asked questions) *answers {
	t.Helper()
	input, err := json.Marshal(asked)
	if err != nil {
		t.Fatal(err)
	}
	var got answers
	if err := json.Unmarshal(runHoursScript(t, string(input), []string{"TZ=" + zone}, "compare.mjs"), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Answers) != len(asked.Questions) || len(got.Holidays) < 50 {
		t.Fatalf("%d answers to %d questions, %d holidays", len(got.Answers), len(asked.Questions), len(got.Holidays))
	}
	return &got
}

// tally counts what was compared, and what the named rules leave out.
type tally struct{ states, changes, statesLeftOut, changesLeftOut int }

// compare reports every difference of one notation. Three rules say what is not held against the package, each
// because the package is wrong or silent there; what they leave out is counted:
//
//   - holidayNobodySpokeOf: a notation that says nothing of PH is answered from its weekdays on both sides. With a
//     calendar we say unknown on public holidays, which the package cannot; a unit test of the engine holds that.
//   - nightAfterJump: in the first hour of the day after one of 23 hours the package looks for the night before
//     24 hours earlier, which is a day too early.
//   - changeAtJump: it makes a next change from a wall clock time, which on a day when the clock jumps can be one
//     that does not exist or exists twice. The states on these days are compared.
func compare(t *testing.T, seen *tally, zone *time.Location, q question, theirs answer, calendar hours.Holidays) {
	t.Helper()
	if theirs.Error != "" {
		t.Errorf("%q is inside our subset, and the package refuses it: %s", q.Notation, theirs.Error)
		return
	}
	ours := compiled(t, q.Notation, zone, calendar)
	for i, ms := range q.Instants {
		at := time.UnixMilli(ms)
		letter, got := strings.ToLower(string(ours.State(at)[:1])), theirs.States[i:i+1]
		switch {
		case letter == got:
			seen.states++
		case nightAfterJump(zone, at):
			seen.statesLeftOut++
		default:
			t.Errorf("%q at %s: we say %s, the package %s", q.Notation, at.In(zone), letter, got)
			return
		}
		if i >= len(theirs.Changes) {
			continue
		}
		when, _, ok := ours.NextChange(at)
		next := time.UnixMilli(theirs.Changes[i])
		none, theirsNone := !ok || when.After(at.Add(horizon)), theirs.Changes[i] == 0 || next.After(at.Add(horizon))
		switch {
		case none && theirsNone || !none && when.Equal(next):
			seen.changes++
		case changeAtJump(zone, at) || !none && changeAtJump(zone, when) || !theirsNone && changeAtJump(zone, next):
			seen.changesLeftOut++
		default:
			t.Errorf("%q at %s: we say it changes at %s (%v), the package at %s (%v)",
				q.Notation, at.In(zone), when.In(zone), !none, next.In(zone), !theirsNone)
			return
		}
	}
}

// nightAfterJump is the first hour of a local day after a day on which the clock jumps.
func nightAfterJump(zone *time.Location, at time.Time) bool {
	return at.In(zone).Hour() == 0 && jumps(zone, at.Add(-2*time.Hour))
}

// changeAtJump is a local day on which the clock jumps, and the first hour after it.
func changeAtJump(zone *time.Location, at time.Time) bool {
	return jumps(zone, at) || nightAfterJump(zone, at)
}

func compiled(t *testing.T, notation string, zone *time.Location, calendar hours.Holidays) *hours.Compiled {
	t.Helper()
	s, err := hours.Parse(notation)
	if err != nil {
		t.Fatal(err)
	}
	s.TimeZone = zone.String()
	if s.PublicHolidays == hours.HolidaysUnknown {
		calendar = nil // holidayNobodySpokeOf
	}
	c, err := hours.Compile(s, calendar)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// jumps reports whether the clock changes on the local day of an instant.
func jumps(zone *time.Location, at time.Time) bool {
	y, m, d := at.In(zone).Date()
	_, before := time.Date(y, m, d, 12, 0, 0, 0, zone).AddDate(0, 0, -1).Zone()
	_, after := time.Date(y, m, d, 12, 0, 0, 0, zone).Zone()
	return before != after
}

func randomInstants(random *rand.Rand, n int) []int64 {
	from := time.Date(firstYear, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()
	through := time.Date(lastYear+1, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()
	list := make([]int64, n)
	for i := range list {
		list[i] = (from + random.Int64N(through-from)) / 1000 * 1000
	}
	return list
}

// insideTheSubset reads the list of expressions and the founding register and keeps what our parser reads.
func insideTheSubset(t *testing.T) []string {
	t.Helper()
	list, inside, all := []string{}, 0, 0
	for _, expression := range expressions(t) {
		all++
		if _, err := hours.Parse(expression); err == nil {
			inside++
			list = append(list, expression)
		}
	}
	t.Logf("%d of %d expressions are inside the subset", inside, all)
	if inside < atLeast {
		t.Errorf("%d expressions are inside the subset, want at least %d", inside, atLeast)
	}
	return slices.Concat(list, foundingNotations(t))
}
