// Package loaders is the read view of one operation: the snapshot it is pinned to, the instant it asks
// about, the languages it prefers. A resolver gets every record from here, so a whole answer comes from
// one revision and one clock. Drafts, which only their own people may see, will be read here in batches;
// nothing else may know that there are two sources.
package loaders

import (
	"context"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// Loaders is the read view of one operation. It is safe for concurrent use.
type Loaders struct {
	Snapshot  *snapshot.Snapshot
	Languages []directory.LanguageTag // preferred, best first
	now       time.Time
	marks     Marks
}

// Marks are told what an answer depends on, so that a cache can tell; each may be nil.
type Marks struct {
	UsesClock func() // on the instant
	Private   func() // on a person's situation or words, so that it must not be kept
}

type contextKey struct{}

// New makes the read view of one operation.
func New(s *snapshot.Snapshot, now time.Time, languages []directory.LanguageTag, marks Marks) *Loaders {
	return &Loaders{Snapshot: s, now: now, Languages: languages, marks: marks}
}

// Into puts the read view into the context of an operation.
func (l *Loaders) Into(ctx context.Context) context.Context {
	return context.WithValue(ctx, contextKey{}, l)
}

// For gives the read view of the operation. It panics when the server was put together without one: that
// is a mistake seen at the first request.
func For(ctx context.Context) *Loaders {
	l, ok := ctx.Value(contextKey{}).(*Loaders)
	if !ok {
		panic("loaders: the operation has no read view; the server must begin every operation with loaders.New")
	}
	return l
}

// Now is the instant of the operation. Asking for it makes the answer depend on the minute.
func (l *Loaders) Now() time.Time {
	if l.marks.UsesClock != nil {
		l.marks.UsesClock()
	}
	return l.now
}

// Private says that the answer depends on what one person told of themselves.
func (l *Loaders) Private() {
	if l.marks.Private != nil {
		l.marks.Private()
	}
}

// Freshness tells how far a check can be relied on at the instant of the operation. It changes with the
// day, not the minute, and answers are kept for less than that, but the day's end must not be missed.
func (l *Loaders) Freshness(p *directory.Provenance) directory.Freshness {
	day := p.VerifiedOn()
	if day == "" {
		return directory.FreshnessUnverified
	}
	return l.Snapshot.Thresholds().Freshness(day, l.Now())
}

// Coverage gives the coverage at the instant of the operation; like freshness it changes with the day.
func (l *Loaders) Coverage() *snapshot.CoverageView { return l.Snapshot.Coverage(l.Now()) }

// Text gives the text that suits the reader: by the languages asked for, else by those preferred.
func (l *Loaders) Text(texts []directory.Text, languages []directory.LanguageTag) *directory.Text {
	if languages == nil {
		languages = l.Languages
	}
	return directory.Best(texts, languages)
}
