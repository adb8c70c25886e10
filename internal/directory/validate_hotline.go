package directory

import (
	"slices"

	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/internal/geography"
)

// MaxChannels is how many ways to reach one hotline a record may hold.
const MaxChannels = 50

// ValidateHotline gives everything that is wrong with a hotline, paths relative to it.
func ValidateHotline(h *Hotline) []Problem {
	c := &checker{}
	c.common(&h.Common)
	enums(c, "purposes", h.Purposes)
	enum(c, "answeredBy", h.AnsweredBy, false)
	enum(c, "status", h.Status, false)
	c.text("statusNote", h.StatusNote, MaxText)
	checkAll(c, "countries", h.Countries, geography.ParseCode)
	checkAll(c, "subdivisions", h.Subdivisions, ParseSubdivisionCode)
	c.texts("serviceAreas", h.ServiceAreas, MaxText)
	enums(c, "populations", h.Populations)
	c.texts("populationsPrinted", h.PopulationsPrinted, MaxText)
	c.age("minimumAge", h.MinimumAge)
	c.age("maximumAge", h.MaximumAge)
	if h.MinimumAge != nil && h.MaximumAge != nil && *h.MaximumAge < *h.MinimumAge {
		c.add("maximumAge", "is below minimumAge")
	}
	enums(c, "formsOfExploitation", h.FormsOfExploitation)
	c.texts("offers", h.Offers, MaxText)
	c.texts("doesNotOffer", h.DoesNotOffer, MaxText)
	c.facts("facts", h.Facts)
	enums(c, "unaddressedChannels", h.UnaddressedChannels)
	c.listLength("pairedWith", len(h.PairedWith), MaxList)
	if slices.Contains(h.PairedWith, h.ID) {
		c.add("pairedWith", "names the line itself")
	}
	if h.ReplacedBy == h.ID && h.ID != "" {
		c.add("replacedBy", "names the line itself")
	}
	c.listLength("channels", len(h.Channels), MaxChannels)
	for i := range h.Channels {
		c.item("channels", i, func() { c.channel(&h.Channels[i]) })
	}
	return c.problems
}

func (c *checker) age(field string, years *int) {
	if years != nil && (*years < 0 || *years > 130) {
		c.add(field, "must be 0 to 130 years")
	}
}

func (c *checker) channel(ch *Channel) {
	enum(c, "kind", ch.Kind, true)
	c.text("label", ch.Label, MaxText)
	addresses := 0
	for _, a := range []string{string(ch.Number), ch.ShortCode, ch.NationalNumber, string(ch.URL), string(ch.Email)} {
		if a != "" {
			addresses++
		}
	}
	if addresses != 1 {
		c.add("address", "exactly one of number, shortCode, nationalNumber, url and email is needed; %d are given", addresses)
	}
	check(c, "number", ch.Number, ParseE164)
	if ch.ShortCode != "" && (!digits(ch.ShortCode) || len(ch.ShortCode) > 8) {
		c.add("shortCode", "must be 1 to 8 digits")
	}
	if ch.NationalNumber != "" && (!digits(ch.NationalNumber) || len(ch.NationalNumber) > 15) {
		c.add("nationalNumber", "must be 1 to 15 digits")
	}
	if local := ch.ShortCode != "" || ch.NationalNumber != ""; local != (ch.Country != "") {
		c.add("country", "belongs with shortCode or nationalNumber, and only with them")
	}
	check(c, "country", ch.Country, geography.ParseCode)
	check(c, "url", ch.URL, ParseURL)
	check(c, "email", ch.Email, ParseEmailAddress)
	c.line("printed", ch.Printed, MaxName)
	enums(c, "phones", ch.Phones)
	c.line("menuOption", ch.MenuOption, MaxName)
	c.text("cost", ch.Cost, MaxText)
	c.listLength("languages", len(ch.Languages), MaxList)
	for i, l := range ch.Languages {
		c.item("languages", i, func() {
			if l.Tag == "" {
				c.add("tag", "is required")
			}
			check(c, "tag", l.Tag, ParseLanguageTag)
			c.listLength("days", len(l.Days), len(hours.Weekdays()))
			for j, d := range l.Days {
				if !slices.Contains(hours.Weekdays(), d) {
					c.item("days", j, func() { c.add("", "is not a day of the week") })
				}
			}
			c.provenance("provenance", l.Provenance)
		})
	}
	c.quantity("languageCount", ch.LanguageCount)
	c.quantity("interpreterLanguages", ch.InterpreterLanguages)
	if ch.Hours != nil {
		c.at("hours", func() {
			for _, p := range ch.Hours.Validate() {
				c.add(p.Path, "%s", p.Message)
			}
			c.line("printed", ch.Hours.Printed, MaxText)
			c.line("note", ch.Hours.Note, len(ch.Hours.Note)) // how long it may be is package hours' rule
			for i := range ch.Hours.Exceptions {
				c.item("exceptions", i, func() { c.line("note", ch.Hours.Exceptions[i].Note, len(ch.Hours.Exceptions[i].Note)) })
			}
			c.provenance("provenance", ch.Hours.Provenance)
		})
	}
	check(c, "timeZone", ch.TimeZone, ParseTimeZone)
	if ch.TimeZone != "" && ch.Zone() != ch.TimeZone {
		c.add("timeZone", "is not that of the hours")
	}
	for i, f := range ch.Safety.Facts() {
		if f != nil {
			c.at("safety", func() { c.safetyFact(safetyNames[i], f) })
		}
	}
	c.texts("cautions", ch.Cautions, MaxText)
	c.texts("notes", ch.Notes, MaxText)
	c.provenance("provenance", ch.Provenance)
}

// safetyNames are the fields of Safety in the order of its Facts.
var safetyNames = [...]string{
	"tollFree", "reachableFromAbroad", "worksWithoutCredit", "appearsOnPhoneBill",
	"callsRecorded", "anonymous", "reportsToPoliceWithoutConsent",
}

func (c *checker) safetyFact(field string, f *SafetyFact) {
	c.at(field, func() {
		enum(c, "value", f.Value, false)
		c.text("note", f.Note, MaxText)
		c.provenance("provenance", f.Provenance)
	})
}
