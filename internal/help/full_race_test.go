//go:build race

package help

// hoursAsked are the hours of a week.
func hoursAsked() int { return 7 * 24 }

// ask says whether to ask for a set of channels at an hour: with the race detector, which makes everything
// ten times slower, each set at a few hours and each hour for a few sets. The test without it asks all.
func ask(set, hour int) bool { return (set+hour)%29 == 0 }
