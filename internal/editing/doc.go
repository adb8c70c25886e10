// Package editing is what partners and reviewers do to the directory: register, create, revise, submit,
// approve, return, withdraw, retire, verify. Each command is authorised against package directory's matrix,
// checked against its rules, and committed as one revision, whose id is the lock; what changes in public is
// then announced.
//
// Expected failures are data: an [Outcome] with problems and nothing written. Errors are for callers who may
// not do the thing at all (UNAUTHENTICATED, FORBIDDEN) and for a store that does not answer (UNAVAILABLE).
// A record that is not the caller's to see is NOT_FOUND, in the words of one that does not exist.
//
// It must know nothing of GraphQL or HTTP, and reads no clock: the instant comes with each request. Start
// with desk.go, then change.go.
package editing
