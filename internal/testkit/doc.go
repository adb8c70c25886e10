// Package testkit holds what tests of several packages share: the contract every store must keep
// ([StoreContract]), the crash test every store must survive ([KillWriters]) a real MongoDB to run
// them against ([MongoDB]), and directories ([Founding], [Snapshot]). Only _test files may import it.
//
// It must not know any store: a store's own tests hand it over. Start with store.go.
package testkit
