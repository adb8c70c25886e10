package model

import "github.com/blueheart-federation/api/internal/snapshot"

// SearchConnection shows a page of found records.
type SearchConnection struct{ page *snapshot.FoundPage }

// NewSearchConnection shows a page.
func NewSearchConnection(page *snapshot.FoundPage) *SearchConnection { return &SearchConnection{page} }

// SearchEdge is a found record with its cursor.
type SearchEdge struct{ *snapshot.Found }

// Node is the record.
func (e SearchEdge) Node() Node {
	n, _ := e.Record.(Node) // every record is one
	return n
}

// Edges gives the found records with their cursors.
func (c *SearchConnection) Edges() []SearchEdge {
	edges := make([]SearchEdge, len(c.page.Hits))
	for i := range edges {
		edges[i] = SearchEdge{&c.page.Hits[i]}
	}
	return edges
}

// Nodes gives the found records.
func (c *SearchConnection) Nodes() []Node {
	nodes := make([]Node, len(c.page.Hits))
	for i, e := range c.Edges() {
		nodes[i] = e.Node()
	}
	return nodes
}

// TotalCount is how many records were found.
func (c *SearchConnection) TotalCount() int { return c.page.Total }

// PageInfo tells where the page stands.
func (c *SearchConnection) PageInfo() *PageInfo {
	info := &PageInfo{HasNextPage: c.page.HasNext, HasPreviousPage: c.page.HasPrevious}
	if n := len(c.page.Hits); n > 0 {
		info.StartCursor, info.EndCursor = c.page.Hits[0].Cursor, c.page.Hits[n-1].Cursor
	}
	return info
}
