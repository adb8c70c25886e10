package snapshot_test

import (
	"reflect"
	"time"

	"pgregory.net/rapid"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/help"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// Equal snapshots answer alike whom a person can reach.
func init() {
	situations := []help.Situation{
		{},
		{Country: "MD"},
		{Country: "KE", Languages: []directory.LanguageTag{"fr", "uk"}},
		{Country: "FR", Nationality: "MD", Channels: []directory.ChannelKind{directory.ChannelKindSms, directory.ChannelKindVoice}},
		{Country: "AQ", PoliceAcceptable: new(false)},
	}
	at := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	snapshot.CompareToo(func(t rapid.TB, a, b *snapshot.Snapshot) {
		t.Helper()
		for i := range situations {
			one, err := help.Find(a, &situations[i], at, 10)
			if err != nil {
				t.Fatal(err)
			}
			other, err := help.Find(b, &situations[i], at, 10)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(one, other) {
				t.Fatalf("situation %d has two answers: %v and %v", i, one.Entries, other.Entries)
			}
		}
	})
}
