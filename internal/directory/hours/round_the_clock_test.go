package hours

import "testing"

func TestRoundTheClock(t *testing.T) {
	for notation, want := range map[string]struct{ roundTheClock, mayBe bool }{
		"24/7":                             {true, true},
		"24/7; PH off":                     {false, false},
		"24/7; PH 00:00-24:00":             {true, true},
		"24/7; PH 09:00-12:00":             {false, false},
		"00:00-24:00":                      {false, true}, // of holidays nobody spoke
		"Mo-Su,PH 00:00-24:00":             {true, true},
		"Mo-Su,PH 00:00-08:00,08:00-24:00": {true, true},
		"Mo-Fr 00:00-24:00; Sa-Su 00:00-24:00; PH off": {false, false},
		"Mo-Su 00:00-24:00; PH 09:00-12:00":            {false, false},
		"Mo-Su,PH 00:00-23:59":                         {false, false},
		"Mo-Sa,PH 00:00-24:00":                         {false, false},
		"Mo-Su 08:00-20:00,20:00-08:00":                {false, true},
		"Mo-Su,PH 00:00-12:00,11:00-23:59":             {false, false},
		"Mo-Fr 09:00-17:00":                            {false, false},
	} {
		s, err := Parse(notation)
		if err != nil {
			t.Fatal(notation, err)
		}
		if got := s.RoundTheClock(); got != want.roundTheClock {
			t.Errorf("%s: round the clock %v", notation, got)
		}
		if got := s.MayBeRoundTheClock(); got != want.mayBe {
			t.Errorf("%s: may be round the clock %v", notation, got)
		}
	}
	unknown := Row{Days: Weekdays()[5:], TimesUnknown: true}
	for name, c := range map[string]struct {
		of    Schedule
		mayBe bool
	}{
		"whole days and unknown ones":     {Schedule{Weekly: []Row{{Days: Weekdays()[:5], Opens: "00:00", Closes: "24:00"}, unknown}}, true},
		"days with gaps and unknown ones": {Schedule{Weekly: []Row{{Days: Weekdays()[:5], Opens: "09:00", Closes: "24:00"}, unknown}}, false},
		"closed on holidays":              {Schedule{Weekly: []Row{{Days: Weekdays(), TimesUnknown: true}}, PublicHolidays: HolidaysClosed}, false},
	} {
		if c.of.RoundTheClock() || c.of.MayBeRoundTheClock() != c.mayBe {
			t.Errorf("%s: %v, may be %v", name, c.of.RoundTheClock(), c.of.MayBeRoundTheClock())
		}
	}
}
