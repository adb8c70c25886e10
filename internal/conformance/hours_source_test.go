//go:build node

package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/internal/founding"
)

// hoursDir has the scripts that ask packages of the JavaScript world, and their packages.
var hoursDir = filepath.Join("..", "..", ".ci", "hours")

// runHoursScript runs a script of .ci/hours and returns what it writes to standard output.
func runHoursScript(t *testing.T, input string, environment []string, script ...string) []byte {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("these tests need Node.js 20 or later: ", err)
	}
	if _, err := os.Stat(filepath.Join(hoursDir, "node_modules")); err != nil {
		t.Fatal("its packages are not installed; run: npm ci --prefix .ci/hours")
	}
	command := exec.CommandContext(t.Context(), node, script...) //nolint:gosec // scripts of this repository
	command.Dir = hoursDir
	command.Env = append(os.Environ(), environment...)
	command.Stdin = strings.NewReader(input)
	var errors bytes.Buffer
	command.Stderr = &errors
	output, err := command.Output()
	if err != nil {
		t.Fatalf("node %s: %v\n%s", strings.Join(script, " "), err, errors.String())
	}
	return output
}

// expressions reads .ci/hours/expressions.txt, which says what it is.
func expressions(t *testing.T) (list []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(hoursDir, "expressions.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		quoted, isJSON := strings.CutPrefix(line, "json:")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
			continue
		case isJSON:
			if err := json.Unmarshal([]byte(quoted), &line); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		}
		list = append(list, line)
	}
	return list
}

// foundingNotations are the hours of the founding register, as it prints them and as we write them.
func foundingNotations(t *testing.T) []string {
	t.Helper()
	_, initiatives, err := founding.Load()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, in := range initiatives {
		for _, line := range in.Hotlines {
			for _, channel := range line.Channels {
				if channel.Hours == nil {
					continue
				}
				if channel.Hours.Printed != "" {
					found[channel.Hours.Printed] = true
				}
				if notation, err := channel.Hours.Notation(); err == nil { // else it says that it cannot
					found[notation] = true
				}
			}
		}
	}
	if len(found) < 10 {
		t.Errorf("the founding register has %d notations", len(found))
	}
	return slices.Sorted(func(yield func(string) bool) {
		for notation := range found {
			if !yield(notation) {
				return
			}
		}
	})
}

// randomNotations are random schedules as the printer writes them, which must mean to others what they mean to us.
func randomNotations(t *testing.T, random *rand.Rand, n int) []string {
	t.Helper()
	var list []string
	for tries := 0; len(list) < n; tries++ {
		if tries > 50*n {
			t.Fatalf("only %d random schedules could be written", len(list))
		}
		s := randomSchedule(random)
		if notation, err := s.Notation(); err == nil { // else it says that the notation cannot
			list = append(list, notation)
		}
	}
	return list
}

func randomSchedule(random *rand.Rand) *hours.Schedule {
	s := &hours.Schedule{AlwaysOpen: random.IntN(8) == 0}
	for !s.AlwaysOpen && len(s.Weekly) < 1+random.IntN(4) {
		span := randomSpan(random)
		row := hours.Row{Opens: span.Opens, Closes: span.Closes}
		for _, day := range hours.Weekdays() {
			if random.IntN(2) == 0 {
				row.Days = append(row.Days, day)
			}
		}
		s.Weekly = append(s.Weekly, row)
	}
	switch random.IntN(4) {
	case 0:
		s.PublicHolidays = hours.HolidaysClosed
	case 1:
		s.PublicHolidays = hours.HolidaysOwnHours
		s.HolidayRows = []hours.Span{randomSpan(random)}
	}
	day := time.Date(firstYear, 1, 1, 0, 0, 0, 0, time.UTC)
	for range random.IntN(4) {
		from := day.AddDate(0, 0, 1+random.IntN(900))
		through := from.AddDate(0, 0, random.IntN(30))
		day = through
		e := hours.Exception{From: date(from), Through: date(through), Closed: random.IntN(2) == 0}
		if !e.Closed {
			e.Rows = []hours.Span{randomSpan(random)}
		}
		s.Exceptions = append(s.Exceptions, e)
	}
	return s
}

// randomSpan is a span of half hours; one of four runs past midnight.
func randomSpan(random *rand.Rand) hours.Span {
	a, b := random.IntN(48), random.IntN(48)
	if a == b {
		b++
	}
	if (a > b) != (random.IntN(4) == 0) {
		a, b = b, a
	}
	if a == 48 {
		a, b = b, a
	}
	return hours.Span{Opens: clock(a), Closes: clock(b)}
}

func clock(halfHours int) hours.LocalTime {
	return hours.LocalTime(fmt.Sprintf("%02d:%02d", halfHours/2, halfHours%2*30))
}

func date(day time.Time) hours.Date { return hours.Date(day.Format(time.DateOnly)) }
