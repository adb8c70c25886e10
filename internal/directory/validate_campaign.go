package directory

import (
	"regexp"

	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/internal/geography"
)

var (
	annualDay = regexp.MustCompile(`^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`)
	sha256Hex = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

// ValidateCampaign gives everything that is wrong with a campaign, paths relative to it.
func ValidateCampaign(k *Campaign) []Problem {
	c := &checker{}
	c.common(&k.Common)
	c.texts("summaries", k.Summaries, MaxText)
	enum(c, "status", k.Status, false)
	c.line("kindPrinted", k.KindPrinted, MaxName)
	c.span(k.Start, k.End)
	c.listLength("relaunchedOn", len(k.RelaunchedOn), MaxList)
	for i, d := range k.RelaunchedOn {
		c.item("relaunchedOn", i, func() { check(c, "", d, ParsePartialDate) })
	}
	if k.DurationDays != nil && (*k.DurationDays < 1 || *k.DurationDays > 36_525) {
		c.add("durationDays", "must be 1 to 36525")
	}
	if r := k.Recurrence; r != nil {
		c.at("recurrence", func() { c.recurrence(r) })
	}
	enum(c, "scope", k.Scope, false)
	checkAll(c, "countries", k.Countries, geography.ParseCode)
	c.listLength("places", len(k.Places), MaxList)
	for i := range k.Places {
		c.item("places", i, func() {
			c.text("name", &k.Places[i].Name, MaxName)
			check(c, "country", k.Places[i].Country, geography.ParseCode)
			check(c, "subdivision", k.Places[i].Subdivision, ParseSubdivisionCode)
		})
	}
	c.listLength("phases", len(k.Phases), MaxList)
	for i := range k.Phases {
		c.item("phases", i, func() {
			if k.Phases[i].Position != i+1 {
				c.add("position", "must be %d: phases stand in order", i+1)
			}
			enum(c, "goal", k.Phases[i].Goal, true)
			c.text("description", k.Phases[i].Description, MaxText)
			c.span(k.Phases[i].Start, k.Phases[i].End)
		})
	}
	if k.Predecessor == k.ID && k.ID != "" {
		c.add("predecessor", "names the campaign itself")
	}
	enums(c, "audiences", k.Audiences)
	c.texts("audiencesPrinted", k.AudiencesPrinted, MaxText)
	c.texts("purposes", k.Purposes, MaxText)
	c.texts("keyMessages", k.KeyMessages, MaxText)
	c.listLength("media", len(k.Media), MaxList)
	for i, m := range k.Media {
		c.item("media", i, func() {
			enum(c, "channel", m.Channel, true)
			c.line("printed", m.Printed, MaxName)
			check(c, "url", m.URL, ParseURL)
		})
	}
	enums(c, "approaches", k.Approaches)
	enums(c, "formsOfExploitation", k.FormsOfExploitation)
	c.listLength("testimonies", len(k.Testimonies), MaxList)
	for i := range k.Testimonies {
		c.item("testimonies", i, func() { c.testimony(&k.Testimonies[i]) })
	}
	if k.Tour != nil {
		c.at("tour", func() { c.tour(k.Tour) })
	}
	c.listLength("events", len(k.Events), MaxList)
	for i := range k.Events {
		c.item("events", i, func() {
			c.text("name", &k.Events[i].Name, MaxName)
			check(c, "date", k.Events[i].Date, ParsePartialDate)
			c.annualDay("annualDay", k.Events[i].AnnualDay)
		})
	}
	c.listLength("partners", len(k.Partners), MaxList)
	for i, p := range k.Partners {
		c.item("partners", i, func() {
			if p.Name == "" {
				c.add("name", "is required")
			}
			c.line("name", p.Name, MaxName)
			enum(c, "role", p.Role, true)
			c.line("note", p.Note, MaxText)
		})
	}
	c.listLength("hotlines", len(k.Hotlines), MaxList)
	c.listLength("materials", len(k.Materials), MaxList)
	c.facts("facts", k.Facts)
	return c.problems
}

func (c *checker) recurrence(r *Recurrence) {
	if r.Printed == "" {
		c.add("printed", "is required")
	}
	c.line("printed", r.Printed, MaxText)
	c.annualDay("annualDay", r.AnnualDay)
	c.listLength("yearsSeen", len(r.YearsSeen), MaxList)
	for i, year := range r.YearsSeen {
		if year < MinYear || year > MaxYear {
			c.item("yearsSeen", i, func() { c.add("", "must be %d to %d", MinYear, MaxYear) })
		}
	}
}

func (c *checker) annualDay(field, day string) {
	if day != "" && !annualDay.MatchString(day) {
		c.add(field, "must be MM-DD")
	}
}

func (c *checker) testimony(t *Testimony) {
	if _, err := ParseID(string(t.ID)); err != nil {
		c.add("id", "%s", err)
	}
	enum(c, "form", t.Form, true)
	enum(c, "voice", t.Voice, true)
	c.text("voiceDescription", t.VoiceDescription, MaxText)
	enum(c, "survivorsAnonymous", t.SurvivorsAnonymous, false)
	c.texts("themes", t.Themes, MaxText)
	enum(c, "consent.status", t.Consent.Status, true)
	c.text("consent.scope", t.Consent.Scope, MaxText)
	check(c, "consent.recordedOn", t.Consent.RecordedOn, hours.ParseDate)
	check(c, "consent.expiresOn", t.Consent.ExpiresOn, hours.ParseDate)
	check(c, "consent.withdrawnOn", t.Consent.WithdrawnOn, hours.ParseDate)
	c.provenance("provenance", t.Provenance)
}

func (c *checker) tour(t *Tour) {
	c.quantity("stopCount", t.StopCount)
	c.quantity("subdivisionCount", t.SubdivisionCount)
	c.listLength("stops", len(t.Stops), MaxChildren)
	for i := range t.Stops {
		s := &t.Stops[i]
		c.item("stops", i, func() {
			if s.Position != i+1 {
				c.add("position", "must be %d: stops stand in order", i+1)
			}
			c.text("place", &s.Place, MaxName)
			c.text("site", s.Site, MaxName)
			check(c, "subdivision", s.Subdivision, ParseSubdivisionCode)
			check(c, "start", s.Start, hours.ParseDate)
			check(c, "end", s.End, hours.ParseDate)
			if s.End != "" && s.End < s.Start {
				c.add("end", "is before start")
			}
			c.authorities(s.Authorities)
		})
	}
	c.authorities(t.Authorities)
}

func (c *checker) authorities(as []StopAuthority) {
	c.listLength("authorities", len(as), MaxList)
	for i, a := range as {
		c.item("authorities", i, func() {
			c.requiredLine("name", a.Name, MaxName)
			c.requiredLine("role", a.Role, MaxText)
		})
	}
}

// ValidateLesson gives everything that is wrong with a lesson, paths relative to it.
func ValidateLesson(l *Lesson) []Problem {
	c := &checker{}
	c.common(&l.Common)
	enum(c, "kind", l.Kind, false)
	c.listLength("appliedIn", len(l.AppliedIn), MaxList)
	enums(c, "audiences", l.Audiences)
	enums(c, "formsOfExploitation", l.FormsOfExploitation)
	checkAll(c, "countriesOfOrigin", l.CountriesOfOrigin, geography.ParseCode)
	checkAll(c, "countriesOfAction", l.CountriesOfAction, geography.ParseCode)
	return c.problems
}

// ValidateResource gives everything that is wrong with a resource, paths relative to it.
func ValidateResource(r *Resource) []Problem {
	c := &checker{}
	c.common(&r.Common)
	c.texts("summaries", r.Summaries, MaxText)
	enum(c, "kind", r.Kind, true)
	c.line("kindPrinted", r.KindPrinted, MaxName)
	enums(c, "audiences", r.Audiences)
	c.texts("audiencesPrinted", r.AudiencesPrinted, MaxText)
	enums(c, "professions", r.Professions)
	enums(c, "sectors", r.Sectors)
	enums(c, "formats", r.Formats)
	if r.DurationMinutes != nil && (*r.DurationMinutes < 1 || *r.DurationMinutes > 600_000) {
		c.add("durationMinutes", "must be 1 to 600000")
	}
	checkAll(c, "languages", r.Languages, ParseLanguageTag)
	c.quantity("languageCount", r.LanguageCount)
	enum(c, "free", r.Free, false)
	c.text("cost", r.Cost, MaxText)
	c.line("licence", r.Licence, MaxName)
	check(c, "url", r.URL, ParseURL)
	if r.SHA256 != "" && !sha256Hex.MatchString(r.SHA256) {
		c.add("sha256", "must be 64 lower-case hexadecimal digits")
	}
	c.line("publisherPrinted", r.PublisherPrinted, MaxName)
	c.listLength("compares", len(r.Compares), MaxList)
	checkAll(c, "countries", r.Countries, geography.ParseCode)
	check(c, "publishedOn", r.PublishedOn, ParsePartialDate)
	return c.problems
}
