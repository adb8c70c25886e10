package hours

import "testing"

func TestRoundTheClock(t *testing.T) {
	for notation, want := range map[string]struct{ roundTheClock, fillsWeek bool }{
		"24/7":                             {true, false},
		"24/7; PH off":                     {false, false},
		"24/7; PH 00:00-24:00":             {true, false},
		"24/7; PH 09:00-12:00":             {false, false},
		"00:00-24:00":                      {false, true}, // of holidays nobody spoke
		"Mo-Su,PH 00:00-24:00":             {true, true},
		"Mo-Su,PH 00:00-08:00,08:00-24:00": {true, true},
		"Mo-Fr 00:00-24:00; Sa-Su 00:00-24:00; PH off": {false, true},
		"Mo-Su 00:00-24:00; PH 09:00-12:00":            {false, true},
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
		if got := s.FillsWeek(); got != want.fillsWeek {
			t.Errorf("%s: fills the week %v", notation, got)
		}
	}
}
