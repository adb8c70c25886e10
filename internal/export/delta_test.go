package export

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/internal/testkit"
)

const deltaPath = Prefix + deltaName

// moves is a delta as a reader has it.
type moves struct {
	Since         int64
	Directory     Stamp
	Organizations []change
	Initiatives   []change
}

type change struct {
	Gone   directory.ID
	After  *directory.ID
	Record json.RawMessage
}

func (h *house) moved(t *testing.T, since int64) *moves {
	t.Helper()
	m := &moves{}
	if err := json.Unmarshal(h.get(t, fmt.Sprint(deltaPath, "?since=", since)).Body.Bytes(), m); err != nil {
		t.Fatal(err)
	}
	return m
}

// TestDeltaNamesWhatChanged changes one record of each list and retires another; its records have the bytes of the file.
func TestDeltaNamesWhatChanged(t *testing.T) {
	h := newHouse(t, large(12), false)
	if m := h.moved(t, 1); len(m.Organizations)+len(m.Initiatives) > 0 || m.Since != 1 || m.Directory.Revision != 1 {
		t.Errorf("nothing has changed: %+v", m)
	}
	old := h.source.Snapshot
	organization, initiative := old.Organizations.Row(0), old.Initiatives.Row(4)
	record := func(id directory.ID, kind document.Kind, public any) *snapshot.Entry {
		r := document.Record{ID: string(id), Kind: kind, Version: 2, UpdatedAt: noon, Content: document.Content{State: "PUBLISHED", PublishedAt: noon}}
		if public != nil {
			r.Content.Public = document.Encode(public)
		}
		return snapshot.Prepare(r)
	}
	last, changed := *initiative, *organization
	last.Names = []directory.Text{{Value: "яяя", Language: "ru"}}
	changed.Kind = ""
	gone := old.Initiatives.Row(2).ID
	next := old.Update([]*snapshot.Entry{
		record(organization.ID, document.KindOrganization, &changed), record(initiative.ID, document.KindInitiative, &last), record(gone, document.KindInitiative, nil),
	}, nil, 2, noon)
	h.source = &Source{Snapshot: next, Revision: "2-test", Licence: "Apache-2.0", Attribution: "x"}
	m := h.moved(t, 1)
	file := h.get(t, "/export/directory.json").Body.Bytes()
	if len(m.Organizations) != 1 || *m.Organizations[0].After != "" || len(m.Initiatives) != 2 || m.Initiatives[0].Gone != gone {
		t.Fatalf("%+v", m)
	}
	row := next.Initiatives.RowOf(initiative.ID)
	if *m.Initiatives[1].After != next.Initiatives.Row(row-1).ID {
		t.Errorf("it stands behind %s", *m.Initiatives[1].After)
	}
	for _, c := range []change{m.Organizations[0], m.Initiatives[1]} {
		if !bytes.Contains(file, append([]byte("\n"), c.Record...)) {
			t.Errorf("it does not stand so in the file: %s", c.Record)
		}
	}
	if m := h.moved(t, 2); len(m.Organizations)+len(m.Initiatives) > 0 {
		t.Errorf("since now: %+v", m)
	}
	if m := h.moved(t, 0); len(m.Organizations) != next.Organizations.Len() || len(m.Initiatives) != next.Initiatives.Len()+1 {
		t.Errorf("since ever: %d organizations, %d initiatives", len(m.Organizations), len(m.Initiatives))
	}
}

// TestDeltaNamesInitiativesWhoseConsentsRanOut lets days pass in a directory that does not change.
func TestDeltaNamesInitiativesWhoseConsentsRanOut(t *testing.T) {
	in := &directory.Initiative{Common: directory.Common{ID: "00000000-0000-7000-8000-000000000001", Names: []directory.Text{{Value: "I", Language: "en"}}}, Slug: "i", Scope: directory.ScopeGlobal}
	in.Campaigns = []*directory.Campaign{{Common: directory.Common{ID: "00000000-0000-7000-8000-000000000002", Names: in.Names}, Testimonies: []directory.Testimony{
		{ID: "00000000-0000-7000-8000-000000000003", Form: directory.TestimonyFormText, Voice: directory.VoiceActor, Consent: directory.Consent{Status: directory.ConsentStatusRecorded, ExpiresOn: "2026-11-24"}},
	}}}
	h := newHouse(t, testkit.Snapshot(t, noon, nil, []*directory.Initiative{in}), false)
	for days, want := range map[int]int{0: 0, 1: 1, 31: 1, 32: 0} {
		h.today = noon.AddDate(0, 0, days)
		m := h.moved(t, 1)
		if len(m.Initiatives) != want {
			t.Errorf("after %d days: %d initiatives", days, len(m.Initiatives))
		}
		for _, c := range m.Initiatives {
			if bytes.Contains(c.Record, []byte("estimon")) {
				t.Errorf("after %d days: %s", days, c.Record)
			}
		}
	}
}

func TestDeltasCostLittleAndAreCached(t *testing.T) {
	h := newHouse(t, large(12), true)
	const path = deltaPath + "?since=0"
	plain := h.get(t, path)
	tag := plain.Header().Get("ETag")
	if h.spent != CostDelta || !strings.HasPrefix(plain.Header().Get("Cache-Control"), "public, max-age=30") || plain.Header().Get("Content-Length") != fmt.Sprint(plain.Body.Len()) {
		t.Errorf("%d, %v", h.spent, plain.Header())
	}
	if w := h.ask(http.MethodGet, path, "If-None-Match", tag); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
		t.Errorf("held already: %d", w.Code)
	}
	if w := h.ask(http.MethodHead, path); w.Code != http.StatusOK || w.Body.Len() > 0 || w.Header().Get("ETag") != tag {
		t.Errorf("HEAD: %d", w.Code)
	}
	packed := h.get(t, path, "Accept-Encoding", "gzip")
	z, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(z); err != nil || !bytes.Equal(got, plain.Body.Bytes()) || packed.Header().Get("ETag") == tag {
		t.Errorf("compressed: %v, %v", err, packed.Header())
	}
	if body := h.get(t, Prefix).Body.String(); strings.Count(body, deltaName+"?since=1") != 1 {
		t.Error("the delta is not listed")
	}
}

func TestDeltasThatAreRefused(t *testing.T) {
	h := newHouse(t, wholeDirectory(t), false)
	for query, want := range map[string]int{
		"": 400, "?": 400, "?since=": 400, "?since=-1": 400, "?since=1.5": 400, "?since=01": 400, "?since=99999999999999999999": 400, "?since=evil": 400,
		"?since=1&since=1": 400, "?since=1&country=MD": 400, "?since=1;2": 400, "?since=2": 404, "?since=%zz": 400, "?" + strings.Repeat("since=1&", 1000): 400,
	} {
		h.spent = 0
		if w := h.ask(http.MethodGet, deltaPath+query); w.Code != want || strings.Contains(w.Body.String(), "evil") || h.spent != CostSmall {
			t.Errorf("%s: %d for %d: %s", query, w.Code, h.spent, w.Body)
		}
	}
	for _, path := range []string{"/export/directory.csv.delta?since=1", "/export/directory.json.delta.sig?since=1"} {
		if w := h.ask(http.MethodGet, path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	h.deltas <- struct{}{}
	if w := h.ask(http.MethodGet, deltaPath+"?since=1"); w.Code != http.StatusServiceUnavailable {
		t.Errorf("more at once than there are places: %d", w.Code)
	}
	<-h.deltas
	h.broke = true
	if w := h.ask(http.MethodGet, deltaPath+"?since=1"); w.Code != http.StatusTooManyRequests {
		t.Errorf("without a budget: %d", w.Code)
	}
}

func TestDeltasAreBounded(t *testing.T) {
	var many []*directory.Organization
	for n := range mostChanged + 1 {
		many = append(many, &directory.Organization{Common: directory.Common{ID: directory.ID(fmt.Sprintf("00000000-0000-7000-8000-%012d", n)), Names: []directory.Text{{Value: "O", Language: "en"}}}})
	}
	h := newHouse(t, testkit.Snapshot(t, noon, many, nil), false)
	if w := h.ask(http.MethodGet, deltaPath+"?since=0"); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "whole file") {
		t.Errorf("everything: %d", w.Code)
	}
	b := &bounded{}
	for range mostDeltaBytes >> 10 {
		if _, err := b.Write(make([]byte, 1<<10)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.Write([]byte{0}); !errors.Is(err, errTooMuch) {
		t.Errorf("%v", err)
	}
}
