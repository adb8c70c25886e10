// Package wording is the words of the directory itself: a label for every value of the schema's closed sets,
// and sentences for the reasons and notices that a person in need reads. They come in the six languages of
// the United Nations and in every language that somebody adds as a data file.
//
// # Data files
//
// texts/<tag>.json holds one language in the flat JSON of go-i18n. A label's key is "Enum.VALUE"; a
// sentence's is "DialReason.CODE", "HelpReason.CODE" or "HelpNotice.CODE", with a suffix for a second form
// ("HelpReason.OPEN_NOW.until"); the words of the pages are "Page.NAME". English says which keys there are and which values a sentence takes, such
// as {{.Country}}, written exactly so; nothing else of the template language is understood. Whoever runs
// the directory can lay further files beside them, which add languages or replace single texts; see [Load].
// A new language may begin with a few texts: what it lacks comes in the reader's next language.
//
// Names are inserted as they stand in a dictionary, without article or case, so a sentence should place them
// after a colon or in brackets where the language inflects. A weekday has a capital letter as a label; in the
// middle of a sentence the languages that write weekdays small get a small one.
//
// # Which language
//
// Each preferred language is tried in order: the tag itself, then shorter ones (RFC 4647 section 3.4: fr-CH,
// fr), then its varieties (pt accepts pt-BR), as package directory chooses among the texts of a record. A
// region that writes in another script than its language usually does leads to that script first: zh-TW
// means zh-Hant. A text that the reader's language is related to, but that is in another script or for
// another region (zh for zh-Hant, pt-BR for pt-PT), waits until no later preference has one of its own. No
// other language ever stands in; what is left is English. Every text says which language it is in.
//
// # Direction
//
// A value inserted into a text that is written from right to left stands between U+2068 and U+2069 (first
// strong isolate, pop directional isolate), so that a Latin name or a time does not disturb the order of the
// words around it. In a text written from left to right only values with letters or digits of the other
// direction do, because readers that know nothing of isolates show them as boxes. The files hold no such
// characters themselves.
//
// # What go-i18n does here
//
// It reads the files, so that its tools and those of translators work on them. Its Localizer is not used. It
// matches languages by distance, where another may stand in that is the last thing a reader wants: with these
// files Ukrainian leads to Russian, Uyghur to Chinese and, once there is a Turkish file, Kurdish to Turkish. It
// settles on one language for the whole list of preferences, where here each text falls back alone. Its bundle
// refuses languages that it has no plural rules for, such as Romani, and no text here counts anything. And it
// is slow for an answer with hundreds of texts: a sentence with four values took 5.5 µs and 45 allocations,
// 2.5 µs and 18 with a Localizer kept per reader; joining pieces that were cut at loading takes 0.4 µs and 3
// (BenchmarkLocalizer and BenchmarkSentenceTime in the tests).
//
// The package must not know GraphQL, requests or records: graph asks with an enum's name and a value. It has
// no clock. Start with catalog.go, then choose.go and fill.go; file.go says what a file may hold.
package wording
