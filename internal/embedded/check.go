package embedded

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.etcd.io/bbolt"
)

// maxFindings bounds what Check lists: one damaged page can make thousands of findings, and the first
// few say it all.
const maxFindings = 100

// Check reads the whole file and gives what is wrong with it, in words for the operator: pages that do
// not fit together, meta pages and documents that do not match their checksum, gaps in a history, pointers and a
// directory revision that do not fit the revisions. Nil means the file is sound. It changes nothing.
// Commits wait while it runs. It is UNAVAILABLE when the check itself could not be made.
func (s *Store) Check(ctx context.Context) (findings []string, err error) {
	// bbolt's own check must not run beside a writer.
	if err := s.gate.enterWriting(ctx); err != nil {
		return nil, s.outcome("check", err)
	}
	defer s.gate.leaveWriting()
	report := func(format string, args ...any) {
		if len(findings) < maxFindings {
			findings = append(findings, legible(fmt.Sprintf(format, args...)))
		}
	}
	err = guarded(func() error {
		return s.db.View(func(tx *bbolt.Tx) error {
			if err := verifyStructure(tx); err != nil {
				return err // and no walk, which might never end
			}
			return s.checkContents(ctx, tx, report)
		})
	})
	if err == nil {
		err = s.checkPages(report)
	}
	if cause := ctx.Err(); cause != nil {
		return nil, s.outcome("check", cause)
	}
	if err != nil {
		report("%v", err)
	}
	return findings, nil
}

// legible escapes what no terminal should be sent: ids are read from pages that may be damaged.
func legible(finding string) string {
	if utf8.ValidString(finding) && !strings.ContainsFunc(finding, func(r rune) bool { return !strconv.IsPrint(r) }) {
		return finding
	}
	quoted := strconv.Quote(finding)
	return quoted[1 : len(quoted)-1]
}

// checkPages lets bbolt look for pages that are lost or used twice. It must come after checkContents has
// reached every page: bbolt checks in a goroutine of its own, where nobody could catch the fault of a
// page that leads nowhere.
func (s *Store) checkPages(report func(string, ...any)) error {
	return guarded(func() error {
		return s.db.View(func(tx *bbolt.Tx) error {
			for fault := range tx.Check() { // to its end, or the goroutine would outlive the transaction
				report("page structure: %v", fault)
			}
			return nil
		})
	})
}

// checkContents compares the three buckets with one another.
func (s *Store) checkContents(ctx context.Context, tx *bbolt.Tx, report func(string, ...any)) error {
	newest := make(map[string]int64)
	var public int64
	err := tx.Bucket(revisionsBucket).ForEach(func(key, value []byte) error {
		record, version, ok := splitRevisionKey(key)
		if !ok {
			report("a revision has the malformed key %q", key)
			return ctx.Err()
		}
		if version != newest[record]+1 {
			report("record %s has a gap before version %d", record, version)
		}
		newest[record] = version
		r, err := s.codec.open(key, value)
		switch {
		case err != nil:
			report("%v", err)
		case r.RecordID != record || r.Version != version:
			report("revision %s holds the document of %s", printable(key), r.ID)
		}
		if len(value) > 1 && value[1]&flagPublic != 0 {
			public++
		}
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	err = tx.Bucket(recordsBucket).ForEach(func(id, pointer []byte) error {
		version, err := decodeNumber(pointer)
		if err != nil {
			report("record %s: %v", id, err)
		} else if version != newest[string(id)] {
			report("record %s stands at version %d, its newest revision is %d", id, version, newest[string(id)])
		}
		delete(newest, string(id))
		return nil
	})
	if err != nil {
		return err
	}
	for id := range newest {
		report("record %s has revisions and does not exist", id)
	}
	revision, err := decodeNumber(tx.Bucket(metaBucket).Get(revisionKey))
	if err != nil {
		return err
	}
	if revision != public {
		report("the directory revision is %d, and there are %d public revisions", revision, public)
	}
	return nil
}
