//go:build !race

package graph_test

// askers are those who send the n-th attack on a mutation: all.
func askers(int) []string { return actors }
