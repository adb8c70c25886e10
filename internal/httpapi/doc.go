// Package httpapi is the wire of the GraphQL API: everything between a TCP connection's bytes and a
// resolver, for readers whom nobody knows and input that may be hostile.
//
// It knows HTTP, the GraphQL-over-HTTP draft and the shape of a document. It must not know what the
// directory holds: the schema comes in as a graphql.ExecutableSchema, the revision as a func.
//
// One request goes through these files, in this order:
//
//   - observe.go: panic barrier, request id, access log and metrics around everything
//   - headers.go, cors.go, limits.go: what every answer carries, and what no request may exceed
//   - endpoint.go: the methods, the negotiation (negotiate.go, encoding.go) and the answer cache
//     (answers.go, etag.go), which answers without parsing anything
//   - request.go, json.go: the bytes become a request
//   - document.go: parse, guard (guard.go), validate, keep; then variables (variables.go) and cost (cost.go)
//   - ratelimit.go, address.go: the caller pays that cost
//   - execute.go: the schema runs, stream.go and streams.go for a subscription; errors.go and response.go shape what leaves
//
// Routes beside the endpoint, such as exports, are charged, refused and limited (few.go) by the same rules.
//
// Start reading at [New].
package httpapi
