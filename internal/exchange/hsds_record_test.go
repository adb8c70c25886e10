package exchange

import (
	"fmt"
	"strings"
	"testing"

	"github.com/blueheart-federation/api/internal/directory"
)

const lineID = "00000000-0000-7000-8000-000000000001"

// recorded is a service with a record, and a print that is right unless another is given.
func recorded(t *testing.T, more, record, printed string) string {
	t.Helper()
	service := func(attributes string) string {
		return fmt.Sprintf(`{"id": %q, "name": "Line", "status": "active", "program_id": "p-1", "organization": {"id": "o-1", "name": "Org", "description": ""}, "service_areas": [{"id": "sa", "name": "MD"}]%s, "attributes": [%s]}`, lineID, more, attributes)
	}
	if printed == "" {
		var err error
		if printed, err = Print("service", []byte(service(""))); err != nil {
			t.Fatal(err)
		}
	}
	return service(attribute(CodeRecord, record) + "," + attribute(CodePrint, printed))
}

const record = `{"id":"` + lineID + `","names":[{"value":"Лінія","language":"uk"},{"value":"Line","language":"en"}],"status":"OUT_OF_SERVICE","countries":["MD"]}`

func TestRecordsBesideServices(t *testing.T) {
	lineOf := func(rows []Row) *directory.Hotline {
		t.Helper()
		in := initiative(t, rows)
		return in.Hotlines[0]
	}
	whole := lineOf(read(t, hsdsJSON, recorded(t, "", record, "")))
	if whole.ID != lineID || len(whole.Names) != 2 || whole.Status != directory.HotlineStatusOutOfService || whole.Identifiers != nil {
		t.Errorf("%+v", whole)
	}
	rows := read(t, hsdsJSON, recorded(t, `, "email": "new@example.org"`, record, strings.Repeat("0", 32)))
	changed := lineOf(rows)
	if changed.ID != lineID || len(changed.Names) != 1 || len(changed.Channels) != 1 || changed.Status != directory.HotlineStatusActive {
		t.Errorf("%+v", changed)
	}
	if !noted(rows, Warning, 1, "", "changed since it was exported") {
		t.Errorf("%+v", rows)
	}
	rows = read(t, hsdsJSON, recorded(t, "", `{"id": 7}`, ""))
	if !noted(rows, Problem, 1, "attributes.record", "damaged") || !rows[len(rows)-1].Refused() {
		t.Errorf("%+v", rows)
	}
}

// TestPlaceholdersAreNoOrganizations takes the services of an organization that stands for none.
func TestPlaceholdersAreNoOrganizations(t *testing.T) {
	service := fmt.Sprintf(`{"id": "s-1", "name": "Line", "status": "active", "organization": {"id": "o-1", "name": "None", "description": "", "attributes": [%s]}, "service_areas": [{"id": "sa", "name": "MD"}]}`, attribute(CodePlaceholder, "YES"))
	rows := read(t, hsdsJSON, service)
	if len(rows) != 1 || rows[0].Organization != nil || len(rows[0].References) > 0 || len(initiative(t, rows).Organizations) > 0 {
		t.Errorf("%+v", rows)
	}
}

func TestPrintsOfNothingKnown(t *testing.T) {
	if _, err := Print("location", []byte("{}")); err == nil {
		t.Error("a location has a print")
	}
	if _, err := Print("service", []byte("[")); err == nil {
		t.Error("half an object has a print")
	}
}

func TestNumbersThatPrintAShortCode(t *testing.T) {
	for number, want := range map[string]bool{
		"": true, "1343": true, "13 43": true, "131 237 (131AFP)": false, "1343 (hotline)": true, "call 1343": true,
		"1344": false, "13430": false, "+1343": false, "+63 2 1343": false, "1344 (hotline)": false, "hotline": false,
	} {
		if got := prints(number, "1343"); got != want {
			t.Errorf("%q: %v", number, got)
		}
	}
}

// TestNamesThatOnlySayTheKind are no names: exports call a messenger so that has none.
func TestNamesThatOnlySayTheKind(t *testing.T) {
	for description, want := range map[string]bool{"WHATSAPP": false, "Chat with us": true} {
		rows := read(t, hsdsJSON, recorded(t, fmt.Sprintf(`, "phones": [{"id": "p", "number": "+37369000002", "description": %q, "attributes": [%s]}]`, description, attribute("channel", "WHATSAPP")), record, strings.Repeat("0", 32)))
		ch := initiative(t, rows).Hotlines[0].Channels[0]
		if ch.Kind != directory.ChannelKindWhatsapp || (ch.Label != nil) != want {
			t.Errorf("%q: %+v", description, ch)
		}
	}
}
