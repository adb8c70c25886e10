// Package embedded is the store of one machine: every revision in one bbolt file, directory.db, in a
// data directory. It is the default store, and the one most tests run on.
//
// One bbolt transaction commits a revision, the pointer to it and the directory revision together, and
// the file is synced before a commit is acknowledged: there is no half-done state to heal. Documents
// are the BSON of package document, compressed, each with a checksum, so a damaged one is found when it
// is read and never handed out. A file that is damaged, locked or of a newer format is refused and left
// exactly as it is.
//
// The content of a revision is changed by Redact alone, which then wipes what the file still holds of it
// (redact.go, scrub.go). What List needs is kept in memory and follows from the file (standings.go).
//
// It must know nothing of rules, permissions or GraphQL, and bbolt is known nowhere else. Start with
// store.go, then commit.go; layout.go says what the file holds, file.go how it is opened.
package embedded
