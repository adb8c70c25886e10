package hours

import (
	"testing"
	"time"
)

func BenchmarkState(b *testing.B) {
	year := closedOnHolidays(in(b, "Europe/Berlin", "Mo-Fr 09:00-12:30,13:30-17:00; Sa 22:00-04:00"))
	year.Exceptions = manyExceptions(366)
	for _, bb := range []struct {
		name string
		s    *Schedule
		h    Holidays
	}{
		{"always", &Schedule{AlwaysOpen: true}, nil},
		{"office", in(b, "Europe/Istanbul", "Mo-Fr 09:00-17:00"), nil},
		{"holidays", closedOnHolidays(in(b, "Europe/Berlin", "Mo-Fr 09:00-12:30,13:30-17:00; Sa 22:00-04:00")), everyThird{}},
		{"exceptions", year, everyThird{}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			c := mustCompile(b, bb.s, bb.h)
			start, i := utc(b, "2026-01-01T00:00:00Z"), 0
			b.ReportAllocs()
			for b.Loop() {
				i = (i + 1009) % (365 * minutesPerDay)
				c.State(start.Add(time.Duration(i) * time.Minute))
			}
		})
	}
}

func BenchmarkNextChange(b *testing.B) {
	for _, notation := range []string{"Mo-Fr 09:00-17:00", "Mo-Su 00:00-24:00"} {
		b.Run(notation, func(b *testing.B) {
			c := mustCompile(b, in(b, "Europe/Berlin", notation), nil)
			at := utc(b, "2026-11-24T12:00:00Z")
			b.ReportAllocs()
			for b.Loop() {
				c.NextChange(at)
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	s := in(b, "Europe/Berlin", "Mo-Fr 09:00-12:30,13:30-17:00; Sa 20:00-24:00; PH off; 2026 Dec 24-26 off")
	b.ReportAllocs()
	for b.Loop() {
		mustCompile(b, s, nil)
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse("Mo-Fr 08:30-16:00; Sa-Su,PH 09:00-15:00; 2026 Dec 24-26 off"); err != nil {
			b.Fatal(err)
		}
	}
}
