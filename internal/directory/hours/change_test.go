package hours

import (
	"testing"
	"time"
)

func TestNextChange(t *testing.T) {
	limited := in(t, "Europe/Berlin", "Mo-Fr 09:00-17:00")
	limited.ValidThrough = "2026-11-30"
	tests := []struct {
		name string
		s    *Schedule
		at   string
		want string // empty for none
		to   State
	}{
		{"opens", in(t, "Europe/Berlin", "Mo-Fr 09:00-17:00"), "2026-11-24T07:59:59.5Z", "2026-11-24T08:00:00Z", Open},
		{"strictly after", in(t, "Europe/Berlin", "Mo-Fr 09:00-17:00"), "2026-11-24T08:00:00Z", "2026-11-24T16:00:00Z", Closed},
		{"over the weekend", in(t, "Europe/Berlin", "Mo-Fr 09:00-17:00"), "2026-11-27T16:00:00Z", "2026-11-30T08:00:00Z", Open},
		{"touching spans do not change", in(t, "Europe/Berlin", "Mo 09:00-12:00,12:00-17:00"), "2026-11-23T09:00:00Z", "2026-11-23T16:00:00Z", Closed},
		{"days that meet at midnight", in(t, "Europe/Berlin", "Mo-Tu"), "2026-11-23T09:00:00Z", "2026-11-24T23:00:00Z", Closed},
		{"at the end of a gap", in(t, "Europe/Berlin", "Su 02:30-04:00"), "2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z", Open},
		{"in an overlap", in(t, "Europe/Berlin", "Su 02:30-02:45"), "2026-10-25T00:45:00Z", "2026-10-25T01:30:00Z", Open},
		{"into the unknown", limited, "2026-11-30T16:00:00Z", "2026-11-30T23:00:00Z", Unknown},
		{"never out of the unknown", limited, "2026-12-01T16:00:00Z", "", ""},
		{"an exception after a year and a half", in(t, "UTC", "24/7; 2028 May 1 off"), "2026-11-01T00:00:00Z", "2028-05-01T00:00:00Z", Closed},
		{"an exception after three years", in(t, "UTC", "24/7; 2029 May 1 off"), "2026-11-01T00:00:00Z", "", ""},
		{"round the clock", &Schedule{AlwaysOpen: true}, "2026-11-01T00:00:00Z", "", ""},
		{"round the clock, every day", in(t, "Europe/Berlin", "Mo-Su 00:00-24:00"), "2026-11-01T00:00:00Z", "", ""},
		{"over the end of a leap year", in(t, "Europe/Berlin", "Mo-Su 00:00-24:00"), "2027-06-01T00:00:00Z", "", ""},
		{"over the end of a distant leap year", in(t, "Australia/Lord_Howe", "Mo-Su 00:00-24:00"), "2092-12-30T00:00:00Z", "", ""},
		{"on the last day of a distant leap year", in(t, "Europe/Berlin", "Mo-Su 09:00-17:00"), "2096-12-31T16:00:00Z", "2097-01-01T08:00:00Z", Open},
		{"round the clock, end of 2200", &Schedule{AlwaysOpen: true}, "2200-11-01T00:00:00Z", "2201-01-01T00:00:00Z", Unknown},
		{"round the clock, before 1900", &Schedule{AlwaysOpen: true}, "1899-11-01T00:00:00Z", "1900-01-01T00:00:00Z", Open},
		{"rows, before 1900", in(t, "UTC", "Mo-Su"), "1899-11-01T00:00:00Z", "1900-01-01T00:00:00Z", Open},
		{"rows, long before 1900", in(t, "UTC", "Mo-Su"), "0001-01-01T00:00:00Z", "", ""},
		{"rows, end of 2200", in(t, "UTC", "Mo-Su"), "2200-11-01T00:00:00Z", "2201-01-01T00:00:00Z", Unknown},
		{"no zone", in(t, "", "Mo-Fr 09:00-17:00"), "2026-11-01T00:00:00Z", "", ""},
		{"no zone, first place past the validity", &Schedule{AlwaysOpen: true, ValidThrough: "2026-06-30"}, "2026-06-01T00:00:00Z", "2026-06-30T10:00:00Z", Unknown},
		{"no zone, last place in the validity", &Schedule{AlwaysOpen: true, ValidFrom: "2026-06-30"}, "2026-06-01T00:00:00Z", "2026-06-30T12:00:00Z", Open},
	}
	for _, tt := range tests {
		when, to, ok := mustCompile(t, tt.s, nil).NextChange(utc(t, tt.at))
		if ok != (tt.want != "") {
			t.Errorf("%s: NextChange = %v %s %v", tt.name, when, to, ok)
			continue
		}
		if ok && (!when.Equal(utc(t, tt.want)) || to != tt.to || when.Location() != time.UTC) {
			t.Errorf("%s: NextChange = %v %s, want %s %s", tt.name, when, to, tt.want, tt.to)
		}
	}
}

func TestOpensAtAndClosesAt(t *testing.T) {
	office := in(t, "Europe/Berlin", "Mo-Fr 09:00-17:00")
	limited := in(t, "Europe/Berlin", "Mo-Fr 09:00-24:00")
	limited.ValidThrough = "2026-11-27"
	holidays := in(t, "Europe/Berlin", "Mo-Fr 09:00-17:00; PH off")
	tests := []struct {
		name          string
		s             *Schedule
		at            string
		opens, closes string
	}{
		{"closed", office, "2026-11-24T07:00:00Z", "2026-11-24T08:00:00Z", ""},
		{"open", office, "2026-11-24T09:00:00Z", "", "2026-11-24T16:00:00Z"},
		{"open until nobody knows", limited, "2026-11-27T10:00:00Z", "", ""},
		{"unknown comes before opening", holidays, "2026-11-24T07:00:00Z", "", ""},
		{"unknown now", holidays, "2026-11-24T09:00:00Z", "", ""},
		{"round the clock", &Schedule{AlwaysOpen: true}, "2026-11-24T09:00:00Z", "", ""},
	}
	for _, tt := range tests {
		c := mustCompile(t, tt.s, nil)
		for _, m := range []struct {
			method string
			ask    func(time.Time) (time.Time, bool)
			want   string
		}{{"OpensAt", c.OpensAt, tt.opens}, {"ClosesAt", c.ClosesAt, tt.closes}} {
			when, ok := m.ask(utc(t, tt.at))
			if ok != (m.want != "") || ok && !when.Equal(utc(t, m.want)) {
				t.Errorf("%s: %s = %v %v, want %q", tt.name, m.method, when, ok, m.want)
			}
		}
	}
}
