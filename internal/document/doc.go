// Package document holds the stored shape of every record and its mapping to package directory. Both
// stores keep the same documents, and the project's own JSON is the same shape in JSON, so a record
// crosses from request to disk to export through one mapping only.
//
// The mapping is derived from the domain structs by [Encode] and [Decode]: field names become
// snake_case in BSON and camelCase in JSON, zero values are left out, unknown names are refused. It
// must know nothing of files, servers or GraphQL. Start with envelope.go, then plan.go.
package document
