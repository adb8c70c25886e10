// Package snapshot builds the published directory as one immutable value and serves it from memory:
// records by id, indexes for every filter, orders for every sort, pages, coverage. [Build] is a pure
// function of records, revision and time; [Holder] swaps the value that readers pin; [Refresher] is the
// one goroutine that keeps it current and keeps the last good value when the store fails.
//
// It knows nothing of GraphQL, of HTTP or of a particular store. Start with snapshot.go, then build.go.
package snapshot
