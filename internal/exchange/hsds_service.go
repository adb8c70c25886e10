package exchange

import (
	"reflect"
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// serviceReader turns the services of one initiative into its hotlines and resources.
type serviceReader struct {
	*draft
	in       *directory.Initiative
	language directory.LanguageTag
	// was is the line as it was exported, where HSDS says something else by now; nil for any other service.
	was *directory.Hotline
	// country are the countries of the organization's addresses, used where a service says nothing.
	countries []directory.CountryCode
}

// service adds one service to the initiative.
func (r *serviceReader) service(at spot, s *hsdsService) {
	stated := r.facts(at, "service", s.Attributes)
	if r.recorded(at, s, stated) {
		return
	}
	read := r.asRead(at, s, stated)
	if stated["resource_kind"] != nil || isTraining(s) {
		r.comes(part("resources", len(r.in.Resources)), at)
		r.in.Resources = append(r.in.Resources, r.resource(at, s, stated, read.language, read.common, read.where))
		return
	}
	r.comes(part("hotlines", len(r.in.Hotlines)), at)
	r.in.Hotlines = append(r.in.Hotlines, r.hotline(at, s, stated, read.language, read.common, read.where))
}

// recorded adds a service that stands with its whole record, and says whether it did.
func (r *serviceReader) recorded(at spot, s *hsdsService, stated facts) bool {
	if stated[CodeRecord] == nil {
		return false
	}
	object := reflect.ValueOf(s).Elem()
	if stated["resource_kind"] != nil {
		record := &directory.Resource{}
		there, whole := r.holds(at, stated, object, record)
		if there && !whole {
			read := r.asRead(at, s, stated)
			m := r.resource(at, s, stated, read.language, read.common, read.where)
			keepOfResource(m, record)
			record = m
		}
		r.comes(part("resources", len(r.in.Resources)), at)
		r.in.Resources = append(r.in.Resources, record)
		return true
	}
	record := &directory.Hotline{}
	there, whole := r.holds(at, stated, object, record)
	if there && !whole {
		r.was = record
		defer func() { r.was = nil }()
		read := r.asRead(at, s, stated)
		line := r.hotline(at, s, stated, read.language, read.common, read.where)
		keepOfHotline(line, record)
		record = line
	}
	r.comes(part("hotlines", len(r.in.Hotlines)), at)
	r.in.Hotlines = append(r.in.Hotlines, record)
	return true
}

// common is what hotlines and resources have in common.
type common struct {
	language directory.LanguageTag
	common   directory.Common
	where    area
}

func (r *serviceReader) asRead(at spot, s *hsdsService, stated facts) common {
	language := r.languageOf(at, stated, r.language)
	id, _ := r.identifier(at, "id", SchemeHSDS, string(s.ID))
	return common{language, directory.Common{
		Names:       names(language, string(s.Name), string(s.AlternateName)),
		Identifiers: []directory.Identifier{id},
		Provenance:  r.provenance(at, s, stated),
	}, r.whereNow(at, s, stated, language)}
}

func part(list string, index int) string { return spot{}.at("%s[%d]", list, index).path }

// provenance is the page of the service and when its data was last checked.
func (r *serviceReader) provenance(at spot, s *hsdsService, stated facts) *directory.Provenance {
	var p directory.Provenance
	if s.URL != "" {
		if u := r.url(at, "url", string(s.URL)); u != "" {
			p.Sources = []directory.Source{{URL: u}}
		}
	}
	if on := r.date(at, "assured_date", string(s.AssuredDate)); on != "" {
		method := choice[directory.VerificationMethod](r.draft, at, "attributes.verification_method", stated.get("verification_method"))
		if method == "" {
			method = directory.VerificationMethodOperatorConfirmed // the partner says so itself
		}
		p.Verification = &directory.Verification{VerifiedOn: on, Method: method}
	}
	if p.Sources == nil && p.Verification == nil {
		return nil
	}
	return &p
}

func (r *serviceReader) hotline(at spot, s *hsdsService, stated facts, language directory.LanguageTag, common directory.Common, where area) *directory.Hotline {
	h := &directory.Hotline{
		Common:              common,
		Purposes:            choices[directory.HotlinePurpose](r.draft, at, "attributes.purposes", stated.get("purposes")),
		AnsweredBy:          choice[directory.Responder](r.draft, at, "attributes.answered_by", stated.get("answered_by")),
		Status:              r.status(at, string(s.Status)),
		StatusNote:          oneText(language, string(s.Alert)),
		Countries:           where.countries,
		Subdivisions:        where.subdivisions,
		ServiceAreas:        where.printed,
		Populations:         choices[directory.Population](r.draft, at, "attributes.populations", stated.get("populations")),
		PopulationsPrinted:  texts(language, string(s.EligibilityDescription)),
		MinimumAge:          r.whole(at, "minimum_age", string(s.MinimumAge)),
		MaximumAge:          r.whole(at, "maximum_age", string(s.MaximumAge)),
		FormsOfExploitation: choices[directory.FormOfExploitation](r.draft, at, "attributes.forms_of_exploitation", stated.get("forms_of_exploitation")),
		Offers:              texts(language, string(s.Description)),
		DoesNotOffer:        texts(language, stated["does_not_offer"]...),
	}
	h.Notes = texts(language, string(s.ApplicationProcess), string(s.FeesDescription), string(s.InterpretationServices), string(s.Accreditations))
	r.channels(at, s, stated, h, language)
	if len(h.Channels) == 0 {
		r.warn(at, "phones", "give a phone, an e-mail address, or a url with the attribute url_channel", "the service has no way to reach it")
	}
	return h
}

// status reads service.status. An unknown one is a problem: a line that is taken for working would be shown
// to people in danger.
func (d *draft) status(at spot, value string) directory.HotlineStatus {
	switch strings.ToLower(value) {
	case "active":
		return directory.HotlineStatusActive
	case "inactive", "temporarily closed":
		return directory.HotlineStatusPaused
	case "defunct":
		return directory.HotlineStatusRetired
	case "":
		d.problem(at, "status", "state whether the service is active", "the status is missing, which HSDS requires")
	default:
		d.problem(at, "status", "use active, inactive, defunct or temporarily closed", "%s is not a status of HSDS", quote(value))
	}
	return ""
}

func (r *serviceReader) resource(at spot, s *hsdsService, stated facts, language directory.LanguageTag, common directory.Common, where area) *directory.Resource {
	kind := choice[directory.ResourceKind](r.draft, at, "attributes.resource_kind", stated.get("resource_kind"))
	if kind == "" {
		kind = directory.ResourceKindTrainingCourse
	}
	m := &directory.Resource{
		Common:           common,
		Summaries:        texts(language, string(s.Description)),
		Kind:             kind,
		AudiencesPrinted: texts(language, string(s.EligibilityDescription)),
		Professions:      choices[directory.Profession](r.draft, at, "attributes.professions", stated.get("professions")),
		Sectors:          choices[directory.Sector](r.draft, at, "attributes.sectors", stated.get("sectors")),
		Formats:          choices[directory.ResourceFormat](r.draft, at, "attributes.formats", stated.get("formats")),
		DurationMinutes:  r.whole(at, "attributes.duration_minutes", stated.get("duration_minutes")),
		Free:             r.answer(at, "attributes.free", stated.get("free")),
		Cost:             oneText(language, string(s.FeesDescription)),
		Countries:        where.countries,
	}
	if s.URL != "" && common.Provenance != nil && len(common.Provenance.Sources) > 0 {
		m.URL = common.Provenance.Sources[0].URL
	}
	for _, l := range r.languages(at, "", s.Languages, false) {
		m.Languages = append(m.Languages, l.Tag)
	}
	m.Notes = texts(language, string(s.ApplicationProcess), string(s.Accreditations), string(s.Alert))
	return m
}

// campaigns reads whole campaigns, which HSDS has no object for.
func (d *draft) campaigns(at spot, stated facts, in *directory.Initiative) {
	for _, value := range stated["campaign"] {
		d.comes(part("campaigns", len(in.Campaigns)), at)
		k := &directory.Campaign{}
		if err := document.DecodeJSON([]byte(value), k); err != nil {
			d.problem(at, "attributes.campaign", "write the campaign in the project's own JSON", "%s", strings.TrimPrefix(err.Error(), "read "))
			continue
		}
		in.Campaigns = append(in.Campaigns, k)
	}
}
