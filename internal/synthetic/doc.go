// Package synthetic makes up directories of any size, for tests of size and speed. The same number, seed
// and day give the same records; one initiative at a time is in memory.
//
// Nothing in them is real and nothing can be mistaken for it: telephone numbers have the country code
// 999, which ITU-T keeps unassigned, names of hosts end in example.org (RFC 2606), and every record says
// in its notes that it is made up. The shape is meant to be plausible: countries by population, texts in
// the scripts of the world, about two hotlines to an initiative, some sixty different opening hours.
//
// It knows the records and their rules, and nothing of stores. Start with directory.go.
package synthetic
