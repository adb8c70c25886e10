// Package mongodb is the store of a deployment: revisions, records and the directory revision in three
// collections of one MongoDB database, shared by any number of processes. It is the only user of the
// driver's client.
//
// It asks little of the server, so that it works alike on a single node, a replica set, a cluster
// sharded by hashed _id and the services that speak MongoDB's protocol: single-document writes by _id,
// equality, $in and range filters, sorts that an index serves; uniqueness comes from _id alone. There
// are no transactions and no $lookup. What a transaction would do, the order of writes does: inserting a
// revision is the commit point, everything after it can be repeated by any process (see heal.go).
// The content of a revision is changed by Redact alone (redact.go).
//
// It must know nothing of rules, permissions or GraphQL. Start with store.go, then commit.go; the
// collections and indexes are in migrate.go.
package mongodb
