package model

import "github.com/blueheart-federation/api/internal/snapshot"

// ChangeConnection shows a page of changed records.
type ChangeConnection struct{ page *snapshot.ChangePage }

// NewChangeConnection shows a page.
func NewChangeConnection(page *snapshot.ChangePage) *ChangeConnection { return &ChangeConnection{page} }

// ChangeEdge is a changed record with its cursor.
type ChangeEdge struct{ *snapshot.Changed }

// Gone says that the record is public no more.
func (e ChangeEdge) Gone() bool { return e.Record == nil }

// Node is the record, nil when it is gone.
func (e ChangeEdge) Node() Node {
	n, _ := e.Record.(Node) // every record is one
	return n
}

// Edges gives the changed records with their cursors.
func (c *ChangeConnection) Edges() []ChangeEdge {
	edges := make([]ChangeEdge, len(c.page.Changes))
	for i := range edges {
		edges[i] = ChangeEdge{&c.page.Changes[i]}
	}
	return edges
}

// TotalCount is how many records changed.
func (c *ChangeConnection) TotalCount() int { return c.page.Total }

// Revision is what a copy is complete to that has this page and those before it.
func (c *ChangeConnection) Revision() int64 { return c.page.Revision }

// StartAnew says that nobody can tell what changed since the revision asked about.
func (c *ChangeConnection) StartAnew() bool { return c.page.StartAnew }

// PageInfo tells where the page stands.
func (c *ChangeConnection) PageInfo() *PageInfo {
	info := &PageInfo{HasNextPage: c.page.HasNext, HasPreviousPage: c.page.HasPrevious}
	if n := len(c.page.Changes); n > 0 {
		info.StartCursor, info.EndCursor = c.page.Changes[0].Cursor, c.page.Changes[n-1].Cursor
	}
	return info
}
