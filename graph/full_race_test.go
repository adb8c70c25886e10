//go:build race

package graph_test

// askers are those who send the n-th attack on a mutation: with the race detector, which makes everything ten
// times slower, one after the other. The test without it lets all send each.
func askers(n int) []string { return actors[n%len(actors):][:1] }
