//go:build !race

package hours

// raced is whether the race detector makes everything ten times slower.
const raced = false
