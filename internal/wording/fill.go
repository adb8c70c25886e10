package wording

import (
	"time"

	"golang.org/x/text/unicode/bidi"

	"github.com/blueheart-federation/api/internal/geography"
)

// First strong isolate and pop directional isolate (Unicode Standard Annex 9).
const (
	isolate    = "\u2068"
	endIsolate = "\u2069"
)

// fill joins the pieces of a sentence with the values it is about. It says no when one is missing.
func (c *Catalog) fill(d *dictionary, m *message, about *About) (string, bool) {
	var local time.Time
	place := "UTC"
	if !about.At.IsZero() {
		local = about.At.UTC()
		if l := location(about.Zone); l != nil {
			local, place = about.At.In(l), about.Zone
		}
	}
	var room [512]byte // most sentences fit, so that only the result is allocated
	out := room[:0]
	for i := range m.pieces {
		p := &m.pieces[i]
		if p.value == literal {
			out = append(out, p.words...)
			continue
		}
		var scratch [16]byte
		value := c.value(d, p, about, local, place, scratch[:0])
		if value == "" {
			return "", false
		}
		if d.rightToLeft || mixes(value) {
			out = append(append(append(out, isolate...), value...), endIsolate...)
		} else {
			out = append(out, value...)
		}
	}
	return string(out), true
}

// value gives one value in the language of the text, empty when it is missing.
func (c *Catalog) value(d *dictionary, p *piece, about *About, local time.Time, place string, scratch []byte) string {
	switch p.value {
	case country:
		if known := geography.Lookup(about.Country); known != nil {
			name, _ := known.Name(d.readers)
			return name
		}
		return string(about.Country)
	case languageName:
		return c.languageName(d, about.Language)
	case channel:
		return d.channels[about.Channel]
	case date:
		if about.Date != "" {
			return string(about.Date)
		}
	default:
	}
	if local.IsZero() {
		return ""
	}
	switch p.value {
	case weekday:
		if p.inside {
			return d.weekdaysInside[local.Weekday()]
		}
		return d.weekdays[local.Weekday()]
	case clock:
		return string(local.AppendFormat(scratch, "15:04"))
	case date:
		return string(local.AppendFormat(scratch, time.DateOnly))
	case zone:
		return place
	default:
		return ""
	}
}

// mixes says that a value has letters or digits that are written from right to left.
func mixes(value string) bool {
	for i := 0; i < len(value); i++ {
		if value[i] < 0x80 {
			continue
		}
		switch p, size := bidi.LookupString(value[i:]); p.Class() {
		case bidi.R, bidi.AL, bidi.AN:
			return true
		default:
			i += max(size, 1) - 1
		}
	}
	return false
}
