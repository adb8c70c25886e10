//go:build !race

package editing

// thinned is by how much the longest tests ask less: not at all.
const thinned = 1
