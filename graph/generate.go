// Package graph binds the schema to the directory: one file of resolvers per topic, and the generated
// execution code beside them. It holds no rules of the domain, only the way from a field to a value.
// Start with resolver.go, then query.go.
package graph

//go:generate go run ./internal/generate
