package testkit

import (
	"crypto/sha256"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/blueheart-federation/api/internal/document"
)

// Revision makes a revision whose content follows from its id alone, so that any process can tell
// whether what it reads is what another one wrote. Even versions are drafts, odd ones are public. Its
// document has values of every kind that records use, and about 3 kB.
func Revision(record string, version int64) document.Revision {
	id := document.RevisionID(record, version)
	seed := fnv.New64a()
	seed.Write([]byte(id))
	random := rand.New(rand.NewPCG(seed.Sum64(), 1))
	at := time.UnixMilli(1_700_000_000_000 + random.Int64N(1e10)).UTC()
	r := document.Revision{
		ID: id, RecordID: record, Version: version, Kind: document.KindInitiative, At: at,
		Actor: "person-" + record, Command: "reviseInitiative", Reason: "the line has new hours — " + id,
		Public: version%2 == 1, Key: fmt.Sprintf("%x", sha256.Sum256([]byte(id))),
		Content: document.Content{
			State: "PUBLISHED", Owner: "owner-" + record, Public: body(random, at),
		},
	}
	if !r.Public {
		r.Content.State, r.Content.Draft = "SUBMITTED", body(random, at)
		r.Content.Comment = "the hours on Sundays? — about " + id
		r.Content.Redacted = []string{"testimony-1", "testimony-of-nobody/" + id}
	}
	return r
}

// body makes a document of every kind of value.
func body(random *rand.Rand, at time.Time) bson.Raw {
	words := strings.Fields("hotline надія 希望 ayuda secours مساعدة confidential free night worker visa harbour street shelter")
	text := func(n int) string {
		var b strings.Builder
		for b.Len() < n {
			b.WriteString(words[random.IntN(len(words))])
			b.WriteByte(' ')
		}
		return b.String()
	}
	hotlines := make(bson.A, 1+random.IntN(3))
	for i := range hotlines {
		hotlines[i] = bson.D{
			{Key: "id", Value: fmt.Sprintf("h%d", random.Int64())},
			{Key: "number", Value: fmt.Sprintf("+%d", 1e10+random.Int64N(1e10))},
			{Key: "about", Value: text(400)},
			{Key: "free", Value: random.IntN(2) == 0},
			{Key: "weekly", Value: bson.A{bson.D{{Key: "day", Value: int32(1)}, {Key: "opens", Value: "08:00"}}}},
		}
	}
	raw, err := bson.Marshal(bson.D{
		{Key: "name", Value: text(40)},
		{Key: "about", Value: text(1200)},
		{Key: "count", Value: random.Int64()},
		{Key: "latitude", Value: random.Float64()},
		{Key: "assured_at", Value: at},
		{Key: "nothing", Value: nil},
		{Key: "empty", Value: bson.D{}},
		{Key: "none", Value: bson.A{}},
		{Key: "hotlines", Value: hotlines},
	})
	if err != nil {
		panic(err) // the document is made of constants
	}
	return raw
}

// histories gives versions 1 to n of each record.
func histories(n int64, records ...string) []document.Revision {
	var all []document.Revision
	for _, id := range records {
		for v := int64(1); v <= n; v++ {
			all = append(all, Revision(id, v))
		}
	}
	return all
}

// commit commits revisions that must all be taken, and gives the directory revision.
func commit(t testing.TB, s Store, revisions ...document.Revision) int64 {
	t.Helper()
	revision, outcomes, err := s.Commit(t.Context(), revisions)
	if err != nil {
		t.Fatalf("commit: %v", err)
	}
	if len(outcomes) != len(revisions) {
		t.Fatalf("%d outcomes of %d revisions", len(outcomes), len(revisions))
	}
	for i, err := range outcomes {
		if err != nil {
			t.Fatalf("commit %s: %v", revisions[i].ID, err)
		}
	}
	return revision
}
