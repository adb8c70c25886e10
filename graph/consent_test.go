package graph

import (
	"testing"

	"github.com/blueheart-federation/api/internal/directory"
)

func TestConsentedLeavesOutWithdrawnAndExpired(t *testing.T) {
	today := func() directory.Date { return "2026-11-24" }
	for name, tc := range map[string]struct {
		consent directory.Consent
		shown   bool
	}{
		"no end":                     {directory.Consent{}, true},
		"last day":                   {directory.Consent{ExpiresOn: "2026-11-24"}, true},
		"day after":                  {directory.Consent{ExpiresOn: "2026-11-23"}, false},
		"withdrawn":                  {directory.Consent{WithdrawnOn: "2026-11-24"}, false},
		"withdrawn, to expire later": {directory.Consent{WithdrawnOn: "2026-11-24", ExpiresOn: "2030-01-01"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			got := consented([]directory.Testimony{{Consent: tc.consent}}, today)
			if shown := len(got) == 1; shown != tc.shown {
				t.Errorf("shown %t, want %t", shown, tc.shown)
			}
		})
	}
}

func TestConsentedAsksForTheDayOnlyWhenOneCanExpire(t *testing.T) {
	never := func() directory.Date { t.Error("asked for the day"); return "" }
	consented([]directory.Testimony{{}, {Consent: directory.Consent{WithdrawnOn: "2026-01-01"}}}, never)
}
