package directory_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
)

const (
	recordID = directory.ID("0190f3a2-7c11-7a55-8f0e-1234567890ab")
	otherID  = directory.ID("0190f3a2-7c11-7a55-8f0e-1234567890ac")
)

func text(value string) directory.Text { return directory.Text{Value: value, Language: "en"} }

func validCommon() directory.Common {
	return directory.Common{
		ID: recordID, Names: []directory.Text{text("Name")}, Notes: []directory.Text{text("Note")},
		Provenance: &directory.Provenance{
			Sources:      []directory.Source{{URL: "https://example.org", Class: directory.SourceClassFirstParty, SeenOn: "2026-01-01", PublishedOn: "2025"}},
			PublishedOn:  "2025-12",
			Verification: &directory.Verification{VerifiedOn: "2026-01-01", Method: directory.VerificationMethodCalled},
		},
		Conflicts: []directory.SourceConflict{{Path: "channels[0].number", Claims: []directory.Claim{
			{Value: "one", Source: &directory.Source{Reference: "a letter"}}, {Value: "two"},
		}}},
		Identifiers: []directory.Identifier{{Scheme: "org-id", Value: "XM-1"}},
	}
}

func quantity() *directory.Quantity {
	return &directory.Quantity{Qualifier: directory.QuantityQualifierAtLeast, Value: 50, Printed: "at least 50", AsOf: "2024"}
}

func validOrganization() *directory.Organization {
	return &directory.Organization{
		Common: validCommon(), Kind: directory.OrganizationKindNgo, Country: "MD", Website: "https://example.org",
		Emails: []directory.EmailAddress{"office@example.org"}, Staff: quantity(),
		Facts: []directory.Fact{{Topic: "founded", Value: "1999", Date: "1999", Quantity: quantity()}},
	}
}

func validInitiative() *directory.Initiative {
	return &directory.Initiative{
		Common: validCommon(), Slug: "md-la-strada", Scope: directory.ScopeNational, Countries: []directory.CountryCode{"MD"},
		Subdivisions:  []directory.SubdivisionCode{"MD-CU"},
		Organizations: []directory.InitiativeOrganization{{Organization: otherID, Role: directory.OrganizationRoleLead}},
		Members:       []directory.BannerMembership{{Country: "CO", Status: directory.MembershipStatusActive, Since: "2020"}},
		Website:       "https://example.org", Populations: []directory.Population{directory.PopulationWomen},
	}
}

func validHotline() *directory.Hotline {
	return &directory.Hotline{
		Common: validCommon(), Purposes: []directory.HotlinePurpose{directory.HotlinePurposeHelp}, Countries: []directory.CountryCode{"MD"},
		MinimumAge: new(0), MaximumAge: new(17), PairedWith: []directory.ID{otherID},
		Channels: []directory.Channel{
			{
				Kind: directory.ChannelKindVoice, Number: "+37322233309", Languages: []directory.ChannelLanguage{{Tag: "ro", Days: []hours.Weekday{hours.Monday}}},
				Hours:  &directory.OpeningHours{Schedule: *daily("Europe/Chisinau", "08:00", "20:00")},
				Safety: &directory.Safety{TollFree: directory.SafetyFact{Value: directory.AnswerYes}},
			},
			{Kind: directory.ChannelKindVoice, ShortCode: "527", Country: "UA"},
			{Kind: directory.ChannelKindVoice, NationalNumber: "018000522020", Country: "CO"},
			{Kind: directory.ChannelKindChat, URL: "https://example.org/chat"},
			{Kind: directory.ChannelKindEmail, Email: "help@example.org"},
		},
	}
}

func validCampaign() *directory.Campaign {
	return &directory.Campaign{
		Common: validCommon(), Start: "2020", End: "2020-11", RelaunchedOn: []directory.PartialDate{"2022"}, DurationDays: new(30),
		Recurrence:  &directory.Recurrence{Printed: "every 30 July", AnnualDay: "07-30"},
		Places:      []directory.Place{{Name: text("Neuchâtel"), Country: "CH", Subdivision: "CH-NE"}},
		Phases:      []directory.CampaignPhase{{Position: 1, Goal: directory.PhaseGoalInform}, {Position: 2, Goal: directory.PhaseGoalChangeBehaviour}},
		Media:       []directory.MediaPlacement{{Channel: directory.MediaChannelPoster}},
		Testimonies: []directory.Testimony{{ID: otherID, Form: directory.TestimonyFormVideo, Voice: directory.VoicePublicFigure, Consent: directory.Consent{Status: directory.ConsentStatusRecorded}}},
		Tour:        &directory.Tour{StopCount: quantity(), Stops: []directory.TourStop{{Position: 1, Place: text("Bern"), Start: "2013-10-01", End: "2013-10-02"}}},
		Events:      []directory.CampaignEvent{{Name: text("World Day"), AnnualDay: "07-30", Date: "2020-07-30"}},
		Partners:    []directory.CampaignPartner{{Name: "IOM", Role: directory.OrganizationRolePartner}},
	}
}

func validResource() *directory.Resource {
	return &directory.Resource{
		Common: validCommon(), Kind: directory.ResourceKindTrainingCourse, DurationMinutes: new(90), Languages: []directory.LanguageTag{"fr"},
		LanguageCount: quantity(), SHA256: strings.Repeat("0a", 32), URL: "https://example.org", PublishedOn: "2019",
	}
}

func validLesson() *directory.Lesson {
	return &directory.Lesson{
		Common: validCommon(), Kind: directory.LessonKindWorks,
		CountriesOfOrigin: []directory.CountryCode{"NG"}, CountriesOfAction: []directory.CountryCode{"FR"},
	}
}

// breach is one broken rule: what breaks it, where it is to be reported and in which words.
type breach[T any] struct {
	name          string
	breaks        func(*T)
	path, message string
}

func rules[T any](t *testing.T, valid func() *T, validate func(*T) []directory.Problem, breaches []breach[T]) {
	if problems := validate(valid()); len(problems) > 0 {
		t.Fatalf("the valid record has problems: %v", problems)
	}
	for _, b := range breaches {
		t.Run(b.name, func(t *testing.T) {
			record := valid()
			b.breaks(record)
			problems := validate(record)
			if len(problems) != 1 || problems[0].Path != b.path || problems[0].Code != directory.InvalidInput || !strings.Contains(problems[0].Message, b.message) {
				t.Errorf("got %+v, want one at %q: %q", problems, b.path, b.message)
			}
			if !slices.Equal(problems, validate(record)) {
				t.Error("asked again, the problems are others")
			}
		})
	}
}

func TestValidateOrganization(t *testing.T) {
	type o = directory.Organization
	rules(t, validOrganization, directory.ValidateOrganization, []breach[o]{
		{"id missing", func(r *o) { r.ID = "" }, "id", "UUID"},
		{"id in capitals", func(r *o) { r.ID = directory.ID(strings.ToUpper(string(recordID))) }, "id", "lower case"},
		{"no name", func(r *o) { r.Names = nil }, "names", "at least one"},
		{"blank name", func(r *o) { r.Names[0].Value = "  " }, "names[0].value", "empty"},
		{"name too long", func(r *o) { r.Names[0].Value = strings.Repeat("ы", directory.MaxText+1) }, "names[0].value", "longer than"},
		{"name not UTF-8", func(r *o) { r.Names[0].Value = "\xff" }, "names[0].value", "UTF-8"},
		{"name with a control character", func(r *o) { r.Names[0].Value = "a\x1bb" }, "names[0].value", "control"},
		{"name that turns round", func(r *o) { r.Names[0].Value = "a\u202eb" }, "names[0].value", "U+202E"},
		{"name of no language", func(r *o) { r.Names[0].Language = "" }, "names[0].language", "und"},
		{"name in a language that is none", func(r *o) { r.Names[0].Language = "nonsense" }, "names[0].language", "BCP 47"},
		{"name in an old tag", func(r *o) { r.Names[0].Language = "iw" }, "names[0].language", `write "he"`},
		{"name of unknown kind", func(r *o) { r.Names[0].Kind = "NICK" }, "names[0].kind", "allowed"},
		{"too many names", func(r *o) { r.Names = slices.Repeat(r.Names, directory.MaxList+1) }, "names", "at most 100"},
		{"blank note", func(r *o) { r.Notes[0].Value = "" }, "notes[0].value", "empty"},
		{"source without address", func(r *o) { r.Provenance.Sources[0].URL = "" }, "provenance.sources[0].url", "url or a reference"},
		{"source at ftp", func(r *o) { r.Provenance.Sources[0].URL = "ftp://x" }, "provenance.sources[0].url", "http"},
		{"source of unknown class", func(r *o) { r.Provenance.Sources[0].Class = "RUMOUR" }, "provenance.sources[0].class", "allowed"},
		{"source seen on no date", func(r *o) { r.Provenance.Sources[0].SeenOn = "yesterday" }, "provenance.sources[0].seenOn", "yesterday"},
		{"source published on no date", func(r *o) { r.Provenance.Sources[0].PublishedOn = "soon" }, "provenance.sources[0].publishedOn", "soon"},
		{"unknown source class", func(r *o) { r.Provenance.SourceClasses = []directory.SourceClass{"X"} }, "provenance.sourceClasses[0]", "allowed"},
		{"provenance published on no date", func(r *o) { r.Provenance.PublishedOn = "?" }, "provenance.publishedOn", "date"},
		{"verified on no day", func(r *o) { r.Provenance.Verification.VerifiedOn = "" }, "provenance.verification.verifiedOn", "required"},
		{"verified on a day that is none", func(r *o) { r.Provenance.Verification.VerifiedOn = "2026-02-30" }, "provenance.verification.verifiedOn", "2026-02-30"},
		{"verified by no method", func(r *o) { r.Provenance.Verification.Method = "" }, "provenance.verification.method", "required"},
		{"conflict of one", func(r *o) { r.Conflicts[0].Claims = r.Conflicts[0].Claims[:1] }, "conflicts[0].claims", "two"},
		{"conflict about nothing", func(r *o) { r.Conflicts[0].Path = "" }, "conflicts[0].path", "required"},
		{"claim without value", func(r *o) { r.Conflicts[0].Claims[1].Value = "" }, "conflicts[0].claims[1].value", "required"},
		{"claim without a source's address", func(r *o) { r.Conflicts[0].Claims[0].Source.Reference = "" }, "conflicts[0].claims[0].source.url", "reference"},
		{"identifier without scheme", func(r *o) { r.Identifiers[0].Scheme = "" }, "identifiers[0]", "required"},
		{"unknown kind", func(r *o) { r.Kind = "GUILD" }, "kind", "allowed"},
		{"withdrawn country", func(r *o) { r.Country = "SU" }, "country", "withdrawn"},
		{"country in small letters", func(r *o) { r.Country = "md" }, "country", `write "MD"`},
		{"website with a password", func(r *o) { r.Website = "https://a:b@example.org" }, "website", "URL"},
		{"e-mail that is none", func(r *o) { r.Emails[0] = "office" }, "emails[0]", "e-mail"},
		{"e-mail twice", func(r *o) { r.Emails = append(r.Emails, r.Emails[0]) }, "emails[1]", "twice"},
		{"e-mail empty", func(r *o) { r.Emails[0] = "" }, "emails[0]", "empty"},
		{"staff without qualifier", func(r *o) { r.Staff.Qualifier = "" }, "staff.qualifier", "required"},
		{"staff without words", func(r *o) { r.Staff.Printed = "" }, "staff.printed", "words of the source"},
		{"staff as of no date", func(r *o) { r.Staff.AsOf = "1066" }, "staff.asOf", "1900"},
		{"fact without topic", func(r *o) { r.Facts[0].Topic = "" }, "facts[0].value", "required"},
		{"fact of no date", func(r *o) { r.Facts[0].Date = "2020-13" }, "facts[0].date", "date"},
		{"fact's quantity without words", func(r *o) { r.Facts[0].Quantity.Printed = "" }, "facts[0].quantity.printed", "required"},
		{"governance without value", func(r *o) { r.Governance = []directory.Fact{{Topic: "board"}} }, "governance[0].value", "required"},
	})
}

func TestValidateInitiative(t *testing.T) {
	type in = directory.Initiative
	slug := func(s string) func(*in) { return func(r *in) { r.Slug = s } }
	rules(t, validInitiative, directory.ValidateInitiative, []breach[in]{
		{"no slug", slug(""), "slug", "lower-case"},
		{"slug in capitals", slug("MD"), "slug", "lower-case"},
		{"slug with two hyphens", slug("a--b"), "slug", "single hyphens"},
		{"slug that begins with a hyphen", slug("-a"), "slug", "single hyphens"},
		{"slug that ends with a hyphen", slug("a-"), "slug", "single hyphens"},
		{"slug with other letters", slug("ação"), "slug", "ASCII"},
		{"slug too long", slug(strings.Repeat("a", directory.MaxSlug+1)), "slug", "100"},
		{"no scope", func(r *in) { r.Scope = "" }, "scope", "required"},
		{"national in two countries", func(r *in) { r.Countries = []directory.CountryCode{"MD", "RO"} }, "countries", "exactly one"},
		{"national in none", func(r *in) { r.Countries = nil }, "countries", "exactly one"},
		{"country of an alias", func(r *in) { r.Countries[0] = "UK" }, "countries[0]", `write "GB"`},
		{"subdivision that is none", func(r *in) { r.Subdivisions[0] = "MD-123456" }, "subdivisions[0]", ""},
		{"unknown status", func(r *in) { r.Status = "GONE" }, "status", "allowed"},
		{"blank note on the status", func(r *in) { r.StatusNote = new(text("")) }, "statusNote.value", "empty"},
		{"unknown kind of leader", func(r *in) { r.LeadKind = "GUILD" }, "leadKind", "allowed"},
		{"organization without id", func(r *in) { r.Organizations[0].Organization = "" }, "organizations[0].organization", "required"},
		{"organization without role", func(r *in) { r.Organizations[0].Role = "" }, "organizations[0].role", "required"},
		{"member that is nothing", func(r *in) { r.Members[0].Country = "" }, "members[0].initiative", "exactly one"},
		{"member that is two things", func(r *in) { r.Members[0].Initiative = otherID }, "members[0].initiative", "exactly one"},
		{"member without status", func(r *in) { r.Members[0].Status = "" }, "members[0].status", "required"},
		{"member that ended before it began", func(r *in) { r.Members[0].Since, r.Members[0].Until = "2026-02", "2026-01-31" }, "members[0].until", "before"},
		{"member since no date", func(r *in) { r.Members[0].Since = "once" }, "members[0].since", "date"},
		{"member until no date", func(r *in) { r.Members[0].Until = "once" }, "members[0].until", "date"},
		{"population twice", func(r *in) { r.Populations = slices.Repeat(r.Populations, 2) }, "populations[1]", "twice"},
		{"empty form of exploitation", func(r *in) { r.FormsOfExploitation = []directory.FormOfExploitation{""} }, "formsOfExploitation[0]", "required"},
		{"website that is none", func(r *in) { r.Website = "example.org" }, "website", "URL"},
		{"too many hotlines", func(r *in) { r.Hotlines = make([]*directory.Hotline, directory.MaxChildren+1) }, "hotlines", "at most 500"},
		{"too many campaigns", func(r *in) { r.Campaigns = make([]*directory.Campaign, directory.MaxChildren+1) }, "campaigns", "at most 500"},
		{"too many resources", func(r *in) { r.Resources = make([]*directory.Resource, directory.MaxChildren+1) }, "resources", "at most 500"},
		{"too many lessons", func(r *in) { r.Lessons = make([]*directory.Lesson, directory.MaxChildren+1) }, "lessons", "at most 500"},
		{"too many members", func(r *in) { r.Members = slices.Repeat(r.Members, directory.MaxMembers+1) }, "members", "at most 2000"},
	})
}

func TestValidateHotline(t *testing.T) {
	type h = directory.Hotline
	rules(t, validHotline, directory.ValidateHotline, []breach[h]{
		{"unknown purpose", func(r *h) { r.Purposes[0] = "FUN" }, "purposes[0]", "allowed"},
		{"unknown responder", func(r *h) { r.AnsweredBy = "ROBOT" }, "answeredBy", "allowed"},
		{"unknown status", func(r *h) { r.Status = "BUSY" }, "status", "allowed"},
		{"country twice", func(r *h) { r.Countries = slices.Repeat(r.Countries, 2) }, "countries[1]", "twice"},
		{"minimum age below zero", func(r *h) { r.MinimumAge = new(-1) }, "minimumAge", "0 to 130"},
		{"maximum age above all ages", func(r *h) { r.MaximumAge = new(131) }, "maximumAge", "0 to 130"},
		{"maximum age below the minimum", func(r *h) { r.MinimumAge = new(18) }, "maximumAge", "below"},
		{"paired with itself", func(r *h) { r.PairedWith = []directory.ID{recordID} }, "pairedWith", "itself"},
		{"replaced by itself", func(r *h) { r.ReplacedBy = recordID }, "replacedBy", "itself"},
		{"unknown unaddressed channel", func(r *h) { r.UnaddressedChannels = []directory.ChannelKind{"FAX"} }, "unaddressedChannels[0]", "allowed"},
		{"too many channels", func(r *h) { r.Channels = slices.Repeat(r.Channels[4:], directory.MaxChannels+1) }, "channels", "at most 50"},
		{"channel without kind", func(r *h) { r.Channels[0].Kind = "" }, "channels[0].kind", "required"},
		{"no address", func(r *h) { r.Channels[3].URL = "" }, "channels[3].address", "0 are given"},
		{"two addresses", func(r *h) { r.Channels[3].Email = "a@example.org" }, "channels[3].address", "2 are given"},
		{"national number as E.164", func(r *h) { r.Channels[0].Number = "022233309" }, "channels[0].number", "E.164"},
		{"short code with letters", func(r *h) { r.Channels[1].ShortCode = "52A" }, "channels[1].shortCode", "digits"},
		{"short code too long", func(r *h) { r.Channels[1].ShortCode = "123456789" }, "channels[1].shortCode", "1 to 8"},
		{"short code of no country", func(r *h) { r.Channels[1].Country = "" }, "channels[1].country", "shortCode"},
		{"country beside an E.164 number", func(r *h) { r.Channels[0].Country = "MD" }, "channels[0].country", "only with them"},
		{"national number with spaces", func(r *h) { r.Channels[2].NationalNumber = "01 8000" }, "channels[2].nationalNumber", "digits"},
		{"national number too long", func(r *h) { r.Channels[2].NationalNumber = strings.Repeat("1", 16) }, "channels[2].nationalNumber", "1 to 15"},
		{"url that is none", func(r *h) { r.Channels[3].URL = "chat" }, "channels[3].url", "URL"},
		{"e-mail that is none", func(r *h) { r.Channels[4].Email = "help" }, "channels[4].email", "e-mail"},
		{"unknown phone", func(r *h) { r.Channels[0].Phones = []directory.PhoneKind{"FAX"} }, "channels[0].phones[0]", "allowed"},
		{"blank cost", func(r *h) { r.Channels[0].Cost = new(text("")) }, "channels[0].cost.value", "empty"},
		{"language without tag", func(r *h) { r.Channels[0].Languages[0].Tag = "" }, "channels[0].languages[0].tag", "required"},
		{"language that is none", func(r *h) { r.Channels[0].Languages[0].Tag = "romanian!" }, "channels[0].languages[0].tag", "BCP 47"},
		{"language on no day", func(r *h) { r.Channels[0].Languages[0].Days[0] = "Mo" }, "channels[0].languages[0].days[0]", "day of the week"},
		{"hours in an unknown zone", func(r *h) { r.Channels[0].Hours.TimeZone = "Mars/Base" }, "channels[0].hours.timeZone", "Mars/Base"},
		{"hours that close when they open", func(r *h) { r.Channels[0].Hours.Weekly[0].Closes = "08:00" }, "channels[0].hours.weekly[0].closes", "close"},
		{"hours verified by no method", func(r *h) {
			r.Channels[0].Hours.Provenance = &directory.Provenance{Verification: &directory.Verification{VerifiedOn: "2026-01-01"}}
		}, "channels[0].hours.provenance.verification.method", "required"},
		{"safety fact that is maybe", func(r *h) { r.Channels[0].Safety.CallsRecorded.Value = "MAYBE" }, "channels[0].safety.callsRecorded.value", "allowed"},
		{"safety fact with a blank note", func(r *h) { r.Channels[0].Safety.Anonymous.Note = new(text("")) }, "channels[0].safety.anonymous.note.value", "empty"},
		{"blank caution", func(r *h) { r.Channels[0].Cautions = []directory.Text{text("")} }, "channels[0].cautions[0].value", "empty"},
		{"languages counted without words", func(r *h) { r.Channels[0].LanguageCount = quantity(); r.Channels[0].LanguageCount.Printed = "" }, "channels[0].languageCount.printed", "required"},
	})
}

func TestValidateCampaign(t *testing.T) {
	type c = directory.Campaign
	rules(t, validCampaign, directory.ValidateCampaign, []breach[c]{
		{"unknown status", func(r *c) { r.Status = "LATE" }, "status", "allowed"},
		{"start that is no date", func(r *c) { r.Start, r.End = "then", "" }, "start", "date"},
		{"end before start", func(r *c) { r.Start, r.End = "2020-12", "2020-11-30" }, "end", "before start"},
		{"relaunched on no date", func(r *c) { r.RelaunchedOn[0] = "again" }, "relaunchedOn[0]", "date"},
		{"lasting no day", func(r *c) { r.DurationDays = new(0) }, "durationDays", "1 to 36525"},
		{"recurring without words", func(r *c) { r.Recurrence.Printed = "" }, "recurrence.printed", "required"},
		{"recurring on no day", func(r *c) { r.Recurrence.AnnualDay = "30-07" }, "recurrence.annualDay", "MM-DD"},
		{"unknown scope", func(r *c) { r.Scope = "GALACTIC" }, "scope", "allowed"},
		{"place without name", func(r *c) { r.Places[0].Name.Value = "" }, "places[0].name.value", "empty"},
		{"place in no country", func(r *c) { r.Places[0].Country = "ZZ" }, "places[0].country", "unknown country"},
		{"phases out of order", func(r *c) { r.Phases[1].Position = 3 }, "phases[1].position", "must be 2"},
		{"phase without goal", func(r *c) { r.Phases[0].Goal = "" }, "phases[0].goal", "required"},
		{"phase that ends first", func(r *c) { r.Phases[0].Start, r.Phases[0].End = "2021", "2020" }, "phases[0].end", "before start"},
		{"its own predecessor", func(r *c) { r.Predecessor = recordID }, "predecessor", "itself"},
		{"medium without channel", func(r *c) { r.Media[0].Channel = "" }, "media[0].channel", "required"},
		{"medium at no url", func(r *c) { r.Media[0].URL = "x" }, "media[0].url", "URL"},
		{"testimony without id", func(r *c) { r.Testimonies[0].ID = "" }, "testimonies[0].id", "UUID"},
		{"testimony without form", func(r *c) { r.Testimonies[0].Form = "" }, "testimonies[0].form", "required"},
		{"testimony without voice", func(r *c) { r.Testimonies[0].Voice = "" }, "testimonies[0].voice", "required"},
		{"testimony without consent", func(r *c) { r.Testimonies[0].Consent.Status = "" }, "testimonies[0].consent.status", "required"},
		{"consent recorded on no day", func(r *c) { r.Testimonies[0].Consent.RecordedOn = "2020" }, "testimonies[0].consent.recordedOn", "2020"},
		{"consent that expires on no day", func(r *c) { r.Testimonies[0].Consent.ExpiresOn = "2020" }, "testimonies[0].consent.expiresOn", "2020"},
		{"consent withdrawn on no day", func(r *c) { r.Testimonies[0].Consent.WithdrawnOn = "2020" }, "testimonies[0].consent.withdrawnOn", "2020"},
		{"stops out of order", func(r *c) { r.Tour.Stops[0].Position = 0 }, "tour.stops[0].position", "must be 1"},
		{"stop without place", func(r *c) { r.Tour.Stops[0].Place.Value = "" }, "tour.stops[0].place.value", "empty"},
		{"stop with a nameless authority", func(r *c) { r.Tour.Stops[0].Authorities = []directory.StopAuthority{{Role: "host"}} }, "tour.stops[0].authorities[0].name", "required"},
		{"stop with an authority that did nothing", func(r *c) { r.Tour.Stops[0].Authorities = []directory.StopAuthority{{Name: "police"}} }, "tour.stops[0].authorities[0].role", "required"},
		{"stop that ends first", func(r *c) { r.Tour.Stops[0].End = "2013-09-30" }, "tour.stops[0].end", "before start"},
		{"stops counted without words", func(r *c) { r.Tour.StopCount.Printed = "" }, "tour.stopCount.printed", "required"},
		{"event without name", func(r *c) { r.Events[0].Name.Value = "" }, "events[0].name.value", "empty"},
		{"event on no day", func(r *c) { r.Events[0].AnnualDay = "02-32" }, "events[0].annualDay", "MM-DD"},
		{"partner without name", func(r *c) { r.Partners[0].Name = "" }, "partners[0].name", "required"},
		{"partner without role", func(r *c) { r.Partners[0].Role = "" }, "partners[0].role", "required"},
		{"too many hotlines", func(r *c) { r.Hotlines = make([]directory.ID, directory.MaxList+1) }, "hotlines", "at most 100"},
	})
}

func TestValidateResource(t *testing.T) {
	type r = directory.Resource
	rules(t, validResource, directory.ValidateResource, []breach[r]{
		{"no kind", func(x *r) { x.Kind = "" }, "kind", "required"},
		{"unknown profession", func(x *r) { x.Professions = []directory.Profession{"SPY"} }, "professions[0]", "allowed"},
		{"lasting no minute", func(x *r) { x.DurationMinutes = new(0) }, "durationMinutes", "1 to 600000"},
		{"language twice", func(x *r) { x.Languages = slices.Repeat(x.Languages, 2) }, "languages[1]", "twice"},
		{"languages counted without words", func(x *r) { x.LanguageCount.Printed = "" }, "languageCount.printed", "required"},
		{"free or not", func(x *r) { x.Free = "MAYBE" }, "free", "allowed"},
		{"blank cost", func(x *r) { x.Cost = new(text("")) }, "cost.value", "empty"},
		{"checksum in capitals", func(x *r) { x.SHA256 = strings.Repeat("0A", 32) }, "sha256", "64 lower-case"},
		{"checksum too short", func(x *r) { x.SHA256 = "0a" }, "sha256", "64 lower-case"},
		{"url that is none", func(x *r) { x.URL = "/course" }, "url", "URL"},
		{"group for a country", func(x *r) { x.Countries = []directory.CountryCode{"EU"} }, "countries[0]", "group"},
		{"published on no date", func(x *r) { x.PublishedOn = "19" }, "publishedOn", "date"},
	})
}

func TestValidateLesson(t *testing.T) {
	type l = directory.Lesson
	rules(t, validLesson, directory.ValidateLesson, []breach[l]{
		{"unknown kind", func(r *l) { r.Kind = "RUMOUR" }, "kind", "allowed"},
		{"unknown audience", func(r *l) { r.Audiences = []directory.Audience{"CATS"} }, "audiences[0]", "allowed"},
		{"origin that is no country", func(r *l) { r.CountriesOfOrigin[0] = "ZR" }, "countriesOfOrigin[0]", "withdrawn"},
		{"action in no country", func(r *l) { r.CountriesOfAction[0] = "" }, "countriesOfAction[0]", "empty"},
		{"applied too often", func(r *l) { r.AppliedIn = make([]directory.ID, directory.MaxList+1) }, "appliedIn", "at most 100"},
	})
}

func TestDatesOfDifferentPrecisionAreComparedAsFarAsBothGo(t *testing.T) {
	for _, c := range []struct {
		start, end directory.PartialDate
		fine       bool
	}{
		{"2020", "2020", true},
		{"2020-12", "2020", true},
		{"2020", "2020-01", true},
		{"2020-11-24", "2020-11", true},
		{"2020", "2019-12-31", false},
		{"2020-11-24", "2020-11-23", false},
		{"", "2020", true},
		{"2020", "", true},
	} {
		k := validCampaign()
		k.Start, k.End = c.start, c.end
		if problems := directory.ValidateCampaign(k); (len(problems) == 0) != c.fine {
			t.Errorf("%q to %q: %v", c.start, c.end, problems)
		}
	}
}
