package frozen

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/export"
	"github.com/blueheart-federation/api/internal/signing"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// served builds what a server makes of a store.
func served(t testing.TB, s *Store) *snapshot.Snapshot {
	t.Helper()
	holder := &snapshot.Holder{}
	if err := snapshot.NewRefresher(s, holder, snapshot.Settings{Copied: true}).Refresh(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	return holder.Current()
}

func TestCopySaysWhatTheDirectorySays(t *testing.T) {
	f := newFolder(t)
	file := exportedAs(t, register(7), export.Filter{})
	f.put(file, 7)
	s := f.open()
	terms := *s.Terms()
	terms.Taken = now
	want := Terms{Source: "A directory", Licence: "CC-BY-4.0", Warnings: []string{export.Notice, "Check"}, Revision: 7, Updated: now, Taken: now}
	if diff := cmp.Diff(want, terms); diff != "" {
		t.Error(diff)
	}
	again := served(t, s)
	if again.Source != directory.DirectorySourceSnapshot || len(again.SetAside) > 0 {
		t.Errorf("%s, %v", again.Source, again.SetAside)
	}
	if !bytes.Equal(file, exportedAs(t, again, export.Filter{})) {
		t.Error("an export of the copy is another file")
	}
}

func TestReadsAgree(t *testing.T) {
	f := newFolder(t)
	f.put(exportedAs(t, register(7), export.Filter{}), 7)
	s := f.open()
	versions, err := s.Versions(t.Context())
	if err != nil || len(versions) < 200 {
		t.Fatalf("%d, %v", len(versions), err)
	}
	all := map[string]document.Record{}
	if err := s.Records(t.Context(), func(r document.Record) error { all[r.ID] = r; return nil }); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for id, r := range all {
		ids = append(ids, id)
		if versions[id] != r.Version || r.Version < 1 {
			t.Errorf("%s: version %d and %d", id, r.Version, versions[id])
		}
		if one, err := s.Record(t.Context(), id); err != nil || !cmp.Equal(one, r) {
			t.Errorf("%s: %v", id, err)
		}
	}
	named, err := s.RecordsByID(t.Context(), append(ids, "nobody"))
	if err != nil || len(named) != len(versions) || !cmp.Equal(named, all) {
		t.Errorf("%d of %d, %v", len(named), len(versions), err)
	}
	if _, err := s.Record(t.Context(), "nobody"); directory.CodeOf(err) != directory.NotFound {
		t.Error(err)
	}
	stop := errors.New("stop")
	if err := s.Records(t.Context(), func(document.Record) error { return stop }); !errors.Is(err, stop) {
		t.Error(err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Records(cancelled, func(document.Record) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestNothingIsWrittenOrWaits(t *testing.T) {
	f := newFolder(t)
	f.put(tiny(7), 7)
	s := f.open()
	const says = "signed copy of revision 7 of A directory"
	if _, _, err := s.Commit(t.Context(), []document.Revision{{}}); directory.CodeOf(err) != directory.Unavailable || !strings.Contains(err.Error(), says) {
		t.Error(err)
	}
	if err := s.Redact(t.Context(), "a", 1, document.Content{}); directory.CodeOf(err) != directory.Unavailable {
		t.Error(err)
	}
	list, err := s.List(t.Context(), document.Listing{Kind: document.KindToken, Limit: 1})
	history, err2 := s.History(t.Context(), "a", 0, 1)
	err3 := s.Revisions(t.Context(), func(document.Revision) error { return errors.New("there is one") })
	empty, err4 := s.Empty(t.Context())
	healed, revision, err5 := s.Heal(t.Context(), 0)
	if err := errors.Join(err, err2, err3, err4, err5); err != nil || len(list)+len(history)+healed > 0 || !empty || revision != 7 {
		t.Errorf("%v %v %v %d %d %v", list, history, empty, healed, revision, err)
	}
	if entries, err := os.ReadDir(f.dir); err != nil || len(entries) != 2 {
		t.Errorf("%v, %v", entries, err)
	}
}

// bad are files that must not be served, as they lie on the disk, and what is said of each.
func bad(t *testing.T) map[string]func(f folder) string {
	whole, good := exportedAs(t, register(9), export.Filter{}), tiny(9)
	signed := func(seed byte, name string, revision int64, file []byte) []byte {
		s, _ := signer(t, seed)
		return s.Sign(&signing.Statement{Name: name, Revision: revision, Length: int64(len(file)), SHA256: sha256.Sum256(file)})
	}
	lies := func(file, signature []byte, says string) func(folder) string {
		return func(f folder) string { f.write(file, signature); return says }
	}
	put := func(text, says string) func(folder) string {
		return func(f folder) string { f.put([]byte(text), 9); return says }
	}
	const head = `{"directory":{"revision":9},"organizations":[`
	return map[string]func(f folder) string{
		"no signature": func(f folder) string {
			f.put(good, 9)
			if err := os.Remove(f.file() + Signature); err != nil {
				t.Fatal(err)
			}
			return "read the signature"
		},
		"no file": func(f folder) string {
			f.put(good, 9)
			if err := os.Remove(f.file()); err != nil {
				t.Fatal(err)
			}
			return "read the copy"
		},
		"a signature of another key":  lies(good, signed(2, exported, 9, good), "another key"),
		"a signature with a byte off": lies(good, bytes.Replace(signed(1, exported, 9, good), []byte("revision: 9"), []byte("revision: 8"), 1), "signature is wrong"),
		"a signature that is none":    lies(good, []byte("hello"), "check the signature"),
		"an endless signature":        lies(good, make([]byte, 1<<20), "larger than is taken"),
		"an empty signature":          lies(good, nil, "check the signature"),
		"of another file":             lies(good, signed(1, "directory.csv", 9, good), `is of "directory.csv"`),
		"a filtered export":           lies(good, signed(1, exported+"?country=MD", 9, good), "without a filter"),
		"a filtered one with its name": func(f folder) string {
			f.put(exportedAs(t, register(9), export.Filter{Countries: []directory.CountryCode{"MD"}}), 9)
			return "it was filtered"
		},
		"cut off":                     lies(whole[:len(whole)/2], signed(1, exported, 9, whole), "were signed"),
		"one byte more":               lies(append(slices.Clone(whole), '\n'), signed(1, exported, 9, whole), "more than the"),
		"one byte changed":            lies(bytes.Replace(whole, []byte("+373"), []byte("+374"), 1), signed(1, exported, 9, whole), "SHA-256 is another"),
		"of another revision":         lies(good, signed(1, exported, 10, good), "it says revision 9, and its signature 10"),
		"signed, yet cut off":         put(string(whole[:len(whole)/2]), "unexpected EOF"),
		"signed, yet no directory":    put(`{"organizations":[]}`, "should"),
		"signed, with more behind":    put(string(good)+`{}`, "something follows"),
		"signed, with another list":   put(`{"directory":{"revision":9},"people":[]}`, "should"),
		"signed, with no list":        put(`{"directory":{"revision":9},"organizations":{}}`, "should"),
		"a field nobody knows":        put(head+`{"id":"a","colour":"red"}],"initiatives":[]}`, `unknown field "colour"; where the directory runs a newer program`),
		"a value nobody knows":        put(head+`{"id":"a","kind":"CLUB"}],"initiatives":[]}`, "kind"),
		"an id twice":                 put(head+`{"id":"a"},{"id":"a"}],"initiatives":[]}`, "stands twice"),
		"a record without an id":      put(head+`{}],"initiatives":[]}`, "or is none"),
		"a record that is none":       put(head+`7],"initiatives":[]}`, "read organizations[0]"),
		"a null in place of a record": put(head+`null],"initiatives":[]}`, "or is none"),
		"a date that is none":         put(`{"directory":{"revision":9,"updatedAt":"soon"},"organizations":[],"initiatives":[]}`, "updatedAt"),
		"very deep":                   put(head+strings.Repeat("[", 1<<16), "read organizations[0]"),
	}
}

func TestWhatIsNotGoodIsNotOpened(t *testing.T) {
	_, public := signer(t, 1)
	for name, spoil := range bad(t) {
		t.Run(name, func(t *testing.T) {
			f := newFolder(t)
			says := spoil(f)
			s, err := Open(t.Context(), Options{File: f.file(), Key: public})
			if err == nil { // then the first reading finds it, before anything is served
				defer s.Close(t.Context()) //nolint:errcheck // it was only read
				err = s.Records(t.Context(), func(document.Record) error { return nil })
			}
			if err == nil || !strings.Contains(err.Error(), says) {
				t.Errorf("%v does not say %q", err, says)
			}
		})
	}
	f := newFolder(t)
	f.put(tiny(1), 1)
	if _, err := Open(t.Context(), Options{File: f.file(), Key: public, MaxBytes: 10}); !errors.Is(err, ErrLarge) {
		t.Error(err)
	}
	if _, err := Open(t.Context(), Options{File: filepath.Join(f.dir, "nowhere", exported), Key: public}); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

// TestWhatIsNotGoodIsNotFollowed puts it into the place of a good edition, then a good one into its place.
func TestWhatIsNotGoodIsNotFollowed(t *testing.T) {
	for name, spoil := range bad(t) {
		t.Run(name, func(t *testing.T) {
			f := newFolder(t)
			f.put([]byte(`{"directory":{"source":"A directory","revision":7},"organizations":[{"id":"a"}],"initiatives":[]}`), 7)
			s := f.open()
			before, err := s.Versions(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			says := spoil(f)
			for range 2 {
				if _, err := s.Revision(t.Context()); err == nil || !strings.Contains(err.Error(), says) {
					t.Fatalf("%v does not say %q", err, says)
				}
			}
			if after, err := s.Versions(t.Context()); err != nil || !cmp.Equal(before, after) || s.Terms().Revision != 7 {
				t.Errorf("what serves has changed: %v", err)
			}
			f.put(tiny(11), 11)
			if revision, err := s.Revision(t.Context()); err != nil || revision != 11 {
				t.Errorf("%d, %v", revision, err)
			}
		})
	}
}

func TestAnotherEditionIsFollowedAndAnOlderOneIsNot(t *testing.T) {
	f := newFolder(t)
	f.put(tiny(7), 7)
	s := f.open()
	if revision, err := s.Revision(t.Context()); err != nil || revision != 7 {
		t.Fatal(revision, err)
	}
	f.put(tiny(6), 6)
	if _, err := s.Revision(t.Context()); !errors.Is(err, ErrOlder) || s.Terms().Revision != 7 {
		t.Error(err)
	}
	f.put(exportedAs(t, register(7), export.Filter{}), 7) // the same revision as another program writes it
	if revision, err := s.Revision(t.Context()); err != nil || revision != 7 {
		t.Error(revision, err)
	}
	if empty, _ := s.Empty(t.Context()); empty {
		t.Error("the other file of the revision was not taken")
	}
	// The file alone is damaged: what is open serves, and is found out when it was written over.
	if err := os.WriteFile(f.file(), make([]byte, 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	if revision, err := s.Revision(t.Context()); err != nil || revision != 7 {
		t.Error(revision, err)
	}
	if err := s.Records(t.Context(), func(document.Record) error { return nil }); !errors.Is(err, signing.ErrBroken) {
		t.Error(err)
	}
}

// TestSwappedFoldersAreNeverMixedUp follows a link that is put to other copies all the time, as a mirror does.
func TestSwappedFoldersAreNeverMixedUp(t *testing.T) {
	f := newFolder(t)
	link := filepath.Join(f.dir, "current")
	point := func(revision int64) {
		copied := folder{t, filepath.Join(f.dir, "copy-"+strings.Repeat("i", int(revision)))}
		if err := os.Mkdir(copied.dir, 0o700); err != nil {
			t.Error(err)
			return
		}
		copied.put(tiny(revision), revision)
		beside := filepath.Join(f.dir, ".current")
		if err := errors.Join(os.Symlink(filepath.Base(copied.dir), beside), os.Rename(beside, link)); err != nil {
			t.Error(err)
		}
	}
	point(1)
	s := folder{t, link}.open()
	const editions = 50
	var mirror sync.WaitGroup
	mirror.Go(func() {
		for revision := range int64(editions - 1) {
			point(revision + 2)
		}
	})
	for last := int64(0); last < editions && !t.Failed(); {
		revision, err := s.Revision(t.Context())
		if err != nil || revision < last || revision != s.Terms().Revision {
			t.Errorf("revision %d after %d, %v", revision, last, err)
		}
		last = revision
	}
	mirror.Wait()
}

func FuzzEdition(f *testing.F) {
	for _, text := range []string{
		string(tiny(1)),
		`{"directory":{"revision":1},"organizations":[{"id":"a","names":[{"value":"A","language":"en"}],"updatedAt":"2026-01-01T00:00:00Z"}],"initiatives":[{"id":"b","slug":"b"}]}`,
		`{"directory":{"revision":1},"organizations":[ {"id":"a"} , {"id":"é"}],"initiatives":[]} `,
		`{"directory":`, `[]`, ``,
	} {
		f.Add([]byte(text))
	}
	_, public := signer(f, 1)
	f.Fuzz(func(t *testing.T, file []byte) {
		dir := newFolder(t)
		dir.put(file, 1)
		s, err := Open(t.Context(), Options{File: dir.file(), Key: public})
		if err != nil {
			return
		}
		defer s.Close(t.Context()) //nolint:errcheck // it was only read
		if err := s.Records(t.Context(), func(document.Record) error { return nil }); errors.Is(err, signing.ErrBroken) || errors.Is(err, io.EOF) {
			t.Errorf("what was taken is not found again: %v", err)
		}
	})
}
