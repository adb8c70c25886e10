package export

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/editing"
	"github.com/blueheart-federation/api/internal/embedded"
	"github.com/blueheart-federation/api/internal/exchange"
	"github.com/blueheart-federation/api/internal/snapshot"
)

const owner directory.ID = "00000000-0000-7000-8000-000000000101"

// imported takes a file into an empty directory, of which only the organizations of s are known, and gives what
// everybody sees then.
func imported(t *testing.T, s *snapshot.Snapshot, format directory.ExchangeFormat, file []byte) *snapshot.Snapshot {
	t.Helper()
	store, err := embedded.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	var revisions []document.Revision
	for o := range s.Organizations.All {
		revisions = append(revisions, document.Revision{
			ID: document.RevisionID(string(o.ID), 1), RecordID: string(o.ID), Version: 1, Kind: document.KindOrganization, At: noon,
			Actor: "fixture", Command: "approveOrganization", Public: true,
			Content: document.Content{State: string(directory.RecordStatePublished), Owner: string(o.ID), Public: document.Encode(o)},
		})
	}
	if _, _, err := store.Commit(t.Context(), revisions); err != nil {
		t.Fatal(err)
	}
	holder := &snapshot.Holder{}
	refresher := snapshot.NewRefresher(store, holder, snapshot.Settings{Now: noonClock})
	refresh := func() {
		if err := refresher.Refresh(context.WithoutCancel(t.Context()), true); err != nil {
			t.Fatal(err)
		}
	}
	refresh()
	desk := editing.NewDesk(editing.Options{Store: store, Public: holder.Current, Wake: func(...snapshot.Change) {}, Rand: rand.Reader})
	admin := &editing.Request{Actor: directory.Actor{ID: "operator", Role: directory.RoleAdmin}, At: noon}
	out, report, err := desk.Import(t.Context(), admin, &editing.File{
		Organization: owner, Format: format, Data: bytes.NewReader(file), Publish: true, Limits: exchange.Limits{},
	})
	if err != nil || len(out.Problems) > 0 || report.Refused > 0 {
		t.Fatalf("%v %+v %+v", err, out, report)
	}
	refresh()
	return holder.Current()
}

var uuid = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// shown gives all initiatives as text, with ids by their order, as an import gives new ones.
func shown(s *snapshot.Snapshot) string {
	var b strings.Builder
	for in := range s.Initiatives.All {
		copied := &directory.Initiative{}
		if err := document.DecodeJSON(document.EncodeJSON(in.Shown("2026-11-24")), copied); err != nil {
			panic(err)
		}
		copied.Members = nil // they are joined and decided, not imported
		checkedBy(reflect.ValueOf(copied), owner)
		b.Write(document.EncodeJSON(copied))
		b.WriteByte('\n')
	}
	names := map[string]string{}
	return uuid.ReplaceAllStringFunc(b.String(), func(id string) string {
		if s.Organizations.ByID(directory.ID(id)) != nil {
			return id
		}
		if names[id] == "" {
			names[id] = fmt.Sprintf("id %d", len(names))
		}
		return names[id]
	})
}

// checkedBy makes all checks those of one organization: an import takes nobody else's word.
func checkedBy(v reflect.Value, by directory.ID) {
	switch v.Kind() {
	case reflect.Pointer:
		if check, ok := reflect.TypeAssert[*directory.Verification](v); ok && check != nil {
			check.By = by
		}
		if !v.IsNil() {
			checkedBy(v.Elem(), by)
		}
	case reflect.Slice:
		for i := range v.Len() {
			checkedBy(v.Index(i), by)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				checkedBy(v.Field(i), by)
			}
		}
	}
}

// TestAnExportIsImportedWithoutLoss takes exports into an empty directory, by the way that partners take.
func TestAnExportIsImportedWithoutLoss(t *testing.T) {
	s := wholeDirectory(t)
	want := shown(s)
	for name, format := range map[string]directory.ExchangeFormat{
		"directory.json": directory.ExchangeFormatJSON, "directory.ndjson": directory.ExchangeFormatJSON,
		"hsds.json": directory.ExchangeFormatHSDS, "hsds.zip": directory.ExchangeFormatHSDSCSV,
	} {
		t.Run(name, func(t *testing.T) {
			got := shown(imported(t, s, format, written(t, name, edition(s, Filter{}))))
			if diff := cmp.Diff(strings.Split(want, ","), strings.Split(got, ",")); diff != "" {
				t.Errorf("%.4000s", diff)
			}
		})
	}
	t.Run("directory.csv", func(t *testing.T) {
		file := written(t, "directory.csv", edition(s, Filter{}))
		after := imported(t, s, directory.ExchangeFormatCSV, file)
		if after.Hotlines.Len() != s.Hotlines.Len() || after.Initiatives.Len() != s.Initiatives.Len() {
			t.Errorf("%d lines of %d initiatives", after.Hotlines.Len(), after.Initiatives.Len())
		}
	})
}
