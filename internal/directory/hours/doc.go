// Package hours answers one question about a line of help: is somebody there
// at this instant? It holds the opening hours of one channel as a [Schedule],
// compiles them into a [Compiled] that answers in well under a microsecond,
// and reads and writes a strict subset of the OpenStreetMap opening_hours
// notation.
//
// A wrong answer can send a person in danger to a telephone nobody picks up,
// so the package has three answers and not two: [Open], [Closed] and
// [Unknown]. Whatever the schedule does not say stays [Unknown]. A schedule
// without rows is unknown, not closed; a time zone nobody named is not
// guessed; notation outside the subset is refused by token and byte offset.
//
// # How an instant is decided
//
// The instant is converted to the wall clock of the schedule's zone, and the
// wall clock is compared with the spans of that local day and, after midnight,
// of the day before. Recurrence rules are never expanded into instants. Three
// consequences follow for changes of the clock:
//
//   - A span whose opening time is skipped opens at the instant after the gap.
//   - A span in a repeated hour is open in both occurrences of its minutes.
//   - A span that runs past midnight belongs to the day it starts on, also
//     when the next day is an exception, a holiday or beyond the validity.
//
// For one local day the first of these that applies decides: outside
// ValidFrom and ValidThrough the day is unknown; a dated exception replaces
// the day's own spans; the public holiday rule; the weekly rows. A day that is
// unknown is unknown for its 24 hours and for those minutes of the next
// morning into which its weekly rows would have run.
//
// # Public holidays
//
// With the rule [HolidaysUnknown] a day that is a public holiday, or may be
// one, is unknown. When there are no holiday data, or they do not cover the
// day, the weekly rows answer: otherwise every line of a country without
// holiday data would be unknown on every day of the year. With [HolidaysClosed] and
// [HolidaysOwnHours] the source said that holidays differ, so when it is not
// known whether the day is one, the answer is given only where both readings
// agree. An AlwaysOpen schedule is open on public holidays unless it says
// otherwise, for that is what a round-the-clock line claims.
//
// # The notation
//
// [Parse] reads and [Schedule.Notation] writes only what other readers of the
// OpenStreetMap notation take for the same hours. internal/conformance asks
// the npm package opening_hours at random instants and accepts no difference.
// Three things are refused for that reason although they could be read:
//
//   - A night into a day that a later rule overrides, as in
//     "Fr 22:00-04:00; Sa 21:00-04:00". OpenStreetMap cuts the night at
//     midnight; here it belongs to the day it starts on. A comma says it for
//     weekdays. For public holidays and dates there are no words, so such a
//     schedule has rows and no notation.
//   - Times without weekdays after a rule with weekdays, which override it for
//     some readers and add to it for others.
//   - A range of dates over two months that names its year once.
//
// # What it must not know
//
// The package knows no channel, no organisation, no country and no storage.
// It reads no clock and no network; the only thing it takes from its
// surroundings is the IANA time zone database through the time package, and
// the holiday calendar through [Holidays].
//
// # Where to start reading
//
// schedule.go has the model, validate.go what is refused, compile.go and
// state.go the answer, change.go the next change, parse.go and notation.go the
// notation, overnight.go what keeps both from cutting a night.
package hours
