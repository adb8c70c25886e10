// Package model holds the GraphQL types that are no records: connections and edges, which show a page of
// the snapshot, and the generated inputs.
package model

import (
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// Connection shows a page of records (Relay cursor connections).
type Connection[T any] struct{ page *snapshot.Page[T] }

// NewConnection shows a page.
func NewConnection[T any](page *snapshot.Page[T]) *Connection[T] { return &Connection[T]{page} }

// Edge is a record on a page with its cursor.
type Edge[T any] struct {
	page *snapshot.Page[T]
	i    int
}

// Cursor is where the record stands in the list.
func (e Edge[T]) Cursor() string { return e.page.Cursor(e.i) }

// Node is the record.
func (e Edge[T]) Node() *T { return e.page.At(e.i) }

// Edges gives the records of the page with their cursors.
func (c *Connection[T]) Edges() []Edge[T] {
	edges := make([]Edge[T], c.page.Len())
	for i := range edges {
		edges[i] = Edge[T]{c.page, i}
	}
	return edges
}

// Nodes gives the records of the page.
func (c *Connection[T]) Nodes() []*T {
	nodes := make([]*T, c.page.Len())
	for i := range nodes {
		nodes[i] = c.page.At(i)
	}
	return nodes
}

// TotalCount is how many records the whole list has.
func (c *Connection[T]) TotalCount() int { return c.page.Total() }

// PageInfo tells where the page stands.
func (c *Connection[T]) PageInfo() *PageInfo {
	info := &PageInfo{HasNextPage: c.page.HasNext(), HasPreviousPage: c.page.HasPrevious()}
	if n := c.page.Len(); n > 0 {
		info.StartCursor, info.EndCursor = c.page.Cursor(0), c.page.Cursor(n-1)
	}
	return info
}

// PageInfo tells where a page stands in its list; the cursors of an empty page are empty.
type PageInfo struct {
	HasNextPage     bool
	HasPreviousPage bool
	StartCursor     string
	EndCursor       string
}

// The connections and edges of the schema.
type (
	InitiativeConnection   = Connection[directory.Initiative]
	HotlineConnection      = Connection[directory.Hotline]
	CampaignConnection     = Connection[directory.Campaign]
	ResourceConnection     = Connection[directory.Resource]
	OrganizationConnection = Connection[directory.Organization]
	LessonConnection       = Connection[directory.Lesson]

	InitiativeEdge   = Edge[directory.Initiative]
	HotlineEdge      = Edge[directory.Hotline]
	CampaignEdge     = Edge[directory.Campaign]
	ResourceEdge     = Edge[directory.Resource]
	OrganizationEdge = Edge[directory.Organization]
	LessonEdge       = Edge[directory.Lesson]
)
