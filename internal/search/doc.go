// Package search finds documents by text: an inverted index in memory, built once, immutable, ranked.
//
// It knows texts, fields and document numbers, and nothing of records, snapshots or GraphQL. A document
// number is also a rank: among equally good matches the lower number stands first, so callers number
// documents in the order in which people should see them.
//
// Texts are cut into words without regard to case, accents and spelling conventions of scripts (words.go,
// runes.go), telephone numbers into the forms in which people type them (number.go), and words in other
// scripts are also found by their Latin transliteration (latin.go). Each field has a sorted dictionary and
// the documents of each word (section.go). A query is answered class by class, from a whole name to a part
// of the words, by algebra on sets (search.go), so that a common word costs little more than a rare one.
//
// No query is kept, logged or put into an error. Start with index.go, then search.go.
package search
