// Package conformance holds the running server against the tools that other people use on it: the official
// GraphQL-over-HTTP audits, graphql-js, a JavaScript client, the composition and a gateway of Apollo
// Federation. It knows the server from outside only: a program, its environment, its URL.
//
// The tests need Node.js 20 or later and the packages in .ci, so they stand behind a build tag:
//
//	npm ci --prefix .ci/node && npm ci --prefix .ci/federation && npm ci --prefix .ci/hours
//	go test -tags node ./internal/conformance
//
// A caching proxy, nginx, stands behind a tag of its own: go test -tags proxy ./internal/conformance
//
// The pages are held against a real browser, Chromium, and axe-core, behind a tag of their own:
//
//	npm ci --prefix .ci/site --ignore-scripts
//	go test -tags browser ./internal/conformance
//
// Start with conformance_test.go; the scripts it runs are .ci/node/audit.mjs and .ci/federation/*.mjs.
// hours_test.go and holidays_test.go hold opening hours and holidays against the packages of .ci/hours.
package conformance
