package embedded_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/testkit"
)

// remains counts the pieces of a stored document that are found in a file and not in what took its place.
func remains(file, before, after string) (n int) {
	const piece = 24
	for at := 0; at+piece <= len(before); at += piece / 2 {
		if p := before[at : at+piece]; !strings.Contains(after, p) && strings.Contains(file, p) {
			n++
		}
	}
	return n
}

// stored gives the stored form of version 1 of a record, from a file that nobody has open.
func stored(t testing.TB, dir, record string) (form string) {
	t.Helper()
	db, err := bbolt.Open(filepath.Join(dir, "directory.db"), 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	err = db.View(func(tx *bbolt.Tx) error {
		form = string(tx.Bucket([]byte("revisions")).Get([]byte(record + "\x00\x00\x00\x00\x00\x00\x00\x00\x01")))
		return nil
	})
	if err := errors.Join(err, db.Close()); err != nil || form == "" {
		t.Fatal(err)
	}
	return form
}

func TestRedactedContentLeavesTheFile(t *testing.T) {
	t.Parallel()
	dir := folder(t, sample(t))
	record, before := "", ""
	for i := range 20 { // one of which pages that are free have copies
		record = fmt.Sprintf("r%02d", i)
		before = stored(t, dir, record)
		if strings.Count(read(t, dir), before[len(before)-24:]) > 1 {
			break
		}
		if i == 19 {
			t.Fatal("the sample has no old copies")
		}
	}
	s := open(t, dir)
	r := testkit.Redacted(record, 1)
	if err := s.Redact(t.Context(), r.RecordID, r.Version, r.Content); err != nil {
		t.Fatal(err)
	}
	whileOpen := read(t, dir)
	wantSound(t, s)
	after := stored(t, dir, record)
	for what, file := range map[string]string{"open": whileOpen, "closed": read(t, dir)} {
		if n := remains(file, before, after); n > 0 {
			t.Errorf("%d pieces are left in the %s file", n, what)
		}
	}
}

// A crash may leave what it had begun to write behind the last page.
func TestRedactionWipesBehindTheLastPage(t *testing.T) {
	t.Parallel()
	whole := sample(t)
	dir := folder(t, whole+strings.Repeat("a survivor's words ", 1000))
	s := open(t, dir)
	r := testkit.Redacted("r05", 1)
	if err := s.Redact(t.Context(), r.RecordID, r.Version, r.Content); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(read(t, dir), "survivor") {
		t.Error("it is still there")
	}
	wantSound(t, s)
}

// Whoever reads an older state of the file while it is redacted reads it to its end unharmed.
func TestRedactionWaitsForReaders(t *testing.T) {
	t.Parallel()
	s := open(t, folder(t, sample(t)))
	redacted := testkit.Redacted("r05", 1)
	versions := 0
	err := s.Revisions(t.Context(), func(r document.Revision) error {
		if versions == 0 {
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			err := s.Redact(ctx, redacted.RecordID, redacted.Version, redacted.Content) // it waits for us
			if directory.CodeOf(err) != directory.Unavailable || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("redact during a walk: %v", err)
			}
			for version := int64(1); version <= 20; version++ { // which use the pages that are free
				if _, outcomes, err := s.Commit(t.Context(), []document.Revision{testkit.Revision("new", version)}); err != nil || outcomes[0] != nil {
					t.Error(outcomes, err)
				}
			}
		}
		versions++
		if want := testkit.Revision(r.RecordID, r.Version); !reflect.DeepEqual(want, r) {
			t.Errorf("%s was changed under its reader", r.ID)
		}
		return nil
	})
	if err != nil || versions != 60 {
		t.Errorf("%d revisions, %v", versions, err)
	}
	if err := s.Redact(t.Context(), redacted.RecordID, redacted.Version, redacted.Content); err != nil {
		t.Error(err)
	}
	wantSound(t, s)
}

// The scrubbing goes on beside readers who come later, and finds every page that is not in use, however
// the file has grown.
func TestRedactionsBesideReadersAndWriters(t *testing.T) {
	t.Parallel()
	dir := folder(t, sample(t))
	s := open(t, dir)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for version := int64(1); version <= 20; version++ {
			if _, outcomes, err := s.Commit(t.Context(), []document.Revision{testkit.Revision("new", version)}); err != nil || outcomes[0] != nil {
				t.Errorf("commit: %v %v", outcomes, err)
			}
		}
	}()
	read := make(chan error, 2)
	for range cap(read) {
		go func() {
			for {
				err := s.Revisions(t.Context(), func(r document.Revision) error {
					if !reflect.DeepEqual(testkit.Revision(r.RecordID, r.Version), r) && !reflect.DeepEqual(testkit.Redacted(r.RecordID, r.Version), r) {
						return fmt.Errorf("%s is neither what it was nor redacted", r.ID)
					}
					return nil
				})
				select {
				case <-done:
					read <- err
					return
				default:
					if err != nil {
						read <- err
						return
					}
				}
			}
		}()
	}
	for i := range 20 {
		r := testkit.Redacted(fmt.Sprintf("r%02d", i), int64(i%3+1))
		if err := s.Redact(t.Context(), r.RecordID, r.Version, r.Content); err != nil {
			t.Error(err)
		}
	}
	<-done
	for range cap(read) {
		if err := <-read; err != nil {
			t.Error(err)
		}
	}
	wantSound(t, s)
}
