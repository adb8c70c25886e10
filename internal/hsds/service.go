package hsds

import (
	"strconv"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/geography"
)

// statuses are the words of HSDS for the status of a line. It has none for one that is reported not to work.
var statuses = map[directory.HotlineStatus]string{
	directory.HotlineStatusActive: "active", directory.HotlineStatusPaused: "temporarily closed",
	directory.HotlineStatusOutOfService: "inactive", directory.HotlineStatusRetired: "defunct",
}

// Hotline gives a line as a service, without organization and program.
func (m *Mapper) Hotline(in *directory.Initiative, h *directory.Hotline) *Service {
	s := m.service(in, &h.Common)
	language := languageOf(h.Names, m.Languages)
	if status := statuses[h.Status]; status != "" {
		s.Status = status
	}
	s.Alert = words(h.StatusNote)
	s.Description = m.text(h.Offers, language)
	s.EligibilityDescription = m.text(h.PopulationsPrinted, language)
	s.ApplicationProcess = m.text(h.Notes, language)
	s.MinimumAge, s.MaximumAge = h.MinimumAge, h.MaximumAge
	s.ServiceAreas = m.areas(s.ID, h.Countries, h.Subdivisions, h.ServiceAreas)
	pageKind := m.channels(s, h)
	if m.Bare {
		return s
	}
	a := attributes{of: s.ID}
	a.add("language", language)
	addAll(&a, "countries", h.Countries)
	addAll(&a, "subdivisions", h.Subdivisions)
	addAll(&a, "forms_of_exploitation", h.FormsOfExploitation)
	addAll(&a, "populations", h.Populations)
	addAll(&a, "purposes", h.Purposes)
	a.add("answered_by", string(h.AnsweredBy))
	a.add("does_not_offer", m.text(h.DoesNotOffer, language))
	a.add("url_channel", string(pageKind))
	if s.AssuredDate != "" {
		a.add("verification_method", string(h.Provenance.Verification.Method))
	}
	if zone := zoneOf(h); zone != "" {
		a.add("time_zone", zone)
	}
	if s.Attributes = a.list; m.brief {
		return s
	}
	a.record("service", s, document.EncodeJSON(h))
	s.Attributes = a.list
	return s
}

// zoneOf is the time zone of the hours that the service states.
func zoneOf(h *directory.Hotline) string {
	for i := range h.Channels {
		if o := h.Channels[i].Hours; o != nil {
			return o.TimeZone
		}
	}
	return ""
}

// Resource gives a resource as a service, without organization and program.
func (m *Mapper) Resource(in *directory.Initiative, r *directory.Resource) *Service {
	s := m.service(in, &r.Common)
	language := languageOf(r.Names, m.Languages)
	s.Description = m.text(r.Summaries, language)
	s.EligibilityDescription = m.text(r.AudiencesPrinted, language)
	s.ApplicationProcess = m.text(r.Notes, language)
	s.FeesDescription = words(r.Cost)
	if r.URL != "" {
		s.URL = string(r.URL)
	}
	s.ServiceAreas = m.areas(s.ID, r.Countries, nil, nil)
	for i, tag := range r.Languages {
		s.Languages = append(s.Languages, Language{ID: nth(s.ID, "language", i), Code: string(tag)})
	}
	if m.Bare {
		return s
	}
	a := attributes{of: s.ID}
	a.add("language", language)
	a.add("resource_kind", string(r.Kind))
	addAll(&a, "countries", r.Countries)
	addAll(&a, "professions", r.Professions)
	addAll(&a, "sectors", r.Sectors)
	addAll(&a, "formats", r.Formats)
	if r.DurationMinutes != nil {
		a.add("duration_minutes", strconv.Itoa(*r.DurationMinutes))
	}
	a.add("free", string(r.Free))
	if s.AssuredDate != "" {
		a.add("verification_method", string(r.Provenance.Verification.Method))
	}
	if s.Attributes = a.list; m.brief {
		return s
	}
	a.record("service", s, document.EncodeJSON(r))
	s.Attributes = a.list
	return s
}

// areas gives countries by their English names, parts of countries by their codes, and areas in words.
func (m *Mapper) areas(of string, countries []directory.CountryCode, subdivisions []directory.SubdivisionCode, printed []directory.Text) (out []ServiceArea) {
	add := func(a ServiceArea) {
		a.ID = nth(of, "area", len(out))
		out = append(out, a)
	}
	for _, code := range countries {
		name := string(code)
		if c := geography.Lookup(code); c != nil {
			name, _ = c.Name(nil)
		}
		add(ServiceArea{Name: name, Extent: string(code), ExtentType: "ISO 3166-1"})
	}
	for _, code := range subdivisions {
		add(ServiceArea{Name: string(code), Extent: string(code), ExtentType: "ISO 3166-2"})
	}
	for i := range printed {
		add(ServiceArea{Name: printed[i].Value})
	}
	return out
}

// spoken gives the languages that a channel has, in itself or by an interpreter.
func spoken(ch *directory.Channel, byInterpreter bool) (tags []directory.LanguageTag) {
	for i := range ch.Languages {
		if ch.Languages[i].ByInterpreter == byInterpreter {
			tags = append(tags, ch.Languages[i].Tag)
		}
	}
	return tags
}

// words gives the words of a text, nothing of none.
func words(t *directory.Text) string {
	if t == nil {
		return ""
	}
	return t.Value
}
