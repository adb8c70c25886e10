package editing

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// Change is one field that a revision changed, on what was being worked on: the draft, else the public face.
// Values are JSON; empty means that there was none.
type Change struct {
	Path          string // parts by id, such as "hotlines[018f…].channels[0].number"
	Before, After string
}

// Version is one revision of a record, as its own people and reviewers see it.
type Version struct {
	Version int64
	At      time.Time
	Actor   string
	Action  string // the mutation or command
	Reason  string
	State   directory.RecordState
	Public  bool // whether everybody saw the change
	Changes []Change
	// More says that further changes are left out.
	More bool
}

// Bounds of what a history tells.
const (
	MaxHistory   = 50  // revisions at once
	maxChanges   = 200 // of one revision
	maxValueText = 500 // characters of a value
)

// History gives the newest revisions of a record below a version (0: from the newest), newest first. It gives
// nothing, and no error, for a record that is not the caller's.
func (d *Desk) History(ctx context.Context, a directory.Actor, id directory.ID, before int64, limit int) ([]*Version, error) {
	if a.ReachOf(directory.ReadDraft) == directory.ReachNone {
		return nil, nil
	}
	rec, err := d.store.Record(ctx, string(id))
	if isCode(err, directory.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read record: %w", err)
	}
	if !a.May(directory.ReadDraft, directory.ID(rec.Content.Owner)) {
		return nil, nil
	}
	if before <= 0 {
		before = rec.Version + 1
	}
	limit = min(max(limit, 1), MaxHistory)
	revisions, err := d.store.History(ctx, string(id), before, limit+1) // one more, to compare the last with
	if err != nil {
		return nil, fmt.Errorf("read history: %w", err)
	}
	versions := make([]*Version, 0, limit)
	for i := range revisions[:min(limit, len(revisions))] {
		v := &revisions[i]
		var earlier document.Content
		if i+1 < len(revisions) {
			earlier = revisions[i+1].Content
		}
		changes, more, err := changesOf(rec.Kind, &earlier, &v.Content)
		if err != nil {
			return nil, err
		}
		versions = append(versions, &Version{
			Version: v.Version, At: v.At, Actor: v.Actor, Action: v.Command, Reason: v.Reason,
			State: directory.RecordState(v.Content.State), Public: v.Public, Changes: changes, More: more,
		})
	}
	return versions, nil
}

// changesOf compares two states of a record.
func changesOf(kind document.Kind, before, after *document.Content) (changes []Change, more bool, err error) {
	was, err := plain(kind, before)
	if err != nil {
		return nil, false, err
	}
	is, err := plain(kind, after)
	if err != nil {
		return nil, false, err
	}
	c := comparing{}
	c.objects("", was, is)
	return c.changes, c.more, nil
}

// plain gives what was worked on in a state as JSON values, an empty object for nothing.
func plain(kind document.Kind, c *document.Content) (map[string]any, error) {
	raw := c.Draft
	if len(raw) == 0 {
		raw = c.Public
	}
	if len(raw) == 0 {
		return map[string]any{}, nil
	}
	var text []byte
	switch kind {
	case document.KindInitiative:
		in, err := decode[directory.Initiative](raw)
		if err != nil {
			return nil, err
		}
		text = document.EncodeJSON(in)
	case document.KindOrganization:
		o, err := decode[directory.Organization](raw)
		if err != nil {
			return nil, err
		}
		text = document.EncodeJSON(o)
	case document.KindToken:
		t, err := decode[directory.Token](raw)
		if err != nil {
			return nil, err
		}
		t.Hash = "" // nobody's business
		text = document.EncodeJSON(t)
	default:
		return map[string]any{}, nil
	}
	var v map[string]any
	if err := json.Unmarshal(text, &v); err != nil {
		return nil, directory.WithCause(directory.Internal, "Internal error.", err)
	}
	return v, nil
}

// comparing collects differences.
type comparing struct {
	changes []Change
	more    bool
}

func (c *comparing) compare(path string, was, is any) {
	earlier, wasList := was.([]any)
	later, isList := is.([]any)
	if (wasList || was == nil) && (isList || is == nil) { // no list is an empty one
		c.lists(path, earlier, later)
		return
	}
	w, wasObject := was.(map[string]any)
	i, isObject := is.(map[string]any)
	if wasObject && isObject {
		c.objects(path, w, i)
		return
	}
	before, after := valueText(was), valueText(is)
	if before == after {
		return
	}
	if len(c.changes) == maxChanges {
		c.more = true
		return
	}
	c.changes = append(c.changes, Change{Path: path, Before: shorten(before), After: shorten(after)})
}

func (c *comparing) objects(path string, was, is map[string]any) {
	names := make([]string, 0, len(was)+len(is))
	for k := range was {
		names = append(names, k)
	}
	for k := range is {
		if _, both := was[k]; !both {
			names = append(names, k)
		}
	}
	slices.Sort(names)
	for _, k := range names {
		c.compare(directory.JoinPath(path, k), was[k], is[k])
	}
}

// lists compares by id where items have one, else by place.
func (c *comparing) lists(path string, was, is []any) {
	earlier, byID := itemsByID(was)
	later, alsoByID := itemsByID(is)
	if !byID || !alsoByID {
		for i := range max(len(was), len(is)) {
			c.compare(fmt.Sprintf("%s[%d]", path, i), item(was, i), item(is, i))
		}
		return
	}
	for _, v := range was {
		id := idOf(v)
		c.compare(path+"["+id+"]", v, later[id])
	}
	for _, v := range is {
		if id := idOf(v); earlier[id] == nil {
			c.compare(path+"["+id+"]", nil, v)
		}
	}
}

func item(list []any, i int) any {
	if i < len(list) {
		return list[i]
	}
	return nil
}

func idOf(v any) string {
	m, _ := v.(map[string]any)
	id, _ := m["id"].(string)
	return id
}

func itemsByID(list []any) (map[string]any, bool) {
	items := make(map[string]any, len(list))
	for _, v := range list {
		id := idOf(v)
		if id == "" {
			return nil, false
		}
		items[id] = v
	}
	return items, true
}

func valueText(v any) string {
	if v == nil {
		return ""
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // it came from JSON
	}
	return string(b)
}

func shorten(s string) string {
	if len(s) <= maxValueText {
		return s
	}
	cut := maxValueText
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return strings.TrimSpace(s[:cut]) + "…"
}
