// Package advice tells an editor about a record what the rules of its form cannot: that a number is in no
// number plan, that another record has it too, that two facts contradict each other, that a text holds what
// could lead somebody to a shelter or to a person. [About] looks at an initiative with all its parts beside
// the public directory, [FreeText] at a single text of somebody nobody knows.
//
// A problem refuses the write, so only what can never be right is one: the address of a shelter, the details
// of a case, a consent or a check dated in the future, a line for children only that no child may call. All
// else is a warning or a duplicate. Number-plan tables lag behind the world, 527 in Ukraine is a real line
// that they do not know, and two organizations may share a line: the editor decides, and the reviewer sees
// the same advice.
//
// What is found in a text is never repeated in a message, only where it stands and what to do. Nothing is
// fetched: of a website only the spelling is compared.
//
// The time goes with the length of the texts, some 70 ns a byte, and with how many records the same countries
// have: among 10,000 initiatives of all countries an answer takes about half a millisecond. The first one
// after a publication also reads the addresses of all records, which takes some 20 ms for 10,000 initiatives.
//
// The package is pure: it changes neither the record nor the snapshot, reads no clock and does no I/O, and
// any number of goroutines may use it.
//
// Start reading with advice.go, then number.go, fact.go, duplicate.go and name.go; text.go walks over the texts,
// personal.go judges one of them, and words.go has the words it knows.
package advice
