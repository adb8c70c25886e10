//go:build !race

package exchange

// manyRows is how long a file is that shows flat memory.
const manyRows = 1_000_000
