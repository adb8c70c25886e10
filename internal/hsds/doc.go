// Package hsds says the records of the directory in the words of the Human Services Data Specification (HSDS) 3.0
// of Open Referral: organizations, programs for initiatives, services for hotlines and resources. Package
// exchange reads the same; what HSDS has no field for is said by attributes of its profile, of which one is the
// whole record, so that a file which was not changed comes back without loss.
//
// HSDS has one text where we have one for each language; a [Mapper] is told which languages come first. It has
// one service.url, so the first page by which a line is reached stands there, else its source.
//
// The package knows the domain and HSDS, and nothing of HTTP but in [API], which serves the read API of the
// specification's openapi.json. Start with object.go and mapper.go. testdata holds the specification's schemas,
// which are under CC BY-SA 4.0; testdata/NOTICE has the attribution.
package hsds
