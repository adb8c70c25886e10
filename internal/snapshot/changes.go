package snapshot

import (
	"cmp"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
)

// Changed is a record that is not as it was at an earlier revision, as far as this process can tell.
type Changed struct {
	ID       directory.ID
	Kind     directory.RecordKind // INITIATIVE or ORGANIZATION
	Record   any                  // a pointer to the record; nil when it is gone
	Revision int64                // since which this process serves it so; it may have been so before
	Cursor   string
}

// ChangePage is a part of the records that changed since a revision, in the order of their ids.
type ChangePage struct {
	Changes     []Changed
	Total       int
	HasNext     bool
	HasPrevious bool
	// Revision is what a copy is complete to that has taken this page and all before it: the lowest revision
	// that gave one of them.
	Revision int64
	// StartAnew says that nobody can tell here what changed: since lies ahead of this snapshot, or where it was read
	// from a copy, before what that knows of.
	StartAnew bool
}

// changeFeed says since which revision each record is as it is: an initiative or an organization that is public,
// or once was and is gone. A draft that was never public is not in it. It is immutable once its snapshot is
// published.
//
// Revisions are those of snapshots, not of changes. A process that starts has seen nothing happen, so all its
// records have the revision that it started with: an answer may name more than changed, and never less.
type changeFeed struct {
	records   []feedRecord // by id
	revisions []int64      // of each record
	touched   []directory.ID
	from      int64 // up to this revision nobody here can tell which records are gone; 0 where all is known
}

type feedRecord struct {
	id   directory.ID
	kind directory.RecordKind
	gone bool
}

func (f *changeFeed) find(id directory.ID) (int, bool) {
	return slices.BinarySearchFunc(f.records, id, func(r feedRecord, id directory.ID) int { return cmp.Compare(r.id, id) })
}

// seen gives what everybody may know of a record, and whether they may know anything.
func (s *Snapshot) seen(id directory.ID) (feedRecord, bool) {
	e := s.entries[id]
	if e == nil || !e.published {
		return feedRecord{}, false
	}
	return feedRecord{id: id, kind: e.kind, gone: s.served(e) == nil}, true
}

// face gives the fingerprint of what everybody may know of a record.
func (s *Snapshot) face(id directory.ID) uint64 {
	if e := s.entries[id]; e != nil {
		return e.face
	}
	return 0
}

// served gives the public record of an entry; nil where it has none, or another one stands in its place.
func (s *Snapshot) served(e *Entry) any {
	switch {
	case e.Organization != nil && s.Organizations.ByID(e.ID) == e.Organization:
		return e.Organization
	case e.Initiative != nil && s.Initiatives.ByID(e.ID) == e.Initiative:
		return e.Initiative
	}
	return nil
}

// followChanges makes the feed of s from that of the snapshot before it. concerned are the records that may be
// seen otherwise than there.
func (s *Snapshot) followChanges(old *Snapshot, concerned iter.Seq[directory.ID]) {
	touched := map[directory.ID]feedRecord{}
	for id := range concerned {
		now, known := s.seen(id)
		at, before := old.changes.find(id)
		switch {
		case !known && !before:
			continue
		case !known: // the store forgot it, or that it was public
			now = old.changes.records[at]
			now.gone = true
		}
		if before && now == old.changes.records[at] && old.face(id) == s.face(id) {
			continue
		}
		touched[id] = now
	}
	s.changes = old.changes.with(touched, s.Revision)
}

// with gives the feed in which some records are new or changed at a revision.
func (f *changeFeed) with(touched map[directory.ID]feedRecord, revision int64) *changeFeed {
	next := &changeFeed{
		records:   make([]feedRecord, 0, len(f.records)+len(touched)),
		revisions: make([]int64, 0, len(f.records)+len(touched)),
		touched:   make([]directory.ID, 0, len(touched)),
		from:      f.from,
	}
	for id := range touched {
		next.touched = append(next.touched, id)
	}
	slices.Sort(next.touched)
	add := func(r feedRecord, at int64) {
		next.records, next.revisions = append(next.records, r), append(next.revisions, at)
	}
	coming := next.touched
	for i, r := range f.records {
		for ; len(coming) > 0 && coming[0] < r.id; coming = coming[1:] {
			add(touched[coming[0]], revision)
		}
		if len(coming) > 0 && coming[0] == r.id {
			add(touched[r.id], revision)
			coming = coming[1:]
			continue
		}
		add(r, f.revisions[i])
	}
	for _, id := range coming {
		add(touched[id], revision)
	}
	return next
}

// again names records once more, at the revision of a snapshot that is not published yet.
func (f *changeFeed) again(id directory.ID, revision int64) {
	if i, there := f.find(id); there {
		f.revisions[i] = revision
	}
}

// changeList names the feed in cursors.
const changeList = 'v'

// Changes gives the records that are not as they were at a revision: those that changed after it and, since
// this process may not know better, others. Where it cannot tell, the page is empty and says so.
//
// A copy takes all pages and asks with ChangePage.Revision of the last one next time. Pages stand in the order
// of ids, which is the same in all processes, and each cursor carries what the pages before it are complete to:
// so it does not matter when, and by which process, each page is answered.
func (s *Snapshot) Changes(since int64, args PageArgs) (*ChangePage, error) {
	first, _, err := args.sizes()
	if err != nil {
		return nil, err
	}
	if since < 0 {
		return nil, invalidArgument("since", "must be 0 or a revision")
	}
	p := &ChangePage{Revision: s.Revision}
	after := directory.ID("")
	if args.After != nil {
		c, err := decodeCursor(changeList, orderMark(0, false), *args.After, "after")
		if err != nil {
			return nil, err
		}
		of, revision, ok := readChangeKey(c.key)
		if !ok || of != since {
			return nil, errCursor("after")
		}
		p.Revision, after = min(p.Revision, revision), c.id
	}
	if since > s.Revision || since > 0 && since < s.Revision && since <= s.changes.from {
		p.StartAnew = true
		return p, nil
	}
	for i, revision := range s.changes.revisions {
		if revision <= since {
			continue
		}
		p.Total++
		r := &s.changes.records[i]
		switch {
		case r.id <= after:
			p.HasPrevious = true
		case len(p.Changes) == first:
			p.HasNext = true
		default:
			changed := s.changed(i)
			changed.Cursor = encodeCursor(changeList, orderMark(0, false), changeKey(since, p.Revision), r.id)
			p.Changes = append(p.Changes, changed)
		}
	}
	return p, nil
}

// ChangedAfter ranges over the records that are not as they were at a revision, as [Snapshot.Changes] tells them, but
// all of them and without cursors. After a revision that is ahead of the snapshot there are none.
func (s *Snapshot) ChangedAfter(since int64) iter.Seq[Changed] {
	return func(yield func(Changed) bool) {
		for i, revision := range s.changes.revisions {
			if revision > since && !yield(s.changed(i)) {
				return
			}
		}
	}
}

// changed gives a record of the feed.
func (s *Snapshot) changed(i int) Changed {
	r := &s.changes.records[i]
	c := Changed{ID: r.id, Kind: r.kind, Revision: s.changes.revisions[i]}
	if !r.gone {
		c.Record = s.served(s.entries[r.id])
	}
	return c
}

func changeKey(since, revision int64) string {
	return strconv.FormatInt(since, 10) + " " + strconv.FormatInt(revision, 10)
}

func readChangeKey(key string) (since, revision int64, ok bool) {
	one, other, _ := strings.Cut(key, " ")
	since, err := strconv.ParseInt(one, 10, 64)
	revision, err2 := strconv.ParseInt(other, 10, 64)
	return since, revision, err == nil && err2 == nil && revision >= since && changeKey(since, revision) == key
}
