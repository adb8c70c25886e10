package main

import (
	"bytes"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/embedded"
)

// TestAFileOfBeforeUndoesNothing imports a file in the directory's own JSON over what people did since it was
// written: what was withdrawn, given up, suspended or is being worked on stays so.
func TestAFileOfBeforeUndoesNothing(t *testing.T) {
	t.Parallel()
	const testimony = "00000000-0000-4000-8000-0000000000ff"
	initiative := func(id string, scope directory.Scope) *directory.Initiative {
		in := &directory.Initiative{
			Common: directory.Common{ID: directory.ID("00000000-0000-4000-8000-0000000000" + id), Names: []directory.Text{{Value: "n" + id, Language: "en"}}},
			Slug:   "slug-" + id, Scope: scope,
		}
		return in
	}
	told := func(in *directory.Initiative) *directory.Initiative {
		in.Campaigns = []*directory.Campaign{{
			Common: directory.Common{ID: "00000000-0000-4000-8000-0000000000c0", Names: in.Names},
			Testimonies: []directory.Testimony{{
				ID: testimony, Form: "VIDEO", Voice: "ACTOR", VoiceDescription: &directory.Text{Value: "what was told", Language: "en"}, Consent: directory.Consent{Status: directory.ConsentStatusRecorded},
			}},
		}}
		return in
	}
	face := func(in *directory.Initiative) document.Raw { return document.Encode(in) }
	const now, before = directory.ScopeGlobal, directory.ScopeRegional
	organization := &directory.Organization{Common: directory.Common{ID: "00000000-0000-4000-8000-00000000000a", Names: []directory.Text{{Value: "o", Language: "en"}}}}
	other := *organization
	other.Website = "https://other.example"
	at := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	exported := func(in *directory.Initiative, at time.Time) *directory.Initiative {
		in.UpdatedAt = at
		return in
	}

	for _, c := range []struct {
		name    string
		kind    document.Kind
		content document.Content
		file    any
		want    document.Content // of the record afterwards
		said    string
		fails   bool
	}{
		{
			"a withdrawn testimony", document.KindInitiative,
			document.Content{State: published, Public: face(initiative("01", now)), Redacted: []string{testimony}},
			told(initiative("01", before)),
			document.Content{State: published, Public: face(func() *directory.Initiative {
				in := told(initiative("01", before))
				in.Campaigns[0].Testimonies = nil
				return in
			}()), Redacted: []string{testimony}},
			"its consent was withdrawn", false,
		},
		{
			"an initiative that was taken back", document.KindInitiative,
			document.Content{State: "WITHDRAWN", Draft: face(initiative("01", now))},
			initiative("01", now),
			document.Content{State: "WITHDRAWN", Draft: face(initiative("01", now))},
			"is WITHDRAWN here", true,
		},
		{
			"an initiative that was given up", document.KindInitiative,
			document.Content{State: "RETIRED", Public: face(initiative("01", now))},
			initiative("01", before),
			document.Content{State: "RETIRED", Public: face(initiative("01", now))},
			"is RETIRED here", true,
		},
		{
			"what changed since the export", document.KindInitiative,
			document.Content{State: published, Public: face(initiative("01", now))},
			exported(initiative("01", before), at.Add(-time.Second)),
			document.Content{State: published, Public: face(initiative("01", now))},
			"was changed here after it was exported", true,
		},
		{
			"what is as it was exported", document.KindInitiative,
			document.Content{State: published, Public: face(initiative("01", now))},
			exported(initiative("01", before), at),
			document.Content{State: published, Public: face(initiative("01", before))},
			"1 changed", false,
		},
		{
			"a draft under review", document.KindInitiative,
			document.Content{State: "SUBMITTED", Public: face(initiative("01", now)), Draft: face(told(initiative("01", now)))},
			initiative("01", before),
			document.Content{State: "SUBMITTED", Public: face(initiative("01", before)), Draft: face(told(initiative("01", now)))},
			"1 changed", false,
		},
		{
			"a draft under review, and a file that says nothing new", document.KindInitiative,
			document.Content{State: "SUBMITTED", Public: face(initiative("01", now)), Draft: face(told(initiative("01", now)))},
			initiative("01", now),
			document.Content{State: "SUBMITTED", Public: face(initiative("01", now)), Draft: face(told(initiative("01", now)))},
			"1 are there already", false,
		},
		{
			"a suspended organization", document.KindOrganization,
			document.Content{State: "SUSPENDED", Public: document.Encode(organization)},
			&other,
			document.Content{State: "SUSPENDED", Public: document.Encode(&other)},
			"1 changed", false,
		},
		{
			"an organization that waits for approval", document.KindOrganization,
			document.Content{State: "SUBMITTED", Draft: document.Encode(organization)},
			organization,
			document.Content{State: published, Public: document.Encode(organization)},
			"1 changed", false,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			id, list := "00000000-0000-4000-8000-000000000001", "initiatives"
			if c.kind == document.KindOrganization {
				id, list = string(organization.ID), "organizations"
			}
			dir := stored(t, document.Revision{
				ID: document.RevisionID(id, 1), RecordID: id, Version: 1, Kind: c.kind, At: at, Actor: "x", Command: "x", Public: true, Content: c.content,
			})
			file := filepath.Join(t.TempDir(), "before.json")
			if err := os.WriteFile(file, []byte(`{"`+list+`":[`+string(document.EncodePublished(c.file))+`]}`), 0o600); err != nil {
				t.Fatal(err)
			}
			said, err := importedInto(t, dir, file, at)
			if (err != nil) != c.fails {
				t.Fatal(err, said)
			}
			if !strings.Contains(said, c.said) {
				t.Errorf("it said %q, not %q", said, c.said)
			}
			s, err := embedded.Open(t.Context(), dir)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close(t.Context()) //nolint:errcheck // nothing was written
			there, err := s.RecordsByID(t.Context(), []string{id})
			if err != nil {
				t.Fatal(err)
			}
			got := there[id].Content
			if got.State != c.want.State || !bytes.Equal(got.Public, c.want.Public) || !bytes.Equal(got.Draft, c.want.Draft) || strings.Join(got.Redacted, " ") != strings.Join(c.want.Redacted, " ") {
				t.Errorf("%+v\nnot %+v", got, c.want)
			}
		})
	}
}

// TestABackupIsTakenOverFoundingData brings a backup back to a new server, which has founded itself since.
func TestABackupIsTakenOverFoundingData(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	line := func(scope directory.Scope) *directory.Initiative {
		return &directory.Initiative{
			Common: directory.Common{ID: "00000000-0000-4000-8000-000000000001", Names: []directory.Text{{Value: "n", Language: "en"}}},
			Slug:   "slug", Scope: scope, UpdatedAt: at.AddDate(-1, 0, 0),
		}
	}
	file := filepath.Join(t.TempDir(), "backup.json")
	if err := os.WriteFile(file, []byte(`{"initiatives":[`+string(document.EncodePublished(line(directory.ScopeRegional)))+`]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	public := document.Content{State: published, Public: document.Encode(line(directory.ScopeGlobal))}
	drafted := public
	drafted.Draft, drafted.PublishedAt = public.Public, at
	for name, c := range map[string]struct {
		history []document.Revision
		want    string
	}{
		"founded":                        {[]document.Revision{{Actor: foundingActor, Public: true, Content: public}}, "1 changed"},
		"founded, with a draft beside":   {[]document.Revision{{Actor: foundingActor, Public: true, Content: public}, {Actor: "x", Content: drafted}}, "1 changed"},
		"founded, and changed by people": {[]document.Revision{{Actor: foundingActor, Public: true, Content: public}, {Actor: "x", Public: true, Content: drafted}}, "1 refused"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var revisions []document.Revision
			for i, v := range c.history {
				v.RecordID, v.Version, v.Kind, v.At, v.Command = string(line("").ID), int64(i+1), document.KindInitiative, at, v.Actor
				v.ID = document.RevisionID(v.RecordID, v.Version)
				revisions = append(revisions, v)
			}
			said, err := importedInto(t, stored(t, revisions...), file, at)
			if (err != nil) != (c.want == "1 refused") {
				t.Error(err)
			}
			if !strings.Contains(said, c.want) {
				t.Errorf("it said %q, not %q", said, c.want)
			}
		})
	}
}

// TestAFileOfOursHoldsNothingThatMayNotBePublished imports records that no desk would have taken: they are public at
// once, without a reviewer.
func TestAFileOfOursHoldsNothingThatMayNotBePublished(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "ours.json")
	const shelter = "The shelter is at 12 Lime Street, second floor."
	if err := os.WriteFile(file, []byte(`{
		"organizations": [
			{"id": "00000000-0000-4000-8000-000000000001", "kind": "NGO", "names": [{"value": "A", "language": "en"}], "notes": [{"value": "`+shelter+`", "language": "en"}]},
			{"id": "00000000-0000-4000-8000-000000000002", "kind": "NGO", "names": [{"value": "B", "language": "en"}]}
		],
		"initiatives": [
			{"id": "00000000-0000-4000-8000-000000000003", "slug": "c", "scope": "GLOBAL", "names": [{"value": "C", "language": "en"}],
			 "hotlines": [{"id": "00000000-0000-4000-8000-000000000004", "names": [{"value": "D", "language": "en"}], "offers": [{"value": "`+shelter+`", "language": "en"}]}]}
		]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	said, err := importedInto(t, t.TempDir(), file, time.Now())
	if err == nil {
		t.Error("the import says that all was taken")
	}
	for _, want := range []string{"organizations[0].notes[0].value: ", "initiatives[0].hotlines[0].offers[0].value: ", "1 new and 0 changed", "2 refused"} {
		if !strings.Contains(said, want) {
			t.Errorf("it did not say %q but %q", want, said)
		}
	}
}

// stored makes a store that holds these revisions, one after the other, and gives its folder.
func stored(t *testing.T, revisions ...document.Revision) (dir string) {
	t.Helper()
	dir = t.TempDir()
	s, err := embedded.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range revisions {
		if _, outcomes, err := s.Commit(t.Context(), []document.Revision{v}); err != nil || outcomes[0] != nil {
			t.Fatal(outcomes, err)
		}
	}
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	return dir
}

// importedInto imports a file of ours into the store of a folder and gives what the command said.
func importedInto(t *testing.T, dir, file string, at time.Time) (said string, err error) {
	t.Helper()
	config, err := parseConfig(t, "--data-dir="+dir)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	console := &console{Context: t.Context(), config: config, out: &out, terminal: io.Discard, logger: slog.New(slog.DiscardHandler), now: func() time.Time { return at }}
	err = (&importCommand{File: file}).Run(console)
	return out.String(), err
}
