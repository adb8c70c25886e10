// Package geography is the countries and regions of the world: their codes, languages, populations,
// calling codes, emergency numbers and names. The directory uses it to check and canonicalise the
// country codes in records, to place records in regions, and to answer questions about countries.
//
// The tables are immutable Go values, laid out by the compiler: there is nothing to load. The package
// must not know the directory: no helplines, no storage, no GraphQL, no requests. It does not parse
// telephone numbers.
//
// # Sources
//
// Codes, containment, languages, populations and subdivisions are from the Unicode Common Locale Data
// Repository (CLDR), release [CLDRVersion], under the Unicode License V3; cldr/NOTICE has its text.
// CLDR in turn carries ISO 3166-1, ISO 3166-2 and UN M49. Calling codes and emergency numbers are from
// libphonenumber, Apache-2.0, by way of github.com/nyaruka/phonenumbers. Names are from
// golang.org/x/text, whose tables are CLDR 32, corrected from the release for countries whose English
// name changed since then and for regions that had no name.
//
// # Choices
//
// UN M49 does not list Taiwan and Kosovo; they are where CLDR puts them, in Eastern Asia (030) and
// Southern Europe (039). M49's intermediate regions 202 and 419 are in the tree; Channel Islands (830)
// is not, because CLDR lacks it, and Guernsey and Jersey are in Northern Europe (154). Antarctica is in
// the world and in no region, as in M49.
//
// An emergency number is listed only where libphonenumber names it: blocks of numbers, which it gives
// for Czechia and Gabon, are left out.
//
// # Refreshing
//
// An update of the phonenumbers module needs go generate. An update of golang.org/x/text, or a new CLDR
// release, needs the following in this directory, with the two packages of one release:
//
//	mkdir /tmp/core /tmp/names
//	tar xzf "$(npm pack cldr-core)" -C /tmp/core
//	tar xzf "$(npm pack cldr-localenames-full)" -C /tmp/names
//	rm cldr-*.tgz
//	go run ./internal/generate -core /tmp/core/package -names /tmp/names/package
//
// and put the new release and copyright years in cldr/NOTICE. A reviewer should read the difference
// in emergency numbers: they are what a caller in danger dials.
//
// Start reading with country.go and code.go, then name.go.
package geography

//go:generate go run ./internal/generate
