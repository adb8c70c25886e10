package export

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/snapshot"
)

func noonClock() time.Time { return noon }

// TestWhatIsNotPublicIsInNoFile looks for what no export may hold: a testimony without consent, a draft, a
// reviewer's comment, who did what, and records that are not public.
func TestWhatIsNotPublicIsInNoFile(t *testing.T) {
	public := wholeDirectory(t)
	var entries []*snapshot.Entry
	add := func(id directory.ID, kind document.Kind, content document.Content) {
		entries = append(entries, snapshot.Prepare(document.Record{ID: string(id), Kind: kind, Version: 3, UpdatedAt: noon, Content: content}))
	}
	for o := range public.Organizations.All {
		add(o.ID, document.KindOrganization, document.Content{State: "PUBLISHED", Public: document.Encode(o)})
	}
	draft := &directory.Initiative{Common: directory.Common{Names: []directory.Text{{Value: "SECRET draft", Language: "en"}}}}
	for in := range public.Initiatives.All {
		draft.ID = in.ID
		add(in.ID, document.KindInitiative, document.Content{
			State: "RETURNED", Owner: "SECRET owner", Public: document.Encode(in), Draft: document.Encode(draft), Comment: "SECRET comment",
			Redacted: []string{"SECRET redaction"}, PublishedBy: "SECRET publisher",
		})
	}
	add("00000000-0000-7000-8000-0000000001ff", document.KindInitiative, document.Content{State: "DRAFT", Draft: document.Encode(draft)})
	add("00000000-0000-7000-8000-0000000001fe", document.KindToken, document.Content{State: "ACTIVE", Draft: document.Encode(&directory.Token{Name: "SECRET token"})})
	s := snapshot.Build(entries, 1, noon, directory.DefaultThresholds)
	if s.Initiatives.Len() != public.Initiatives.Len() {
		t.Fatalf("%d initiatives: %+v", s.Initiatives.Len(), s.SetAside)
	}
	for _, f := range Formats {
		for _, filter := range []Filter{{}, {Countries: []directory.CountryCode{"MD"}}, {Languages: []directory.LanguageTag{"uk"}}} {
			file := written(t, f.Name, edition(s, filter))
			if f.Packed {
				file = unpacked(t, file)
			}
			for _, private := range []string{"SECRET", "must not be shown", "Withdrawn words"} {
				if bytes.Contains(file, []byte(private)) {
					t.Errorf("%s?%s holds %q", f.Name, filter.Query(), private)
				}
			}
		}
	}
}

// TestATestimonyLeavesOnTheDayAfterItsConsent writes the same snapshot on two days.
func TestATestimonyLeavesOnTheDayAfterItsConsent(t *testing.T) {
	e := edition(wholeDirectory(t), Filter{})
	const kept = `"expiresOn":"2027-01-31"`
	for day, want := range map[directory.Date]bool{"2027-01-31": true, "2027-02-01": false} {
		e.Day = day
		if got := strings.Contains(string(written(t, "directory.json", e)), kept); got != want {
			t.Errorf("on %s it is there: %v", day, got)
		}
	}
	v := surveyOf(e.Snapshot)
	for day, want := range map[directory.Date]directory.Date{"2026-11-23": "", "2026-11-24": "2026-11-23", "2027-01-31": "2026-11-23", "2027-02-01": "2027-01-31"} {
		if got := v.expired(day); got != want {
			t.Errorf("on %s the last to run out is %q, want %q", day, got, want)
		}
	}
}

// TestLinesThatDoNotWorkAreInNoAddressBook looks for a line out of service where people would call it.
func TestLinesThatDoNotWorkAreInNoAddressBook(t *testing.T) {
	e := edition(wholeDirectory(t), Filter{})
	const dead = "00000000-0000-7000-8000-000000000106"
	for name, want := range map[string]bool{"directory.vcf": false, "directory.jsonld": false, "directory.csv": true, "directory.json": true, "hsds.json": true} {
		if got := bytes.Contains(written(t, name, e), []byte(dead)); got != want {
			t.Errorf("%s holds it: %v", name, got)
		}
	}
}

// TestFormulasAreNeutral looks for cells that a spreadsheet program would run.
func TestFormulasAreNeutral(t *testing.T) {
	for in, want := range map[string]string{"=1+1": "'=1+1", "@x": "'@x", "-1": "'-1", "+1": "'+1", "\tx": "'\tx", "a=1": "a=1", "": "", "'x": "'x", "080012345": "'080012345", "0": "0", "0 800": "0 800", "08:00": "08:00", "10": "10"} {
		if got := Neutral(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"+373 22 233 309": "+373 22 233 309", "+1 (0)": "+1 (0)", "+cmd": "'+cmd", "=1": "'=1", "080012345": "080012345"} {
		if got := tame(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	for _, name := range []string{"directory.csv", "hsds.zip"} {
		file := written(t, name, edition(wholeDirectory(t), Filter{}))
		if name == "hsds.zip" {
			file = unpacked(t, file)
		}
		if bytes.Contains(file, []byte(",=")) || bytes.Contains(file, []byte(`,"=`)) || bytes.Contains(file, []byte(",@")) || !bytes.Contains(file, []byte("'=")) {
			t.Errorf("%s holds a formula", name)
		}
	}
}
