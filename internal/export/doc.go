// Package export writes the published directory as files that others can use: the project's own JSON and NDJSON,
// CSV after the template, vCard, JSON-LD, and HSDS as JSON and as a data package. Package exchange reads back
// what is for reading back.
//
// An [Edition] is one revision of the directory under one [Filter]. A [Format] writes it, record by record, so
// that memory does not grow with the directory; the same edition gives the same bytes, on every server of one
// build, so that an entity tag, a SHA-256 and a signature hold. [Handler] serves them over HTTP.
//
// Only what is public is in an edition, since it is read from a snapshot; testimonies are left out once their
// consent has run out. What has changed in own JSON since a revision is a file too, unsigned: see delta.go. Start with
// edition.go, then format.go.
package export
