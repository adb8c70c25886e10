// Package site serves the pages that people read: the find-help page at "/", and what other sites show of it.
//
// Its reader may be in danger, on an old phone, watched. So the page is one request of less than 30 KB, works
// without JavaScript, and keeps, logs and reveals nothing: choices travel in the body of a POST and come back
// in no address; answers are not stored by browsers; there is no cookie, no storage and nothing from another
// site. What cannot be promised, such as a clean browser history, is said on the page.
//
// The page is in one of the languages that package wording has all its words in, by Accept-Language or by
// choice. A reader of another language gets English, never a language that only looks related: wording's
// rule, which does not lead from Ukrainian to Russian. Texts of records come in the reader's own languages
// where they exist, each with its lang and dir.
//
// What the answer is, and in which order, is decided by package help alone; here it is only shown, within a
// budget of bytes, so that no record can make the page too heavy for a slow network. A choice that was not
// understood is named and left out, and its raw text is not repeated.
//
// A plain form POST must work from any browser. It changes nothing here, so there is nothing to forge, and
// it is not refused by where it says it comes from: with "Referrer-Policy: no-referrer" browsers send
// "Origin: null" with it, and those that do not send Sec-Fetch-Site would be locked out.
//
// Other sites build in the web component of embed/embed.js, which asks the GraphQL API, or frame "/embed". There
// the country is the site's choice and not a reader's, so it may stand in an address.
//
// A mirror keeps the same answers as pages that need no server: see copy.go.
//
// The package knows no store and no GraphQL; the snapshot, the clock and the rate limit are handed to it.
// Start with site.go, then choices.go for what comes in and answer.go for what goes out; embed.go and frame.go are
// for other sites, developers.go and explore.go for those who build them.
package site
