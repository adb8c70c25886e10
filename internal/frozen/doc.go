// Package frozen is a store that serves a signed copy of a directory and takes nothing in: the export directory.json
// with its signature beside it, as a mirror keeps them. A server that has no database of its own answers from it.
//
// Nothing that was not verified is read: the signature first, then length and digest of the whole file, and only
// then is it taken apart. What is kept in memory is where each record stands and its digest, with which it is
// checked again whenever it is read.
//
// The store follows the file. When another edition is there it takes that one's place, provided that it is good and
// not older; else the last good one goes on. Start with store.go, then follow.go for that and edition.go for how a
// file is taken apart.
package frozen
