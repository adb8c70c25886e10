// Package exchange reads the files that partners bring into records of the directory, one record at a
// time, and says row by row what is wrong with them and what to do about it. It reads the project's own
// JSON, Open Referral HSDS 3 as JSON and as a zipped tabular data package, and CSV after the template that
// [Columns] describes; .github/docs/importing.md tells partners what that means for them.
//
// Nothing is guessed that could send a person to the wrong place: a number is E.164 only where the file
// writes a plus sign, a UTC offset is never turned into a time zone, and what a file does not say stays
// unknown. An initiative is taken whole or not at all.
//
// Files come from outside: everything about them is bounded by [Limits], and memory does not grow with
// their length. The package takes a reader and gives records. It must know nothing of stores, HTTP or
// GraphQL, reads no clock and makes no ids: whoever stores the records finds the ids by the partner's
// identifiers that each record and part carries.
//
// Start with read.go, then row.go; each format has a file of its name.
package exchange
