package snapshot

import (
	"github.com/blueheart-federation/api/internal/directory"
)

// lastKey sorts after every country code.
const lastKey = "\U0010FFFF"

func nameKey(m *directory.Common) string { return foldKey(m.Names[0].Value) }

func countryKey(countries []directory.CountryCode, name string) string {
	if len(countries) == 0 {
		return bound(lastKey + name)
	}
	return bound(string(countries[0]) + " " + name)
}

// standingKey puts the lines that work before those that do not, and among them the most recently checked
// first: a list that is cut short must not lead with a number nobody answers.
func standingKey(h *directory.Hotline, name string) string {
	standing := "3"
	switch h.Status {
	case directory.HotlineStatusActive:
		standing = "0"
	case directory.HotlineStatusPaused:
		standing = "1"
	case directory.HotlineStatusOutOfService:
		standing = "2"
	default: // retired
	}
	return bound(standing + newestFirst(h.Provenance.VerifiedOn()) + " " + name)
}

// newestFirst turns a day around, so that later ones sort first and none at all sorts last.
func newestFirst(day directory.Date) string {
	if day == "" {
		return "~"
	}
	turned := []byte(day)
	for i, c := range turned {
		if c >= '0' && c <= '9' {
			turned[i] = '9' - (c - '0')
		}
	}
	return string(turned)
}

func nonEmpty(c directory.CountryCode) []directory.CountryCode {
	if c == "" {
		return nil
	}
	return []directory.CountryCode{c}
}
