//go:build race

package editing

// thinned is by how much the longest tests ask less: the race detector makes everything ten times slower,
// and the tests without it ask all.
const thinned = 5
