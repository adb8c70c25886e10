// Package policy holds the rules of this repository that no compiler checks: who may import whom, what
// every package and every item of the schema must say about itself, and which changes of the schema would
// break a client. It has tests only, knows the files of the repository and nothing of how they run, and
// nobody may import it.
//
// Start with imports_test.go, then evolution_test.go.
package policy
