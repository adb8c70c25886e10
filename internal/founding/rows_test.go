package founding

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/directory"
)

// The rows that the directory must be able to say, each with its founding data.

func texts(ts []directory.Text) []string {
	var out []string
	for _, t := range ts {
		out = append(out, string(t.Language)+": "+t.Value)
	}
	return out
}

func equal(t *testing.T, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func seed(t *testing.T, what string, p *directory.Provenance) {
	t.Helper()
	if p == nil || !slices.ContainsFunc(p.Sources, func(s directory.Source) bool {
		return s.Class == directory.SourceClassSeed && s.Reference == "project brief"
	}) {
		t.Errorf("%s does not name the project brief", what)
	}
}

func media(c *directory.Campaign) []directory.MediaChannel {
	var out []directory.MediaChannel
	for _, m := range c.Media {
		out = append(out, m.Channel)
	}
	return out
}

func TestRowColombia(t *testing.T) {
	f := load(t)
	co := f.initiative["co-linea-nacional-contra-la-trata-de-personas"]
	first, second := co.Campaigns[0], co.Campaigns[1]
	equal(t, "first names", []string{"en: We tell you stories", "fr: On te raconte des histoires"}, texts(first.Names))
	equal(t, "translated by", "project brief", first.Names[1].TranslatedBy)
	equal(t, "first status", directory.CampaignStatusEnded, first.Status)
	equal(t, "first end", directory.PartialDate("2020"), first.End)
	equal(t, "kinds", []string{"first campaign", "second campaign"}, []string{first.KindPrinted, second.KindPrinted})
	equal(t, "first media", []directory.MediaChannel{"WEBSITE", "SOCIAL_MEDIA", "TV_SPOT", "BILLBOARD", "HOTLINE"}, media(first))
	equal(t, "first audiences", []directory.Audience{"POTENTIAL_VICTIMS"}, first.Audiences)
	if len(first.Purposes) != 1 || !strings.Contains(first.Purposes[0].Value, "recruiters' methods") {
		t.Errorf("first purpose %v", first.Purposes)
	}
	seed(t, "first campaign", first.Provenance)

	equal(t, "predecessor", first.ID, second.Predecessor)
	equal(t, "second audiences", []directory.Audience{"GENERAL_PUBLIC"}, second.Audiences)
	equal(t, "key messages", []string{"en: not reporting makes you an accomplice"}, texts(second.KeyMessages))
	var goals []directory.PhaseGoal
	for _, p := range second.Phases {
		goals = append(goals, p.Goal)
	}
	equal(t, "phases", []directory.PhaseGoal{"INFORM", "CHANGE_BEHAVIOUR"}, goals)

	equal(t, "lessons", 2, len(co.Lessons))
	equal(t, "learned from", first.ID, co.Lessons[0].LearnedFrom)
	equal(t, "lesson audiences", []directory.Audience{"POTENTIAL_VICTIMS"}, co.Lessons[0].Audiences)
	for _, l := range co.Lessons {
		equal(t, "applied in", []directory.ID{second.ID}, l.AppliedIn)
		seed(t, "lesson", l.Provenance)
	}

	equal(t, "hotlines", 1, len(co.Hotlines))
	line := co.Hotlines[0]
	equal(t, "landline", "018000522020", line.Channels[0].NationalNumber)
	equal(t, "landline phones", []directory.PhoneKind{"LANDLINE"}, line.Channels[0].Phones)
	equal(t, "landline toll-free", directory.AnswerYes, known(&line.Channels[0]).TollFree.Value)
	equal(t, "mobile", "122", line.Channels[1].ShortCode)
	equal(t, "mobile phones", []directory.PhoneKind{"MOBILE"}, line.Channels[1].Phones)
	equal(t, "mobile toll-free", directory.Answer(""), known(&line.Channels[1]).TollFree.Value)
	for _, c := range line.Channels {
		equal(t, "always open", true, c.Hours.AlwaysOpen)
		seed(t, "hours", c.Hours.Provenance)
		equal(t, "cautions", 1, len(c.Cautions))
	}
	equal(t, "conflicts over hours", 2, len(line.Conflicts))

	service := f.organization[line.Operator]
	equal(t, "service", "COAT", service.Acronym)
	equal(t, "staff", "AT_LEAST at least 50", string(service.Staff.Qualifier)+" "+service.Staff.Printed)
	equal(t, "staff, as the register has it", "more than 50", service.Conflicts[0].Claims[1].Value)
	seed(t, "staff", service.Staff.Provenance)
}

func TestRowTurkiye(t *testing.T) {
	f := load(t)
	tr := f.initiative["tr-yimer-157"]
	c := tr.Campaigns[0]
	equal(t, "names", []string{"tr: Sesim Sen Ol", "en: Be my voice"}, texts(c.Names))
	y := c.Testimonies[0]
	equal(t, "form", directory.TestimonyFormVideo, y.Form)
	equal(t, "voice", directory.VoicePublicFigure, y.Voice)
	equal(t, "anonymous", directory.AnswerYes, y.SurvivorsAnonymous)
	equal(t, "consent", directory.Consent{Status: directory.ConsentStatusUnknown}, y.Consent)
	equal(t, "hotlines", []directory.ID{tr.Hotlines[0].ID}, c.Hotlines)
	at, abroad := tr.Hotlines[0].Channels[0], tr.Hotlines[0].Channels[1]
	equal(t, "at home", "157 TR", at.ShortCode+" "+string(at.Country))
	equal(t, "from abroad", directory.E164("+903121571112"), abroad.Number)
	equal(t, "reachable from abroad", directory.AnswerYes, known(&abroad).ReachableFromAbroad.Value)
	equal(t, "cautions", 1, len(abroad.Cautions))
}

func TestRowBlueCampaign(t *testing.T) {
	us := load(t).initiative["us-blue-campaign"]
	courses, workplace := 0, 0
	for _, r := range us.Resources {
		if r.Kind != directory.ResourceKindTrainingCourse {
			continue
		}
		courses++
		if slices.Contains(r.Sectors, directory.SectorWorkplace) {
			workplace++
			equal(t, "professions of "+r.Names[0].Value, 1, len(r.Professions))
			seed(t, r.Names[0].Value, r.Provenance)
		}
	}
	equal(t, "courses", 8, courses)
	equal(t, "courses for the workplace", 5, workplace)
	equal(t, "audiences", []directory.Audience{"GENERAL_PUBLIC", "PROFESSIONALS"}, us.Campaigns[0].Audiences)
	equal(t, "answered by", directory.ResponderPolice, us.Hotlines[0].AnsweredBy)
}

func TestRowSwissBus(t *testing.T) {
	f := load(t)
	ch := f.initiative["ch-information-bus-on-human-trafficking"]
	var leads []string
	for _, o := range ch.Organizations {
		if o.Role == directory.OrganizationRoleLead {
			leads = append(leads, f.organization[o.Organization].Acronym)
		}
	}
	equal(t, "leads", []string{"FAS", "IOM"}, leads)
	tour := ch.Campaigns[0].Tour
	equal(t, "stop count", 44.0, tour.StopCount.Value)
	equal(t, "cantons", 16.0, tour.SubdivisionCount.Value)
	equal(t, "stops", 21, len(tour.Stops))
	equal(t, "fifteenth stop", "Neuchâtel CH-NE 2018-08-23 2018-08-25", strings.Join([]string{tour.Stops[14].Place.Value, string(tour.Stops[14].Subdivision), string(tour.Stops[14].Start), string(tour.Stops[14].End)}, " "))
	equal(t, "authorities", []directory.StopAuthority{{Name: "municipal social services or police", Role: "involved at each stop (seed)"}}, tour.Authorities)
	equal(t, "people reached", "more than 11,000", ch.Campaigns[0].Facts[0].Quantity.Printed)
}

func TestRowBlueHeart(t *testing.T) {
	f := load(t)
	banner := f.initiative["blue-heart-campaign"]
	equal(t, "scope", directory.ScopeGlobal, banner.Scope)
	equal(t, "kind of campaign", "umbrella campaign", banner.Campaigns[0].KindPrinted)
	var countries, local []string
	initiatives, campaigns := 0, 0
	for _, m := range banner.Members {
		equal(t, "status", directory.MembershipStatusActive, m.Status)
		switch {
		case m.Country != "":
			countries = append(countries, string(m.Country)+" "+string(m.Since))
		case m.Initiative != "":
			initiatives++
			equal(t, "member", f.initiative["us-blue-campaign"].ID, m.Initiative)
		default:
			campaigns++
		}
		if m.LocalName != nil {
			local = append(local, string(m.LocalName.Language)+": "+m.LocalName.Value)
		}
	}
	equal(t, "countries", []string{"BE 2019", "NG 2023", "GB 2024"}, countries)
	equal(t, "initiatives and campaigns", []int{1, 10}, []int{initiatives, campaigns})
	equal(t, "local names", []string{"pt: Coração Azul", "es: Corazón Azul", "en: Blue Day", "es: Corazón Azul Costa Rica"}, local)
}

func TestRowMIST(t *testing.T) {
	f := load(t)
	fr := f.initiative["fr-mist"]
	mist := f.organization[fr.Organizations[0].Organization]
	equal(t, "kind", directory.OrganizationKindSurvivorLed, mist.Kind)
	equal(t, "governance", "at least half", mist.Governance[0].Quantity.Printed)
	equal(t, "kind of campaign", "survivor-led working group", fr.Campaigns[0].KindPrinted)
	equal(t, "lessons", 2, len(fr.Lessons))
	for _, l := range fr.Lessons {
		equal(t, "kind", directory.LessonKindFails, l.Kind)
		equal(t, "origin", []directory.CountryCode{"NG"}, l.CountriesOfOrigin)
		equal(t, "action", []directory.CountryCode{"FR"}, l.CountriesOfAction)
		seed(t, "lesson", l.Provenance)
	}
}

func TestRowBenchmark(t *testing.T) {
	f := load(t)
	r := f.initiative["fr-international-benchmarking"].Resources[0]
	equal(t, "kind", directory.ResourceKindBenchmark, r.Kind)
	equal(t, "author", "Com4Dev", f.organization[r.Author].Names[0].Value)
	equal(t, "commissioner", "Expertise France", f.organization[r.Commissioner].Names[0].Value)
	var compared []string
	for _, in := range f.initiatives {
		if slices.Contains(r.Compares, in.ID) {
			compared = append(compared, in.Slug)
		}
	}
	equal(t, "compared", []string{"co-linea-nacional-contra-la-trata-de-personas", "tr-yimer-157", "us-blue-campaign", "ch-information-bus-on-human-trafficking", "fr-mist", "blue-heart-campaign"}, compared)
}

// Lines that somebody reading the directory must not misunderstand.
func TestLinesThatNeedCare(t *testing.T) {
	f := load(t)
	for _, tt := range []struct{ slug, line, conflict, caution string }{
		{slug: "co-linea-nacional-contra-la-trata-de-personas", line: "Línea nacional contra la trata de personas", conflict: "channels[1].hours", caution: "project brief alone"},
		{slug: "it-numero-verde-antitratta", line: "Numero Verde Antitratta", caution: "Lyca Mobile"},
		{slug: "pl-kcik", line: "KCIK", conflict: "channels[0].hours"},
		{slug: "dk-danish-centre-against-human-trafficking", line: "CMM hotline", conflict: "channels[1].email"},
		{slug: "ie-garda-human-trafficking-reporting", line: "Garda Confidential Line", conflict: "channels[0].hours"},
		{slug: "gb-modern-slavery-exploitation-helpline", line: "Modern Slavery & Exploitation Helpline", conflict: "channels[0].hours"},
		{slug: "mt-national-campaign-on-human-trafficking", line: "Victim Support Agency", conflict: "channels[0].hours"},
		{slug: "za-salvation-army-human-trafficking-helpline", line: "08000-RESCU", caution: "one digit too many"},
		{slug: "mx-linea-y-chat-nacional-contra-la-trata-de-personas", line: "Línea Nacional contra la Trata de Personas", caution: "01 800"},
		{slug: "ph-1343-actionline-against-human-trafficking", line: "1343 Actionline", caution: "(02)"},
		{slug: "jm-natfatip", line: "NATFATIP", caution: "4923 to 4931"},
		{slug: "jm-child-trafficking-toll-free-line", line: "1-888-PROTECT", caution: "replaced this number"},
		{slug: "al-national-helpline-116-006", line: "IOM helpline of 2006", caution: "kept as history"},
	} {
		t.Run(tt.slug, func(t *testing.T) {
			in := f.initiative[tt.slug]
			if in == nil {
				t.Fatal("no initiative")
			}
			i := slices.IndexFunc(in.Hotlines, func(h *directory.Hotline) bool { return h.Names[0].Value == tt.line })
			if i < 0 {
				t.Fatal("no such line")
			}
			h := in.Hotlines[i]
			kept := tt.conflict == ""
			for _, k := range h.Conflicts {
				kept = kept || k.Path == tt.conflict && len(k.Claims) == 2
			}
			if !kept {
				t.Errorf("no conflict over %s", tt.conflict)
			}
			heard := tt.caution == ""
			for _, c := range h.Channels {
				heard = heard || slices.ContainsFunc(c.Cautions, func(x directory.Text) bool { return strings.Contains(x.Value, tt.caution) })
			}
			if !heard {
				t.Errorf("no caution says %q", tt.caution)
			}
		})
	}
	equal(t, "Sierra Leone", directory.InitiativeStatusOutOfService, f.initiative["sl-national-anti-trafficking-hotline-of-sierra-leone"].Status)
}

// TestLinesThatAreNotForEverybody: what the register says of these in their names must be in fields, or they stand as
// national lines of help for everybody.
func TestLinesThatAreNotForEverybody(t *testing.T) {
	f := load(t)
	crimestoppers := f.initiative["gb-crimestoppers-northern-ireland"].Hotlines[0]
	equal(t, "subdivisions of Crimestoppers", []directory.SubdivisionCode{"GB-NIR"}, crimestoppers.Subdivisions)
	equal(t, "purposes of Crimestoppers", []directory.HotlinePurpose{directory.HotlinePurposeReport}, crimestoppers.Purposes)
	missing := f.initiative["rs-astra-anti-trafficking-action"].Hotlines[0]
	equal(t, "populations of the number for missing children", []directory.Population{directory.PopulationChildren}, missing.Populations)
	texting := f.initiative["us-national-human-trafficking-hotline"].Hotlines[0].Channels[1]
	equal(t, "notes of the text line", []string{"en: Text HELP or INFO"}, texts(texting.Notes))
}

func TestPairedLines(t *testing.T) {
	var got []string
	f := load(t)
	for in, h := range f.hotlines {
		if len(h.PairedWith) > 0 {
			got = append(got, in.Slug+": "+h.Names[0].Value)
		}
	}
	equal(t, "paired", []string{
		"dk-danish-centre-against-human-trafficking: CMM hotline",
		"dk-danish-centre-against-human-trafficking: Police hotline (fallback outside hours)",
		"lu-police-contact-on-human-trafficking: Police (working days)",
		"lu-police-contact-on-human-trafficking: Police (outside office hours)",
		"md-hotline-for-safe-migration-and-anti-trafficking: Hotline for Safe Migration and Anti-Trafficking",
		"md-ngo-interaction-hotline-transnistria: Hotline for preventing illegal migration and trafficking (Transnistria)",
	}, got)
}

// A source that counts the languages of a line in two years says what it was when; the newer count holds.
func TestCountedLanguages(t *testing.T) {
	h := load(t).initiative["de-hilfetelefon-gewalt-gegen-frauen"].Hotlines[0]
	for i := range h.Channels {
		n := h.Channels[i].LanguageCount
		if n == nil {
			t.Fatalf("channel %d has no count", i)
		}
		equal(t, "count", directory.Quantity{
			Qualifier: directory.QuantityQualifierExactly, Value: 18, Unit: "foreign languages",
			Printed: "advice in 18 foreign languages (2025; 15 in 2016)", AsOf: "2025",
		}, *n)
	}
}
