//go:build race

package main

// raced says that the race detector runs, which makes each command ten times as long.
const raced = true
