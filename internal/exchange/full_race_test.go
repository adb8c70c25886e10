//go:build race

package exchange

// manyRows is how long a file is that shows flat memory: with the race detector, which makes everything ten
// times slower, a shorter one.
const manyRows = 50_000
